/* SPDX-License-Identifier: MIT */
/*
 * spawn/exec, spawn/worker: somebody new for every task.
 *
 * In `worker`, one op is the whole life of one more worker of the kind that the mode makes: it is
 * created, writes one word, ends and is reaped, while the worker that wanted it waits, and then
 * checks the word. In seq the task is a plain call: what is left when nothing is created.
 *
 * In `exec`, one op is the whole life of a program that does nothing, in a process of its own in
 * every mode: it is started by posix_spawn, loads, ends and is reaped, and its status is checked.
 *
 * The workers of the team do this side by side. `ballast` makes the program large: so much
 * memory is held and was touched before there are workers. fork copies the page tables of it, and
 * so a new process pays for it and a new thread does not; nor does posix_spawn, which borrows the
 * parent's memory until the program is there. In procs each worker is a fork of the leader itself
 * and has the same ballast. It is held in pages of the base size, whatever the machine's word on
 * huge ones, which would need one entry for 512 of these.
 *
 * Shared: in `worker` a slot for each worker of the team, in cache lines of its own.
 *
 * The number does not show what the new worker would find cold, since its task is a single word;
 * nor the copies of pages that are written to after a fork, since the ballast is left alone. A
 * program of its own would load more libraries than /bin/true, and have an environment.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/mman.h>
#include "bench/digest.h"
#include "engine/sync.h"

#define MIB (UINT64_C(1) << 20)
#define PAGE 4096

struct task {
	_Alignas(SYNC_APART) uint64_t op;
	uint64_t answer;
};

struct spawn {
	char *ballast; /* private to the leader, and to who is forked from it */
	size_t ballast_bytes;
	struct task tasks[]; /* one a worker */
};

/* The ballast is there once; each worker and whoever it begets may have page tables for it. */
static void spawn_footprint(const struct job *job, struct footprint *footprint)
{
	const uint64_t ballast_bytes = (uint64_t)job_param(job, "ballast") * MIB;

	footprint->shared_bytes = ballast_bytes;
	footprint->worker_bytes = 2 * (ballast_bytes / PAGE * sizeof(void *));
}

static int load(struct job *job, struct spawn *spawn)
{
	const size_t bytes = (size_t)job_param(job, "ballast") * MIB;

	if (!bytes)
		return 0;
	spawn->ballast =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (spawn->ballast == MAP_FAILED)
		return job_error(job, errno, "mapping a ballast of %zu bytes", bytes);
	spawn->ballast_bytes = bytes;
	madvise(spawn->ballast, bytes, MADV_NOHUGEPAGE); /* fails where there are none */
	for (size_t at = 0; at < bytes; at += PAGE)
		spawn->ballast[at] = 1;
	return 0;
}

static int spawn_setup(struct job *job)
{
	struct spawn *spawn = job_share(job, sizeof(*spawn) + job->workers * sizeof(struct task));

	job->data = spawn;
	return spawn ? load(job, spawn) : -ENOMEM;
}

static int spawn_teardown(struct job *job)
{
	const struct spawn *spawn = job->data;

	if (spawn->ballast_bytes)
		munmap(spawn->ballast, spawn->ballast_bytes);
	return 0;
}

static struct task *task_of(const struct worker *worker)
{
	return ((struct spawn *)worker->job->data)->tasks + worker->index;
}

static int worker_open(struct worker *worker)
{
	worker_touch(task_of(worker), sizeof(struct task));
	return 0;
}

static void answer(void *arg)
{
	struct task *task = arg;

	task->answer = mix64(task->op);
}

static int worker_work(struct worker *worker, uint64_t first, uint64_t count)
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

/* A program's answer is its status, which is checked with each; the digest tells the ops apart. */
static int exec_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = worker_exec(worker);

		if (error)
			return error;
		digest += mix64(op);
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

/* Every op in full: a nanosecond each, which is little beside the op. */
static int spawn_verify(struct job *job)
{
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the tasks done are not those asked for");
	return 0;
}

static const struct param params[] = {
	{ "ballast", 0, 0, 16384, "memory in MiB that the creating program holds" },
	{ .name = NULL },
};

const struct workload spawn_exec = {
	.name = "spawn/exec",
	.summary = "creation: a program that does nothing, from its start to its reaping",
	.op = "program",
	.shares = "Nothing but the program's file, in the page cache.",
	.class = CLASS_SPAWN,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.params = params,
	.footprint = spawn_footprint,
	.setup = spawn_setup,
	.work = exec_work,
	.verify = spawn_verify,
	.teardown = spawn_teardown,
};

const struct workload spawn_worker = {
	.name = "spawn/worker",
	.summary = "creation: one more worker for each task, from its birth to its reaping",
	.op = "worker",
	.shares = "A slot for each worker of the team, in cache lines of its own.",
	.class = CLASS_SPAWN,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.params = params,
	.footprint = spawn_footprint,
	.setup = spawn_setup,
	.open = worker_open,
	.work = worker_work,
	.verify = spawn_verify,
	.teardown = spawn_teardown,
};
