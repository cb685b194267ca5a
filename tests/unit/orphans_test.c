/* SPDX-License-Identifier: MIT */
#include "engine/orphans.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * A mark is found in the environment that a process was executed with, so this program executes
 * itself: as one that hangs, or as one that leaves such a one of a session of its own and ends.
 */

static void hang(void)
{
	alarm(60);
	for (;;)
		pause();
}

static int play(const char *part)
{
	if (!strcmp(part, "parent")) {
		if (fork() == 0) {
			setsid();
			hang();
		}
		return 0;
	}
	hang();
	return 1;
}

static pid_t start(const char *part, char **environment)
{
	char program[] = "orphans_test", word[16];
	char *const argv[] = { program, word, NULL };
	pid_t pid;

	snprintf(word, sizeof(word), "%s", part);
	assert_int_equal(posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environment), 0);
	return pid;
}

static pid_t start_marked(const char *part)
{
	char **environment = orphans_environment();
	pid_t pid = start(part, environment);

	free(environment);
	return pid;
}

static void mark_is_added_and_the_rest_kept(void **state)
{
	char **environment;
	size_t nr = 0;

	(void)state;
	setenv("PARALLAX_TRIAL_OF", "1", 1);
	environment = orphans_environment();
	unsetenv("PARALLAX_TRIAL_OF");
	while (environ[nr]) {
		assert_string_equal(environment[nr + 1], environ[nr]);
		nr++;
	}
	assert_null(environment[nr + 1]);
	assert_memory_equal(environment[0], "PARALLAX_TRIAL_OF=", 18);
	assert_int_equal(strtol(environment[0] + 18, NULL, 10), getpid());
	free(environment);
}

static void whoever_is_left_is_ended_wherever_it_went(void **state)
{
	pid_t pid = start_marked("parent");

	(void)state;
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(orphans_live());
	orphans_end();
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void child_without_the_mark_is_left_alone(void **state)
{
	pid_t ours = start_marked("hang"), other = start("hang", environ);
	int status;

	(void)state;
	orphans_end();
	assert_int_equal(kill(ours, 0), -1);
	assert_int_equal(waitpid(other, &status, WNOHANG), 0);
	assert_true(orphans_live());
	kill(other, SIGKILL);
	assert_int_equal(waitpid(other, &status, 0), other);
}

static void dead_children_are_waited_for(void **state)
{
	siginfo_t info;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	orphans_end();
	assert_int_equal(waitpid(pid, NULL, 0), -1);
	assert_false(orphans_live());
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(mark_is_added_and_the_rest_kept),
	cmocka_unit_test(whoever_is_left_is_ended_wherever_it_went),
	cmocka_unit_test(child_without_the_mark_is_left_alone),
	cmocka_unit_test(dead_children_are_waited_for),
};

int main(int argc, char **argv)
{
	if (argc == 2)
		return play(argv[1]);
	alarm(60);
	orphans_adopt();
	return cmocka_run_group_tests_name("orphans", tests, NULL, NULL);
}
