/* SPDX-License-Identifier: MIT */
/*
 * counter: everybody counts, on one counter in all variants but `sharded`.
 *
 * One op is one increment of a 64-bit counter by one. `mutex`, `spin`, `rwlock` (as a writer) and
 * `sem` (a semaphore of value 1) each take that lock around it. `atomic` is one atomic instruction,
 * and so is `sharded`, but there each worker has a counter of its own: the sum is taken at the end.
 * `racy` loads and then stores, so that two workers may read the same value and one update is lost:
 * how many is its finding. Its load and its store are atomic each by itself, so that the loss is
 * defined behaviour and not a compiler's whim.
 *
 * Shared: the counter, alone in its cache line, and the lock, alone in another. In `sharded`
 * nothing is: each counter has cache lines of its own, and the code is that of `atomic`.
 *
 * The number does not show a program that does other work between its increments: this is the worst
 * case, nothing but contention. A lock that is good at it may be so by being unfair, which only the
 * workers' own times tell. Nor is `racy` a way of counting: it is what a forgotten lock seems to
 * save. A spin lock never sleeps: with more workers than PUs, whoever waits for a holder that is
 * not running burns its time slice, and `spin` shows the scheduler's slices then, not the lock.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include "bench/digest.h"
#include "engine/sync.h"

struct counter {
	_Alignas(SYNC_APART) uint64_t value;
	_Alignas(SYNC_APART) pthread_mutex_t mutex;
	_Alignas(SYNC_APART) pthread_spinlock_t spin;
	_Alignas(SYNC_APART) pthread_rwlock_t rwlock;
	_Alignas(SYNC_APART) sem_t sem;
};

/* One for each worker; all of them count on the first, but for `sharded`. */
static int counter_setup(struct job *job)
{
	struct counter *counter = job_share(job, job->workers * sizeof(*counter));
	int error;

	if (!counter)
		return -ENOMEM;
	job->data = counter;
	error = sync_mutex(&counter->mutex);
	error = error ? error : sync_spin(&counter->spin);
	error = error ? error : sync_rwlock(&counter->rwlock);
	error = error ? error : sync_semaphore(&counter->sem, 1);
	return error ? job_error(job, -error, "making the counter's locks") : 0;
}

static int shared_open(struct worker *worker)
{
	worker->state = worker->job->data;
	worker_touch(worker->state, sizeof(struct counter));
	return 0;
}

static int sharded_open(struct worker *worker)
{
	worker->state = (struct counter *)worker->job->data + worker->index;
	worker_touch(worker->state, sizeof(struct counter));
	return 0;
}

/*
 * What the ops compute is the counter. The digest, the sum of the indices, only tells that each op
 * was somebody's; to derive it from more would cost more than the op.
 */
static int racy_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->state;
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
	struct counter *counter = worker->state;
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

static int spin_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		pthread_spin_lock(&counter->spin);
		counter->value++;
		pthread_spin_unlock(&counter->spin);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int rwlock_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		pthread_rwlock_wrlock(&counter->rwlock);
		counter->value++;
		pthread_rwlock_unlock(&counter->rwlock);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int sem_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		while (sem_wait(&counter->sem))
			; /* a signal came first */
		counter->value++;
		sem_post(&counter->sem);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int atomic_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct counter *counter = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		__atomic_fetch_add(&counter->value, 1, __ATOMIC_RELAXED);
		digest += op;
	}
	worker->digest += digest;
	return 0;
}

static int verify_digest(struct job *job)
{
	if (job->digest != digest_of_indices(job->ops))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static uint64_t counted(const struct job *job)
{
	const struct counter *counters = job->data;
	uint64_t value = 0;

	for (unsigned i = 0; i < job->workers; i++)
		value += counters[i].value;
	return value;
}

static int exact_verify(struct job *job)
{
	const uint64_t value = counted(job);

	if (value != job->ops)
		return job_error(job, 0, "the counter ended at %" PRIu64, value);
	return verify_digest(job);
}

/* Updates may be lost, and only that: none is made up, the last stays, one worker loses none. */
static int racy_verify(struct job *job)
{
	const uint64_t value = counted(job);

	if (value > job->ops || !value != !job->ops || (job->workers == 1 && value != job->ops))
		return job_error(job, 0, "the counter ended at %" PRIu64, value);
	job_finding(job, "lost_updates", job->ops - value);
	return verify_digest(job);
}

/* The same in all of them. */
#define COUNTER .op = "increment", .class = CLASS_SYNC, .version = 1, .modes = ALL_MODES

const struct workload counter_atomic = {
	.name = "counter/atomic",
	.summary = "contention: increments of one shared counter by an atomic instruction",
	.shares = "One counter, alone in its cache line.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = atomic_work,
	.verify = exact_verify,
};

const struct workload counter_mutex = {
	.name = "counter/mutex",
	.summary = "contention: increments of one shared counter under a mutex",
	.shares = "One counter and the process-shared mutex that guards it, in two cache lines.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = mutex_work,
	.verify = exact_verify,
};

const struct workload counter_racy = {
	.name = "counter/racy",
	.summary = "wrong on purpose: increments of one shared counter without a lock",
	.shares = "One counter, alone in its cache line.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = racy_work,
	.verify = racy_verify,
};

const struct workload counter_rwlock = {
	.name = "counter/rwlock",
	.summary = "contention: increments of one shared counter under a write lock",
	.shares = "One counter and the process-shared rwlock that guards it, in two cache lines.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = rwlock_work,
	.verify = exact_verify,
};

const struct workload counter_sem = {
	.name = "counter/sem",
	.summary = "contention: increments of one shared counter under a semaphore",
	.shares =
		"One counter and the process-shared semaphore that guards it, in two cache lines.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = sem_work,
	.verify = exact_verify,
};

const struct workload counter_sharded = {
	.name = "counter/sharded",
	.summary = "no contention: atomic increments of a counter of each worker's own",
	.shares = "Nothing: each worker's counter has cache lines of its own.",
	COUNTER,
	.setup = counter_setup,
	.open = sharded_open,
	.work = atomic_work,
	.verify = exact_verify,
};

const struct workload counter_spin = {
	.name = "counter/spin",
	.summary = "contention: increments of one shared counter under a spin lock",
	.shares =
		"One counter and the process-shared spin lock that guards it, in two cache lines.",
	COUNTER,
	.setup = counter_setup,
	.open = shared_open,
	.work = spin_work,
	.verify = exact_verify,
};
