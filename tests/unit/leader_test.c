/* SPDX-License-Identifier: MIT */
#include "engine/leader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/witness.h"
#include "measure/clock.h"
#include "measure/figure.h"

/*
 * leader_run always executes /proc/self/exe, so this program plays both: called with the name of a
 * part it is a leader, which does well or badly. Each scene is leader_run with one part, in a
 * process of its own, the stage, so that a leader_run that never returns fails a test and does not
 * stop it. All scenes run at once, since some take a second by their nature.
 */

#define LONG_NS 20000000000u
#define SHORT_NS 100000000u

/* ---- The parts, played in the leader ---- */

static void answer(const char *text)
{
	size_t length = strlen(text), sent = 0;

	while (sent < length) {
		ssize_t some = write(LEADER_ANSWER_FD, text + sent, length - sent);

		if (some < 0)
			_exit(1);
		sent += (size_t)some;
	}
}

/* Reads stdin to its end and returns how many bytes came before the first LF. */
static size_t read_order(void)
{
	char some[4096];
	size_t length = 0;
	ssize_t nr;
	int over = 0;

	while ((nr = read(STDIN_FILENO, some, sizeof(some))) > 0) {
		for (ssize_t i = 0; i < nr; i++) {
			over = over || some[i] == '\n';
			length += !over;
		}
	}
	return length;
}

static void hang(void)
{
	for (;;)
		pause();
}

static void die_by(int number)
{
	signal(number, SIG_DFL);
	kill(getpid(), number);
	hang();
}

static void answer_number(uint64_t number)
{
	char line[64];

	snprintf(line, sizeof(line), "ok %" PRIu64 "\n", number);
	answer(line);
}

static void play_good(void)
{
	answer_number(read_order());
}

static void play_nonsense(void)
{
	answer("nonsense\n");
}

static void play_speechless(void)
{
	answer("failed\n");
}

static void play_two_lines(void)
{
	answer("ok 1\nok 2\n");
}

static void play_half_a_line(void)
{
	answer("ok 1");
}

static void play_silent(void)
{
	_exit(7);
}

static void play_fault(void)
{
	die_by(SIGSEGV);
}

static void play_realtime_signal(void)
{
	die_by(SIGRTMIN + 1);
}

static void play_fault_after_answer(void)
{
	answer_number(1);
	die_by(SIGSEGV);
}

static void play_hang_after_answer(void)
{
	answer_number(1);
	hang();
}

static void play_hang_after_close(void)
{
	close(LEADER_ANSWER_FD);
	hang();
}

static void play_huge_line(void)
{
	size_t size = (size_t)4 << 20;
	char *text = malloc(size + 8);

	memcpy(text, "ok 1 ", 5);
	memset(text + 5, 'x', size);
	text[size + 5] = '\n';
	text[size + 6] = '\0';
	answer(text);
	free(text);
}

static void play_endless_line(void)
{
	char text[65536];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (;;)
		answer(text);
}

/* One that outlives the leader, in its group, and keeps nothing open. */
static void play_parent(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		close(LEADER_ANSWER_FD);
		hang();
	}
	answer_number((uint64_t)pid);
}

/* One that is in nobody's group, holds the answer open, and is left by a leader that crashes. */
static void play_lost_parent(void)
{
	if (fork() == 0) {
		setsid();
		alarm(60); /* should nobody find it */
		hang();
	}
	die_by(SIGSEGV);
}

static void play_stopped(void)
{
	raise(SIGSTOP);
	hang();
}

/* ---- With the witness ---- */

static const _Atomic uint32_t at_work = PHASE_WORK;

static void play_crash_in_work(void)
{
	struct witness *witness = witness_take();

	witness_enter(witness, PHASE_WORK);
	witness_watch(witness);
	witness_attend(5, &at_work);
	raise(SIGABRT); /* some of the others are a sanitizer's */
}

static void play_killed_in_verify(void)
{
	witness_enter(witness_take(), PHASE_VERIFY);
	raise(SIGKILL);
}

static void play_hang_in_setup(void)
{
	witness_enter(witness_take(), PHASE_SETUP);
	hang();
}

static void play_group(void)
{
	answer_number(getpgrp() == getpid());
}

