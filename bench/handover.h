/* SPDX-License-Identifier: MIT */
#ifndef BENCH_HANDOVER_H
#define BENCH_HANDOVER_H

#include <sched.h>
#include <stdint.h>
#include "engine/sync.h"

/*
 * A bounded queue of pointers to shared memory, from the one worker that puts to the one that
 * takes, without a lock. It lies in memory from job_share, where zeroes make it an empty one.
 *
 * Who waits looks at a word that the other writes, since what is handed over takes less time than a
 * system call. But where CPUs are scarce the other may need this very one: so it is soon offered,
 * and no time slice is spent on looking.
 */

/* What can be put before it is taken; a power of two. */
#define HANDOVER_ROOM 64

/* How often who waits looks, before it yields. */
#define HANDOVER_LOOKS 128

/* Each side has the word that it writes in cache lines of its own. */
struct handover {
	_Alignas(SYNC_APART) uint64_t nr_put;
	_Alignas(SYNC_APART) uint64_t nr_taken;
	_Alignas(SYNC_APART) void *items[HANDOVER_ROOM];
};

static inline void handover_look_again(unsigned *nr_looks)
{
	if (++*nr_looks % HANDOVER_LOOKS == 0)
		sched_yield();
}

/* What the item points to is written before, and is seen by who takes it. Waits for room. */
static inline void handover_put(struct handover *handover, void *item)
{
	const uint64_t nr_put = handover->nr_put;
	unsigned nr_looks = 0;

	while (nr_put - __atomic_load_n(&handover->nr_taken, __ATOMIC_ACQUIRE) == HANDOVER_ROOM)
		handover_look_again(&nr_looks);
	handover->items[nr_put % HANDOVER_ROOM] = item;
	__atomic_store_n(&handover->nr_put, nr_put + 1, __ATOMIC_RELEASE);
}

/* The item put the longest ago. Waits for one. */
static inline void *handover_take(struct handover *handover)
{
	const uint64_t nr_taken = handover->nr_taken;
	unsigned nr_looks = 0;
	void *item;

	while (__atomic_load_n(&handover->nr_put, __ATOMIC_ACQUIRE) == nr_taken)
		handover_look_again(&nr_looks);
	item = handover->items[nr_taken % HANDOVER_ROOM];
	__atomic_store_n(&handover->nr_taken, nr_taken + 1, __ATOMIC_RELEASE);
	return item;
}

#endif
