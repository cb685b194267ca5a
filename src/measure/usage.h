/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_USAGE_H
#define MEASURE_USAGE_H

#include <stdint.h>

/*
 * What one worker took from the machine, by getrusage(RUSAGE_THREAD): the same accounting whether
 * the worker is a thread or the only thread of a process. What a worker's own children and
 * further threads take is in neither mode counted.
 *
 * CPU time may lag by a scheduler tick (1 to 10 ms), and its division into user and system is
 * sampled at ticks (cputime_adjust() in the kernel): little is known of a phase of a few ticks.
 */
struct usage {
	uint64_t cpu_user_ns;
	uint64_t cpu_sys_ns;
	uint64_t ctx_voluntary;
	uint64_t ctx_involuntary;
	uint64_t faults_minor;
	uint64_t faults_major;
};

/* The calling thread's counters since it began. Cannot fail. One system call, no allocation. */
void usage_read(struct usage *usage);

/* Adds to *sum what was used between the readings before and after. */
void usage_add_since(struct usage *sum, const struct usage *after, const struct usage *before);

#endif
