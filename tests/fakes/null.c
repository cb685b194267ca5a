/* SPDX-License-Identifier: MIT */
/*
 * fake/null: nothing at all, which is what every figure of another fake is held against.
 * fake/burn: the CPU and nothing else, so that CPU time is wall time on a PU of one's own.
 */
#include "tests/fakes/fakes.h"

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
