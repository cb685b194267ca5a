/* SPDX-License-Identifier: MIT */
#include "engine/team.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/clock.h"

#define MOST 4

/* Longer than any of this takes on a busy machine. */
#define PATIENCE_NS 20000000000u

/* The deadline of who is meant to miss it. */
#define SHORT_NS 50000000u

enum phase { PREPARE, PERFORM, FINISH, NR_PHASES };

/* What a phase of a worker left behind. */
struct visit {
	_Atomic unsigned calls;
	unsigned turn; /* which of all visits it was */
	pid_t pid, tid;
};

/* In shared memory: what the workers did, what one of them is to do wrong, what came of it. */
struct log {
	struct gate gate;
	struct team_shape shape;
	struct visit visits[NR_PHASES][MOST];
	_Atomic unsigned turns;
	uint64_t start_ns[MOST];

	void (*fault)(void); /* of worker fault_index in fault_phase */
	enum phase fault_phase;
	unsigned fault_index;

	_Atomic unsigned lost; /* 1 + the worker that left by pthread_exit */

	int error;
	char trouble[256];
	struct team *abandoned; /* of which threads may be left */
	pid_t pid;
	_Atomic int served;
};

static uint64_t soon(void)
{
	return clock_ns() + PATIENCE_NS;
}

static void visit(struct log *log, enum phase phase, unsigned index)
{
	struct visit *visit = &log->visits[phase][index];

	visit->turn = log->turns++;
	visit->pid = getpid();
	visit->tid = gettid();
	visit->calls++;
	if (log->fault && log->fault_phase == phase && log->fault_index == index)
		log->fault();
}

static void prepare(void *context, unsigned index)
{
	visit(context, PREPARE, index);
}

static void perform(void *context, unsigned index)
{
	struct log *log = context;

	log->start_ns[index] = gate_start(&log->gate);
	visit(log, PERFORM, index);
}

static void finish(void *context, unsigned index)
{
	visit(context, FINISH, index);
}

static void lose(void *context, unsigned index)
{
	struct log *log = context;

	log->lost = index + 1;
	gate_give_up(&log->gate);
}

static unsigned workers_of(const struct log *log)
{
	return log->shape.procs * log->shape.threads;
}