static void play_output(void)
{
	struct stat out, error;

	fstat(STDOUT_FILENO, &out);
	fstat(STDERR_FILENO, &error);
	answer_number(out.st_dev == error.st_dev && out.st_ino == error.st_ino);
}

static void play_signals(void)
{
	struct sigaction pipe_action;
	sigset_t mask;
	int blocked = 0;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	for (int number = 1; number < SIGRTMIN; number++)
		blocked += sigismember(&mask, number) == 1;
	sigaction(SIGPIPE, NULL, &pipe_action);
	answer_number(!blocked && pipe_action.sa_handler == SIG_DFL);
}

/* Descriptors past those that a leader is given that a program started here finds open. */
static unsigned count_inherited(void)
{
	unsigned nr = 0;

	for (int fd = WITNESS_FD + 1; fd < 256; fd++) {
		int flags = fcntl(fd, F_GETFD);

		nr += flags >= 0 && !(flags & FD_CLOEXEC);
	}
	return nr;
}

static void play_descriptors(void)
{
	answer_number(count_inherited());
}

static void play_stopper(void)
{
	if (getppid() > 1)
		kill(getppid(), SIGTERM);
	hang();
}

/* ---- The scenes ---- */

enum { NO_STOP, STOP_SET, STOP_BY_SIGNAL };

struct scene {
	const char *part;
	void (*play)(void);
	uint64_t timeout_ns;
	size_t order_length;
	int unwritable; /* the order */
	int stop;
};

enum scene_name {
	GOOD,
	LONG_ORDER,
	NO_ORDER,
	NONSENSE,
	SPEECHLESS,
	TWO_LINES,
	HALF_A_LINE,
	SILENT,
	SILENT_LONG_ORDER,
	FAULT,
	REALTIME_SIGNAL,
	FAULT_AFTER_ANSWER,
	HANG,
	HANG_LONG_ORDER,
	HANG_AFTER_ANSWER,
	HANG_AFTER_CLOSE,
	HUGE_LINE,
	ENDLESS_LINE,
	PARENT,
	GROUP,
	OUTPUT,
	SIGNALS,
	DESCRIPTORS,
	LOST_PARENT,
	STOPPED_LEADER,
	CRASH_IN_WORK,
	KILLED_IN_VERIFY,
	HANG_IN_SETUP,
	STOP_BEFORE,
	STOP_DURING,
	NR_SCENES,
};

static const struct scene scenes[NR_SCENES] = {
	[GOOD] = { "good", play_good, LONG_NS, 100, 0, NO_STOP },
	[LONG_ORDER] = { "long order", play_good, LONG_NS, 1 << 20, 0, NO_STOP },
	[NO_ORDER] = { "no order", play_good, LONG_NS, 0, 1, NO_STOP },
	[NONSENSE] = { "nonsense", play_nonsense, LONG_NS, 100, 0, NO_STOP },
	[SPEECHLESS] = { "speechless", play_speechless, LONG_NS, 100, 0, NO_STOP },
	[TWO_LINES] = { "two lines", play_two_lines, LONG_NS, 100, 0, NO_STOP },
	[HALF_A_LINE] = { "half a line", play_half_a_line, LONG_NS, 100, 0, NO_STOP },
	[SILENT] = { "silent", play_silent, LONG_NS, 100, 0, NO_STOP },
	[SILENT_LONG_ORDER] = { "silent, long order", play_silent, LONG_NS, 1 << 20, 0, NO_STOP },
	[FAULT] = { "fault", play_fault, LONG_NS, 100, 0, NO_STOP },
	[REALTIME_SIGNAL] = { "realtime", play_realtime_signal, LONG_NS, 100, 0, NO_STOP },
	[FAULT_AFTER_ANSWER] = { "late fault", play_fault_after_answer, LONG_NS, 100, 0, NO_STOP },
	[HANG] = { "hang", hang, SHORT_NS, 100, 0, NO_STOP },
	[HANG_LONG_ORDER] = { "deaf hang", hang, SHORT_NS, 1 << 20, 0, NO_STOP },
	[HANG_AFTER_ANSWER] = { "late hang", play_hang_after_answer, LONG_NS, 100, 0, NO_STOP },
	[HANG_AFTER_CLOSE] = { "mute hang", play_hang_after_close, SHORT_NS, 100, 0, NO_STOP },
	[HUGE_LINE] = { "huge line", play_huge_line, LONG_NS, 100, 0, NO_STOP },
	[ENDLESS_LINE] = { "endless line", play_endless_line, LONG_NS, 100, 0, NO_STOP },
	[PARENT] = { "parent", play_parent, LONG_NS, 100, 0, NO_STOP },
	[GROUP] = { "group", play_group, LONG_NS, 100, 0, NO_STOP },
	[OUTPUT] = { "output", play_output, LONG_NS, 100, 0, NO_STOP },
	[SIGNALS] = { "signals", play_signals, LONG_NS, 100, 0, NO_STOP },
	[DESCRIPTORS] = { "descriptors", play_descriptors, LONG_NS, 100, 0, NO_STOP },
	[LOST_PARENT] = { "lost parent", play_lost_parent, LONG_NS, 100, 0, NO_STOP },
	[STOPPED_LEADER] = { "stopped", play_stopped, SHORT_NS, 100, 0, NO_STOP },
	[CRASH_IN_WORK] = { "crash in work", play_crash_in_work, LONG_NS, 100, 0, NO_STOP },
	[KILLED_IN_VERIFY] = { "killed in verify", play_killed_in_verify, LONG_NS, 100, 0,
		NO_STOP },
	[HANG_IN_SETUP] = { "hang in setup", play_hang_in_setup, SHORT_NS, 100, 0, NO_STOP },
	[STOP_BEFORE] = { "stop before", hang, LONG_NS, 100, 0, STOP_SET },
	[STOP_DURING] = { "stop during", play_stopper, LONG_NS, 100, 0, STOP_BY_SIGNAL },
};

