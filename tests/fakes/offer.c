/* SPDX-License-Identifier: MIT */
/*
 * Workloads that ask the harness for what not every workload needs:
 *
 * fake/absent: a library that was not there at build time.
 * fake/cannot: a machine that offers what no machine does.
 * fake/crew: all workers meet at a barrier in each op; with `fail` the last one leaves the others
 * waiting there for ever.
 * fake/litter: a directory of the trial's own, with files and directories in it; `stay` seconds of
 * work in there.
 * fake/sized: its own number of ops, and bytes to each.
 * fake/tick: ticks, while each op blocks for `us`.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine/sync.h"
#include "tests/fakes/sum.h"

#define TICK_US 1000

static int cannot_setup(struct job *job)
{
	return job_cannot(job, ENOSYS, "a machine of the year 2100");
}

/* ---- fake/crew ---- */

static int crew_setup(struct job *job)
{
	pthread_barrier_t *barrier = job_share(job, sizeof(*barrier));

	job->data = barrier;
	return barrier ? sync_barrier(barrier, job->workers) : -ENOMEM;
}

static int crew_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct job *job = worker->job;

	for (uint64_t op = first; op < first + count; op++) {
		if (job_param(job, "fail") && job->workers > 1 && worker->index + 1 == job->workers)
			return worker_error(worker, 0, "the others wait for this one");
		pthread_barrier_wait(job->data);
	}
	return worker->index ? 0 : sum_work(worker, first, count);
}

/* ---- fake/litter ---- */

static int drop(struct job *job, const char *directory, const char *name)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0400);
	if (fd < 0)
		return job_error(job, errno, "dropping %s", name);
	close(fd);
	return 0;
}

static int litter_setup(struct job *job)
{
	const char *directory = job_directory(job);
	char path[4096];
	int error;

	if (!directory || directory != job_directory(job))
		return -EIO;
	snprintf(path, sizeof(path), "%s/deep", directory);
	if (mkdir(path, 0700))
		return job_error(job, errno, "making a directory");
	error = drop(job, directory, "litter");
	error = error ? error : drop(job, path, "more");
	snprintf(path, sizeof(path), "%s/link", directory);
	return error ? error : symlink("/", path) ? -errno : 0;
}

static int litter_work(struct worker *worker, uint64_t first, uint64_t count)
{
	sleep_us((uint64_t)job_param(worker->job, "stay") * 1000000);
	return sum_work(worker, first, count);
}

/* ---- fake/sized, fake/tick ---- */

static uint64_t sized_ops(const struct job *job)
{
	return (uint64_t)job_param(job, "items");
}

static uint64_t sized_bytes(const struct job *job)
{
	return 8 * (uint64_t)job_param(job, "items");
}

static int tick_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const uint64_t us = (uint64_t)job_param(worker->job, "us");

	worker_tick_begin(worker, TICK_US);
	for (uint64_t op = first; op < first + count; op++) {
		if (us)
			sleep_us(us);
		else
			worker_tick_wait(worker);
		worker_tick(worker);
	}
	return sum_work(worker, first, count);
}

static const struct param crew_params[] = {
	{ "fail", 0, 0, 1, "whether the last worker leaves the others waiting" },
	{ .name = NULL },
};

static const struct param litter_params[] = {
	{ "stay", 0, 0, 1000, "how many seconds the work takes" },
	{ .name = NULL },
};

static const struct param sized_params[] = {
	{ "items", 1234, 1, 1000000, "how many ops there are" },
	{ .name = NULL },
};

static const struct param tick_params[] = {
	{ "us", 20000, 0, 10000000, "how long an op blocks; 0: until the next tick" },
	{ .name = NULL },
};

const struct workload fake_absent = {
	.name = "fake/absent",
	.summary = "lacks a library",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.unavailable = "built without libabsent; install libabsent-dev and build again",
	.modes = ALL_MODES,
};

const struct workload fake_cannot = {
	.name = "fake/cannot",
	.summary = "wants what no machine has",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.setup = cannot_setup,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_crew = {
	.name = "fake/crew",
	.summary = "needs every worker for every op",
	.op = "meeting",
	.shares = "A barrier.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = EVERY_WORKER,
	.params = crew_params,
	.setup = crew_setup,
	.work = crew_work,
	.verify = sum_verify,
};

const struct workload fake_litter = {
	.name = "fake/litter",
	.summary = "leaves files about",
	.op = "nothing",
	.shares = "A directory.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.params = litter_params,
	.setup = litter_setup,
	.work = litter_work,
	.verify = sum_verify,
};

const struct workload fake_sized = {
	.name = "fake/sized",
	.summary = "is of a size",
	.op = "item",
	.shares = "Nothing.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = sized_params,
	.op_bytes = sized_bytes,
	.fixed_ops = sized_ops,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_tick = {
	.name = "fake/tick",
	.summary = "blocks while a clock ticks",
	.op = "block",
	.shares = "Nothing.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.latency = "lateness of a tick",
	.params = tick_params,
	.work = tick_work,
	.verify = sum_verify,
};
