/* SPDX-License-Identifier: MIT */
/*
 * responsive: does work in the background freeze the application?
 *
 * One op is one operation of an application: a request to a service that answers after the
 * parameter `delay_ms` (remote.h, as in net/remote), and then 256 KiB of a file, read and summed.
 * Beside the ops an event loop is to handle a tick every millisecond, as for a key or a frame, and
 * the latency recorded is how late each tick was handled. Worker 0 does nothing but tick, until
 * all ops are done; the others claim ops from a counter. A worker that is alone does op after op
 * and handles its ticks between them: those that fell due meanwhile are late, each by its own time.
 *
 * Shared: two counters, the file and its cached pages, and the far end; every worker has a
 * connection and an open file description of its own.
 *
 * The number does not show how many ops per second are to be had: they wait, and worker 0 does
 * none. The last op is noticed at the next tick, up to a millisecond late. What is left of lateness
 * where others do the ops is the kernel's: its timers' slack, by default 50 us, and the waking up.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bench/remote.h"
#include "engine/sync.h"

#define TICK_US 1000
#define PAGE 4096
#define STRETCH_SIZE (UINT64_C(256) << 10)
#define NR_WORDS (STRETCH_SIZE / sizeof(uint64_t))
#define NR_STRETCHES 64

struct application {
	struct remote remote;
	int fd;
	_Alignas(SYNC_APART) uint64_t next; /* the op to be claimed next */
	_Alignas(SYNC_APART) uint64_t done; /* how many ops are */
};

struct hand {
	_Alignas(PAGE) uint64_t words[NR_WORDS];
	int connection, fd;
};

static void responsive_footprint(const struct job *job, struct footprint *footprint)
{
	(void)job;
	footprint->worker_bytes = sizeof(struct hand);
	footprint->disk_bytes = NR_STRETCHES * STRETCH_SIZE;
}

static uint64_t stretch_of(uint64_t op)
{
	return mix64(op) % NR_STRETCHES;
}

/* Word k of a stretch is mix64(stretch) + k, and so they sum up to this. */
static uint64_t sum_of_stretch(uint64_t stretch)
{
	return NR_WORDS * mix64(stretch) + NR_WORDS * (NR_WORDS - 1) / 2;
}

static int fill(struct job *job, int fd)
{
	uint64_t *words = malloc(STRETCH_SIZE);
	int error = words ? 0 : job_error(job, ENOMEM, "making room for a stretch of the file");

	for (uint64_t stretch = 0; !error && stretch < NR_STRETCHES; stretch++) {
		for (uint64_t k = 0; k < NR_WORDS; k++)
			words[k] = mix64(stretch) + k;
		errno = ENOSPC; /* stays, where the write is short */
		if (pwrite(fd, words, STRETCH_SIZE, (off_t)(stretch * STRETCH_SIZE)) !=
			(ssize_t)STRETCH_SIZE)
			error = job_error(job, errno, "writing stretch %" PRIu64, stretch);
	}
	free(words);
	return error;
}

/* The listener is closed at once: were the far end to die, nobody should wait to be accepted. */
static int serve(struct job *job, struct remote *remote)
{
	int error;

	remote->delay_us = (uint64_t)job_param(job, "delay_ms") * 1000;
	error = remote_listen(remote);
	if (error)
		return job_error(job, -error, "listening on a port of 127.0.0.1");
	error = job_serve(job, remote_serve, remote);
	close(remote->listener);
	return error;
}

static int responsive_setup(struct job *job)
{
	struct application *application = job_share(job, sizeof(*application));
	int error;

	if (!application)
		return -ENOMEM;
	job->data = application;
	error = job_input_file(job, NR_STRETCHES * STRETCH_SIZE, fill, &application->fd);
	if (error)
		return error;
	error = serve(job, &application->remote);
	if (error)
		close(application->fd);
	return error;
}

static int responsive_close(struct worker *worker)
{
	struct hand *hand = worker->state;

	if (hand->connection >= 0)
		close(hand->connection);
	if (hand->fd >= 0)
		close(hand->fd);
	free(hand);
	return 0;
}

