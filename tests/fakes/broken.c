/* SPDX-License-Identifier: MIT */
/*
 * fake/broken-setup, -open, -work, -close, -teardown: the phase of that name fails and says why;
 * where it is a worker's, at worker `who`, else as soon as there is such a worker.
 * fake/mute: work fails and does not say why.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include "tests/fakes/sum.h"

static int is_due(const struct job *job)
{
	return job->workers > (unsigned)job_param(job, "who");
}

static int is_at(const struct worker *worker)
{
	return worker->index == (unsigned)job_param(worker->job, "who");
}

static int broken_setup(struct job *job)
{
	return is_due(job) ? job_error(job, ENOSPC, "laying the table") : 0;
}

static int broken_open(struct worker *worker)
{
	return is_at(worker) ? worker_error(worker, EACCES, "opening the door") : 0;
}

static int broken_work(struct worker *worker, uint64_t first, uint64_t count)
{
	sum_work(worker, first, count);
	return is_at(worker) ? worker_error(worker, 0, "the soup is cold") : 0;
}

static int broken_close(struct worker *worker)
{
	return is_at(worker) ? worker_error(worker, EBUSY, "closing the door") : 0;
}

static int broken_teardown(struct job *job)
{
	return is_due(job) ? job_error(job, EIO, "clearing the table") : 0;
}

static int mute_work(struct worker *worker, uint64_t first, uint64_t count)
{
	sum_work(worker, first, count);
	return is_at(worker) ? -EIO : 0;
}

static const struct param params[] = {
	{ "who", 1, 0, 1000, "the worker that fails" },
	{ .name = NULL },
};

const struct workload fake_broken_setup = {
	.name = "fake/broken-setup",
	.summary = "fails in setup",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.setup = broken_setup,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_broken_open = {
	.name = "fake/broken-open",
	.summary = "fails in open",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.open = broken_open,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_broken_work = {
	.name = "fake/broken-work",
	.summary = "fails in work",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = broken_work,
	.verify = sum_verify,
};

const struct workload fake_broken_close = {
	.name = "fake/broken-close",
	.summary = "fails in close",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = sum_work,
	.close = broken_close,
	.verify = sum_verify,
};

const struct workload fake_broken_teardown = {
	.name = "fake/broken-teardown",
	.summary = "fails in teardown",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = sum_work,
	.verify = sum_verify,
	.teardown = broken_teardown,
};

const struct workload fake_mute = {
	.name = "fake/mute",
	.summary = "fails in work without a word",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.work = mute_work,
	.verify = sum_verify,
};
