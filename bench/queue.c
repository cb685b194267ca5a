/* SPDX-License-Identifier: MIT */
/*
 * queue: items through one bounded buffer, between producers and consumers.
 *
 * One op is one item put and taken. Of each two workers one produces and one consumes, and all
 * pairs share the one buffer, a ring of `slots` words under one mutex, with a condition for "not
 * empty" and one for "not full". Each worker handles as many items as are its pair's, but a
 * consumer takes whatever item comes. In seq one worker puts an item and takes it, by turns.
 *
 * Shared: the ring, its mutex and its two conditions, in cache lines of their own.
 *
 * The number does not show a program that does anything with an item: producers and consumers want
 * the mutex all the time. Nor does it show items of any size, which would be copied, nor what
 * batches or a queue without locks would save. Latencies are from one item to the next at a
 * consumer.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include "bench/digest.h"
#include "engine/sync.h"

struct ring {
	_Alignas(SYNC_APART) pthread_mutex_t mutex;
	_Alignas(SYNC_APART) pthread_cond_t not_empty;
	_Alignas(SYNC_APART) pthread_cond_t not_full;
	/* All of this under the mutex. */
	_Alignas(SYNC_APART) uint64_t nr_slots;
	uint64_t nr_items, next_put, next_take;
	uint64_t sum_taken;
	_Alignas(SYNC_APART) uint64_t slots[];
};

static size_t ring_size(const struct job *job)
{
	return sizeof(struct ring) + (size_t)job_param(job, "slots") * sizeof(uint64_t);
}

static int queue_setup(struct job *job)
{
	struct ring *ring = job_share(job, ring_size(job));
	int error;

	if (!ring)
		return -ENOMEM;
	job->data = ring;
	ring->nr_slots = (uint64_t)job_param(job, "slots");
	error = sync_mutex(&ring->mutex);
	error = error ? error : sync_cond(&ring->not_empty);
	error = error ? error : sync_cond(&ring->not_full);
	return error ? job_error(job, -error, "making the queue's locks") : 0;
}

static int queue_open(struct worker *worker)
{
	const struct ring *ring = worker->job->data;

	worker_touch(ring, sizeof(*ring) + ring->nr_slots * sizeof(uint64_t));
	return 0;
}

static uint64_t after(const struct ring *ring, uint64_t slot)
{
	return slot + 1 < ring->nr_slots ? slot + 1 : 0;
}

static void put(struct ring *ring, uint64_t item)
{
	pthread_mutex_lock(&ring->mutex);
	while (ring->nr_items == ring->nr_slots)
		pthread_cond_wait(&ring->not_full, &ring->mutex);
	ring->slots[ring->next_put] = item;
	ring->next_put = after(ring, ring->next_put);
	ring->nr_items++;
	pthread_mutex_unlock(&ring->mutex);
	pthread_cond_signal(&ring->not_empty);
}

static uint64_t take(struct ring *ring)
{
	uint64_t item;

	pthread_mutex_lock(&ring->mutex);
	while (!ring->nr_items)
		pthread_cond_wait(&ring->not_empty, &ring->mutex);
	item = ring->slots[ring->next_take];
	ring->next_take = after(ring, ring->next_take);
	ring->nr_items--;
	pthread_mutex_unlock(&ring->mutex);
	pthread_cond_signal(&ring->not_full);
	return item;
}

/* What one member of a pair does, and in seq both. */
static int queue_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const int alone = worker->job->workers == 1, produces = worker->index % 2 == 0;
	struct ring *ring = worker->job->data;
	uint64_t digest = 0, sum = 0;

	for (uint64_t op = first; op < first + count; op++) {
		if (produces)
			put(ring, op);
		if (alone || !produces) {
			const uint64_t item = take(ring);

			digest += mix64(item);
			sum += item;
			worker_lap(worker);
		}
	}
	pthread_mutex_lock(&ring->mutex);
	ring->sum_taken += sum;
	pthread_mutex_unlock(&ring->mutex);
	worker->digest += digest;
	return 0;
}

/* Every item came out once if two sums agree, one of them of well mixed bits. */
static int queue_verify(struct job *job)
{
	const struct ring *ring = job->data;

	if (ring->nr_items)
		return job_error(
			job, 0, "%" PRIu64 " items were left in the queue", ring->nr_items);
	if (job->digest != digest_of_mixes(job->ops) ||
		ring->sum_taken != digest_of_indices(job->ops))
		return job_error(job, 0, "the items taken are not those that were put");
	return 0;
}

static const struct param params[] = {
	{ "slots", 64, 1, 65536, "how many items the buffer holds" },
	{ .name = NULL },
};

const struct workload queue = {
	.name = "queue",
	.summary = "producers and consumers: items through one bounded buffer",
	.op = "item",
	.shares = "One ring of slots, its mutex and its two conditions.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = "one produces, the other consumes",
	.lap_every = 16,
	.latency = "from item to item",
	.params = params,
	.setup = queue_setup,
	.open = queue_open,
	.work = queue_work,
	.verify = queue_verify,
};