static int play(const char *part)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < NR_SCENES; i++) {
		if (strcmp(scenes[i].part, part) != 0)
			continue;
		scenes[i].play();
		_exit(0);
	}
	return EXIT_FAILURE;
}

/* What came of a scene. */
struct outcome {
	pid_t stage;
	_Atomic int over;
	int result;
	enum status status;
	uint64_t digest, total_ns, overhead_ns, spent_ns;
	char reason[600];
	int no_child; /* is left */
	int orphan;   /* how one that was left ended, as waitpid says; -1 when it did not */
	int fds_gained;
	unsigned inherited; /* that are not leader_run's */
};

static struct outcome *outcomes;
static uint64_t begun_ns;

/* ---- A wire for the test: "ok NUMBER" is a trial, and so is "failed" ---- */

static char *write_order(const struct order *order)
{
	return strdup(order->dir);
}

static char *write_nothing(const struct order *order)
{
	(void)order;
	return NULL;
}

static int read_trial(const char *line, size_t length, struct trial *trial, char *why, size_t size)
{
	if (length == 7 && !strncmp(line, "failed\n", length))
		return 0; /* as trial_init made it: without a reason */
	if (length < 4 || strncmp(line, "ok ", 3) != 0 || memchr(line, '\n', length - 1)) {
		snprintf(why, size, "not what was asked for");
		return -EINVAL;
	}
	trial->status = STATUS_OK;
	trial->digest = strtoull(line + 3, NULL, 10);
	trial->total_ns = 1000;
	trial->setup_ns = 10;
	return 0;
}

/* ---- The stage ---- */

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	stop = number;
}

static void block_and_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int nr = 0;

	while (dir && readdir(dir))
		nr++;
	closedir(dir);
	return nr;
}

/* How the leader's child ended; -1 when there is none, or when it must be killed here. */
static int bury_orphan(const struct scene *scene, const struct outcome *outcome)
{
	uint64_t deadline_ns = clock_ns() + LONG_NS / 4;
	int status = -1, waited;

	while ((waited = waitpid(-1, &status, WNOHANG)) == 0 && clock_ns() < deadline_ns)
		usleep(1000);
	if (waited == 0 && scene->play == play_parent && outcome->digest > 1)
		kill((pid_t)outcome->digest, SIGKILL);
	return status;
}

static void keep(struct outcome *outcome, const struct trial *trial)
{
	outcome->status = trial->status;
	outcome->digest = trial->digest;
	outcome->total_ns = trial->total_ns;
	outcome->overhead_ns = trial->overhead_ns;
	snprintf(
		outcome->reason, sizeof(outcome->reason), "%s", trial->reason ? trial->reason : "");
}

