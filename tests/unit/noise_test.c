/* SPDX-License-Identifier: MIT */
#include "measure/noise.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/figure.h"

/* A tree with a proc and a sys of its own for each test. */
static char root[64];

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/noise_test.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about, (void)kind, (void)place;
	return remove(path);
}

static int remove_root(void **state)
{
	(void)state;
	return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s%s", root, name);
	for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static struct noise noise_here(void)
{
	struct noise noise;

	noise_read_below(root, &noise);
	return noise;
}

static void steal_is_the_eighth_field_in_ticks(void **state)
{
	uint64_t tick_ns = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);

	(void)state;
	put("/proc/stat", "cpu  10 20 30 40 50 60 70 31 90 100\n"
			  "cpu0 1 2 3 4 5 6 7 8 9 10\n");
	assert_int_equal(noise_here().steal_ns, 31 * tick_ns);
}

static void steal_is_unknown_without_its_field(void **state)
{
	(void)state;
	put("/proc/stat", "cpu  10 20 30 40 50 60 70\n"
			  "cpu0 1 2 3 4 5 6 7\n");
	assert_true(noise_here().steal_ns == FIGURE_NONE);
}

static void steal_is_unknown_without_the_line_of_all_cpus(void **state)
{
	(void)state;
	put("/proc/stat", "cpu0 1 2 3 4 5 6 7 8 9 10\n");
	assert_true(noise_here().steal_ns == FIGURE_NONE);
}

static void pressure_is_the_total_of_some_in_microseconds(void **state)
{
	(void)state;
	put("/proc/pressure/cpu", "some avg10=0.19 avg60=0.26 avg300=0.12 total=3872058\n"
				  "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
	assert_int_equal(noise_here().psi_cpu_ns, 3872058000);
}

static void pressure_is_unknown_without_a_total_of_some(void **state)
{
	(void)state;
	put("/proc/pressure/cpu", "some avg10=0.19\nfull avg10=0.00 total=7\n");
	assert_true(noise_here().psi_cpu_ns == FIGURE_NONE);
}

static void throttling_of_version_2_is_in_microseconds(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "0::/user.slice/run.scope\n");
	put("/sys/fs/cgroup/user.slice/run.scope/cpu.stat",
		"usage_usec 9\nthrottled_usec_max 3\nthrottled_usec 1234\n");
	put("/sys/fs/cgroup/user.slice/cpu.stat", "throttled_usec 99\n");
	assert_int_equal(noise_here().throttled_ns, 1234000);
}

static void throttling_is_of_the_nearest_cgroup_with_a_quota(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "0::/user.slice/run.scope\n");
	put("/sys/fs/cgroup/user.slice/run.scope/cpu.stat", "usage_usec 9\n");
	put("/sys/fs/cgroup/user.slice/cpu.stat", "throttled_usec 55\n");
	assert_int_equal(noise_here().throttled_ns, 55000);
}

static void throttling_in_a_namespace_is_at_the_mount(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "0::/\n");
	put("/sys/fs/cgroup/cpu.stat", "usage_usec 9\nthrottled_usec 17\n");
	assert_int_equal(noise_here().throttled_ns, 17000);
}

static void throttling_with_a_path_of_the_host_is_at_the_mount(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "7:cpu,cpuacct:/docker/0123abc\n0::/system.slice\n");
	put("/sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_throttled 1\nthrottled_time 4321\n");
	assert_int_equal(noise_here().throttled_ns, 4321);
}

static void throttling_of_version_1_is_in_nanoseconds(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "3:cpuset:/a\n2:cpuacct:/b\n1:cpu:/c\n0::/d\n");
	put("/sys/fs/cgroup/cpu/a/cpu.stat", "throttled_time 1\n");
	put("/sys/fs/cgroup/cpu/b/cpu.stat", "throttled_time 2\n");
	put("/sys/fs/cgroup/cpu/c/cpu.stat", "nr_periods 8\nthrottled_time 777\n");
	put("/sys/fs/cgroup/cpu/d/cpu.stat", "throttled_time 4\n");
	assert_int_equal(noise_here().throttled_ns, 777);
}

