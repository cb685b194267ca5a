/* SPDX-License-Identifier: MIT */
/*
 * fake/crash, fake/exit, fake/hang: worker `who` does half of its ops, and then raises `signal`,
 * ends its process with `status`, or sleeps for ever.
 */
#include "tests/fakes/fakes.h"

#include <signal.h>
#include <unistd.h>
#include "tests/fakes/sum.h"

/* Whether it is this worker's turn to come to grief, half of its ops done. */
static int is_doomed(struct worker *worker, uint64_t first, uint64_t count)
{
	if (worker->index != (unsigned)job_param(worker->job, "who"))
		return 0;
	sum_work(worker, first, count / 2);
	return 1;
}

static int crash_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const int number = (int)job_param(worker->job, "signal");

	if (is_doomed(worker, first, count)) {
		signal(number, SIG_DFL); /* sanitizers catch some */
		raise(number);
	}
	return sum_work(worker, first, count);
}

static int exit_work(struct worker *worker, uint64_t first, uint64_t count)
{
	if (is_doomed(worker, first, count))
		_exit((int)job_param(worker->job, "status"));
	return sum_work(worker, first, count);
}

static int hang_work(struct worker *worker, uint64_t first, uint64_t count)
{
	if (is_doomed(worker, first, count)) {
		for (;;)
			pause();
	}
	return sum_work(worker, first, count);
}

static const struct param crash_params[] = {
	{ "who", 1, 0, 1000, "the worker that crashes" },
	{ "signal", SIGSEGV, 1, 64, "what it raises" },
	{ .name = NULL },
};

static const struct param exit_params[] = {
	{ "who", 1, 0, 1000, "the worker that exits" },
	{ "status", 3, 0, 255, "with this status" },
	{ .name = NULL },
};

static const struct param hang_params[] = {
	{ "who", 1, 0, 1000, "the worker that hangs" },
	{ .name = NULL },
};

const struct workload fake_crash = {
	.name = "fake/crash",
	.summary = "raises a signal in the middle of its work",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = crash_params,
	.work = crash_work,
	.verify = sum_verify,
};

const struct workload fake_exit = {
	.name = "fake/exit",
	.summary = "ends its process in the middle of its work",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = exit_params,
	.work = exit_work,
	.verify = sum_verify,
};

const struct workload fake_hang = {
	.name = "fake/hang",
	.summary = "never ends its work",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = hang_params,
	.work = hang_work,
	.verify = sum_verify,
};