static void perform(const struct scene *scene, struct outcome *outcome)
{
	const struct leader_wire wire = { scene->unwritable ? write_nothing : write_order,
		read_trial };
	char program[] = "leader_test", word[] = "play", *part = strdup(scene->part);
	char *const argv[] = { program, word, part, NULL };
	const struct leader leader = { argv, &wire, scene->stop == NO_STOP ? NULL : &stop };
	struct order order = { .timeout_ns = scene->timeout_ns,
		.dir = malloc(scene->order_length + 1) };
	struct trial trial;
	int fds;

	memset(order.dir, 'o', scene->order_length);
	order.dir[scene->order_length] = '\0';
	stop = scene->stop == STOP_SET;
	fds = count_fds();
	outcome->spent_ns = clock_ns();
	outcome->result = leader_run(&leader, &order, &trial);
	outcome->spent_ns = clock_ns() - outcome->spent_ns;
	outcome->fds_gained = count_fds() - fds;
	keep(outcome, &trial);
	trial_release(&trial);
	order_release(&order);
	free(part);
}

static _Noreturn void stage(const struct scene *scene, struct outcome *outcome)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* whoever loses the leader becomes ours */
	block_and_catch();
	perform(scene, outcome);
	outcome->inherited = count_inherited();
	outcome->orphan = bury_orphan(scene, outcome);
	outcome->no_child = waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;
	outcome->over = 1;
	_exit(0);
}

static int begin_all(void **state)
{
	(void)state;
	outcomes = mmap(NULL, NR_SCENES * sizeof(*outcomes), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (outcomes == MAP_FAILED)
		return -1;
	begun_ns = clock_ns();
	for (size_t i = 0; i < NR_SCENES; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return -1;
		if (pid == 0)
			stage(&scenes[i], &outcomes[i]);
		outcomes[i].stage = pid;
	}
	return 0;
}

static int end_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SCENES; i++) {
		if (outcomes[i].stage > 0 && !kill(outcomes[i].stage, SIGKILL))
			waitpid(outcomes[i].stage, NULL, 0);
	}
	return munmap(outcomes, NR_SCENES * sizeof(*outcomes));
}

static const struct outcome *outcome_of(enum scene_name name)
{
	const struct outcome *outcome = &outcomes[name];

	while (!outcome->over && clock_ns() - begun_ns < LONG_NS)
		usleep(1000);
	if (!outcome->over)
		fail_msg("leader_run has not returned after %d s", (int)(LONG_NS / 1000000000));
	return outcome;
}

/* ---- The tests ---- */

static void assert_good(const struct outcome *outcome, uint64_t digest)
{
	assert_string_equal(outcome->reason, "");
	assert_int_equal(outcome->status, STATUS_OK);
	assert_int_equal(outcome->result, 0);
	assert_int_equal(outcome->digest, digest);
}

static void assert_failed(const struct outcome *outcome, const char *reason)
{
	assert_int_equal(outcome->status, STATUS_FAILED);
	assert_string_equal(outcome->reason, reason);
	assert_int_equal(outcome->result, 0);
	assert_true(outcome->total_ns == FIGURE_NONE);
	assert_true(outcome->overhead_ns == FIGURE_NONE);
}

static void good_answer_is_the_trial(void **state)
{
	(void)state;
	assert_good(outcome_of(GOOD), 100);
}

static void overhead_is_what_the_trial_does_not_name(void **state)
{
	const struct outcome *outcome = outcome_of(GOOD);

	(void)state;
	assert_true(outcome->overhead_ns > 0);
	assert_true(outcome->overhead_ns + 1010 <= outcome->spent_ns);
}

static void order_longer_than_a_pipe_arrives_whole(void **state)
{
	(void)state;
	assert_good(outcome_of(LONG_ORDER), 1 << 20);
}

static void order_that_cannot_be_written_is_no_order(void **state)
{
	(void)state;
	assert_good(outcome_of(NO_ORDER), 0);
}

static void nonsense_is_told_with_what_is_wrong(void **state)
{
	(void)state;
	assert_failed(
		outcome_of(NONSENSE), "the leader's answer is not a trial: not what was asked for");
}

static void failure_without_a_reason_has_one(void **state)
{
	(void)state;
	assert_failed(outcome_of(SPEECHLESS), "the leader says that the trial failed, and not why");
}

