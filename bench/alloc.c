/* SPDX-License-Identifier: MIT */
/*
 * alloc/local, alloc/handoff: blocks of memory of mixed sizes are allocated and freed.
 *
 * One op is one block's allocation and the freeing of one. Sizes are from 16 bytes to 4 KiB, each
 * doubling half as frequent as the one below. A block is stamped at both ends when it is allocated,
 * and the stamps are checked when it is freed; the rest of it is not touched.
 *
 * In `local` each worker has 64 live blocks by malloc, and an op frees the oldest and allocates a
 * new one. Shared: nothing by the workload; but workers of one process share its malloc, and the
 * C library's knows whether a process has several threads, and leaves out locks where it has one.
 *
 * In `handoff` workers are pairs: one allocates and hands the block over, the other checks and
 * frees it, so that an op is done by two. Memory that is allocated by one process and freed by
 * another cannot come from malloc, and two allocators cannot be compared: blocks come from a heap
 * in shared memory (heap.h) in every mode. Shared: one heap for all pairs, whose lists and locks
 * they contend for as threads do for the central lists of an ordinary allocator; and a queue for
 * each pair. In seq one worker hands each block to itself, which stays in its cache.
 *
 * The number of `local` does not show a tuned allocator, nor memory that is being used, nor what
 * the system takes for new pages: the heap has its size before. That of `handoff` does not show
 * malloc: caches before the central lists, which a good one has, would spare it most of the locks.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "bench/digest.h"
#include "bench/handover.h"
#include "bench/heap.h"
#include "bench/stamp.h"
#include "engine/sync.h"

/* An op adds its index and 1. */
static int verify_digest(struct job *job)
{
	if (job->digest != digest_of_indices(job->ops + 1))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

/* ---- local ---- */

/* Blocks that live at a time, and ops that each worker does before the gate. */
#define LIVE 64
#define WARM_UP 4096

/* More than the blocks ever take, with what lies waste between them. */
#define GROWN_BYTES (LIVE * 2048)

struct window {
	_Alignas(SYNC_APART) struct {
		void *memory; /* NULL at first */
		uint64_t op;
	} blocks[LIVE];
	size_t oldest;
};

/* Frees the oldest block, and allocates and stamps op's in its place. */
static int replace(struct worker *worker, struct window *window, uint64_t op)
{
	void *memory = window->blocks[window->oldest].memory;
	const uint64_t past = window->blocks[window->oldest].op;

	if (memory && !stamp_get(memory, past))
		return worker_error(worker, 0, "block %" PRIu64 " was overwritten", past);
	free(memory);
	memory = malloc(stamp_size(op));
	window->blocks[window->oldest].memory = memory;
	window->blocks[window->oldest].op = op;
	if (!memory)
		return worker_error(worker, ENOMEM, "allocating %zu bytes", stamp_size(op));
	stamp_put(memory, op);
	window->oldest = (window->oldest + 1) % LIVE;
	return 0;
}

static int local_close(struct worker *worker)
{
	struct window *window = worker->state;
	uint64_t nr_wrong = 0;

	for (size_t i = 0; i < LIVE; i++) {
		void *memory = window->blocks[i].memory;

		nr_wrong += memory && !stamp_get(memory, window->blocks[i].op);
		free(memory);
	}
	free(window);
	return nr_wrong ? worker_error(worker, 0, "%" PRIu64 " blocks were overwritten", nr_wrong)
			: 0;
}

/* The worker's heap is to have its pages before the gate. */
static void grow_heap(void)
{
	void *memory[LIVE];

	for (size_t i = 0; i < LIVE; i++) {
		memory[i] = malloc(GROWN_BYTES / LIVE);
		if (memory[i])
			*(volatile char *)memory[i] = 1;
	}
	for (size_t i = 0; i < LIVE; i++)
		free(memory[i]);
}

/* Some ops ahead of time, so that the heap is as in the midst of them. */
static int local_open(struct worker *worker)
{
	struct window *window = aligned_alloc(SYNC_APART, sizeof(*window));
	uint64_t first, count;

	if (!window)
		return worker_error(worker, ENOMEM, "making room for a list of blocks");
	memset(window, 0, sizeof(*window));
	worker->state = window;
	grow_heap();
	worker_share(worker, &first, &count);
	for (uint64_t op = first; op < first + WARM_UP; op++) {
		int error = replace(worker, window, op);

		if (error) {
			local_close(worker);
			return error;
		}
	}
	return 0;
}

/*
 * The digest is of the stamps of the blocks allocated, read again; that they last is checked when
 * the blocks are freed.
 */
static int local_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct window *window = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const size_t at = window->oldest;
		int error = replace(worker, window, op);

		if (error)
			return error;
		digest += stamp_get(window->blocks[at].memory, op);
	}
	worker->digest += digest;
	return 0;
}