static int set_up(void **state)
{
	const struct team_shape *shape = *state;
	struct log *log =
		mmap(NULL, sizeof(*log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (log == MAP_FAILED)
		return -1;
	log->shape = shape ? *shape : (struct team_shape){ MODE_PROCS, 3, 1 };
	*state = log;
	return gate_init(&log->gate, workers_of(log));
}

static int tear_down(void **state)
{
	/* What threads may still use stays, and is known to whoever looks for leaks. */
	static struct team *kept[8];
	static size_t nr_kept;
	struct log *log = *state;

	if (log->abandoned) {
		assert_true(nr_kept < sizeof(kept) / sizeof(*kept));
		kept[nr_kept++] = log->abandoned;
		return 0;
	}
	gate_release_fd(&log->gate);
	return munmap(log, sizeof(*log));
}

static struct team *team_of(struct log *log)
{
	const struct team_work work = { prepare, perform, finish, lose, log };

	return team_new(log->shape, &log->gate, &work);
}

/* A whole life; 0 or the first error, whose sentence is left in the log. */
static int live(struct log *log, struct team *team, uint64_t deadline_ns)
{
	uint64_t created_ns, start_ns;
	int error = team_create(team);

	error = error ? error : team_gather(team, deadline_ns, &created_ns);
	error = error ? error : team_run(team, deadline_ns, &start_ns);
	error = error ? error : team_reap(team, deadline_ns);
	snprintf(log->trouble, sizeof(log->trouble), "%s", team_trouble(team));
	return error;
}

static void live_well(struct log *log)
{
	struct team *team = team_of(log);

	assert_non_null(team);
	assert_int_equal(live(log, team, soon()), 0);
	assert_string_equal(log->trouble, "");
	team_free(team);
}

static void assert_no_child(void)
{
	errno = 0;
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* ---- Whole teams, in every shape ---- */

static void each_phase_is_called_once_per_worker(void **state)
{
	struct log *log = *state;

	live_well(log);
	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		for (unsigned i = 0; i < MOST; i++)
			assert_int_equal(log->visits[phase][i].calls, i < workers_of(log));
	}
}

static void phases_do_not_overlap(void **state)
{
	struct log *log = *state;
	unsigned workers = workers_of(log);

	live_well(log);
	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		for (unsigned i = 0; i < workers; i++)
			assert_int_equal(log->visits[phase][i].turn / workers, phase);
	}
}

static void worker_is_one_flow_in_all_phases(void **state)
{
	struct log *log = *state;

	live_well(log);
	for (unsigned phase = PERFORM; phase < NR_PHASES; phase++) {
		for (unsigned i = 0; i < workers_of(log); i++) {
			assert_int_equal(log->visits[phase][i].pid, log->visits[PREPARE][i].pid);
			assert_int_equal(log->visits[phase][i].tid, log->visits[PREPARE][i].tid);
		}
	}
}

static void workers_are_flows_of_their_own(void **state)
{
	struct log *log = *state;

	live_well(log);
	for (unsigned i = 0; i < workers_of(log); i++) {
		for (unsigned k = 0; k < i; k++)
			assert_int_not_equal(
				log->visits[PERFORM][i].tid, log->visits[PERFORM][k].tid);
	}
}

static void team_lists_its_processes(void **state)
{
	struct log *log = *state;
	struct team *team = team_of(log);
	uint64_t created_ns;
	const pid_t *pids;
	size_t nr;

	assert_int_equal(team_create(team), 0);
	assert_int_equal(team_gather(team, soon(), &created_ns), 0);
	nr = team_processes(team, &pids);
	assert_int_equal(pids[0], getpid());
	if (log->shape.mode == MODE_SEQ || log->shape.mode == MODE_THREADS)
		assert_int_equal(nr, 1);
	else
		assert_int_equal(nr, 1 + log->shape.procs);
	for (unsigned i = 0; i < workers_of(log); i++)
		assert_int_equal(
			log->visits[PREPARE][i].pid, pids[nr > 1 ? 1 + i / log->shape.threads : 0]);
	assert_int_equal(team_reap(team, soon()), 0);
	team_free(team);
}

static void team_that_is_called_off_leaves_without_work(void **state)
{
	struct log *log = *state;
	struct team *team = team_of(log);
	uint64_t created_ns;

	assert_int_equal(team_create(team), 0);
	assert_int_equal(team_gather(team, soon(), &created_ns), 0);
	assert_int_equal(team_reap(team, soon()), 0);
	for (unsigned i = 0; i < workers_of(log); i++) {
		assert_int_equal(log->visits[PREPARE][i].calls, 1);
		assert_int_equal(log->visits[PERFORM][i].calls, 0);
		assert_int_equal(log->visits[FINISH][i].calls, 1);
	}
	team_free(team);
}

static void creation_ends_between_its_begin_and_the_gathering(void **state)
{
	struct log *log = *state;
	struct team *team = team_of(log);
	uint64_t begun_ns = clock_ns(), created_ns = 0;

	assert_int_equal(team_create(team), 0);
	assert_int_equal(team_gather(team, soon(), &created_ns), 0);
	assert_true(created_ns >= begun_ns);
	assert_true(created_ns <= clock_ns());
	assert_int_equal(team_reap(team, soon()), 0);
	team_free(team);
}

static void nobody_starts_before_the_gate_opens(void **state)
{
	struct log *log = *state;
	struct team *team = team_of(log);
	uint64_t created_ns, start_ns = 0, before_ns;

	assert_int_equal(team_create(team), 0);
	assert_int_equal(team_gather(team, soon(), &created_ns), 0);
	before_ns = clock_ns();
	assert_int_equal(team_run(team, soon(), &start_ns), 0);
	assert_true(start_ns >= before_ns);
	for (unsigned i = 0; i < workers_of(log); i++)
		assert_true(log->start_ns[i] >= start_ns);
	assert_int_equal(team_reap(team, soon()), 0);
	team_free(team);
}

static void no_child_remains_of_a_whole_team(void **state)
{
	live_well(*state);
	assert_no_child();
}

/* Also in the midst of its life; threads would be left behind. */
static void freed_team_leaves_no_child(void **state)
{
	struct log *log = *state;
	struct team *team = team_of(log);
	uint64_t created_ns;

	team_free(team_of(log));
	assert_int_equal(team_create(team), 0);
	assert_int_equal(team_gather(team, soon(), &created_ns), 0);
	team_free(team);
	assert_no_child();
}

/* ---- How workers exist ---- */

static void seq_is_the_leader_itself(void **state)
{
	struct log *log = *state;

	live_well(log);
	assert_int_equal(log->visits[PERFORM][0].pid, getpid());
	assert_int_equal(log->visits[PERFORM][0].tid, gettid());
}

static void threads_are_in_the_leaders_process(void **state)
{
	struct log *log = *state;

	live_well(log);
	for (unsigned i = 0; i < workers_of(log); i++) {
		assert_int_equal(log->visits[PERFORM][i].pid, getpid());
		assert_int_not_equal(log->visits[PERFORM][i].tid, gettid());
	}
}

static void procs_have_a_process_each(void **state)
{
	struct log *log = *state;

	live_well(log);
	for (unsigned i = 0; i < workers_of(log); i++) {
		assert_int_not_equal(log->visits[PERFORM][i].pid, getpid());
		assert_int_equal(log->visits[PERFORM][i].tid, log->visits[PERFORM][i].pid);
	}
}

static void hybrid_has_threads_in_each_process(void **state)
{
	struct log *log = *state;
	const struct visit *visits = log->visits[PERFORM];

	live_well(log);
	assert_int_equal(visits[0].pid, visits[1].pid);
	assert_int_equal(visits[2].pid, visits[3].pid);
	assert_int_not_equal(visits[0].pid, visits[2].pid);
	for (unsigned i = 0; i < workers_of(log); i++) {
		assert_int_not_equal(visits[i].pid, getpid());
		assert_int_not_equal(visits[i].tid, visits[i].pid);
	}
}

/* ---- Broken teams ---- */

static void kill_self(void)
{
	kill(getpid(), SIGKILL);
}

static void end_by_realtime_signal(void)
{
	kill(getpid(), SIGRTMIN + 1);
}

static void exit_with_3(void)
{
	_exit(3);
}

static void exit_with_0(void)
{
	_exit(0);
}

static void hang(void)
{
	for (;;)
		pause();
}

static void dawdle(void)
{
	usleep(2 * SHORT_NS / 1000);
}

static void leave_thread(void)
{
	pthread_exit(NULL);
}

static void misbehave(struct log *log, void (*fault)(void), enum phase phase, unsigned index)
{
	log->fault = fault;
	log->fault_phase = phase;
	log->fault_index = index;
}

static void assert_trouble(const struct log *log, const char *part)
{
	if (!strstr(log->trouble, part))
		fail_msg("\"%s\" does not say \"%s\"", log->trouble, part);
}

/* Lives until somebody breaks the team, of which no process is then left. Threads of it may be. */
static void assert_breaks(struct log *log, uint64_t deadline_ns, int error)
{
	struct team *team = team_of(log);

	assert_int_equal(live(log, team, deadline_ns), error);
	assert_no_child();
	if (log->shape.mode == MODE_THREADS)
		log->abandoned = team;
	else
		team_free(team);
	assert_no_child();
}

static void worker_that_dies_is_named_with_its_signal(void **state)
{
	struct log *log = *state;

	misbehave(log, kill_self, PERFORM, 1);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 1 ");
	assert_trouble(log, "SIGKILL");
}

static void worker_that_dies_before_the_gate_breaks_the_team(void **state)
{
	struct log *log = *state;

	misbehave(log, kill_self, PREPARE, 2);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 2 ");
	assert_trouble(log, "SIGKILL");
	assert_int_equal(log->visits[PERFORM][0].calls, 0);
}

static void worker_that_dies_after_the_hold_breaks_the_team(void **state)
{
	struct log *log = *state;

	misbehave(log, kill_self, FINISH, 0);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 0 ");
	assert_trouble(log, "SIGKILL");
}

static void worker_that_exits_is_named_with_its_status(void **state)
{
	struct log *log = *state;

	misbehave(log, exit_with_3, PERFORM, 2);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 2 ");
	assert_trouble(log, "status 3");
}

static void worker_that_exits_well_but_early_breaks_the_team(void **state)
{
	struct log *log = *state;

	misbehave(log, exit_with_0, PERFORM, 0);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 0 ");
	assert_trouble(log, "early");
}

/* The C library has no abbreviation of it. */
static void signal_without_a_name_is_told_all_the_same(void **state)
{
	struct log *log = *state;

	misbehave(log, end_by_realtime_signal, PERFORM, 0);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "worker 0 ");
	if (strstr(log->trouble, "(null)"))
		fail_msg("\"%s\" names no signal", log->trouble);
}

