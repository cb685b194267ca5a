/* SPDX-License-Identifier: MIT */
/*
 * refcount/shared, refcount/private: references to objects are taken and dropped.
 *
 * One op takes a reference and drops it: an atomic increment of the object's count, relaxed, and an
 * atomic decrement, which releases what was done to the object and would have to free it at zero,
 * as std::shared_ptr does and Python without its global lock. In `shared` all workers use the same
 * few objects; in `private` each has as many of its own. Which of them an op uses looks random.
 *
 * Shared: in `shared` the objects, in `private` none; each in cache lines of its own.
 *
 * The number does not show a program that uses what it refers to: nothing is done between taking
 * and dropping, and so this is the worst case. Nor does it show counts without atomics, which one
 * that knows itself alone can use: `private` is the same instructions without contention.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include "bench/digest.h"
#include "engine/sync.h"

struct object {
	_Alignas(SYNC_APART) uint64_t count;
};

static uint64_t nr_objects_of(const struct job *job)
{
	return (uint64_t)job_param(job, "objects");
}

static void shared_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = nr_objects_of(job) * sizeof(struct object);
}

static void private_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = nr_objects_of(job) * sizeof(struct object);
}

struct refcount {
	uint64_t nr_objects; /* that a worker uses */
	uint64_t nr_apart;   /* from those of one worker to those of the next one */
	struct object objects[];
};

/* So many groups of objects, each with one reference, which is nobody's to drop. */
static int make_objects(struct job *job, uint64_t nr_groups, uint64_t nr_apart)
{
	const uint64_t nr_objects = nr_objects_of(job), nr = nr_groups * nr_objects;
	struct refcount *refcount = job_share(job, sizeof(*refcount) + nr * sizeof(struct object));

	if (!refcount)
		return -ENOMEM;
	refcount->nr_objects = nr_objects;
	refcount->nr_apart = nr_apart;
	for (uint64_t i = 0; i < nr; i++)
		refcount->objects[i].count = 1;
	job->data = refcount;
	return 0;
}

static int shared_setup(struct job *job)
{
	return make_objects(job, 1, 0);
}

static int private_setup(struct job *job)
{
	return make_objects(job, job->workers, nr_objects_of(job));
}

static struct object *objects_of(const struct worker *worker)
{
	struct refcount *refcount = worker->job->data;

	return refcount->objects + worker->index * refcount->nr_apart;
}

static int refcount_open(struct worker *worker)
{
	const struct refcount *refcount = worker->job->data;

	worker_touch(refcount, sizeof(*refcount));
	worker_touch(objects_of(worker), refcount->nr_objects * sizeof(struct object));
	return 0;
}

static int refcount_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const uint64_t nr_objects = ((const struct refcount *)worker->job->data)->nr_objects;
	struct object *objects = objects_of(worker);
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		struct object *object = objects + ((mix64(op) >> 32) * nr_objects >> 32);

		__atomic_fetch_add(&object->count, 1, __ATOMIC_RELAXED);
		if (__atomic_fetch_sub(&object->count, 1, __ATOMIC_ACQ_REL) == 1)
			return worker_error(
				worker, 0, "the last reference was dropped in op %" PRIu64, op);
		digest += op + 1;
	}
	worker->digest += digest;
	return 0;
}

static int verify_objects(struct job *job, uint64_t nr)
{
	const struct object *objects = ((const struct refcount *)job->data)->objects;

	for (uint64_t i = 0; i < nr; i++) {
		if (objects[i].count != 1)
			return job_error(job, 0, "object %" PRIu64 " has %" PRIu64 " references", i,
				objects[i].count);
	}
	/* An op adds its index and 1. */
	if (job->digest != digest_of_indices(job->ops + 1))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static int shared_verify(struct job *job)
{
	return verify_objects(job, nr_objects_of(job));
}

static int private_verify(struct job *job)
{
	return verify_objects(job, nr_objects_of(job) * job->workers);
}

static const struct param params[] = {
	{ "objects", 1, 1, 1048576, "objects, of all workers or of each one" },
	{ .name = NULL },
};

const struct workload refcount_private = {
	.name = "refcount/private",
	.summary = "atomics without contention: references to a worker's own objects",
	.op = "reference",
	.shares = "Nothing: each worker has objects of its own, in cache lines of their own.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = private_footprint,
	.setup = private_setup,
	.open = refcount_open,
	.work = refcount_work,
	.verify = private_verify,
};

const struct workload refcount_shared = {
	.name = "refcount/shared",
	.summary = "contention: references to the same few objects, taken and dropped by all",
	.op = "reference",
	.shares = "A few objects, each in cache lines of its own.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = shared_footprint,
	.setup = shared_setup,
	.open = refcount_open,
	.work = refcount_work,
	.verify = shared_verify,
};