static void throttling_of_a_hybrid_mount_is_in_version_2(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "1:name=systemd:/x\n0::/y\n");
	put("/sys/fs/cgroup/unified/y/cpu.stat", "throttled_usec 6\n");
	assert_int_equal(noise_here().throttled_ns, 6000);
}

static void throttling_is_unknown_without_its_key(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "0::/a\n");
	put("/sys/fs/cgroup/a/cpu.stat", "usage_usec 9\nnot_throttled_usec 5\n");
	put("/sys/fs/cgroup/cpu.stat", "throttled_usec_too 5\n");
	assert_true(noise_here().throttled_ns == FIGURE_NONE);
}

static void nothing_is_known_without_proc(void **state)
{
	struct noise noise = noise_here();

	(void)state;
	assert_true(noise.steal_ns == FIGURE_NONE && noise.psi_cpu_ns == FIGURE_NONE);
	assert_true(noise.throttled_ns == FIGURE_NONE && noise.canary_ns == FIGURE_NONE);
}

static void this_machine_counts_steal_and_only_upwards(void **state)
{
	struct noise before, after;

	(void)state;
	noise_read(&before);
	noise_read(&after);
	assert_true(before.steal_ns != FIGURE_NONE && after.steal_ns >= before.steal_ns);
	assert_true(before.canary_ns == FIGURE_NONE);
}

static void difference_goes_counter_by_counter(void **state)
{
	const struct noise before = { 1, 20, 300, 4000 }, after = { 11, 220, 3300, 44 };
	struct noise difference;

	(void)state;
	noise_since(&difference, &after, &before);
	assert_int_equal(difference.steal_ns, 10);
	assert_int_equal(difference.psi_cpu_ns, 200);
	assert_int_equal(difference.throttled_ns, 3000);
	assert_int_equal(difference.canary_ns, 4000);
}

static void difference_of_an_unknown_counter_is_unknown(void **state)
{
	const struct noise before = { FIGURE_NONE, 20, 300, 4000 };
	const struct noise after = { 11, FIGURE_NONE, 3300, 44 };
	struct noise difference;

	(void)state;
	noise_since(&difference, &after, &before);
	assert_true(difference.steal_ns == FIGURE_NONE);
	assert_true(difference.psi_cpu_ns == FIGURE_NONE);
	assert_int_equal(difference.throttled_ns, 3000);
}

static uint64_t smallest_canary(void)
{
	uint64_t smallest = UINT64_MAX;

	for (int i = 0; i < 20; i++) {
		uint64_t canary = noise_canary();

		smallest = canary < smallest ? canary : smallest;
	}
	return smallest;
}

/* A chain that the compiler had folded would take next to nothing. */
static void canary_takes_its_time(void **state)
{
	(void)state;
	assert_in_range(smallest_canary(), 10000, 10000000);
}

static void canary_repeats_itself(void **state)
{
	uint64_t one = smallest_canary(), other = smallest_canary();

	(void)state;
	assert_in_range(one, other / 2, other * 2);
}

#define test_with_root(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_with_root(steal_is_the_eighth_field_in_ticks),
		test_with_root(steal_is_unknown_without_its_field),
		test_with_root(steal_is_unknown_without_the_line_of_all_cpus),
		test_with_root(pressure_is_the_total_of_some_in_microseconds),
		test_with_root(pressure_is_unknown_without_a_total_of_some),
		test_with_root(throttling_of_version_2_is_in_microseconds),
		test_with_root(throttling_is_of_the_nearest_cgroup_with_a_quota),
		test_with_root(throttling_in_a_namespace_is_at_the_mount),
		test_with_root(throttling_with_a_path_of_the_host_is_at_the_mount),
		test_with_root(throttling_of_version_1_is_in_nanoseconds),
		test_with_root(throttling_of_a_hybrid_mount_is_in_version_2),
		test_with_root(throttling_is_unknown_without_its_key),
		test_with_root(nothing_is_known_without_proc),
		cmocka_unit_test(this_machine_counts_steal_and_only_upwards),
		cmocka_unit_test(difference_goes_counter_by_counter),
		cmocka_unit_test(difference_of_an_unknown_counter_is_unknown),
		cmocka_unit_test(canary_takes_its_time),
		cmocka_unit_test(canary_repeats_itself),
	};

	return cmocka_run_group_tests_name("noise", tests, NULL, NULL);
}
