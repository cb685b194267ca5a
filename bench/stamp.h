/* SPDX-License-Identifier: MIT */
#ifndef BENCH_STAMP_H
#define BENCH_STAMP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "engine/workload.h"

/*
 * Blocks of memory of mixed sizes that say at both ends which op they were made for, so that one
 * which is lost, given out twice or too short is noticed.
 */

/*
 * The size of an op's block: below 32 bytes for half of the ops, below 64 for half of the others,
 * and so on; at least 16 and below 4096.
 */
static inline size_t stamp_size(uint64_t op)
{
	const uint64_t bits = mix64(op);
	const size_t least = (size_t)16 << __builtin_ctzll(bits | 1 << 7);

	return least + ((bits >> 32) & (least - 1));
}

static inline void stamp_put(void *memory, uint64_t op)
{
	const uint64_t word = op + 1;

	memcpy(memory, &word, sizeof(word));
	memcpy((char *)memory + stamp_size(op) - sizeof(word), &word, sizeof(word));
}

/* op + 1 as both ends say it, or 0 where one does not. */
static inline uint64_t stamp_get(const void *memory, uint64_t op)
{
	uint64_t head, tail;

	memcpy(&head, memory, sizeof(head));
	memcpy(&tail, (const char *)memory + stamp_size(op) - sizeof(tail), sizeof(tail));
	return head == op + 1 && tail == head ? head : 0;
}

#endif
