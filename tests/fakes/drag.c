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
	volatile uint64_t lost = 0;

	if (getpid() != leader)
		lost = sum_of(first, count * permille / 1000);
	(void)lost;
	return sum_work(worker, first, count);
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
	.verify = sum_verify,
};
