/* SPDX-License-Identifier: MIT */
#ifndef BENCH_HEAP_H
#define BENCH_HEAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * An allocator in shared memory, from which any worker may take a block and to which any other may
 * give it back, in every mode: malloc's heap belongs to one process. It is as plain as one can be:
 * a free list for each size class, last in first out, each under a mutex of its own, as the central
 * lists of an ordinary allocator are, with no caches of a worker's own before them.
 *
 * The memory is the caller's, from job_share, and all blocks are made in advance.
 */
struct heap;

/* The size of a heap with so many blocks of each class. */
size_t heap_bytes(size_t nr_each);

/* Makes a heap of memory of that size, zeroed. Returns 0 or -errno. */
int heap_init(struct heap *heap, size_t nr_each);

/*
 * At least size bytes, aligned to 16, with what was left in them. NULL above 4096 bytes, and where
 * no block of the class is left. May block.
 */
void *heap_alloc(struct heap *heap, size_t size);

/* Takes the block back. May block. */
void heap_free(struct heap *heap, void *memory);

/* How many blocks are free, of all classes. Nobody may use the heap meanwhile. */
size_t heap_nr_free(const struct heap *heap);

/* How many there are. */
size_t heap_nr(size_t nr_each);

#endif