/* ---- handoff ---- */

struct handoff {
	struct heap *heap;
	size_t nr_each; /* blocks of each class */
	struct handover handovers[];
};

static unsigned nr_pairs_of(const struct job *job)
{
	return job->workers / 2 ? job->workers / 2 : 1;
}

/* As many blocks of each class as can be on their way at once: a queue full, and two in hand. */
static size_t nr_each_of(const struct job *job)
{
	return (size_t)nr_pairs_of(job) * (HANDOVER_ROOM + 2);
}

static void handoff_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = heap_bytes(nr_each_of(job));
}

static int handoff_setup(struct job *job)
{
	const size_t nr_each = nr_each_of(job);
	struct handoff *handoff =
		job_share(job, sizeof(*handoff) + nr_pairs_of(job) * sizeof(handoff->handovers[0]));
	int error;

	if (!handoff)
		return -ENOMEM;
	handoff->nr_each = nr_each;
	handoff->heap = job_share(job, heap_bytes(nr_each));
	if (!handoff->heap)
		return -ENOMEM;
	error = heap_init(handoff->heap, nr_each);
	if (error)
		return job_error(job, -error, "making the locks of the heap");
	job->data = handoff;
	return 0;
}

static int handoff_open(struct worker *worker)
{
	const struct handoff *handoff = worker->job->data;
	const unsigned nr_pairs = nr_pairs_of(worker->job);

	worker_touch(handoff, sizeof(*handoff) + nr_pairs * sizeof(handoff->handovers[0]));
	worker_touch(handoff->heap, heap_bytes(handoff->nr_each));
	return 0;
}

static int give(struct worker *worker, struct handover *handover, uint64_t op)
{
	const struct handoff *handoff = worker->job->data;
	void *memory = heap_alloc(handoff->heap, stamp_size(op));

	if (!memory)
		return worker_error(
			worker, 0, "the heap had no block of %zu bytes", stamp_size(op));
	stamp_put(memory, op);
	handover_put(handover, memory);
	return 0;
}

static int receive(struct worker *worker, struct handover *handover, uint64_t op, uint64_t *digest)
{
	const struct handoff *handoff = worker->job->data;
	void *memory = handover_take(handover);
	const uint64_t word = stamp_get(memory, op);

	if (!word)
		return worker_error(worker, 0, "block %" PRIu64 " came otherwise than sent", op);
	heap_free(handoff->heap, memory);
	*digest += word;
	return 0;
}

/* Of a pair the first gives and the second receives; a worker alone does both by turns. */
static int handoff_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct handoff *handoff = worker->job->data;
	struct handover *handover = &handoff->handovers[worker->index / 2];
	const int alone = worker->job->workers == 1;
	const int gives = alone || worker->index % 2 == 0, receives = alone || !gives;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = gives ? give(worker, handover, op) : 0;

		if (receives && !error)
			error = receive(worker, handover, op, &digest);
		if (error)
			return error;
	}
	worker->digest += digest;
	return 0;
}

static int handoff_verify(struct job *job)
{
	const struct handoff *handoff = job->data;
	const size_t nr_free = heap_nr_free(handoff->heap), nr = heap_nr(handoff->nr_each);

	if (nr_free != nr)
		return job_error(job, 0, "%zu of %zu blocks are free in the end", nr_free, nr);
	return verify_digest(job);
}

const struct workload alloc_handoff = {
	.name = "alloc/handoff",
	.summary = "allocation: blocks from a common heap, freed by another worker",
	.op = "block",
	.shares =
		"A heap of blocks in shared memory, with a mutex a size class; a queue for each pair.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = "one allocates, the other frees",
	.footprint = handoff_footprint,
	.setup = handoff_setup,
	.open = handoff_open,
	.work = handoff_work,
	.verify = handoff_verify,
};

const struct workload alloc_local = {
	.name = "alloc/local",
	.summary = "allocation: malloc and free of small blocks, each worker for itself",
	.op = "block",
	.shares = "Nothing, but malloc where workers are of one process.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.open = local_open,
	.work = local_work,
	.close = local_close,
	.verify = verify_digest,
};
