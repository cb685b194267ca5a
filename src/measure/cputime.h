/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_CPUTIME_H
#define MEASURE_CPUTIME_H

#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Where the time of the machine's CPUs went, and how much of it one process took. Counters since
 * boot or birth, each a figure of measure/figure.h. Nothing here allocates.
 *
 * Of a CPU, /proc/stat knows whole ticks (of USER_HZ, 10 ms), for each kind of time apart, and most
 * kernels count them by looking at each of their own ticks who is running (1 to 10 ms). A
 * difference of two readings is thus good to about a tick a CPU: see CPUTIME_LEAST_NS.
 */

/* Below this, five ticks, a difference of two readings of /proc/stat says more of the ticks. */
#define CPUTIME_LEAST_NS 50000000u

/* CPUs by the kernel's numbers, as many as its largest configuration has. */
#define CPUS_MOST 8192
struct cpus {
	cpu_set_t sets[CPUS_MOST / CPU_SETSIZE];
};

/* Those on which the calling thread may run; none where the kernel has more than CPUS_MOST. */
void cpus_usable(struct cpus *cpus);

struct cputime {
	uint64_t steal_ns; /* the hypervisor kept it from all CPUs together */
	uint64_t busy_ns;  /* some of cpus worked: user, nice, system, interrupts; not stolen */
};

/*
 * Reads /proc/stat below root. busy_ns is unknown when one of the CPUs, or each, has no line there:
 * a part of the sum would be a lie.
 */
void cputime_read(const char *root, const struct cpus *cpus, struct cputime *time);

/*
 * What a process of this machine has used in all its threads, those that have ended too, to the
 * nanosecond; and what its children had used that it has waited for, from /proc/PID/stat below
 * root and in ticks. FIGURE_NONE when it cannot be read.
 */
uint64_t cputime_of_process(const char *root, pid_t pid);

#endif
