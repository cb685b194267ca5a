/* SPDX-License-Identifier: MIT */
/*
 * spawn/worker: a worker for every task.
 *
 * One op is the whole life of one more worker of the kind that the mode makes: it is created,
 * writes one word, ends and is reaped, while the worker that wanted it waits, and then checks the
 * word. The workers of the team do this side by side. In seq the task is a plain call: what is left
 * when nothing is created.
 *
 * Shared: a slot for each worker of the team, in cache lines of its own.
 *
 * The number does not show a program that executes another, and not what a large program pays: fork
 * copies page tables, and the process here has few. Nor does it show what the new worker would
 * find cold, since its task is a single word.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include "engine/sync.h"

struct task {
	_Alignas(SYNC_APART) uint64_t op;
	uint64_t answer;
};

static int spawn_setup(struct job *job)
{
	job->data = job_share(job, job->workers * sizeof(struct task));
	return job->data ? 0 : -ENOMEM;
}

static struct task *task_of(const struct worker *worker)
{
	return (struct task *)worker->job->data + worker->index;
}

static int spawn_open(struct worker *worker)
{
	worker_touch(task_of(worker), sizeof(struct task));
	return 0;
}

static void answer(void *arg)
{
	struct task *task = arg;

	task->answer = mix64(task->op);
}

static int spawn_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct task *task = task_of(worker);
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error;

		task->op = op;
		task->answer = ~mix64(op);
		error = worker_beget(worker, answer, task);
		if (error)
			return error;
		if (task->answer != mix64(op))
			return worker_error(
				worker, 0, "task %" PRIu64 " ended without its answer", op);
		digest += task->answer;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

/* Every op in full: a nanosecond each, which is little beside the op. */
static int spawn_verify(struct job *job)
{
	uint64_t digest = 0;

	for (uint64_t op = 0; op < job->ops; op++)
		digest += mix64(op);
	if (digest != job->digest)
		return job_error(job, 0, "the answers given are not those asked for");
	return 0;
}

const struct workload spawn_worker = {
	.name = "spawn/worker",
	.summary = "creation: one more worker for each task, from its birth to its reaping",
	.op = "worker",
	.shares = "A slot for each worker of the team, in cache lines of its own.",
	.class = CLASS_SPAWN,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.setup = spawn_setup,
	.open = spawn_open,
	.work = spawn_work,
	.verify = spawn_verify,
};
