/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_LIMITS_H
#define MACHINE_LIMITS_H

#include <stdint.h>

/*
 * What binds this process beside the hardware. Each is a figure of measure/figure.h: FIGURE_NONE
 * (null in a report) where nothing limits it or the machine does not say.
 */
struct limits {
	double cpu_quota;	     /* CPUs' worth of time a second, from cgroup v2 cpu.max or v1
					cpu.cfs_quota_us, the tightest on the way up; NaN without one */
	uint64_t memory_limit_bytes; /* memory.max or memory.limit_in_bytes, the tightest */
	uint64_t pids_max;	     /* pids.max, the tightest */
	uint64_t nproc;		     /* RLIMIT_NPROC, soft */
	uint64_t nofile;	     /* RLIMIT_NOFILE, soft */
};

void limits_read(struct limits *limits);

/* Memory that can be had now without swapping: MemAvailable, and no more than the cgroup leaves. */
uint64_t limits_memory_free(void);

#endif