static int responsive_open(struct worker *worker)
{
	const struct application *application = worker->job->data;
	struct hand *hand = aligned_alloc(PAGE, sizeof(*hand));
	int error = 0;

	if (!hand)
		return worker_error(worker, ENOMEM, "making room for a stretch of the file");
	memset(hand, 0, sizeof(*hand));
	worker->state = hand;
	worker_touch(application, sizeof(*application));
	hand->fd = worker_reopen(worker, application->fd, O_RDONLY);
	hand->connection = remote_connect(&application->remote);
	if (hand->fd < 0)
		error = hand->fd;
	else if (hand->connection < 0)
		error = worker_error(worker, -hand->connection,
			"connecting to port %d of 127.0.0.1", application->remote.port);
	if (error)
		responsive_close(worker);
	return error;
}

/* One op. Adds what it computed to the digest. */
static int operate(struct worker *worker, uint64_t op, uint64_t *digest)
{
	struct hand *hand = worker->state;
	const uint64_t stretch = stretch_of(op);
	uint64_t reply, sum = 0;
	ssize_t n;
	int error = remote_ask(hand->connection, op, &reply);

	if (error)
		return worker_error(worker, -error, "request %" PRIu64, op);
	if (reply != mix64(op))
		return worker_error(worker, 0, "request %" PRIu64 " got a wrong reply", op);
	n = pread(hand->fd, hand->words, STRETCH_SIZE, (off_t)(stretch * STRETCH_SIZE));
	if (n < 0)
		return worker_error(worker, errno, "reading stretch %" PRIu64, stretch);
	if (n != (ssize_t)STRETCH_SIZE)
		return worker_error(
			worker, 0, "stretch %" PRIu64 " came short: %zd bytes", stretch, n);
	for (size_t k = 0; k < NR_WORDS; k++)
		sum += hand->words[k];
	if (sum != sum_of_stretch(stretch))
		return worker_error(worker, 0, "stretch %" PRIu64 " is not as written", stretch);
	*digest += mix64(reply + sum);
	return 0;
}

/* All parts by turns: the event loop stands still while an op is done. */
static int work_alone(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t digest = 0;

	worker_tick_begin(worker, TICK_US);
	for (uint64_t op = first; op < first + count; op++) {
		const int error = operate(worker, op, &digest);

		if (error)
			return error;
		worker_tick(worker);
	}
	worker->digest += digest;
	return 0;
}

static void tick(struct worker *worker, const struct application *application)
{
	worker_tick_begin(worker, TICK_US);
	do
		worker_tick_wait(worker);
	while (__atomic_load_n(&application->done, __ATOMIC_ACQUIRE) < worker->job->ops);
}

static int responsive_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct application *application = worker->job->data;
	uint64_t digest = 0, op;

	if (worker->job->workers == 1)
		return work_alone(worker, first, count);
	if (worker->index == 0) {
		tick(worker, application);
		return 0;
	}
	while ((op = __atomic_fetch_add(&application->next, 1, __ATOMIC_RELAXED)) < count) {
		const int error = operate(worker, op, &digest);

		if (error)
			return error;
		__atomic_fetch_add(&application->done, 1, __ATOMIC_RELEASE);
	}
	worker->digest += digest;
	return 0;
}

/* Every op in full: some nanoseconds each. The sums of the file are in closed form. */
static int responsive_verify(struct job *job)
{
	uint64_t digest = 0;

	for (uint64_t op = 0; op < job->ops; op++)
		digest += mix64(mix64(op) + sum_of_stretch(stretch_of(op)));
	if (digest != job->digest)
		return job_error(job, 0, "the operations done are not those that were dealt");
	return 0;
}

static int responsive_teardown(struct job *job)
{
	close(((const struct application *)job->data)->fd);
	return 0;
}

static const struct param params[] = {
	{ "delay_ms", 20, 0, 1000, "from request to reply, in milliseconds" },
	{ .name = NULL },
};

const struct workload responsive = {
	.name = "responsive",
	.summary = "responsiveness: a tick every millisecond beside blocking operations",
	.op = "operation",
	.shares = "Two counters, the file and its pages in the cache, and the far end; each worker "
		  "has its own connection and its own open file description.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = EVERY_WORKER,
	.min_workers = 2,
	.workers_reason = "one worker ticks while the others do the operations",
	.default_workers = 2,
	.lap_every = 1,
	.latency = "lateness of a tick",
	.params = params,
	.footprint = responsive_footprint,
	.inputs = INPUT_BIT(INPUT_FILE),
	.setup = responsive_setup,
	.open = responsive_open,
	.work = responsive_work,
	.close = responsive_close,
	.verify = responsive_verify,
	.teardown = responsive_teardown,
};
