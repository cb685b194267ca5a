/* SPDX-License-Identifier: MIT */
#include "machine/condition.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "tests/unit/tree.h"

static struct condition read_condition(const struct tree *tree)
{
	struct condition condition;

	assert_int_equal(condition_read_below(tree->root, &condition), 0);
	return condition;
}

static void empty_machine_says_nothing(void **state)
{
	struct condition condition = read_condition(*state);

	assert_true(isnan(condition.load));
	assert_true(isnan(cpu_time_stolen(&condition.since_boot)));
	assert_true(isnan(cpu_time_stolen(&condition.window)));
	assert_int_equal(condition.swap_bytes, FIGURE_NONE);
	assert_int_equal(condition.swap_used_bytes, FIGURE_NONE);
	assert_int_equal(condition.memory_free_bytes, FIGURE_NONE);
	assert_int_equal(condition.shm_bytes, FIGURE_NONE);
	assert_null(condition.online);
	assert_null(condition.smt_control);
	assert_null(condition.clocksources);
	assert_null(condition.perf_paranoid);
	condition_release(&condition);
}

static void settings_are_read_from_their_files(void **state)
{
	struct condition condition;

	tree_file(*state, "/proc/loadavg", "1.25 0.90 0.70 3/412 12345\n");
	tree_file(*state, "/proc/meminfo",
		"MemAvailable: 2048 kB\nSwapTotal: 4096 kB\nSwapFree: 3072 kB\n");
	tree_file(*state, "/proc/sys/kernel/perf_event_paranoid", "-1\n");
	tree_file(*state, "/sys/devices/system/cpu/online", "0-2,5\n");
	tree_file(*state, "/sys/devices/system/cpu/smt/control", "on\n");
	tree_file(*state, "/sys/devices/system/clocksource/clocksource0/available_clocksource",
		"tsc hpet acpi_pm \n");
	condition = read_condition(*state);
	assert_true(condition.load == 1.25);
	assert_int_equal(condition.memory_free_bytes, 2048 * 1024);
	assert_int_equal(condition.swap_bytes, 4096 * 1024);
	assert_int_equal(condition.swap_used_bytes, 1024 * 1024);
	assert_string_equal(condition.perf_paranoid, "-1");
	assert_string_equal(condition.online, "0-2,5");
	assert_string_equal(condition.smt_control, "on");
	assert_string_equal(condition.clocksources, "tsc hpet acpi_pm");
	condition_release(&condition);
}

static void steal_is_the_eighth_time_of_all_but_guests(void **state)
{
	struct condition condition;
	uint64_t tick_ns = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);

	tree_file(*state, "/proc/stat",
		"cpu  10 10 10 40 10 5 5 10 500 500\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
	condition = read_condition(*state);
	assert_int_equal(condition.since_boot.all_ns, 100 * tick_ns);
	assert_int_equal(condition.since_boot.steal_ns, 10 * tick_ns);
	assert_true(cpu_time_stolen(&condition.since_boot) == 0.1);
	condition_release(&condition);
}

static void window_is_what_passed_since(void **state)
{
	struct condition condition;

	tree_file(*state, "/proc/stat", "cpu  10 10 10 40 10 5 5 10 0 0\n");
	condition = read_condition(*state);
	tree_file(*state, "/proc/stat", "cpu  16 10 10 40 10 5 5 14 0 0\n");
	condition_watch_below(((struct tree *)*state)->root, &condition);
	assert_true(cpu_time_stolen(&condition.window) == 0.4);
	condition_release(&condition);
}

static void a_window_in_which_no_time_passed_is_unknown(void **state)
{
	struct condition condition;

	tree_file(*state, "/proc/stat", "cpu  10 10 10 40 10 5 5 10 0 0\n");
	condition = read_condition(*state);
	condition_watch_below(((struct tree *)*state)->root, &condition);
	assert_true(isnan(cpu_time_stolen(&condition.window)));
	condition_release(&condition);
}

static void times_of_a_kernel_without_steal_are_unknown(void **state)
{
	struct condition condition;

	tree_file(*state, "/proc/stat", "cpu  10 10 10 40\n");
	condition = read_condition(*state);
	assert_int_equal(condition.since_boot.steal_ns, FIGURE_NONE);
	condition_release(&condition);
}

static void this_machine_can_be_read(void **state)
{
	struct condition condition;

	(void)state;
	assert_int_equal(condition_read(&condition), 0);
	assert_true(condition.load >= 0);
	assert_true(condition.since_boot.all_ns != FIGURE_NONE);
	condition_release(&condition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(empty_machine_says_nothing),
		TREE_TEST(settings_are_read_from_their_files),
		TREE_TEST(steal_is_the_eighth_time_of_all_but_guests),
		TREE_TEST(window_is_what_passed_since),
		TREE_TEST(a_window_in_which_no_time_passed_is_unknown),
		TREE_TEST(times_of_a_kernel_without_steal_are_unknown),
		cmocka_unit_test(this_machine_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
