/* SPDX-License-Identifier: MIT */
#include "measure/counters.h"

#include <dirent.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/figure.h"

#define BURN_NS 20000000u
#define SLACK_NS 1000000u

/* How often a window may be measured again: an interrupt in it is time to one clock and not to another,
 * and a hypervisor's pause to both. */
#define TRIES 10

/* Events of the kernel's own, which machines without hardware counters have too. */
static const struct counter_event software[COUNTERS] = {
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK },
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
};

/* No kernel has an event of this type. */
#define NO_EVENT              \
	{                     \
		0x7fffffff, 0 \
	}

static const struct counter_event first_is_missing[COUNTERS] = {
	NO_EVENT,
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	NO_EVENT,
	NO_EVENT,
};

static const struct counter_event others_are_missing[COUNTERS] = {
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	NO_EVENT,
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	NO_EVENT,
};

static uint64_t thread_cpu_ns(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

static void *burn(void *unused)
{
	uint64_t until = thread_cpu_ns() + BURN_NS;

	while (thread_cpu_ns() < until)
		continue;
	return unused;
}

static size_t nr_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t nr = 0;

	assert_non_null(directory);
	while (readdir(directory))
		nr++;
	closedir(directory);
	return nr;
}

static void assert_nothing_known(const struct counters *counters)
{
	assert_true(counters->cycles == FIGURE_NONE);
	assert_true(counters->instructions == FIGURE_NONE);
	assert_true(counters->cache_misses == FIGURE_NONE);
	assert_true(counters->dtlb_misses == FIGURE_NONE);
	assert_int_equal(counters->counted, COUNTED_NONE);
}

/* The set, opened; skips the test where a kernel has not even the software events for us. */
static struct counter_set opened(void)
{
	struct counter_set set;

	counters_open_events(&set, software);
	if (set.counted == COUNTED_NONE)
		skip();
	return set;
}

/* Between two that are not counted. Returns how far the count goes beyond the thread's own clock. */
static uint64_t count_one_window(void)
{
	struct counter_set set = opened();
	struct counters counters;
	uint64_t around_ns, inside_ns, most_ns;

	burn(NULL);
	around_ns = thread_cpu_ns();
	counters_start(&set);
	inside_ns = thread_cpu_ns();
	burn(NULL);
	inside_ns = thread_cpu_ns() - inside_ns;
	counters_stop(&set);
	around_ns = thread_cpu_ns() - around_ns;
	burn(NULL);
	counters_read(&set, &counters);
	counters_close(&set);
	/* The two clocks agree to the microsecond, not to the nanosecond. */
	assert_in_range(counters.cycles, inside_ns - SLACK_NS, FIGURE_NONE - 1);
	assert_in_range(counters.dtlb_misses, inside_ns - SLACK_NS, FIGURE_NONE - 1);
	assert_int_not_equal(counters.counted, COUNTED_NONE);
	most_ns = counters.cycles > counters.dtlb_misses ? counters.cycles : counters.dtlb_misses;
	return most_ns > around_ns ? most_ns - around_ns : 0;
}

static void counts_from_start_to_stop(void **state)
{
	uint64_t beyond_ns = FIGURE_NONE;

	(void)state;
	for (int i = 0; i < TRIES && beyond_ns > SLACK_NS; i++)
		beyond_ns = count_one_window();
	assert_in_range(beyond_ns, 0, SLACK_NS);
}

