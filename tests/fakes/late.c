/* SPDX-License-Identifier: MIT */
/*
 * fake/late: whoever has op 0 goes on with it until all ops but those of its call are done, so that it
 * is late by as much as can be, however fast the machine is. Under the dynamic split its call is of
 * one chunk, and the others do all the rest.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <stdatomic.h>
#include "tests/fakes/sum.h"

#define OPS 1024

static int late_setup(struct job *job)
{
	job->data = job_share(job, sizeof(_Atomic uint64_t));
	return job->data ? 0 : -ENOMEM;
}

static uint64_t late_ops(const struct job *job)
{
	(void)job;
	return OPS;
}

static int late_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct job *job = worker->job;
	_Atomic uint64_t *done = job->data;

	if (first == 0 && job->workers > 1)
		while (atomic_load(done) < job->ops - count)
			sleep_us(100);
	else
		atomic_fetch_add(done, count);
	return sum_work(worker, first, count);
}

const struct workload fake_late = {
	.name = "fake/late",
	.summary = "makes one worker late",
	.op = "nothing",
	.shares = "A counter.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.fixed_ops = late_ops,
	.setup = late_setup,
	.work = late_work,
	.verify = sum_verify,
};
