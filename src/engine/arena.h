/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ARENA_H
#define ENGINE_ARENA_H

#include <stddef.h>

/*
 * Memory that every worker of a trial sees at the same address, in every mode: anonymous shared
 * mappings made before any worker exists. It is MAP_SHARED for threads too, since the kernel has
 * other rules for the page size of shared than of private memory, and the comparison would be of
 * page sizes.
 *
 * Each allocation has pages of its own, the large ones a mapping: no two share a cache line, and what
 * is not touched costs nothing. Nothing is freed singly.
 */
struct arena {
	struct arena_block *blocks;
	char *left; /* what is left of the mapping that small ones are taken from */
	size_t left_bytes;
};

void arena_init(struct arena *arena);

/* Unmaps everything. Only the process that allocated may call it; the children's mappings end with
 * them. */
void arena_release(struct arena *arena);

/* Zeroed memory, aligned to a page, or NULL with errno set. Only before the team is created. */
void *arena_alloc(struct arena *arena, size_t size);

#endif
