/* SPDX-License-Identifier: MIT */
#include "measure/cputime.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/clock.h"
#include "measure/figure.h"
#include "tests/unit/tree.h"

#define MS 1000000u

static uint64_t tick_ns(void)
{
	return 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* What /proc/stat says of the CPUs first … last, when this is its text. */
static struct cputime time_of(void **state, const char *text, unsigned first, unsigned last)
{
	const struct tree *tree = *state;
	static struct cpus cpus;
	struct cputime time;

	memset(&cpus, 0, sizeof(cpus));
	for (unsigned cpu = first; cpu <= last; cpu++)
		CPU_SET_S(cpu, sizeof(cpus.sets), cpus.sets);
	tree_file(tree, "/proc/stat", text);
	cputime_read(tree->root, &cpus, &time);
	return time;
}

static void steal_is_the_eighth_field_of_all_cpus(void **state)
{
	const char *text = "cpu  10 20 30 40 50 60 70 31 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n";

	assert_int_equal(time_of(state, text, 0, 0).steal_ns, 31 * tick_ns());
}

static void steal_is_unknown_without_its_field(void **state)
{
	const char *text = "cpu  10 20 30 40 50 60 70\ncpu0 1 2 3 4 5 6 7\n";

	assert_true(time_of(state, text, 0, 0).steal_ns == FIGURE_NONE);
}

static void steal_is_unknown_without_the_line_of_all_cpus(void **state)
{
	const char *text = "cpu0 1 2 3 4 5 6 7 8 9 10\n";

	assert_true(time_of(state, text, 0, 0).steal_ns == FIGURE_NONE);
}

/* Every field another power of two: idle, iowait, steal and a guest's share of user stay out. */
static void busy_is_all_but_idle_waiting_and_stolen(void **state)
{
	const char *text = "cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 4 8 16 32 64 128 256 512\n";

	assert_int_equal(time_of(state, text, 0, 0).busy_ns, (1 + 2 + 4 + 32 + 64) * tick_ns());
}

static void busy_is_of_the_given_cpus_alone(void **state)
{
	const char *text = "cpu  9 9 9 9 9 9 9\ncpu0 1 0 0 0 0 0 0\ncpu1 2 0 0 0 0 0 0\n"
			   "cpu2 4 0 0 0 0 0 0\ncpu10 8 0 0 0 0 0 0\nintr 5 cpu1 64\n";

	assert_int_equal(time_of(state, text, 1, 2).busy_ns, 6 * tick_ns());
	assert_int_equal(time_of(state, text, 10, 10).busy_ns, 8 * tick_ns());
}

static void busy_is_unknown_when_a_cpu_is_not_there(void **state)
{
	const char *text = "cpu  9 9 9 9 9 9 9\ncpu0 1 0 0 0 0 0 0\ncpu2 4 0 0 0 0 0 0\n";

	assert_true(time_of(state, text, 0, 1).busy_ns == FIGURE_NONE);
	assert_true(time_of(state, "cpu  1 2 3\nintr 9\n", 0, 0).busy_ns == FIGURE_NONE);
	assert_true(time_of(state, text, 1, 0).busy_ns == FIGURE_NONE); /* no CPU at all */
}

static void busy_is_unknown_without_a_field(void **state)
{
	const char *text = "cpu  9 9 9 9\ncpu0 1 2 3 4 5 6\n";

	assert_true(time_of(state, text, 0, 0).busy_ns == FIGURE_NONE);
}

static void lines_of_many_cpus_are_read_to_the_last(void **state)
{
	enum { CPUS = 900 };
	char text[CPUS * 64] = "cpu  0 0 0 0 0 0 0 5\n";
	size_t length = strlen(text);
	struct cputime time;

	for (unsigned cpu = 0; cpu < CPUS; cpu++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
			"cpu%u %u 0 0 123456 0 0 0 0 0 0\n", cpu, cpu + 1);
	time = time_of(state, text, 0, CPUS - 1);
	assert_int_equal(time.busy_ns, CPUS * (CPUS + 1) / 2 * tick_ns());
	assert_int_equal(time.steal_ns, 5 * tick_ns());
}

static void line_without_an_end_is_given_up(void **state)
{
	static char text[3 * 4096];

	memset(text, '1', sizeof(text) - 1);
	memcpy(text, "cpu  0 0", 8);
	assert_true(time_of(state, text, 0, 0).busy_ns == FIGURE_NONE);
}

/* ---- Of a process ---- */

static void spin_for(uint64_t ns)
{
	struct timespec now;
	uint64_t end;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	end = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec + ns;
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	} while ((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec < end);
}

static void *spin_thread(void *arg)
{
	spin_for(20 * MS);
	return arg;
}

static void threads_that_have_ended_count(void **state)
{
	uint64_t before = cputime_of_process("", getpid());
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, spin_thread, NULL), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_in_range(cputime_of_process("", getpid()) - before, 20 * MS, 1000 * MS);
}