static void second_line_is_no_part_of_an_answer(void **state)
{
	(void)state;
	assert_failed(outcome_of(TWO_LINES),
		"the leader's answer is not a trial: not what was asked for");
}

static void half_a_line_is_no_answer(void **state)
{
	(void)state;
	assert_failed(outcome_of(HALF_A_LINE), "the leader ended with status 0 and no answer");
}

static void silent_leader_is_told_with_its_status(void **state)
{
	(void)state;
	assert_failed(outcome_of(SILENT), "the leader ended with status 7 and no answer");
}

static void leader_that_ends_before_it_reads_is_told_too(void **state)
{
	(void)state;
	assert_failed(
		outcome_of(SILENT_LONG_ORDER), "the leader ended with status 7 and no answer");
}

static void crash_is_told_with_its_signal(void **state)
{
	(void)state;
	assert_failed(outcome_of(FAULT), "the leader was killed by SIGSEGV");
}

/* The C library has no abbreviation of it. */
static void signal_without_a_name_is_told_all_the_same(void **state)
{
	const struct outcome *outcome = outcome_of(REALTIME_SIGNAL);

	(void)state;
	assert_int_equal(outcome->status, STATUS_FAILED);
	if (strstr(outcome->reason, "(null)"))
		fail_msg("\"%s\" names no signal", outcome->reason);
}

static void line_counts_although_the_leader_crashed_after_it(void **state)
{
	(void)state;
	assert_good(outcome_of(FAULT_AFTER_ANSWER), 1);
}

static void leader_that_hangs_is_killed_in_time(void **state)
{
	const struct outcome *outcome = outcome_of(HANG);

	(void)state;
	assert_failed(outcome, "no end within 0.1 s: killed");
	assert_true(outcome->spent_ns >= SHORT_NS);
}

static void leader_that_hangs_without_reading_is_killed_in_time(void **state)
{
	const struct outcome *outcome = outcome_of(HANG_LONG_ORDER);

	(void)state;
	assert_failed(outcome, "no end within 0.1 s: killed");
	assert_true(outcome->spent_ns >= SHORT_NS);
}

static void line_counts_although_the_leader_hangs_after_it(void **state)
{
	(void)state;
	assert_good(outcome_of(HANG_AFTER_ANSWER), 1);
}

static void leader_that_hangs_with_its_answer_closed_is_killed_in_time(void **state)
{
	const struct outcome *outcome = outcome_of(HANG_AFTER_CLOSE);

	(void)state;
	assert_failed(outcome, "the leader's answer was closed, and it did not end");
}

/* Though the answer is still open at the end of the leader, who has it is not waited for. */
static void end_of_a_leader_is_seen_although_another_holds_its_answer(void **state)
{
	const struct outcome *outcome = outcome_of(LOST_PARENT);

	(void)state;
	assert_failed(outcome, "the leader was killed by SIGSEGV");
	assert_true(outcome->spent_ns < LONG_NS);
}

static void leader_that_is_stopped_is_told_with_its_signal(void **state)
{
	(void)state;
	assert_failed(outcome_of(STOPPED_LEADER),
		"the leader was stopped by SIGSTOP, and killed after 0.1 s");
}

static void worker_that_takes_the_leader_with_it_is_named(void **state)
{
	(void)state;
	assert_failed(outcome_of(CRASH_IN_WORK), "work: worker 5 was killed by SIGABRT");
}

static void leader_that_cannot_tell_is_told_with_its_phase(void **state)
{
	(void)state;
	assert_failed(outcome_of(KILLED_IN_VERIFY), "verify: the leader was killed by SIGKILL");
	assert_failed(outcome_of(HANG_IN_SETUP), "setup: no end within 0.1 s: killed");
}

static void huge_line_is_taken(void **state)
{
	(void)state;
	assert_good(outcome_of(HUGE_LINE), 1);
}

static void endless_line_is_cut_off(void **state)
{
	(void)state;
	assert_failed(outcome_of(ENDLESS_LINE), "the leader's answer could not be read");
}

static void what_is_left_of_its_group_is_killed(void **state)
{
	const struct outcome *outcome = outcome_of(PARENT);

	(void)state;
	assert_good(outcome, outcome->digest);
	assert_int_equal(outcome->orphan, SIGKILL);
}

static void leader_leads_a_group_of_its_own(void **state)
{
	(void)state;
	assert_good(outcome_of(GROUP), 1);
}

