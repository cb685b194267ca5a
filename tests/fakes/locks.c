/* SPDX-License-Identifier: MIT */
/*
 * fake/locks: every lock of engine/sync.h, each proven to be one lock for all workers.
 *
 * In open all meet at the barrier, of which one is to be told that it was the last, and then take
 * turns in the order of their numbers, each waiting on the condition for the one before: were
 * either of them another one in each process, nobody would ever come. In work each op counts once
 * under each of the locks, and yields now and then between reading the count and writing it: were
 * a lock another one in each process, counts would get lost.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <time.h>
#include "engine/sync.h"
#include "tests/fakes/sum.h"

#define PATIENCE_S 20
#define YIELD_EVERY 128 /* ops, the first never */

struct locks {
	pthread_mutex_t mutex;
	pthread_spinlock_t spin;
	pthread_rwlock_t rwlock;
	pthread_cond_t cond;
	pthread_barrier_t barrier;
	sem_t semaphore;

	unsigned turn, last;
	uint64_t under_mutex, under_spin, under_rwlock, under_semaphore;
	uint64_t twin; /* always as under_rwlock, to whoever may read */
};

static int locks_setup(struct job *job)
{
	struct locks *locks = job_share(job, sizeof(*locks));
	int error;

	if (!locks)
		return -ENOMEM;
	job->data = locks;
	error = sync_mutex(&locks->mutex);
	error = error ? error : sync_spin(&locks->spin);
	error = error ? error : sync_rwlock(&locks->rwlock);
	error = error ? error : sync_cond(&locks->cond);
	error = error ? error : sync_barrier(&locks->barrier, job->workers);
	error = error ? error : sync_semaphore(&locks->semaphore, 1);
	return error ? job_error(job, -error, "making the locks") : 0;
}

/* By the clock that conditions are to wait by: a wait by another one would end at once. */
static int wait_for_turn(struct locks *locks, unsigned turn)
{
	struct timespec deadline;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += PATIENCE_S;
	while (!error && locks->turn != turn)
		error = pthread_cond_timedwait(&locks->cond, &locks->mutex, &deadline);
	return error;
}

static int locks_open(struct worker *worker)
{
	struct locks *locks = worker->job->data;
	int met = pthread_barrier_wait(&locks->barrier), error;

	if (met && met != PTHREAD_BARRIER_SERIAL_THREAD)
		return worker_error(worker, met, "waiting at the barrier");
	pthread_mutex_lock(&locks->mutex);
	locks->last += met == PTHREAD_BARRIER_SERIAL_THREAD;
	error = wait_for_turn(locks, worker->index);
	if (!error)
		locks->turn++;
	pthread_cond_broadcast(&locks->cond);
	pthread_mutex_unlock(&locks->mutex);
	return error ? worker_error(worker, error, "waiting for turn %u", worker->index) : 0;
}

static void count_one(uint64_t *counter, uint64_t op)
{
	const volatile uint64_t seen = *counter;

	if (op % YIELD_EVERY == YIELD_EVERY - 1)
		sched_yield();
	*counter = seen + 1;
}

static int read_twins(struct worker *worker, struct locks *locks)
{
	int same;

	pthread_rwlock_rdlock(&locks->rwlock);
	same = locks->twin == locks->under_rwlock;
	pthread_rwlock_unlock(&locks->rwlock);
	return same ? 0 : worker_error(worker, 0, "a reader and a writer had the rwlock at once");
}

static int locks_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct locks *locks = worker->job->data;
	int error = 0;

	for (uint64_t op = first; !error && op < first + count; op++) {
		pthread_mutex_lock(&locks->mutex);
		count_one(&locks->under_mutex, op);
		pthread_mutex_unlock(&locks->mutex);

		pthread_spin_lock(&locks->spin);
		count_one(&locks->under_spin, op);
		pthread_spin_unlock(&locks->spin);

		while (sem_wait(&locks->semaphore))
			;
		count_one(&locks->under_semaphore, op);
		sem_post(&locks->semaphore);

		pthread_rwlock_wrlock(&locks->rwlock);
		count_one(&locks->under_rwlock, op);
		locks->twin = locks->under_rwlock;
		pthread_rwlock_unlock(&locks->rwlock);
		error = read_twins(worker, locks);
	}
	return error ? error : sum_work(worker, first, count);
}

static int check_count(struct job *job, const char *lock, uint64_t count)
{
	if (count == job->ops)
		return 0;
	return job_error(job, 0, "under the %s %" PRIu64 " of %" PRIu64 " ops were counted", lock,
		count, job->ops);
}

static int locks_verify(struct job *job)
{
	const struct locks *locks = job->data;
	int error;

	if (locks->last != 1)
		return job_error(job, 0, "%u workers were the last at the barrier", locks->last);
	if (locks->turn != job->workers)
		return job_error(job, 0, "%u workers had their turn", locks->turn);
	error = check_count(job, "mutex", locks->under_mutex);
	error = error ? error : check_count(job, "spin lock", locks->under_spin);
	error = error ? error : check_count(job, "rwlock", locks->under_rwlock);
	error = error ? error : check_count(job, "semaphore", locks->under_semaphore);
	return error ? error : sum_verify(job);
}

const struct workload fake_locks = {
	.name = "fake/locks",
	.summary = "counts under every kind of lock",
	.op = "count",
	.shares = "The locks, and what they guard.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.setup = locks_setup,
	.open = locks_open,
	.work = locks_work,
	.verify = locks_verify,
};
