/* SPDX-License-Identifier: MIT */
#include "engine/team.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "engine/watch.h"
#include "measure/clock.h"

/* What a thread is started with. */
struct member {
	struct team *team;
	unsigned index;
};

struct team {
	struct team_shape shape;
	int forked, threaded;
	struct gate *gate;
	struct team_work work;
	struct member *members;
	pthread_t *threads; /* of this process */
	unsigned nr_threads;
	struct watch watch;
	uint64_t created_ns;
};

static bool is_forked(enum mode mode)
{
	return mode == MODE_PROCS || mode == MODE_HYBRID;
}

static bool is_threaded(enum mode mode)
{
	return mode == MODE_THREADS || mode == MODE_HYBRID;
}

uint64_t team_tasks(const struct team_shape *shape)
{
	uint64_t each = is_threaded(shape->mode) ? shape->threads : 0;

	return is_forked(shape->mode) ? 1 + shape->procs * (1 + each) : 1 + each;
}

struct team *team_new(struct team_shape shape, struct gate *gate, const struct team_work *work)
{
	size_t workers = (size_t)shape.procs * shape.threads;
	struct team *team = calloc(1, sizeof(*team));

	if (!team)
		return NULL;
	team->shape = shape;
	team->forked = is_forked(shape.mode);
	team->threaded = is_threaded(shape.mode);
	team->gate = gate;
	team->work = *work;
	team->members = calloc(workers, sizeof(*team->members));
	team->threads = calloc(shape.threads, sizeof(*team->threads));
	if (watch_init(&team->watch, gate, shape.procs, shape.threads) || !team->members ||
		!team->threads) {
		team_free(team);
		return NULL;
	}
	for (unsigned i = 0; i < workers; i++)
		team->members[i] = (struct member){ team, i };
	return team;
}

/* ---- In a worker ---- */

static void lose(void *arg)
{
	const struct member *member = arg;
	const struct team_work *work = &member->team->work;

	if (work->lose)
		work->lose(work->context, member->index);
}

static void live(struct member *member)
{
	struct team *team = member->team;
	const struct team_work *work = &team->work;

	pthread_cleanup_push(lose, member);
	work->prepare(work->context, member->index);
	if (gate_arrive(team->gate)) {
		work->perform(work->context, member->index);
		gate_park(team->gate);
	}
	work->finish(work->context, member->index);
	pthread_cleanup_pop(0);
}

static void *thread_main(void *arg)
{
	live(arg);
	return NULL;
}

/* The threads of one process, whose first worker is number first. Returns 0 or -errno. */
static int create_threads(struct team *team, unsigned first)
{
	for (unsigned t = 0; t < team->shape.threads; t++) {
		int error = pthread_create(
			&team->threads[t], NULL, thread_main, &team->members[first + t]);

		if (error)
			return -error;
		team->nr_threads++;
	}
	return 0;
}

static void note_created(struct gate *gate)
{
	uint64_t now = clock_ns(), seen = atomic_load(&gate->created_ns);

	while (seen < now && !atomic_compare_exchange_weak(&gate->created_ns, &seen, now))
		;
}

/* A forked process, to its end: it never returns into the leader's code. */
static _Noreturn void process_main(struct team *team, unsigned process)
{
	unsigned first = process * team->shape.threads;
	int error;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != team->watch.pids[0])
		_exit(1); /* the leader died before its death could be announced */
	if (!team->threaded) {
		live(&team->members[first]);
		_exit(0);
	}
	error = create_threads(team, first);
	if (error) {
		atomic_store(&team->gate->refused, -error);
		_exit(1);
	}
	note_created(team->gate);
	for (unsigned t = 0; t < team->nr_threads; t++)
		pthread_join(team->threads[t], NULL);
	_exit(0);
}

/* ---- In the leader ---- */

static int fork_processes(struct team *team)
{
	struct watch *watch = &team->watch;

	fflush(NULL);
	for (unsigned p = 0; p < team->shape.procs; p++) {
		pid_t pid = fork();

		if (pid == 0)
			process_main(team, p);
		if (pid < 0) {
			int error = errno;

			return watch_break(watch, error, "fork of process %u of %u: %s", p + 1,
				team->shape.procs, strerror(error));
		}
		watch->pids[++watch->nr] = pid;
	}
	return 0;
}

int team_create(struct team *team)
{
	int error = 0;

	if (team->forked) {
		error = fork_processes(team);
	} else if (team->threaded) {
		error = create_threads(team, 0);
		if (error)
			watch_break(&team->watch, -error, "pthread_create of thread %u of %u: %s",
				team->nr_threads + 1, team->shape.threads, strerror(-error));
	}
	team->created_ns = clock_ns();
	return error;
}

static int is_inline(const struct team *team)
{
	return !team->forked && !team->threaded;
}

/* Of a worker that nobody can wait for, since it is in the leader itself: it is judged afterwards. */
static int keep_time(struct team *team, uint64_t deadline_ns)
{
	return clock_ns() > deadline_ns ? watch_break(&team->watch, ETIMEDOUT,
						  "worker 0 came to its end after the timeout")
					: 0;
}

