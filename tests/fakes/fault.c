/* SPDX-License-Identifier: MIT */
/*
 * fake/fault: all goes well in seq, and in a team one fault of those below is committed: by its
 * number, `fault`, in the phase of number `phase`, setup, open, work, close, verify, teardown; where
 * that is a worker's, by worker `who`. Its ops are of a number that is known, so that nothing need
 * be calibrated.
 *
 * The table of tests/faults/table.py says what is to be told of each.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "tests/fakes/sum.h"

#define OPS 1000

/* What may be taken of memory: enough to be many mappings, and nothing that a machine would feel. */
#define ROOM ((size_t)64 << 20)
#define PIECE ((size_t)1 << 20)
#define PIECES_MOST 4096

/* Descriptors that a trial may have: more than there are. */
#define DESCRIPTORS 4096

/* How long what outlives its trial would live if nobody found it, in seconds. */
#define LIFE 60

/* ---- The faults: each returns -errno to be told, or 0 where the work is to go on ---- */

static int fail(void)
{
	return -EIO;
}

static int lie(void)
{
	return 0; /* its worker does it */
}

static int write_nowhere(void)
{
	char *volatile nowhere = NULL;

	*(volatile char *)nowhere = 1;
	return 0;
}

static int give_up(void)
{
	abort();
}

static int be_killed(void)
{
	raise(SIGKILL);
	return 0;
}

static unsigned descend(unsigned depth)
{
	volatile unsigned char room[256]; /* less than a guard page, which none is to step over */

	room[depth % sizeof(room)] = 1;
	return depth ? descend(depth - 1) + room[depth % sizeof(room)] : 0;
}

static int overflow(void)
{
	return descend(1u << 30) == 1;
}

static int leave(void)
{
	exit(3);
}

static int leave_at_once(void)
{
	_exit(3);
}

static int leave_quietly(void)
{
	_exit(0);
}

static int leave_well(void)
{
	exit(0);
}

static int end_thread(void)
{
	pthread_exit(NULL);
	return 0;
}

static int hang(void)
{
	while (pause() < 0)
		; /* it never does anything else */
	return 0;
}

/* Deaf to all that can be ignored or blocked, out of its group, and not told of its parent's death. */
static int hang_on(void)
{
	sigset_t all;

	for (int number = 1; number < SIGRTMIN; number++)
		signal(number, SIG_IGN);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_PDEATHSIG, 0);
	setsid();
	return hang();
}

/* Any thread may be the one that heeds it; this one does no more. */
static int stop(void)
{
	kill(getpid(), SIGSTOP);
	return hang();
}

/* Of a session of its own, with all that was open, it outlives its worker and the trial. */
static int leave_a_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		sleep(LIFE);
		_exit(0);
	}
	return pid < 0 ? -errno : 0;
}

static int close_all(void)
{
	for (int fd = 0; fd < DESCRIPTORS; fd++)
		close(fd);
	return 0;
}

/*
 * Takes memory until there is none. What there is, is bounded for this process, above what it has:
 * no machine need run out of memory, and none needs a cgroup. Returns how many pieces it got.
 */
static size_t devour(char *pieces[PIECES_MOST], struct rlimit *before)
{
	struct rlimit bound;
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	size_t nr = 0;

	if (!file || fscanf(file, "%lu", &pages) != 1)
		_exit(4);
	fclose(file);
	getrlimit(RLIMIT_AS, before);
	bound = *before;
	bound.rlim_cur = pages * (size_t)sysconf(_SC_PAGESIZE) + ROOM;
	setrlimit(RLIMIT_AS, &bound);
	while (nr < PIECES_MOST) {
		pieces[nr] = mmap(NULL, PIECE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		if (pieces[nr] == MAP_FAILED)
			break;
		nr++;
	}
	return nr;
}

/* As one that never asks whether it got what it takes. */
static int devour_blindly(void)
{
	static _Thread_local char *pieces[PIECES_MOST];
	struct rlimit before;

	*(volatile char *)pieces[devour(pieces, &before)] = 1;
	return 0;
}

/* As one that does, gives back what it has, and says so. */
static int devour_and_tell(void)
{
	static _Thread_local char *pieces[PIECES_MOST];
	struct rlimit before;
	size_t nr = devour(pieces, &before);

	while (nr)
		munmap(pieces[--nr], PIECE);
	setrlimit(RLIMIT_AS, &before);
	return -ENOMEM;
}

static int (*const faults[])(void) = {
	fail,
	lie,
	write_nowhere,
	give_up,
	be_killed,
	overflow,
	leave,
	leave_at_once,
	leave_well,
	end_thread,
	hang,
	hang_on,
	stop,
	leave_a_child,
	close_all,
	devour_blindly,
	devour_and_tell,
	leave_quietly,
};
#define NR_FAULTS (sizeof(faults) / sizeof(faults[0]))

/* ---- When it is their turn ---- */

enum { SETUP, OPEN, WORK, CLOSE, VERIFY, TEARDOWN };

static int is_due(const struct job *job, int phase)
{
	return job->workers > 1 && phase == (int)job_param(job, "phase");
}

static int fault_job(struct job *job, int phase)
{
	int error = is_due(job, phase) ? faults[job_param(job, "fault")]() : 0;

	return error ? job_error(job, -error, "coming to grief") : 0;
}

static int fault_worker(struct worker *worker, int phase)
{
	const struct job *job = worker->job;
	int error = 0;

	if (is_due(job, phase) && worker->index == (unsigned)job_param(job, "who")) {
		error = faults[job_param(job, "fault")]();
		worker->digest += faults[job_param(job, "fault")] == lie;
	}
	return error ? worker_error(worker, -error, "coming to grief") : 0;
}

static int fault_setup(struct job *job)
{
	return fault_job(job, SETUP);
}

static int fault_open(struct worker *worker)
{
	return fault_worker(worker, OPEN);
}

static int fault_work(struct worker *worker, uint64_t first, uint64_t count)
{
	int error;

	sum_work(worker, first, count / 2);
	error = fault_worker(worker, WORK);
	sum_work(worker, first + count / 2, count - count / 2);
	return error;
}

static int fault_close(struct worker *worker)
{
	return fault_worker(worker, CLOSE);
}

/* Lets a wrong digest pass: the harness is to find it. */
static int fault_verify(struct job *job)
{
	return fault_job(job, VERIFY);
}

static int fault_teardown(struct job *job)
{
	return fault_job(job, TEARDOWN);
}

static uint64_t fault_ops(const struct job *job)
{
	(void)job;
	return OPS;
}

static const struct param params[] = {
	{ "fault", 0, 0, NR_FAULTS - 1, "which fault, by its number" },
	{ "phase", WORK, SETUP, TEARDOWN, "where, from 0, setup, to 5, teardown" },
	{ "who", 1, 0, 1000, "the worker that commits it" },
	{ .name = NULL },
};

const struct workload fake_fault = {
	.name = "fake/fault",
	.summary = "commits one of many faults",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_MEMORY, /* between fake/null and fake/sized, which are well */
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.fixed_ops = fault_ops,
	.setup = fault_setup,
	.open = fault_open,
	.work = fault_work,
	.close = fault_close,
	.verify = fault_verify,
	.teardown = fault_teardown,
};
