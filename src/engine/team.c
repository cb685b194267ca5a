/* SPDX-License-Identifier: MIT */
#include "engine/team.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "engine/trial.h"
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
	pid_t *pids;        /* [0] is the leader; a waited-for process's becomes 0 */
	struct pollfd *fds; /* [0] is the gate's, [i] the pidfd of pids[i] */
	unsigned nr_forked;
	uint64_t created_ns;
	char trouble[160];
};

static int break_team(struct team *team, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

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
	team->pids = calloc((size_t)shape.procs + 1, sizeof(*team->pids));
	team->fds = calloc((size_t)shape.procs + 1, sizeof(*team->fds));
	if (!team->members || !team->threads || !team->pids || !team->fds) {
		team_free(team);
		return NULL;
	}
	team->pids[0] = getpid();
	team->fds[0] = (struct pollfd){ .fd = gate->notify_fd, .events = POLLIN };
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
	if (getppid() != team->pids[0])
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

static pid_t wait_for(pid_t pid, int *status)
{
	pid_t waited;

	do {
		waited = waitpid(pid, status, 0);
	} while (waited < 0 && errno == EINTR);
	return waited;
}

static void kill_processes(struct team *team)
{
	for (unsigned i = 1; i <= team->nr_forked; i++) {
		if (team->pids[i] > 0)
			kill(team->pids[i], SIGKILL);
	}
	for (unsigned i = 1; i <= team->nr_forked; i++) {
		if (team->pids[i] > 0)
			wait_for(team->pids[i], NULL);
		team->pids[i] = 0;
	}
}

static int break_team(struct team *team, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(team->trouble, sizeof(team->trouble), format, args);
	va_end(args);
	kill_processes(team);
	return -error;
}

static int fork_processes(struct team *team)
{
	fflush(NULL);
	for (unsigned p = 0; p < team->shape.procs; p++) {
		pid_t pid = fork();

		if (pid == 0)
			process_main(team, p);
		if (pid < 0) {
			int error = errno;

			return break_team(team, error, "fork of process %u of %u: %s", p + 1,
				team->shape.procs, strerror(error));
		}
		team->pids[++team->nr_forked] = pid;
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
			break_team(team, -error, "pthread_create of thread %u of %u: %s",
				team->nr_threads + 1, team->shape.threads, strerror(-error));
	}
	team->created_ns = clock_ns();
	return error;
}

/* Descriptors that tell of a process's death; taken after creation, so that it is not timed. */
static int watch_processes(struct team *team)
{
	for (unsigned i = 1; i <= team->nr_forked; i++) {
		int fd = (int)syscall(SYS_pidfd_open, team->pids[i], 0);

		team->fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
		if (fd < 0)
			return break_team(team, errno, "pidfd_open for process %u of %u: %s", i,
				team->nr_forked, strerror(errno));
	}
	return 0;
}

/* "worker 3", or "process 2 (workers 4 to 7)". */
static void name_process(const struct team *team, unsigned process, char *name, size_t size)
{
	unsigned threads = team->shape.threads, first = (process - 1) * threads;

	if (threads == 1)
		snprintf(name, size, "worker %u", first);
	else
		snprintf(name, size, "process %u (workers %u to %u)", process - 1, first,
			first + threads - 1);
}

/* Breaks the team over a process that ended as it should not have. */
static int mourn(struct team *team, unsigned process, int status)
{
	int refused = atomic_load(&team->gate->refused);
	char who[64], name[TRIAL_SIGNAL_SIZE];

	team->pids[process] = 0;
	name_process(team, process, who, sizeof(who));
	if (WIFSIGNALED(status))
		return break_team(team, ECHILD, "%s was killed by %s", who,
			trial_signal(WTERMSIG(status), name));
	if (refused)
		return break_team(team, refused, "%s: pthread_create: %s", who, strerror(refused));
	return break_team(team, ECHILD, "%s ended early with status %d", who, WEXITSTATUS(status));
}

/* Breaks the team over its deadline: one that was stopped is told, whatever else is late. */
static int run_out(struct team *team)
{
	for (unsigned i = 1; i <= team->nr_forked; i++) {
		siginfo_t info = { 0 };
		char who[64], name[TRIAL_SIGNAL_SIZE];

		if (waitid(P_PID, (id_t)team->pids[i], &info, WSTOPPED | WNOHANG) || !info.si_pid)
			continue;
		name_process(team, i, who, sizeof(who));
		return break_team(team, ECHILD, "%s was stopped by %s until the timeout", who,
			trial_signal(info.si_status, name));
	}
	return break_team(team, ETIMEDOUT, "no end within the timeout");
}

static int time_left_ms(uint64_t deadline_ns)
{
	uint64_t now = clock_ns();

	return now >= deadline_ns ? 0 : (int)((deadline_ns - now) / 1000000 + 1);
}

/* Waits until done(gate), noticing death and deadline. */
static int await(struct team *team, int (*done)(const struct gate *), uint64_t deadline_ns)
{
	uint64_t told;

	while (!done(team->gate)) {
		int ready = poll(team->fds, team->nr_forked + 1, time_left_ms(deadline_ns));

		if (ready == 0)
			return run_out(team);
		if (ready < 0)
			continue;
		/* A team that is done may have lost a process since: the next wait will tell. */
		if (team->fds[0].revents && read(team->fds[0].fd, &told, sizeof(told)) > 0) {
			if (!atomic_load(&team->gate->given_up))
				continue;
			return break_team(team, ECANCELED, "a worker gave up");
		}
		for (unsigned i = 1; i <= team->nr_forked; i++) {
			int status;

			if (!team->fds[i].revents)
				continue;
			wait_for(team->pids[i], &status);
			return mourn(team, i, status);
		}
	}
	return 0;
}

static int is_inline(const struct team *team)
{
	return !team->forked && !team->threaded;
}

int team_gather(struct team *team, uint64_t deadline_ns, uint64_t *created_ns)
{
	uint64_t theirs;
	int error;

	if (is_inline(team)) {
		*created_ns = team->created_ns;
		team->work.prepare(team->work.context, 0);
		return 0;
	}
	error = watch_processes(team);
	if (!error)
		error = await(team, gate_all_arrived, deadline_ns);
	theirs = atomic_load(&team->gate->created_ns);
	*created_ns = theirs > team->created_ns ? theirs : team->created_ns;
	return error;
}

int team_run(struct team *team, uint64_t deadline_ns, uint64_t *start_ns)
{
	*start_ns = gate_open(team->gate);
	if (is_inline(team)) {
		team->work.perform(team->work.context, 0);
		return 0;
	}
	return await(team, gate_all_parked, deadline_ns);
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
			return run_out(team);
		if (error)
			return break_team(team, error, "joining worker %u: %s",
				team->nr_threads - 1, strerror(error));
		team->nr_threads--;
	}
	return 0;
}

