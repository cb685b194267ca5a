/* SPDX-License-Identifier: MIT */
#ifndef BENCH_RALLY_H
#define BENCH_RALLY_H

#include <inttypes.h>
#include <stdint.h>
#include "bench/channel.h"
#include "engine/workload.h"

/*
 * Round trips over the two lanes of a channel, for a channel's play. It stands in a header, so that
 * the compiler puts a way's calls into the loop: behind a pointer each would be a branch that is
 * mispredicted after every system call, which costs up to two hundredths of a round trip.
 */

/* How a message gets into a lane and out of it. Both return 0 or -errno, and may wait. */
struct way {
	int (*send)(struct lane *lane, uint64_t message);
	int (*receive)(struct lane *lane, uint64_t *message);
};

/* What is served in an op. */
static inline uint64_t rally_serve(uint64_t op)
{
	return op + 1;
}

/* What is answered to it: neither 0 nor all ones, as a channel wants it. */
static inline uint64_t rally_answer(uint64_t served)
{
	return mix64(served) >> 1 | 1;
}

/* What the odd worker does of an op. */
static inline __attribute__((always_inline)) int rally_return(
	const struct way *way, struct lane lanes[2])
{
	uint64_t served;
	int error = way->receive(&lanes[0], &served);

	return error ? error : way->send(&lanes[1], rally_answer(served));
}

/* The whole of a worker's part. The even one serves, and where it is alone it returns as well. */
static inline __attribute__((always_inline)) int rally(const struct way *way, struct worker *worker,
	struct lane lanes[2], uint64_t first, uint64_t count)
{
	const int serves = worker->index % 2 == 0, returns = !serves || worker->job->workers == 1;
	uint64_t digest = 0, answered, expected;

	for (uint64_t op = first; op < first + count; op++) {
		int error = serves ? way->send(&lanes[0], rally_serve(op)) : 0;

		expected = rally_answer(rally_serve(op)); /* while the answer is on its way */
		if (!error && returns)
			error = rally_return(way, lanes);
		if (!error && serves)
			error = way->receive(&lanes[1], &answered);
		if (error)
			return worker_error(worker, -error, "round trip %" PRIu64, op);
		if (!serves)
			continue;
		if (answered != expected)
			return worker_error(worker, 0, "round trip %" PRIu64 " is wrong", op);
		digest += answered;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

#endif