static uint64_t count_beside_another_thread(void)
{
	struct counter_set set = opened();
	struct counters counters;
	pthread_t thread;

	counters_start(&set);
	assert_int_equal(pthread_create(&thread, NULL, burn, NULL), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	counters_stop(&set);
	counters_read(&set, &counters);
	counters_close(&set);
	return counters.cycles;
}

static void leaves_other_threads_out(void **state)
{
	uint64_t counted_ns = FIGURE_NONE;

	(void)state;
	for (int i = 0; i < TRIES && counted_ns > BURN_NS / 2; i++)
		counted_ns = count_beside_another_thread();
	assert_in_range(counted_ns, 1, BURN_NS / 2);
}

static void what_never_ran_is_unknown(void **state)
{
	struct counter_set set = opened();
	struct counters counters;

	(void)state;
	counters_read(&set, &counters);
	counters_close(&set);
	assert_true(counters.cycles == FIGURE_NONE);
}

static void close_leaves_no_descriptor(void **state)
{
	size_t before = nr_descriptors();
	struct counter_set set = opened();

	(void)state;
	assert_int_equal(nr_descriptors(), before + COUNTERS);
	counters_close(&set);
	assert_int_equal(nr_descriptors(), before);
	counters_close(&set);
	assert_int_equal(nr_descriptors(), before);
}

static void without_the_first_event_none_is_opened(void **state)
{
	size_t before = nr_descriptors();
	struct counters counters;
	struct counter_set set;

	(void)state;
	counters_open_events(&set, first_is_missing);
	assert_int_equal(nr_descriptors(), before);
	assert_int_equal(set.counted, COUNTED_NONE);
	counters_start(&set);
	counters_stop(&set);
	counters_read(&set, &counters);
	counters_close(&set);
	assert_nothing_known(&counters);
}

static void another_event_that_is_missing_is_unknown(void **state)
{
	struct counter_set set = opened();
	struct counters counters;

	(void)state;
	counters_close(&set);
	counters_open_events(&set, others_are_missing);
	counters_start(&set);
	burn(NULL);
	counters_stop(&set);
	counters_read(&set, &counters);
	counters_close(&set);
	assert_in_range(counters.cycles, BURN_NS - SLACK_NS, 100 * (uint64_t)BURN_NS);
	assert_true(counters.instructions == FIGURE_NONE);
	assert_true(counters.cache_misses != FIGURE_NONE);
	assert_true(counters.dtlb_misses == FIGURE_NONE);
}

static void a_skipped_set_asks_for_nothing(void **state)
{
	size_t before = nr_descriptors();
	struct counters counters;
	struct counter_set set;

	(void)state;
	counters_skip(&set);
	counters_read(&set, &counters);
	assert_nothing_known(&counters);
	assert_int_equal(nr_descriptors(), before);
	counters_close(&set);
	assert_int_equal(nr_descriptors(), before);
}

/* Whatever this machine has, a figure is either unknown or of a loop of millions of cycles. */
static void hardware_counts_a_loop_or_says_nothing(void **state)
{
	struct counters counters;
	struct counter_set set;

	(void)state;
	counters_open(&set);
	counters_start(&set);
	burn(NULL);
	counters_stop(&set);
	counters_read(&set, &counters);
	counters_close(&set);
	assert_true(counters.cycles == FIGURE_NONE || counters.cycles > 1000000);
	assert_true(counters.instructions == FIGURE_NONE || counters.instructions > 1000000);
	if (counters.counted == COUNTED_NONE)
		assert_nothing_known(&counters);
}

/* As somebody without privileges: 0 when the user part is counted. */
static int user_alone(void)
{
	struct counter_set set;

	if (setgid(65534) || setuid(65534))
		return 77;
	counters_open_events(&set, software);
	return set.counted == COUNTED_USER ? 0 : 1;
}

static int paranoia(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "r");
	int level = -1;

	if (!file || fscanf(file, "%d", &level) != 1)
		level = -1;
	if (file)
		fclose(file);
	return level;
}

static void where_the_kernel_hides_itself_the_user_part_is_counted(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0 || paranoia() != 2)
		skip();
	pid = fork();
	if (!pid)
		_exit(user_alone());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void sum_adds_each_figure(void **state)
{
	struct counters sum = { 1, 2, 3, FIGURE_NONE, COUNTED_USER };
	const struct counters more = { 10, 20, FIGURE_NONE, 40, COUNTED_USER };

	(void)state;
	counters_add(&sum, &more);
	assert_int_equal(sum.cycles, 11);
	assert_int_equal(sum.instructions, 22);
	assert_true(sum.cache_misses == FIGURE_NONE);
	assert_true(sum.dtlb_misses == FIGURE_NONE);
	assert_int_equal(sum.counted, COUNTED_USER);
}

static void what_was_counted_differently_has_no_sum(void **state)
{
	struct counters sum = { 1, 2, 3, 4, COUNTED_USER };
	const struct counters more = { 10, 20, 30, 40, COUNTED_ALL };

	(void)state;
	counters_add(&sum, &more);
	assert_nothing_known(&sum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_from_start_to_stop),
		cmocka_unit_test(leaves_other_threads_out),
		cmocka_unit_test(what_never_ran_is_unknown),
		cmocka_unit_test(close_leaves_no_descriptor),
		cmocka_unit_test(without_the_first_event_none_is_opened),
		cmocka_unit_test(another_event_that_is_missing_is_unknown),
		cmocka_unit_test(a_skipped_set_asks_for_nothing),
		cmocka_unit_test(hardware_counts_a_loop_or_says_nothing),
		cmocka_unit_test(where_the_kernel_hides_itself_the_user_part_is_counted),
		cmocka_unit_test(sum_adds_each_figure),
		cmocka_unit_test(what_was_counted_differently_has_no_sum),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
