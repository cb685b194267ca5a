/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CHANNEL_H
#define BENCH_CHANNEL_H

#include <stdint.h>
#include "engine/sync.h"
#include "engine/workload.h"

/*
 * Ways for two workers to hand each other 8 bytes by turns. Each channel is made of two lanes, one
 * in each direction, and works between threads as between processes.
 *
 * A lane holds one message: whoever sends waits for the answer before sending again. A message is
 * never 0 and never all ones, since an eventfd carries neither. make is silent, and returns 0 or
 * -errno with nothing made.
 */

/* One direction. Lies in memory from job_share; all zero before make. */
struct lane {
	_Alignas(SYNC_APART) int out, in; /* the sender's and the receiver's descriptor */

	/* Of the lanes that are memory: the message, and how many have been sent. */
	_Alignas(SYNC_APART) uint64_t value;
	uint32_t sent;

	/* How many the receiver took, which is its own business. */
	_Alignas(SYNC_APART) uint32_t taken;
};

struct channel {
	/* In the leader, before there are workers. All three NULL where there is nothing to make. */
	const char *making; /* what make does, for a message that says what failed */
	int (*make)(struct lane lanes[2]);
	void (*drop)(struct lane lanes[2]);

	/* A worker's part in round trips over the lanes: see rally.h. */
	int (*play)(struct worker *worker, struct lane lanes[2], uint64_t first, uint64_t count);
};

extern const struct channel channel_pipe;
extern const struct channel channel_socketpair;
extern const struct channel channel_eventfd;
extern const struct channel channel_mq;
extern const struct channel channel_futex;
extern const struct channel channel_spin;

#endif
