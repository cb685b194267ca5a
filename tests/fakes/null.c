/* SPDX-License-Identifier: MIT */
/*
 * fake/null: nothing at all, which is what every figure of another fake is held against.
 * fake/burn: the CPU and nothing else, so that CPU time is wall time on a PU of one's own.
 * fake/toil: each op goes on until its worker has had `us` microseconds of CPU time, so that the CPU
 * time is known, however long the worker waits for it.
 */
#include "tests/fakes/fakes.h"

#include <time.h>
#include "tests/fakes/sum.h"

#define STEPS 1000 /* of some nanoseconds each */

static int burn_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		uint64_t x = op;

		for (int step = 0; step < STEPS; step++)
			x = mix64(x);
		digest += x;
	}
	worker->digest += digest;
	return 0;
}

static uint64_t own_cpu_ns(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

static int toil_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const uint64_t op_ns = 1000 * (uint64_t)job_param(worker->job, "us");

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t end_ns = own_cpu_ns() + op_ns;
		volatile uint64_t x = op;

		/* Asking is a system call: most of the time is to be the worker's own. */
		while (own_cpu_ns() < end_ns)
			for (int step = 0; step < STEPS; step++)
				x = mix64(x);
	}
	return sum_work(worker, first, count);
}

static const struct param toil_params[] = {
	{ "us", 1000, 1, 10000000, "how much CPU time an op takes, in microseconds" },
	{ .name = NULL },
};

/* What came out is held against seq by the harness; here it only has to be something. */
static int burn_verify(struct job *job)
{
	return job->digest ? 0 : job_error(job, 0, "nothing was computed");
}

const struct workload fake_null = {
	.name = "fake/null",
	.summary = "does nothing but its digest",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_burn = {
	.name = "fake/burn",
	.summary = "computes, and never waits",
	.op = "chain",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.work = burn_work,
	.verify = burn_verify,
};

const struct workload fake_toil = {
	.name = "fake/toil",
	.summary = "takes a known CPU time",
	.op = "stint",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = toil_params,
	.work = toil_work,
	.verify = sum_verify,
};
