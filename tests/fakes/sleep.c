/* SPDX-License-Identifier: MIT */
/*
 * fake/sleep: each op sleeps `us` microseconds, so that the time is known and takes no CPU. Before there
 * are workers, setting up sleeps `prepare_ns` nanoseconds.
 * fake/lap: the same with the latency of every op; one op in ten, the second and on, sleeps ten times
 * as long, so that the median and the tail are known and differ. Under a `rate` its ops fall due.
 * fake/slow: as fake/sleep, but in a forked process longer by as many thousandths as INJECT_SLOW in
 * the environment says: a slow-down that no parameter and no cell's name tells of.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "tests/fakes/sum.h"

#define RARE 10 /* one op in so many, never the first, takes so many times as long */

void sleep_us(uint64_t us)
{
	struct timespec left = { (time_t)(us / 1000000), (long)(us % 1000000 * 1000) };

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

static int nap(struct worker *worker, uint64_t first, uint64_t count, uint64_t us)
{
	for (uint64_t op = first; op < first + count; op++)
		sleep_us(us);
	return sum_work(worker, first, count);
}

static int sleep_setup(struct job *job)
{
	sleep_us((uint64_t)job_param(job, "prepare_ns") / 1000);
	return 0;
}

static int sleep_work(struct worker *worker, uint64_t first, uint64_t count)
{
	return nap(worker, first, count, (uint64_t)job_param(worker->job, "us"));
}

static int lap_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const uint64_t us = (uint64_t)job_param(worker->job, "us");

	for (uint64_t op = first; op < first + count; op++) {
		worker_pace(worker);
		sleep_us(op % RARE == 1 ? RARE * us : us);
		worker_lap(worker);
	}
	return sum_work(worker, first, count);
}

struct slowness {
	pid_t leader;
	uint64_t permille;
};

static int slow_setup(struct job *job)
{
	struct slowness *slowness = job_share(job, sizeof(*slowness));
	const char *permille = getenv("INJECT_SLOW");

	if (!slowness)
		return -ENOMEM;
	slowness->leader = getpid();
	slowness->permille = permille ? strtoul(permille, NULL, 10) : 0;
	job->data = slowness;
	return 0;
}

static int slow_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct slowness *slowness = worker->job->data;
	uint64_t us = (uint64_t)job_param(worker->job, "us");

	if (getpid() != slowness->leader)
		us += us * slowness->permille / 1000;
	return nap(worker, first, count, us);
}

static const struct param params[] = {
	{ "us", 1000, 1, 10000000, "how long an op sleeps, in microseconds" },
	{ .name = NULL },
};

static const struct param sleep_params[] = {
	{ "us", 1000, 1, 10000000, "how long an op sleeps, in microseconds" },
	{ "prepare_ns", 0, 0, 10000000000, "how long setting up sleeps, in nanoseconds" },
	{ .name = NULL },
};

static const struct param lap_params[] = {
	{ "us", 1000, 1, 10000000, "how long an op sleeps, in microseconds" },
	{ PARAM_RATE, 0, 0, 1000000, "ops per second of the team; 0: a closed loop" },
	{ .name = NULL },
};

const struct workload fake_sleep = {
	.name = "fake/sleep",
	.summary = "sleeps for a known time",
	.op = "nap",
	.shares = "Nothing.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.params = sleep_params,
	.setup = sleep_setup,
	.work = sleep_work,
	.verify = sum_verify,
};

const struct workload fake_lap = {
	.name = "fake/lap",
	.summary = "sleeps for known times, and has each told",
	.op = "nap",
	.shares = "Nothing.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.params = lap_params,
	.work = lap_work,
	.verify = sum_verify,
};

const struct workload fake_slow = {
	.name = "fake/slow",
	.summary = "sleeps for a known time, in processes longer by what INJECT_SLOW says",
	.op = "nap",
	.shares = "Nothing.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.setup = slow_setup,
	.work = slow_work,
	.verify = sum_verify,
};
