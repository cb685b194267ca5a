/* SPDX-License-Identifier: MIT */
#include "measure/clock.h"

#define BATCHES 16
#define BATCH_READS 1000u

/* The smallest batch is the one that nothing interrupted. */
static uint64_t smallest_read_ns(void)
{
	uint64_t smallest = UINT64_MAX;

	for (int batch = 0; batch < BATCHES; batch++) {
		uint64_t start = clock_ns(), spent;

		for (unsigned i = 1; i < BATCH_READS; i++)
			clock_ns();
		spent = clock_ns() - start;
		if (spent < smallest)
			smallest = spent;
	}
	smallest = (smallest + BATCH_READS / 2) / BATCH_READS;
	return smallest ? smallest : 1;
}

void clock_describe(struct clock_facts *facts)
{
	struct timespec resolution = { 0 };

	clock_getres(CLOCK_MONOTONIC, &resolution);
	*facts = (struct clock_facts){
		.name = "CLOCK_MONOTONIC",
		.resolution_ns =
			(uint64_t)resolution.tv_sec * 1000000000u + (uint64_t)resolution.tv_nsec,
		.read_ns = smallest_read_ns(),
	};
}

static void stamp_as(char stamp[CLOCK_STAMP_SIZE], const char *format)
{
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(stamp, CLOCK_STAMP_SIZE, format, &utc);
}

void clock_stamp(char stamp[CLOCK_STAMP_SIZE])
{
	stamp_as(stamp, "%Y-%m-%dT%H:%M:%SZ");
}

void clock_file_stamp(char stamp[CLOCK_STAMP_SIZE])
{
	stamp_as(stamp, "%Y%m%dT%H%M%SZ");
}
