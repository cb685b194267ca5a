/* SPDX-License-Identifier: MIT */
/*
 * counter/racy, counter/mutex, counter/atomic: everybody counts on one counter.
 *
 * One op is one increment of a 64-bit counter by one. `mutex` takes a process-shared pthread mutex
 * around it, `atomic` is one atomic instruction, `racy` loads and then stores, so that two workers
 * may read the same value and one update is lost: how many is its finding. Its load and its store
 * are atomic each by itself, so that the loss is defined behaviour and not a compiler's whim.
 *
 * Shared: the counter, alone in its cache line, and in `mutex` the lock, alone in another.
 *
 * The number does not show a program that does other work between its increments: this is the
 * worst case, nothing but contention. Nor does `mutex` compare locks, and nor is `racy` a way of
 * counting: it is what a forgotten lock seems to save.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include "engine/sync.h"

struct counter {
	_Alignas(SYNC_APART) uint64_t value;
	_Alignas(SYNC_APART) pthread_mutex_t mutex;
};

static int counter_setup(struct job *job)
{
	struct counter *counter = job_share(job, sizeof(*counter));
	int error;

	if (!counter)
		return -ENOMEM;
	error = sync_mutex(&counter->mutex);
	if (error)
		return job_error(job, -error, "making the counter's mutex");
	job->data = counter;
	return 0;
}

static int counter_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct counter));
	return 0;
}

/*
 * What the ops compute is the counter. The digest, the sum of the indices, only tells that each op
 * was somebody's; to derive it from more would cost more than the op.
 */
static int racy_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t value = __atomic_load_n(&counter->value, __ATOMIC_RELAXED);

		__atomic_store_n(&counter->value, value + 1, __ATOMIC_RELAXED);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int mutex_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		pthread_mutex_lock(&counter->mutex);
		counter->value++;
		pthread_mutex_unlock(&counter->mutex);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int atomic_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		__atomic_fetch_add(&counter->value, 1, __ATOMIC_RELAXED);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

/* 0 + 1 + … + (ops - 1), modulo 2^64: the even one of the two factors is halved. */
static int verify_digest(struct job *job)
{
	const uint64_t ops = job->ops;

	if (job->digest != (ops % 2 ? (ops - 1) / 2 * ops : ops / 2 * (ops - 1)))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static int exact_verify(struct job *job)
{
	const uint64_t value = ((const struct counter *)job->data)->value;

	if (value != job->ops)
		return job_error(job, 0, "the counter ended at %" PRIu64, value);
	return verify_digest(job);
}

/* Updates may be lost, and only that: none is made up, the last stays, one worker loses none. */
static int racy_verify(struct job *job)
{
	const uint64_t value = ((const struct counter *)job->data)->value;

	if (value > job->ops || !value != !job->ops || (job->workers == 1 && value != job->ops))
		return job_error(job, 0, "the counter ended at %" PRIu64, value);
	job_finding(job, "lost_updates", job->ops - value);
	return verify_digest(job);
}

const struct workload counter_atomic = {
	.name = "counter/atomic",
	.summary = "contention: increments of one shared counter by an atomic instruction",
	.op = "increment",
	.shares = "One counter, alone in its cache line.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = counter_setup,
	.open = counter_open,
	.work = atomic_work,
	.verify = exact_verify,
};

const struct workload counter_mutex = {
	.name = "counter/mutex",
	.summary = "contention: increments of one shared counter under a mutex",
	.op = "increment",
	.shares = "One counter and the process-shared mutex that guards it, in two cache lines.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = counter_setup,
	.open = counter_open,
	.work = mutex_work,
	.verify = exact_verify,
};

const struct workload counter_racy = {
	.name = "counter/racy",
	.summary = "wrong on purpose: increments of one shared counter without a lock",
	.op = "increment",
	.shares = "One counter, alone in its cache line.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = counter_setup,
	.open = counter_open,
	.work = racy_work,
	.verify = racy_verify,
};
