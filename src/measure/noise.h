/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_NOISE_H
#define MEASURE_NOISE_H

#include <stdint.h>

/*
 * What disturbed a trial from outside. A reading holds counters that grow for as long as the
 * machine is up; the difference of two readings is the disturbance between them. Each is a
 * figure: FIGURE_NONE where this machine does not count it.
 */
struct noise {
	uint64_t steal_ns;     /* /proc/stat: time the hypervisor kept from all CPUs together */
	uint64_t psi_cpu_ns;   /* /proc/pressure/cpu "some": somebody waited for a CPU */
	uint64_t throttled_ns; /* cpu.stat of the cgroup whose quota holds this process back */
	uint64_t canary_ns;    /* not a counter: see noise_canary() */
};

/* Reads the three counters; canary_ns becomes FIGURE_NONE. Touches /proc: never in timed work. */
void noise_read(struct noise *noise);

/* The same from a tree that has its proc and sys below root, for the kernels that are not here. */
void noise_read_below(const char *root, struct noise *noise);

/* after - before, counter by counter; canary_ns is kept from before. */
void noise_since(struct noise *difference, const struct noise *after, const struct noise *before);

/*
 * Times a fixed piece of arithmetic, the same in every trial of every mode: when it drifts, the
 * machine drifts and not the work. The smallest of three pieces of about 80 us each; a chain of
 * dependent multiplications, so that it shows the clock rate and not the caches.
 */
uint64_t noise_canary(void);

#endif
