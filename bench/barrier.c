/* SPDX-License-Identifier: MIT */
/*
 * barrier: all workers meet, again and again.
 *
 * One op is one crossing of one process-shared pthread barrier by every worker. Before it each says
 * in a word of its own which crossing it comes to, and after it looks into its neighbour's word,
 * which must not be behind: that is part of the op, one cache line fetched. With one worker the
 * barrier is crossed alone: what is left when there is nobody to wait for.
 *
 * Shared: the barrier, and a word for each worker, in cache lines of their own.
 *
 * The number does not show the waiting for a slow worker, which is most of what barriers cost in
 * practice: everybody comes at once, and all that is left is to sleep and to be woken. It is not
 * comparable between worker counts, since more workers have more to do for one op.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include "bench/digest.h"
#include "engine/sync.h"

struct place {
	_Alignas(SYNC_APART) uint64_t round; /* the last that its worker came to, from 1 on */
	uint64_t nr_last; /* how many crossings its worker was told to have completed */
};

struct meeting {
	_Alignas(SYNC_APART) pthread_barrier_t barrier;
	_Alignas(SYNC_APART) struct place places[];
};

static size_t meeting_size(const struct job *job)
{
	return sizeof(struct meeting) + job->workers * sizeof(struct place);
}

static int barrier_setup(struct job *job)
{
	struct meeting *meeting = job_share(job, meeting_size(job));
	int error;

	if (!meeting)
		return -ENOMEM;
	job->data = meeting;
	error = sync_barrier(&meeting->barrier, job->workers);
	return error ? job_error(job, -error, "making a barrier for %u workers", job->workers) : 0;
}

static int barrier_open(struct worker *worker)
{
	worker_touch(worker->job->data, meeting_size(worker->job));
	return 0;
}

/*
 * The crossing of one round. After it the neighbour has come to this round, or the barrier let us
 * through without it; it may have come to the next already, and to none after that without us.
 */
static int cross(struct worker *worker, uint64_t round)
{
	struct meeting *meeting = worker->job->data;
	struct place *own = &meeting->places[worker->index];
	const unsigned neighbour = (worker->index + 1) % worker->job->workers;
	uint64_t seen;
	int last;

	__atomic_store_n(&own->round, round, __ATOMIC_RELAXED);
	last = pthread_barrier_wait(&meeting->barrier);
	if (last && last != PTHREAD_BARRIER_SERIAL_THREAD)
		return worker_error(worker, last, "crossing %" PRIu64, round);
	own->nr_last += last == PTHREAD_BARRIER_SERIAL_THREAD;
	seen = __atomic_load_n(&meeting->places[neighbour].round, __ATOMIC_RELAXED);
	if (seen - round > 1)
		return worker_error(worker, 0,
			"after crossing %" PRIu64 " worker %u was at %" PRIu64, round, neighbour,
			seen);
	return 0;
}

/* A crossing is everybody's, and counted by the first worker. */
static int barrier_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = cross(worker, op + 1);

		if (error)
			return error;
		digest += mix64(op);
		worker_lap(worker);
	}
	if (worker->index == 0)
		worker->digest += digest;
	return 0;
}

/* Each crossing was completed by one worker, and the last was everybody's last. */
static int barrier_verify(struct job *job)
{
	const struct meeting *meeting = job->data;
	uint64_t completed = 0;

	for (unsigned i = 0; i < job->workers; i++) {
		const struct place *place = &meeting->places[i];

		if (place->round != job->ops)
			return job_error(
				job, 0, "worker %u came to %" PRIu64 " crossings", i, place->round);
		completed += place->nr_last;
	}
	if (completed != job->ops)
		return job_error(job, 0, "%" PRIu64 " crossings were completed", completed);
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the crossings counted are not those that were dealt");
	return 0;
}

const struct workload barrier = {
	.name = "barrier",
	.summary = "meeting: all workers cross one barrier, again and again",
	.op = "crossing",
	.shares =
		"One process-shared barrier, and a word for each worker that its neighbour reads.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = EVERY_WORKER,
	.lap_every = 16,
	.latency = "from crossing to crossing",
	.setup = barrier_setup,
	.open = barrier_open,
	.work = barrier_work,
	.verify = barrier_verify,
};