static int await_processes(struct team *team, uint64_t deadline_ns)
{
	for (unsigned i = 1; i <= team->nr_forked; i++) {
		int status, ready;

		do {
			ready = poll(&team->fds[i], 1, time_left_ms(deadline_ns));
		} while (ready < 0 && errno == EINTR);
		if (ready == 0)
			return run_out(team);
		wait_for(team->pids[i], &status);
		if (status)
			return mourn(team, i, status);
		team->pids[i] = 0;
	}
	return 0;
}

int team_reap(struct team *team, uint64_t deadline_ns)
{
	int error;

	if (is_inline(team)) {
		team->work.finish(team->work.context, 0);
		return 0;
	}
	gate_release(team->gate);
	error = join_threads(team, deadline_ns);
	return error ? error : await_processes(team, deadline_ns);
}

size_t team_processes(const struct team *team, const pid_t **pids)
{
	*pids = team->pids;
	return team->nr_forked + 1;
}

const char *team_trouble(const struct team *team)
{
	return team->trouble;
}

void team_free(struct team *team)
{
	if (team->pids)
		kill_processes(team);
	for (unsigned i = 1; team->fds && i <= team->nr_forked; i++) {
		if (team->fds[i].fd > 0)
			close(team->fds[i].fd);
	}
	free(team->members);
	free(team->threads);
	free(team->pids);
	free(team->fds);
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

static int beget_thread(struct errand *errand)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, errand_main, errand);

	return error ? -error : -pthread_join(thread, NULL);
}

static int beget_process(struct errand *errand)
{
	pid_t parent = getpid(), pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			errand->task(errand->arg);
		_exit(0);
	}
	if (wait_for(pid, &status) < 0)
		return -errno;
	return status ? -ECHILD : 0;
}

int team_beget(enum mode mode, void (*task)(void *arg), void *arg)
{
	struct errand errand = { task, arg };

	switch (mode) {
	case MODE_SEQ:
		task(arg);
		return 0;
	case MODE_PROCS:
		return beget_process(&errand);
	default:
		return beget_thread(&errand);
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
	if (wait_for(pid, &status) < 0)
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
	wait_for(pid, NULL);
}
