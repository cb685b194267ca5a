/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_LIMITS_H
#define MACHINE_LIMITS_H

#include <stdint.h>

/*
 * What binds this process beside the hardware. Each is a figure of measure/figure.h: FIGURE_NONE
 * (null in a report) where nothing limits it or the machine does not say. Silent, without errors.
 *
 * Control groups are read in version 2, version 1 and both at once (a hybrid has controllers in
 * either): the group of this process and each above it up to where the hierarchy is mounted, the
 * tightest counting. In a container whose mounts do not show that group, what is mounted is read.
 */
struct limits {
	double cpu_quota; /* CPUs' worth of time a second: v2 cpu.max, v1 cpu.cfs_quota_us
			     by cpu.cfs_period_us; NaN without one */
	uint64_t memory_limit_bytes; /* v2 memory.max, v1 memory.limit_in_bytes */
	uint64_t pids_max;           /* pids.max of either */
	uint64_t nproc;              /* RLIMIT_NPROC, soft */
	uint64_t nofile;             /* RLIMIT_NOFILE, soft */
};

void limits_read(struct limits *limits);

/*
 * Memory that can be had now without swapping: MemAvailable of /proc/meminfo, and no more than
 * each control group leaves of its limit and of v2's memory.high, its inactive page cache counting as
 * free since the kernel takes that back first.
 */
uint64_t limits_memory_free(void);

/*
 * Processes and threads that can be made now: what RLIMIT_NPROC leaves beside all that this user
 * has (not for root, whom it does not bind), what each control group leaves, and what the kernel's
 * threads-max and pid_max do. A figure.
 */
uint64_t limits_tasks_free(void);

/* Address space that RLIMIT_AS leaves to this process beside what it has; a figure. */
uint64_t limits_address_free(void);

/* What one process may have of memory mappings (vm.max_map_count), and of open files when it has
 * raised its soft limit as far as it can; 0 where there is no limit or the machine does not say. */
uint64_t limits_most_maps(void);
uint64_t limits_most_files(void);

/* The same for a made-up machine: /proc and the mounts are looked for below the directory root. */
void limits_read_below(const char *root, struct limits *limits);
uint64_t limits_memory_free_below(const char *root);
uint64_t limits_tasks_free_below(const char *root, uint64_t user);
uint64_t limits_most_maps_below(const char *root);
uint64_t limits_address_free_below(const char *root);

#endif
