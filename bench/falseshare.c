/* SPDX-License-Identifier: MIT */
/*
 * falseshare/packed, falseshare/padded: everybody counts alone, in one cache line or apart.
 *
 * One op is one increment of a 64-bit counter that belongs to the worker alone: a relaxed atomic
 * load and a store, which are plain instructions, and which no compiler may keep in a register.
 * `packed` puts the counters side by side, so that the workers write to one cache line though they
 * share nothing; `padded` puts each SYNC_APART bytes from the next. The code is the same.
 *
 * Shared: in `packed` the cache line, eight workers a line, from the ninth on further lines. In
 * `padded` nothing.
 *
 * The number does not show contention for one counter, which is counter/atomic: here no update is
 * ever at risk. Nor does it show the whole price of a shared line: a store waits in the store
 * buffer, and the load after it reads it there, so that a core goes on while the line is away. And
 * where all workers run on the PUs of one core, they share its cache and there is nothing to see.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include "bench/digest.h"
#include "engine/sync.h"

/* From one worker's counter to the next one's, in words. */
#define PACKED 1
#define PADDED (SYNC_APART / sizeof(uint64_t))

static int share_counters(struct job *job, size_t stride)
{
	job->data = job_share(job, job->workers * stride * sizeof(uint64_t));
	return job->data ? 0 : -ENOMEM;
}

static int packed_setup(struct job *job)
{
	return share_counters(job, PACKED);
}

static int padded_setup(struct job *job)
{
	return share_counters(job, PADDED);
}

static int open_counter(struct worker *worker, size_t stride)
{
	worker->state = (uint64_t *)worker->job->data + worker->index * stride;
	worker_touch(worker->state, sizeof(uint64_t));
	return 0;
}

static int packed_open(struct worker *worker)
{
	return open_counter(worker, PACKED);
}

static int padded_open(struct worker *worker)
{
	return open_counter(worker, PADDED);
}

/*
 * What the ops compute is the counters. The digest, the sum of the indices, only tells that each op
 * was somebody's; to derive it from more would cost more than the op.
 */
static int falseshare_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t *counter = worker->state, digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t value = __atomic_load_n(counter, __ATOMIC_RELAXED);

		__atomic_store_n(counter, value + 1, __ATOMIC_RELAXED);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int verify_counters(struct job *job, size_t stride)
{
	const uint64_t *counters = job->data;
	uint64_t value = 0;

	for (unsigned i = 0; i < job->workers; i++)
		value += counters[i * stride];
	if (value != job->ops)
		return job_error(job, 0, "the counters ended at %" PRIu64 " together", value);
	if (job->digest != digest_of_indices(job->ops))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static int packed_verify(struct job *job)
{
	return verify_counters(job, PACKED);
}

static int padded_verify(struct job *job)
{
	return verify_counters(job, PADDED);
}

const struct workload falseshare_packed = {
	.name = "falseshare/packed",
	.summary = "false sharing: increments of each worker's own counter, all in one line",
	.op = "increment",
	.shares = "A cache line: the workers' counters lie side by side, eight a line.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = packed_setup,
	.open = packed_open,
	.work = falseshare_work,
	.verify = packed_verify,
};

const struct workload falseshare_padded = {
	.name = "falseshare/padded",
	.summary = "no sharing: increments of each worker's own counter, in its own line",
	.op = "increment",
	.shares = "Nothing: each worker's counter has cache lines of its own.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = padded_setup,
	.open = padded_open,
	.work = falseshare_work,
	.verify = padded_verify,
};
