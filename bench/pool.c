/* SPDX-License-Identifier: MIT */
/*
 * pool/dispatch: an empty task to a waiting pool, and its result back.
 *
 * One op is one task: a caller puts it into the pool's queue, a worker of the pool takes it,
 * computes one word and wakes the caller, who checks the word. Of each two workers one calls and
 * one belongs to the pool; all share the one queue, under a mutex with a condition, and whoever of
 * the pool is free serves whoever calls. In seq one worker puts the task, takes it, runs it and
 * takes the result: what is left when nobody else is there.
 *
 * Shared: the queue, and for each caller the task and the semaphore that it waits on, in cache
 * lines of their own.
 *
 * The number does not show a pool that is kept busy: each caller has one task out at a time, so
 * that an op is two wake-ups, one each way. Nor does it show tasks that work, or their arguments.
 * It stands beside spawn/worker, which makes a worker for each task: the difference in latency is
 * what a pool saves. Their rates say something else, since here only half of the workers call.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include "bench/digest.h"
#include "engine/sync.h"

struct task {
	_Alignas(SYNC_APART) uint64_t op;
	uint64_t answer;
	struct task *next; /* in the queue; the arena lies at the same address in every worker */
	_Alignas(SYNC_APART) sem_t done;
};

struct pool {
	_Alignas(SYNC_APART) pthread_mutex_t mutex;
	_Alignas(SYNC_APART) pthread_cond_t not_empty;
	/* Under the mutex; last is of no meaning when the queue is empty. */
	_Alignas(SYNC_APART) struct task *first, *last;
	_Alignas(SYNC_APART) struct task tasks[]; /* one for each worker; only callers use theirs */
};

static size_t pool_size(const struct job *job)
{
	return sizeof(struct pool) + job->workers * sizeof(struct task);
}

static int pool_setup(struct job *job)
{
	struct pool *pool = job_share(job, pool_size(job));
	int error;

	if (!pool)
		return -ENOMEM;
	job->data = pool;
	error = sync_mutex(&pool->mutex);
	error = error ? error : sync_cond(&pool->not_empty);
	for (unsigned i = 0; i < job->workers && !error; i++)
		error = sync_semaphore(&pool->tasks[i].done, 0);
	return error ? job_error(job, -error, "making the pool's locks") : 0;
}

static int pool_open(struct worker *worker)
{
	worker_touch(worker->job->data, pool_size(worker->job));
	return 0;
}

static void put(struct pool *pool, struct task *task)
{
	pthread_mutex_lock(&pool->mutex);
	task->next = NULL;
	if (pool->first)
		pool->last->next = task;
	else
		pool->first = task;
	pool->last = task;
	pthread_mutex_unlock(&pool->mutex);
	pthread_cond_signal(&pool->not_empty);
}

static struct task *take(struct pool *pool)
{
	struct task *task;

	pthread_mutex_lock(&pool->mutex);
	while (!pool->first)
		pthread_cond_wait(&pool->not_empty, &pool->mutex);
	task = pool->first;
	pool->first = task->next;
	pthread_mutex_unlock(&pool->mutex);
	return task;
}

/* One task by the pool. Once its caller is woken the task is the caller's again. */
static void serve(struct pool *pool)
{
	struct task *task = take(pool);

	task->answer = mix64(task->op);
	sem_post(&task->done);
}

static int pool_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const int alone = worker->job->workers == 1, calls = worker->index % 2 == 0;
	struct pool *pool = worker->job->data;
	struct task *task = &pool->tasks[worker->index];
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		if (calls) {
			task->op = op;
			task->answer = ~mix64(op);
			put(pool, task);
		}
		if (alone || !calls)
			serve(pool);
		if (!calls)
			continue;
		while (sem_wait(&task->done))
			; /* a signal came first */
		if (task->answer != mix64(op))
			return worker_error(
				worker, 0, "task %" PRIu64 " came back without its answer", op);
		digest += task->answer;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

/* Every op in full: a nanosecond each, which is little beside the op. */
static int pool_verify(struct job *job)
{
	const struct pool *pool = job->data;

	if (pool->first)
		return job_error(job, 0, "task %" PRIu64 " was left in the queue", pool->first->op);
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the answers given are not those asked for");
	return 0;
}

const struct workload pool_dispatch = {
	.name = "pool/dispatch",
	.summary = "dispatch: an empty task to a waiting pool, and its result back",
	.op = "task",
	.shares = "One queue of tasks; each caller has a task and a semaphore of its own.",
	.class = CLASS_SPAWN,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = "one calls, the other is of the pool",
	/* One caller and one to serve it: a round trip that nobody else stands in the way of. */
	.default_workers = 2,
	.lap_every = 16,
	.latency = "round trip of a caller, closed loop",
	.setup = pool_setup,
	.open = pool_open,
	.work = pool_work,
	.verify = pool_verify,
};