static void process_of_threads_is_named_with_its_workers(void **state)
{
	struct log *log = *state;

	misbehave(log, kill_self, PERFORM, 3);
	assert_breaks(log, soon(), -ECHILD);
	assert_trouble(log, "process 1 ");
	assert_trouble(log, "workers 2 to 3");
	assert_trouble(log, "SIGKILL");
}

/* In every mode that creates workers. */
static void worker_that_leaves_by_pthread_exit_is_told_of(void **state)
{
	struct log *log = *state;

	misbehave(log, leave_thread, PERFORM, 1);
	assert_breaks(log, soon(), -ECANCELED);
	assert_int_equal(log->lost, 2);
}

static void nobody_is_lost_who_comes_to_the_end(void **state)
{
	struct log *log = *state;

	live_well(log);
	assert_int_equal(log->lost, 0);
}

/* A process that is stopped may be late for that alone. */
static void stop_self(void)
{
	kill(getpid(), SIGSTOP);
	hang();
}

static void worker_that_is_stopped_is_named_with_its_signal(void **state)
{
	struct log *log = *state;

	misbehave(log, stop_self, PERFORM, 1);
	assert_breaks(log, clock_ns() + 200000000, -ECHILD);
	assert_trouble(log, "worker 1 was stopped by SIGSTOP until the timeout");
}