static void children_that_were_waited_for_count(void **state)
{
	uint64_t before = cputime_of_process("", getpid()), unwaited;
	pid_t child = fork();

	(void)state;
	if (!child) {
		spin_for(100 * MS);
		_exit(0);
	}
	assert_int_equal(waitid(P_PID, (id_t)child, &(siginfo_t){ 0 }, WEXITED | WNOWAIT), 0);
	unwaited = cputime_of_process("", getpid());
	assert_int_equal(waitpid(child, NULL, 0), child);
	/* A tick each of user and system time may still be missing. */
	assert_true(cputime_of_process("", getpid()) - unwaited >= 100 * MS - 2 * tick_ns());
	assert_true(unwaited - before < 100 * MS);
}

static void children_stand_behind_a_name_of_any_kind(void **state)
{
	const struct tree *tree = *state;
	uint64_t own, with;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)getpid());
	tree_file(tree, path, "7 (a) R 1 (b) S 1 2 3 4 5 6 7 8 9 10 999 999 0 0 17 18\n");
	own = cputime_of_process(tree->root, getpid());
	tree_file(tree, path, "7 (a) R 1 (b) S 1 2 3 4 5 6 7 8 9 10 999 999 3600 1800 17 18\n");
	with = cputime_of_process(tree->root, getpid());
	assert_in_range(with - own, 5400 * tick_ns(), 5400 * tick_ns() + 1000 * MS);
}

static void process_that_is_gone_is_unknown(void **state)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(cputime_of_process("", child) == FIGURE_NONE);
	assert_true(cputime_of_process(((struct tree *)*state)->root, getpid()) == FIGURE_NONE);
}

static void usable_cpus_are_those_of_the_mask(void **state)
{
	struct cpus cpus;
	cpu_set_t mask;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(mask), &mask), 0);
	cpus_usable(&cpus);
	assert_int_equal(
		CPU_COUNT_S(sizeof(cpus.sets), cpus.sets), CPU_COUNT_S(sizeof(mask), &mask));
	assert_true(CPU_EQUAL(&cpus.sets[0], &mask));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(steal_is_the_eighth_field_of_all_cpus),
		TREE_TEST(steal_is_unknown_without_its_field),
		TREE_TEST(steal_is_unknown_without_the_line_of_all_cpus),
		TREE_TEST(busy_is_all_but_idle_waiting_and_stolen),
		TREE_TEST(busy_is_of_the_given_cpus_alone),
		TREE_TEST(busy_is_unknown_when_a_cpu_is_not_there),
		TREE_TEST(busy_is_unknown_without_a_field),
		TREE_TEST(lines_of_many_cpus_are_read_to_the_last),
		TREE_TEST(line_without_an_end_is_given_up),
		TREE_TEST(threads_that_have_ended_count),
		TREE_TEST(children_that_were_waited_for_count),
		TREE_TEST(children_stand_behind_a_name_of_any_kind),
		TREE_TEST(process_that_is_gone_is_unknown),
		TREE_TEST(usable_cpus_are_those_of_the_mask),
	};

	return cmocka_run_group_tests_name("cputime", tests, NULL, NULL);
}
