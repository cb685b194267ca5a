/* SPDX-License-Identifier: MIT */
#include "bench/heap.h"

#include <pthread.h>
#include "engine/sync.h"

/* 16, 32, … 4096 bytes. */
#define SMALLEST 16
#define NR_CLASSES_OF_SIZE 9

/* Stands before what the caller is given. */
struct block {
	_Alignas(16) uint64_t class;
	struct block *next; /* while it is free */
};

/* The lock and what it guards in one cache line, since nobody takes the one without the other. */
struct list {
	_Alignas(SYNC_APART) pthread_mutex_t mutex;
	struct block *free;
};

struct heap {
	struct list lists[NR_CLASSES_OF_SIZE];
};

static size_t block_bytes(unsigned class)
{
	return sizeof(struct block) + ((size_t)SMALLEST << class);
}

size_t heap_bytes(size_t nr_each)
{
	size_t size = sizeof(struct heap);

	for (unsigned class = 0; class < NR_CLASSES_OF_SIZE; class ++)
		size += nr_each * block_bytes(class);
	return size;
}

size_t heap_nr(size_t nr_each)
{
	return nr_each * NR_CLASSES_OF_SIZE;
}

int heap_init(struct heap *heap, size_t nr_each)
{
	char *at = (char *)(heap + 1);

	for (unsigned class = 0; class < NR_CLASSES_OF_SIZE; class ++) {
		struct list *list = &heap->lists[class];
		int error = sync_mutex(&list->mutex);

		if (error)
			return error;
		for (size_t i = 0; i < nr_each; i++) {
			struct block *block = (struct block *)at;

			block->class = class;
			block->next = list->free;
			list->free = block;
			at += block_bytes(class);
		}
	}
	return 0;
}

void *heap_alloc(struct heap *heap, size_t size)
{
	struct block *block;
	struct list *list;
	unsigned class = 0;

	while (class < NR_CLASSES_OF_SIZE && (size_t)SMALLEST << class < size)
		class ++;
	if (class == NR_CLASSES_OF_SIZE)
		return NULL;
	list = &heap->lists[class];
	pthread_mutex_lock(&list->mutex);
	block = list->free;
	if (block)
		list->free = block->next;
	pthread_mutex_unlock(&list->mutex);
	return block ? block + 1 : NULL;
}

void heap_free(struct heap *heap, void *memory)
{
	struct block *block = (struct block *)memory - 1;
	struct list *list = &heap->lists[block->class];

	pthread_mutex_lock(&list->mutex);
	block->next = list->free;
	list->free = block;
	pthread_mutex_unlock(&list->mutex);
}

size_t heap_nr_free(const struct heap *heap)
{
	size_t nr = 0;

	for (unsigned class = 0; class < NR_CLASSES_OF_SIZE; class ++)
		for (const struct block *block = heap->lists[class].free; block;
			block = block->next)
			nr++;
	return nr;
}