static void deadline_of_each_phase_is_kept(void **state)
{
	struct log *log = *state;

	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		log->gate = (struct gate){ .workers = log->gate.workers,
			.notify_fd = log->gate.notify_fd };
		misbehave(log, hang, (enum phase)phase, 1);
		assert_breaks(log, clock_ns() + SHORT_NS, -ETIMEDOUT);
		assert_trouble(log, "timeout");
	}
}

static void seq_is_held_to_its_deadline_afterwards(void **state)
{
	struct log *log = *state;

	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		log->gate = (struct gate){ .workers = log->gate.workers,
			.notify_fd = log->gate.notify_fd };
		misbehave(log, dawdle, (enum phase)phase, 0);
		assert_breaks(log, clock_ns() + SHORT_NS, -ETIMEDOUT);
		assert_trouble(log, "worker 0 came to its end after the timeout");
	}
}

/* Runs body in a process of its own, as broken threads ask for, and returns how it ended. */
static int in_leader(struct log *log, void (*body)(struct log *log))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		body(log);
		/* Past ThreadSanitizer, which calls what is left of a broken team a leak. */
		syscall(SYS_exit_group, 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void live_briefly(struct log *log)
{
	log->error = live(log, team_of(log), clock_ns() + SHORT_NS);
}

/* team.c joins without a deadline where ThreadSanitizer watches. */
#ifdef __SANITIZE_THREAD__
#define NR_BOUNDED FINISH
#else
#define NR_BOUNDED NR_PHASES
#endif

static void deadline_of_threads_is_kept(void **state)
{
	struct log *log = *state;

	for (unsigned phase = 0; phase < NR_BOUNDED; phase++) {
		log->gate = (struct gate){ .workers = log->gate.workers,
			.notify_fd = log->gate.notify_fd };
		misbehave(log, hang, (enum phase)phase, 1);
		assert_int_equal(in_leader(log, live_briefly), 0);
		assert_int_equal(log->error, -ETIMEDOUT);
		assert_true(log->trouble[0] != '\0');
	}
}

/* Threads whose stacks are larger than any address space. */
static void live_without_threads(struct log *log)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)1 << 48);
	if (pthread_setattr_default_np(&attr))
		_exit(77);
	log->error = live(log, team_of(log), soon());
}

static void thread_that_is_refused_breaks_the_team(void **state)
{
	struct log *log = *state;

	assert_int_equal(in_leader(log, live_without_threads), 0);
	assert_int_equal(log->error, -EAGAIN);
	assert_trouble(log, "pthread_create");
	assert_trouble(log, strerror(EAGAIN));
}

/* Nobody may have a further process, but for root: it gives that up. */
static void live_without_processes(struct log *log)
{
	const struct rlimit none = { 0, 0 };

	if ((!getuid() && setuid(65534)) || setrlimit(RLIMIT_NPROC, &none))
		_exit(77);
	log->error = live(log, team_of(log), soon());
}

