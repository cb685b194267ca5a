/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_NOISE_H
#define MEASURE_NOISE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "measure/cputime.h"

/*
 * What disturbed a trial from outside. A reading holds counters that grow for as long as the
 * machine is up; the difference of two readings is the disturbance between them. Each is a
 * figure: FIGURE_NONE where this machine does not count it. Nothing here allocates, so that
 * readings do not change the memory figures.
 */
struct noise {
	uint64_t steal_ns;   /* /proc/stat: time the hypervisor kept from all CPUs together */
	uint64_t foreign_ns; /* /proc/stat: time that others than the team took of the usable CPUs;
				   in ticks, see measure/cputime.h */
	uint64_t psi_cpu_ns; /* /proc/pressure/cpu "some": somebody waited for a CPU */
	uint64_t psi_io_ns;  /* /proc/pressure/io "some": … for a device */
	uint64_t psi_memory_ns; /* /proc/pressure/memory "some": … for memory to be made free */
	uint64_t throttled_ns;  /* cpu.stat: what quotas held back, of this process's cgroup and of
				   those above it */
	uint64_t frequency_khz; /* not a counter: see noise_frequency_khz() */
	uint64_t canary_ns;     /* not a counter: see noise_canary() */
};

/* Every figure unknown. */
extern const struct noise noise_none;

/* Whose CPUs and whose work a reading is about. */
struct noise_scope {
	const struct cpus *cpus; /* usable; taken before a worker binds itself */
	const pid_t *pids;       /* whose time is the team's own, with their children's */
	size_t nr_pids;
	pid_t service; /* and one more, or 0 */
};

/* Reads the counters; the other two become FIGURE_NONE. Touches /proc: never in timed work. */
void noise_read(const struct noise_scope *scope, struct noise *noise);

/* The same from a tree that has its proc and sys below root, for the kernels that are not here. */
void noise_read_below(const char *root, const struct noise_scope *scope, struct noise *noise);

/*
 * after - before, counter by counter, 0 where one stepped back: foreign_ns may, by a tick or two,
 * since the team's time is known to the nanosecond. frequency_khz is kept from after, canary_ns
 * from before.
 */
void noise_since(struct noise *difference, const struct noise *after, const struct noise *before);

/*
 * The mean of scaling_cur_freq of the CPUs below root: where the hardware counts cycles what they
 * last ran at, elsewhere what was asked for. FIGURE_NONE without cpufreq, as in most virtual
 * machines. Some kernels take 10 ms to find it out for a CPU that slept, so that after 20 ms no
 * further CPU is asked, and the mean is of those that were.
 */
uint64_t noise_frequency_khz(const char *root, const struct cpus *cpus);

/*
 * Times a fixed piece of arithmetic, the same in every trial of every mode: when it drifts, the
 * machine drifts and not the work. The smallest of three pieces of about 30 us each; a chain of
 * dependent multiplications, so that it shows the clock rate and not the caches.
 */
uint64_t noise_canary(void);

#endif
