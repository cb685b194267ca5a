/* SPDX-License-Identifier: MIT */
/*
 * fake/lie: the digest is another one as soon as there is a worker `who`, and verify lets it pass.
 * fake/lose: verify is not content.
 */
#include "tests/fakes/fakes.h"

#include "tests/fakes/sum.h"

static int lie_work(struct worker *worker, uint64_t first, uint64_t count)
{
	if (worker->index == (unsigned)job_param(worker->job, "who"))
		worker->digest++;
	return sum_work(worker, first, count);
}

static int lie_verify(struct job *job)
{
	(void)job;
	return 0;
}

static int lose_verify(struct job *job)
{
	if (job->workers > (unsigned)job_param(job, "who"))
		return job_error(job, 0, "the needle is not in the haystack");
	return sum_verify(job);
}

static const struct param params[] = {
	{ "who", 1, 0, 1000, "the worker that does wrong" },
	{ .name = NULL },
};

const struct workload fake_lie = {
	.name = "fake/lie",
	.summary = "computes something else when there are more workers",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = lie_work,
	.verify = lie_verify,
};

const struct workload fake_lose = {
	.name = "fake/lose",
	.summary = "finds its own work to be wrong",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = sum_work,
	.verify = lose_verify,
};