static void process_that_is_refused_breaks_the_team(void **state)
{
	struct log *log = *state;

	assert_int_equal(in_leader(log, live_without_processes), 0);
	assert_int_equal(log->error, -EAGAIN);
	assert_trouble(log, "fork of process 1 of 3");
	assert_trouble(log, strerror(EAGAIN));
}

/* ---- The death of the leader ---- */

/* Waits for any child, also one that was another's; its pid, or 0 when nobody ended in time. */
static pid_t wait_for_any(int *status)
{
	uint64_t deadline_ns = soon();
	pid_t pid;

	while ((pid = waitpid(-1, status, WNOHANG)) == 0 && clock_ns() < deadline_ns)
		usleep(1000);
	return pid;
}

/* A process that should have died already, if it has told its number. */
static int end_process(pid_t pid)
{
	return pid > 1 ? kill(pid, SIGKILL) : -1;
}

static void die_as_leader(struct log *log)
{
	struct team *team = team_of(log);
	uint64_t created_ns;

	if (team_create(team) || team_gather(team, soon(), &created_ns))
		_exit(1);
	kill_self();
}

static void workers_die_with_their_leader(void **state)
{
	struct log *log = *state;
	unsigned died = 0;
	int status;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	assert_int_equal(in_leader(log, die_as_leader), SIGKILL);
	while (died < log->shape.procs && wait_for_any(&status) > 0 && status == SIGKILL)
		died++;
	for (unsigned i = 0; died < log->shape.procs && i < workers_of(log); i++)
		end_process(log->visits[PREPARE][i].pid);
	while (died < log->shape.procs && waitpid(-1, NULL, 0) > 0)
		;
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	assert_int_equal(died, log->shape.procs);
	assert_no_child();
}

/* ---- One more ---- */

static void run_errand(void *arg)
{
	visit(arg, PERFORM, 0);
}

static struct visit beget(struct log *log)
{
	assert_int_equal(team_begetter(log->shape.mode)(run_errand, log), 0);
	assert_int_equal(log->visits[PERFORM][0].calls, 1);
	assert_no_child();
	return log->visits[PERFORM][0];
}

static void seq_begets_by_a_plain_call(void **state)
{
	struct visit visit = beget(*state);

	assert_int_equal(visit.pid, getpid());
	assert_int_equal(visit.tid, gettid());
}

static void threads_beget_a_thread(void **state)
{
	struct visit visit = beget(*state);

	assert_int_equal(visit.pid, getpid());
	assert_int_not_equal(visit.tid, gettid());
}

static void procs_beget_a_process(void **state)
{
	struct visit visit = beget(*state);

	assert_int_not_equal(visit.pid, getpid());
	assert_int_equal(visit.tid, visit.pid);
}

static void begotten_process_that_fails_is_an_error(void **state)
{
	struct log *log = *state;

	misbehave(log, exit_with_3, PERFORM, 0);
	assert_int_equal(team_begetter(MODE_PROCS)(run_errand, log), -ECHILD);
	misbehave(log, kill_self, PERFORM, 0);
	assert_int_equal(team_begetter(MODE_PROCS)(run_errand, log), -ECHILD);
	assert_no_child();
}

/* ---- Services ---- */

static void serve(void *arg)
{
	struct log *log = arg;

	log->pid = getpid();
	log->served = 1;
	hang();
}

static void serve_and_return(void *arg)
{
	struct log *log = arg;

	log->served = 1;
}

static void await_service(struct log *log)
{
	uint64_t deadline_ns = soon();

	while (!log->served && clock_ns() < deadline_ns)
		usleep(1000);
}

static void service_runs_in_a_process_of_its_own(void **state)
{
	struct log *log = *state;
	pid_t pid = team_fork_service(serve, log);

	assert_true(pid > 0);
	await_service(log);
	assert_true(log->served);
	assert_int_equal(log->pid, pid);
	team_end_service(pid);
}

static void service_that_was_ended_is_gone(void **state)
{
	struct log *log = *state;
	pid_t pid = team_fork_service(serve, log);

	assert_true(pid > 0);
	await_service(log);
	team_end_service(pid);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	assert_no_child();
}

static void service_that_returned_is_ended_as_well(void **state)
{
	struct log *log = *state;
	pid_t pid = team_fork_service(serve_and_return, log);

	assert_true(pid > 0);
	await_service(log);
	team_end_service(pid);
	assert_no_child();
}

static void die_as_served(struct log *log)
{
	if (team_fork_service(serve, log) < 0)
		_exit(1);
	await_service(log);
	kill_self();
}

