/* SPDX-License-Identifier: MIT */
/*
 * fake/crash, fake/exit: worker `who` does half of its ops, and then raises `signal` or ends its
 * process with `status`.
 * fake/hang: sleeps for ever in the phase of number `phase`: setup, open, work, close, verify,
 * teardown; where that is a worker's, at worker `who`, else as soon as there is such a worker.
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

enum { SETUP, OPEN, WORK, CLOSE, VERIFY, TEARDOWN };

static void hang_in(const struct job *job, int phase)
{
	while (phase == (int)job_param(job, "phase"))
		pause();
}

static int hang_job(struct job *job, int phase)
{
	if (job->workers > (unsigned)job_param(job, "who"))
		hang_in(job, phase);
	return 0;
}

static int hang_worker(struct worker *worker, int phase)
{
	if (worker->index == (unsigned)job_param(worker->job, "who"))
		hang_in(worker->job, phase);
	return 0;
}

static int hang_setup(struct job *job)
{
	return hang_job(job, SETUP);
}

static int hang_open(struct worker *worker)
{
	return hang_worker(worker, OPEN);
}

static int hang_work(struct worker *worker, uint64_t first, uint64_t count)
{
	sum_work(worker, first, count / 2);
	hang_worker(worker, WORK);
	return sum_work(worker, first + count / 2, count - count / 2);
}

static int hang_close(struct worker *worker)
{
	return hang_worker(worker, CLOSE);
}

static int hang_verify(struct job *job)
{
	hang_job(job, VERIFY);
	return sum_verify(job);
}

static int hang_teardown(struct job *job)
{
	return hang_job(job, TEARDOWN);
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
	{ "phase", WORK, SETUP, TEARDOWN, "where it hangs, from 0, setup, to 5, teardown" },
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
	.summary = "never comes to an end",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = hang_params,
	.setup = hang_setup,
	.open = hang_open,
	.work = hang_work,
	.close = hang_close,
	.verify = hang_verify,
	.teardown = hang_teardown,
};