int team_gather(struct team *team, uint64_t deadline_ns, uint64_t *created_ns)
{
	uint64_t theirs;
	int error;

	if (is_inline(team)) {
		*created_ns = team->created_ns;
		team->work.prepare(team->work.context, 0);
		return keep_time(team, deadline_ns);
	}
	error = watch_begin(&team->watch);
	if (!error)
		error = watch_gate(&team->watch, gate_all_arrived, deadline_ns);
	theirs = atomic_load(&team->gate->created_ns);
	*created_ns = theirs > team->created_ns ? theirs : team->created_ns;
	return error;
}

int team_run(struct team *team, uint64_t deadline_ns, uint64_t *start_ns)
{
	*start_ns = gate_open(team->gate);
	if (is_inline(team)) {
		team->work.perform(team->work.context, 0);
		return keep_time(team, deadline_ns);
	}
	return watch_gate(&team->watch, gate_all_parked, deadline_ns);
}

/* ThreadSanitizer of gcc 12 and clang 14 sees what pthread_join orders, and no other joining call.
 */
#if defined(__SANITIZE_THREAD__)
#define JOIN(thread, deadline) ((void)(deadline), pthread_join(thread, NULL))
#else
#define JOIN(thread, deadline) pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, deadline)
#endif

static int join_threads(struct team *team, uint64_t deadline_ns)
{
	struct timespec deadline = { (time_t)(deadline_ns / 1000000000),
		(long)(deadline_ns % 1000000000) };

	while (team->nr_threads) {
		int error = JOIN(team->threads[team->nr_threads - 1], &deadline);

		if (error == ETIMEDOUT)
			return watch_expire(&team->watch);
		if (error)
			return watch_break(&team->watch, error, "joining worker %u: %s",
				team->nr_threads - 1, strerror(error));
		team->nr_threads--;
	}
	return 0;
}

int team_reap(struct team *team, uint64_t deadline_ns)
{
	int error;

	if (is_inline(team)) {
		team->work.finish(team->work.context, 0);
		return keep_time(team, deadline_ns);
	}
	gate_release(team->gate);
	error = join_threads(team, deadline_ns);
	return error ? error : watch_reap(&team->watch, deadline_ns);
}

size_t team_processes(const struct team *team, const pid_t **pids)
{
	*pids = team->watch.pids;
	return team->watch.nr + 1;
}

const char *team_trouble(const struct team *team)
{
	return team->watch.trouble;
}

void team_free(struct team *team)
{
	watch_release(&team->watch);
	free(team->members);
	free(team->threads);
	free(team);
}

/* ---- One more ---- */

struct errand {
	void (*task)(void *arg);
	void *arg;
};

static void *errand_main(void *arg)
{
	const struct errand *errand = arg;

	errand->task(errand->arg);
	return NULL;
}

static int beget_in_place(void (*task)(void *arg), void *arg)
{
	task(arg);
	return 0;
}

static int beget_thread(void (*task)(void *arg), void *arg)
{
	struct errand errand = { task, arg };
	pthread_t thread;
	int error = pthread_create(&thread, NULL, errand_main, &errand);

	return error ? -error : -pthread_join(thread, NULL);
}

static int beget_process(void (*task)(void *arg), void *arg)
{
	pid_t parent = getpid(), pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			task(arg);
		_exit(0);
	}
	if (watch_wait(pid, &status) < 0)
		return -errno;
	return status ? -ECHILD : 0;
}

beget_task *team_begetter(enum mode mode)
{
	switch (mode) {
	case MODE_SEQ:
		return beget_in_place;
	case MODE_PROCS:
		return beget_process;
	default:
		return beget_thread;
	}
}

void team_help(unsigned nr, void (*task)(void *arg), void *arg)
{
	struct errand errand = { task, arg };
	pthread_t *threads = calloc(nr + 1u, sizeof(*threads));
	unsigned created = 0;

	while (threads && created < nr &&
		!pthread_create(&threads[created], NULL, errand_main, &errand))
		created++;
	task(arg);
	while (created)
		pthread_join(threads[--created], NULL);
	free(threads);
}

int team_exec(void)
{
	char program[] = "/bin/true";
	char *argv[] = { program, NULL };
	char *environment[] = { NULL }; /* so that nobody's LD_PRELOAD is loaded with it */
	int status, error;
	pid_t pid;

	error = posix_spawn(&pid, program, NULL, NULL, argv, environment);
	if (error)
		return -error;
	if (watch_wait(pid, &status) < 0)
		return -errno;
	return status ? -ECHILD : 0;
}

pid_t team_fork_service(void (*serve)(void *arg), void *arg)
{
	pid_t leader = getpid(), pid;

	fflush(NULL);
	pid = fork();
	if (pid)
		return pid < 0 ? -errno : pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == leader)
		serve(arg);
	_exit(1);
}

void team_end_service(pid_t pid)
{
	kill(pid, SIGKILL);
	watch_wait(pid, NULL);
}