static void service_dies_with_its_leader(void **state)
{
	struct log *log = *state;
	int status = 0;
	pid_t died;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	assert_int_equal(in_leader(log, die_as_served), SIGKILL);
	died = wait_for_any(&status);
	if (died != log->pid && !end_process(log->pid))
		waitpid(log->pid, NULL, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	assert_int_equal(died, log->pid);
	assert_int_equal(status, SIGKILL);
}

static struct team_shape seq = { MODE_SEQ, 1, 1 };
static struct team_shape threads_3 = { MODE_THREADS, 1, 3 };
static struct team_shape procs_3 = { MODE_PROCS, 3, 1 };
static struct team_shape hybrid_2x2 = { MODE_HYBRID, 2, 2 };

#define AS(test, shape)                                              \
	{                                                            \
#test "_as_" #shape, test, set_up, tear_down, &shape \
	}
#define IN(test, shape)                                \
	{                                              \
#test, test, set_up, tear_down, &shape \
	}
#define EACH(test) AS(test, seq), AS(test, threads_3), AS(test, procs_3), AS(test, hybrid_2x2)

static const struct CMUnitTest tests[] = {
	EACH(each_phase_is_called_once_per_worker),
	EACH(phases_do_not_overlap),
	EACH(worker_is_one_flow_in_all_phases),
	EACH(workers_are_flows_of_their_own),
	EACH(team_lists_its_processes),
	EACH(team_that_is_called_off_leaves_without_work),
	EACH(creation_ends_between_its_begin_and_the_gathering),
	EACH(nobody_starts_before_the_gate_opens),
	EACH(no_child_remains_of_a_whole_team),
	AS(freed_team_leaves_no_child, seq),
	AS(freed_team_leaves_no_child, procs_3),
	AS(freed_team_leaves_no_child, hybrid_2x2),
	IN(seq_is_the_leader_itself, seq),
	IN(threads_are_in_the_leaders_process, threads_3),
	IN(procs_have_a_process_each, procs_3),
	IN(hybrid_has_threads_in_each_process, hybrid_2x2),
	IN(worker_that_dies_is_named_with_its_signal, procs_3),
	IN(worker_that_dies_before_the_gate_breaks_the_team, procs_3),
	IN(worker_that_dies_after_the_hold_breaks_the_team, procs_3),
	IN(worker_that_exits_is_named_with_its_status, procs_3),
	IN(worker_that_exits_well_but_early_breaks_the_team, procs_3),
	IN(signal_without_a_name_is_told_all_the_same, procs_3),
	IN(process_of_threads_is_named_with_its_workers, hybrid_2x2),
	AS(worker_that_leaves_by_pthread_exit_is_told_of, threads_3),
	AS(worker_that_leaves_by_pthread_exit_is_told_of, procs_3),
	AS(worker_that_leaves_by_pthread_exit_is_told_of, hybrid_2x2),
	AS(nobody_is_lost_who_comes_to_the_end, threads_3),
	AS(nobody_is_lost_who_comes_to_the_end, hybrid_2x2),
	IN(worker_that_is_stopped_is_named_with_its_signal, procs_3),
	AS(deadline_of_each_phase_is_kept, procs_3),
	AS(deadline_of_each_phase_is_kept, hybrid_2x2),
	IN(deadline_of_threads_is_kept, threads_3),
	IN(seq_is_held_to_its_deadline_afterwards, seq),
	AS(thread_that_is_refused_breaks_the_team, threads_3),
	AS(thread_that_is_refused_breaks_the_team, hybrid_2x2),
	IN(process_that_is_refused_breaks_the_team, procs_3),
	AS(workers_die_with_their_leader, procs_3),
	AS(workers_die_with_their_leader, hybrid_2x2),
	IN(seq_begets_by_a_plain_call, seq),
	AS(threads_beget_a_thread, threads_3),
	AS(threads_beget_a_thread, hybrid_2x2),
	IN(procs_beget_a_process, procs_3),
	IN(begotten_process_that_fails_is_an_error, procs_3),
	IN(service_runs_in_a_process_of_its_own, procs_3),
	IN(service_that_was_ended_is_gone, procs_3),
	IN(service_that_returned_is_ended_as_well, procs_3),
	IN(service_dies_with_its_leader, procs_3),
};

int main(void)
{
	alarm(120);
	return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}