static void what_it_prints_goes_to_stderr(void **state)
{
	(void)state;
	assert_good(outcome_of(OUTPUT), 1);
}

static void leader_has_its_signals_as_they_are_by_default(void **state)
{
	(void)state;
	assert_good(outcome_of(SIGNALS), 1);
}

static void it_has_no_other_descriptor_of_ours(void **state)
{
	const struct outcome *outcome = outcome_of(DESCRIPTORS);

	(void)state;
	assert_good(outcome, outcome->inherited);
}

static void assert_interrupted(const struct outcome *outcome)
{
	assert_int_equal(outcome->result, -EINTR);
	assert_int_equal(outcome->status, STATUS_FAILED);
	assert_string_equal(outcome->reason, "interrupted");
}

static void run_that_is_already_stopped_is_interrupted(void **state)
{
	(void)state;
	assert_interrupted(outcome_of(STOP_BEFORE));
}

static void signal_interrupts_the_wait(void **state)
{
	(void)state;
	assert_interrupted(outcome_of(STOP_DURING));
}

static void no_child_remains_of_any_scene(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SCENES; i++) {
		if (outcomes[i].over && !outcomes[i].no_child)
			fail_msg("a child remains of: %s", scenes[i].part);
	}
}

static void only_the_parent_leaves_an_orphan(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SCENES; i++) {
		if (outcomes[i].over && i != PARENT)
			assert_int_equal(outcomes[i].orphan, -1);
	}
}

static void no_descriptor_remains_of_any_scene(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SCENES; i++) {
		if (outcomes[i].over)
			assert_int_equal(outcomes[i].fds_gained, 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(good_answer_is_the_trial),
	cmocka_unit_test(overhead_is_what_the_trial_does_not_name),
	cmocka_unit_test(order_longer_than_a_pipe_arrives_whole),
	cmocka_unit_test(order_that_cannot_be_written_is_no_order),
	cmocka_unit_test(nonsense_is_told_with_what_is_wrong),
	cmocka_unit_test(failure_without_a_reason_has_one),
	cmocka_unit_test(second_line_is_no_part_of_an_answer),
	cmocka_unit_test(half_a_line_is_no_answer),
	cmocka_unit_test(silent_leader_is_told_with_its_status),
	cmocka_unit_test(leader_that_ends_before_it_reads_is_told_too),
	cmocka_unit_test(crash_is_told_with_its_signal),
	cmocka_unit_test(signal_without_a_name_is_told_all_the_same),
	cmocka_unit_test(line_counts_although_the_leader_crashed_after_it),
	cmocka_unit_test(leader_that_hangs_is_killed_in_time),
	cmocka_unit_test(leader_that_hangs_without_reading_is_killed_in_time),
	cmocka_unit_test(line_counts_although_the_leader_hangs_after_it),
	cmocka_unit_test(leader_that_hangs_with_its_answer_closed_is_killed_in_time),
	cmocka_unit_test(end_of_a_leader_is_seen_although_another_holds_its_answer),
	cmocka_unit_test(leader_that_is_stopped_is_told_with_its_signal),
	cmocka_unit_test(worker_that_takes_the_leader_with_it_is_named),
	cmocka_unit_test(leader_that_cannot_tell_is_told_with_its_phase),
	cmocka_unit_test(huge_line_is_taken),
	cmocka_unit_test(endless_line_is_cut_off),
	cmocka_unit_test(what_is_left_of_its_group_is_killed),
	cmocka_unit_test(leader_leads_a_group_of_its_own),
	cmocka_unit_test(what_it_prints_goes_to_stderr),
	cmocka_unit_test(leader_has_its_signals_as_they_are_by_default),
	cmocka_unit_test(it_has_no_other_descriptor_of_ours),
	cmocka_unit_test(run_that_is_already_stopped_is_interrupted),
	cmocka_unit_test(signal_interrupts_the_wait),
	cmocka_unit_test(no_child_remains_of_any_scene),
	cmocka_unit_test(only_the_parent_leaves_an_orphan),
	cmocka_unit_test(no_descriptor_remains_of_any_scene),
};

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "play"))
		return play(argv[2]);
	alarm(120);
	return cmocka_run_group_tests_name("leader", tests, begin_all, end_all);
}
