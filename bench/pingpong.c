/* SPDX-License-Identifier: MIT */
/*
 * pingpong/eventfd, /futex, /mq, /pipe, /socketpair, /spin: two workers and a ball.
 *
 * One op is one round trip of 8 bytes between the two workers of a pair: the even one serves a
 * number, the odd one answers with another that is computed from it, and the even one checks the
 * answer. What carries the bytes is the variant (channel.h): a pipe each way, a pair of stream
 * sockets, an eventfd's count, a message queue of one message, or words in shared memory, waited
 * for in a futex or by looking again and again. A futex is always woken, sleeper or not. Whoever
 * spins yields its PU once it has looked 1000 times, since there may be more workers than PUs.
 *
 * In seq one worker plays both ends: the calls are all made, and nobody waits.
 *
 * Shared: what the two of a pair send through, which no other pair touches. Descriptors are made
 * before there are workers; threads have one table of them, processes have their own.
 *
 * The number does not show throughput, since one message is under way at a time: it is the call,
 * the wake-up and where the scheduler puts the two. Nor does it show what a spinning worker costs
 * the others. In futex and spin it is much of it the way between the caches of two PUs, and how far
 * those are apart is placement's.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <stdint.h>
#include "bench/channel.h"
#include "bench/pair.h"
#include "bench/rally.h"
#include "engine/sync.h"

/* Of how many ops verify computes the digest: some 10 ms. */
#define VERIFY_OPS (UINT64_C(1) << 22)

/* The channel of each pair: one lane there, one back. */
struct pair {
	struct lane lanes[2];
};

struct pingpong {
	const struct channel *channel;
	struct pair pairs[];
};

static void drop(const struct pingpong *pingpong, struct pair *pairs, unsigned count)
{
	for (unsigned i = 0; pingpong->channel->drop && i < count; i++)
		pingpong->channel->drop(pairs[i].lanes);
}

static int pingpong_setup(struct job *job, const struct channel *channel)
{
	const unsigned count = pair_count(job);
	struct pingpong *pingpong = job_share(job, sizeof(*pingpong) + count * sizeof(struct pair));

	if (!pingpong)
		return -ENOMEM;
	pingpong->channel = channel;
	for (unsigned i = 0; channel->make && i < count; i++) {
		const int error = channel->make(pingpong->pairs[i].lanes);

		if (error) {
			drop(pingpong, pingpong->pairs, i);
			return pair_refused(job, -error, channel->making);
		}
	}
	job->data = pingpong;
	return 0;
}

static struct lane *lanes_of(const struct worker *worker)
{
	struct pingpong *pingpong = worker->job->data;

	return pingpong->pairs[worker->index / 2].lanes;
}

static int pingpong_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct pingpong));
	worker_touch(lanes_of(worker), sizeof(struct pair));
	return 0;
}

static int pingpong_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct channel *channel = ((const struct pingpong *)worker->job->data)->channel;

	return channel->play(worker, lanes_of(worker), first, count);
}

/* Every answer was checked as it came; this tells that the right ops were played, each once. */
static int pingpong_verify(struct job *job)
{
	uint64_t digest = 0;

	if (job->ops > VERIFY_OPS)
		return 0;
	for (uint64_t op = 0; op < job->ops; op++)
		digest += rally_answer(rally_serve(op));
	if (digest != job->digest)
		return job_error(job, 0, "the round trips made are not those asked for");
	return 0;
}

static int pingpong_teardown(struct job *job)
{
	struct pingpong *pingpong = job->data;

	drop(pingpong, pingpong->pairs, pair_count(job));
	return 0;
}

#define WORKERS_REASON "one serves, the other returns"

static int eventfd_setup(struct job *job)
{
	return pingpong_setup(job, &channel_eventfd);
}

const struct workload pingpong_eventfd = {
	.name = "pingpong/eventfd",
	.summary = "message passing: round trips of 8 bytes as the counts of two eventfds",
	.op = "round trip",
	.shares = "Two eventfds a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.setup = eventfd_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};

static int futex_setup(struct job *job)
{
	return pingpong_setup(job, &channel_futex);
}

const struct workload pingpong_futex = {
	.name = "pingpong/futex",
	.summary = "message passing: round trips through shared words, waited for in a futex",
	.op = "round trip",
	.shares = "Two words and their futexes a pair of workers, in cache lines of their own.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.setup = futex_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};

static int mq_setup(struct job *job)
{
	return pingpong_setup(job, &channel_mq);
}

const struct workload pingpong_mq = {
	.name = "pingpong/mq",
	.summary = "message passing: round trips of 8 bytes through POSIX message queues",
	.op = "round trip",
	.shares = "Two message queues a pair of workers, each with room for one message.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.setup = mq_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};

static int pipe_setup(struct job *job)
{
	return pingpong_setup(job, &channel_pipe);
}

const struct workload pingpong_pipe = {
	.name = "pingpong/pipe",
	.summary = "message passing: round trips of 8 bytes through pipes",
	.op = "round trip",
	.shares = "Two pipes a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.setup = pipe_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};

static int socketpair_setup(struct job *job)
{
	return pingpong_setup(job, &channel_socketpair);
}

const struct workload pingpong_socketpair = {
	.name = "pingpong/socketpair",
	.summary = "message passing: round trips of 8 bytes through Unix stream sockets",
	.op = "round trip",
	.shares = "Two connected sockets a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.setup = socketpair_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};

static int spin_setup(struct job *job)
{
	return pingpong_setup(job, &channel_spin);
}

const struct workload pingpong_spin = {
	.name = "pingpong/spin",
	.summary = "message passing: round trips through shared words, waited for by looking",
	.op = "round trip",
	.shares = "Two words a pair of workers, in cache lines of their own.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	/* So fast an op would feel the clock's two readings in 16. */
	.lap_every = 64,
	.setup = spin_setup,
	.open = pingpong_open,
	.work = pingpong_work,
	.verify = pingpong_verify,
	.teardown = pingpong_teardown,
};
