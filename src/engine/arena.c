/* SPDX-License-Identifier: MIT */
#include "engine/arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is small lies in one mapping with other such, in pages of its own: whoever forks pays for each. */
#define BLOCK_BYTES ((size_t)512 << 10)
#define SMALL_BYTES (BLOCK_BYTES / 8)

/* Stands at the head of each mapping, a page to itself, so that what follows is aligned to one. */
struct arena_block {
	struct arena_block *next;
	size_t size;
};

void arena_init(struct arena *arena)
{
	*arena = (struct arena){ 0 };
}

void arena_release(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		munmap(block, block->size);
	}
	arena_init(arena);
}

/* A mapping of so much behind its head. */
static char *map(struct arena *arena, size_t page, size_t size)
{
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

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = (size ? (size - 1) / page + 1 : 1) * page;
	char *memory;

	if (size > SMALL_BYTES)
		return map(arena, page, size);
	if (whole > arena->left_bytes) {
		arena->left = map(arena, page, BLOCK_BYTES);
		arena->left_bytes = arena->left ? BLOCK_BYTES : 0;
	}
	memory = arena->left;
	if (memory) {
		arena->left += whole;
		arena->left_bytes -= whole;
	}
	return memory;
}
