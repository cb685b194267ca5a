/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_USAGE_H
#define MEASURE_USAGE_H

#include <stdint.h>

/*
 * What one worker took from the machine, by getrusage(RUSAGE_THREAD): the same accounting whether
 * the worker is a thread or the only thread of a process. What a worker's own children and
 * further threads take is in neither mode counted.
 *
 * The CPU time as a whole is exact: CLOCK_THREAD_CPUTIME_ID, which the scheduler brings up to date
 * as it is read. What getrusage says of it may lag by a tick (1 to 10 ms), and its division into
 * user and system is sampled at ticks (cputime_adjust() in the kernel): little is known of that
 * division in a phase of a few ticks, and the two need not add up to cpu_ns.
 */
struct usage {
	uint64_t cpu_ns;
	uint64_t cpu_user_ns;
	uint64_t cpu_sys_ns;
	uint64_t ctx_voluntary;
	uint64_t ctx_involuntary;
	uint64_t faults_minor;
	uint64_t faults_major;
};

/* The CPU time of the calling thread so far: usage_read's cpu_ns alone. */
uint64_t usage_cpu_ns(void);

/* The calling thread's counters since it began. Cannot fail. Two system calls, no allocation. */
void usage_read(struct usage *usage);

/* Adds to *sum what was used between the readings before and after. */
void usage_add_since(struct usage *sum, const struct usage *after, const struct usage *before);

#endif
