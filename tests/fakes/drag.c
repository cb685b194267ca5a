/* SPDX-License-Identifier: MIT */
/*
 * fake/drag: the same sum everywhere, and in a forked process `permille` thousandths of it once
 * more: a difference between threads and processes that is known beforehand.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <unistd.h>
#include "tests/fakes/sum.h"

static int drag_setup(struct job *job)
{
	pid_t *leader = job_share(job, sizeof(*leader));

	if (!leader)
		return -ENOMEM;
	*leader = getpid();
	job->data = leader;
	return 0;
}

static int drag_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const pid_t leader = *(const pid_t *)worker->job->data;
	const uint64_t permille = (uint64_t)job_param(worker->job, "permille");
	const uint64_t digest = worker->digest;

	if (getpid() != leader)
		sum_work(worker, first, count * permille / 1000);
	worker->digest = digest;
	return sum_work(worker, first, count);
}

/* Not in full: a verify that takes as long as the work would halve the rounds of a budget. */
static int drag_verify(struct job *job)
{
	return job->digest ? 0 : job_error(job, 0, "nothing was summed up");
}

static const struct param params[] = {
	{ "permille", 50, 0, 10000, "how many thousandths more a process does" },
	{ .name = NULL },
};

const struct workload fake_drag = {
	.name = "fake/drag",
	.summary = "is slower in processes, by a known share",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.setup = drag_setup,
	.work = drag_work,
	.verify = drag_verify,
};
