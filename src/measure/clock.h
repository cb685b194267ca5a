/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_CLOCK_H
#define MEASURE_CLOCK_H

#include <stdint.h>
#include <time.h>

/*
 * The one clock that times anything: CLOCK_MONOTONIC, in nanoseconds, the same in every process
 * of the machine. It is read through the vDSO and makes no system call on ordinary machines.
 */
static inline uint64_t clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

struct clock_facts {
	const char *name;       /* static */
	uint64_t resolution_ns; /* what clock_getres says */
	uint64_t read_ns;       /* one read, the smallest mean of several batches; at least 1 */
};

/* Measures the clock itself; takes about a millisecond. */
void clock_describe(struct clock_facts *facts);

/* The two stamps are the only use of the wall clock, and nothing is timed with them. */
#define CLOCK_STAMP_SIZE 32

/* Now as RFC 3339 text in UTC, "2026-05-04T09:30:00Z". */
void clock_stamp(char stamp[CLOCK_STAMP_SIZE]);

/* Now as "20260504T093000Z", for file names. */
void clock_file_stamp(char stamp[CLOCK_STAMP_SIZE]);

#endif
