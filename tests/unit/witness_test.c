/* SPDX-License-Identifier: MIT */
#include "engine/witness.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A page that this process makes, and a child of it in which worker 3 does something. */

static _Atomic uint32_t doing;

static int set_up(void **state)
{
	int fd;

	doing = PHASE_WORK;
	*state = witness_make(&fd);
	close(fd);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	witness_drop(*state);
	return 0;
}

/* Returns how the child ended, as waitpid has it. */
static int in_a_child(struct witness *witness, void (*act)(struct witness *witness))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL); /* a sanitizer's, where there is one */
		signal(SIGABRT, SIG_DFL);
		witness_watch(witness);
		witness_attend(3, &doing);
		act(witness);
		_exit(7);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void assert_told(const struct witness *witness, const char *expected)
{
	char sentence[96] = "";

	witness_tell(witness, sentence, sizeof(sentence));
	assert_string_equal(sentence, expected);
}

static void write_nowhere(struct witness *witness)
{
	char *volatile nowhere = NULL;

	(void)witness;
	*(volatile char *)nowhere = 1;
}

static void give_up(struct witness *witness)
{
	(void)witness;
	abort();
}

static void leave(struct witness *witness)
{
	(void)witness;
	exit(5);
}

static void leave_at_once(struct witness *witness)
{
	(void)witness;
}

static void fall_between_phases(struct witness *witness)
{
	doing = PHASE_NONE;
	leave(witness);
}

static void fall_after_the_end(struct witness *witness)
{
	witness_attend(3, NULL);
	leave(witness);
}

static void send_another(struct witness *witness)
{
	pid_t pid = fork();

	if (pid == 0)
		leave(witness);
	waitpid(pid, NULL, 0);
}

static void fall_twice(struct witness *witness)
{
	witness_note(witness, FALL_THREAD, 0);
	leave(witness);
}

static volatile sig_atomic_t heard;

static void hear(int number)
{
	heard = number;
}

static void fault_ends_by_its_signal_and_is_told(void **state)
{
	int status = in_a_child(*state, write_nowhere);

	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	assert_told(*state, "work: worker 3 was killed by SIGSEGV");
}

static void abort_ends_by_its_signal_and_is_told(void **state)
{
	int status = in_a_child(*state, give_up);

	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_told(*state, "work: worker 3 was killed by SIGABRT");
}

static void exit_is_told_with_its_status(void **state)
{
	int status = in_a_child(*state, leave);

	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	assert_told(*state, "work: worker 3 ended early with status 5");
}

static void end_that_nothing_can_note_is_not_told(void **state)
{
	in_a_child(*state, leave_at_once);
	assert_told(*state, "");
}

static void phase_is_the_workers(void **state)
{
	doing = PHASE_CLOSE;
	in_a_child(*state, leave);
	assert_told(*state, "close: worker 3 ended early with status 5");
}

static void end_between_phases_is_no_fall(void **state)
{
	in_a_child(*state, fall_between_phases);
	in_a_child(*state, fall_after_the_end);
	assert_told(*state, "");
}

static void process_of_a_workers_own_is_not_the_worker(void **state)
{
	in_a_child(*state, send_another);
	assert_told(*state, "");
}

static void first_fall_is_the_one_that_is_told(void **state)
{
	in_a_child(*state, fall_twice);
	assert_told(*state, "work: worker 3 ended early by pthread_exit");
}

static void handler_that_is_there_stays(void **state)
{
	struct sigaction action = { .sa_handler = hear }, before;

	sigaction(SIGTRAP, &action, &before);
	witness_watch(*state);
	raise(SIGTRAP);
	sigaction(SIGTRAP, &before, NULL);
	assert_int_equal(heard, SIGTRAP);
	assert_told(*state, "");
}

static void phase_of_the_leader_stands_before_a_sentence(void **state)
{
	char where[WITNESS_WHERE_SIZE];

	assert_string_equal(witness_where(*state, where), "");
	witness_enter(*state, PHASE_TEARDOWN);
	assert_string_equal(witness_where(*state, where), "teardown: ");
	assert_string_equal(witness_where(NULL, where), "");
}

/* A worker that writes all over memory may have hit the page as well. */
static void nonsense_is_not_told(void **state)
{
	char where[WITNESS_WHERE_SIZE];

	memset(*state, 0xff, sizeof(struct witness));
	assert_told(*state, "");
	assert_string_equal(witness_where(*state, where), "");
}

static void without_a_page_nothing_is_told(void **state)
{
	(void)state;
	assert_told(NULL, "");
}

/* Somebody may have had a file open there when the run began. */
static void descriptor_that_is_no_witness_is_left_alone(void **state)
{
	int fd = memfd_create("other", 0), there = dup(WITNESS_FD);
	struct witness *witness;
	char bytes[sizeof(struct witness)] = "";

	(void)state;
	assert_int_equal(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	assert_int_equal(dup2(fd, WITNESS_FD), WITNESS_FD);
	witness = witness_take();
	assert_non_null(witness);
	witness_enter(witness, PHASE_WORK);
	assert_int_equal(pread(WITNESS_FD, bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(bytes[0], 0);
	witness_drop(witness);
	if (there >= 0) {
		dup2(there, WITNESS_FD);
		close(there);
	} else {
		close(WITNESS_FD);
	}
	if (fd != WITNESS_FD)
		close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(fault_ends_by_its_signal_and_is_told),
	TEST(abort_ends_by_its_signal_and_is_told),
	TEST(exit_is_told_with_its_status),
	TEST(end_that_nothing_can_note_is_not_told),
	TEST(phase_is_the_workers),
	TEST(end_between_phases_is_no_fall),
	TEST(process_of_a_workers_own_is_not_the_worker),
	TEST(first_fall_is_the_one_that_is_told),
	TEST(handler_that_is_there_stays),
	TEST(phase_of_the_leader_stands_before_a_sentence),
	TEST(nonsense_is_not_told),
	TEST(without_a_page_nothing_is_told),
	TEST(descriptor_that_is_no_witness_is_left_alone),
};

int main(void)
{
	alarm(60);
	return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
