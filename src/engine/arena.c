/* SPDX-License-Identifier: MIT */
#include "engine/arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Stands at the head of each mapping, a page to itself, so that what follows is aligned to one. */
struct arena_block {
	struct arena_block *next;
	size_t size;
};

void arena_init(struct arena *arena)
{
	arena->blocks = NULL;
}

void arena_release(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		munmap(block, block->size);
	}
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct arena_block *block;

	if (size > SIZE_MAX - page) {
		errno = ENOMEM;
		return NULL;
	}
	block = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED)
		return NULL;
	block->size = size + page;
	block->next = arena->blocks;
	arena->blocks = block;
	return (char *)block + page;
}
