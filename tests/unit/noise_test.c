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
#include <time.h>
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

/* CPUs 1 and 3, and nobody's work. */
static const struct cpus *two_cpus(void)
{
	static struct cpus cpus;

	CPU_SET(1, cpus.sets);
	CPU_SET(3, cpus.sets);
	return &cpus;
}

static struct noise noise_here(void)
{
	const struct noise_scope scope = { .cpus = two_cpus() };
	struct noise noise;

	noise_read_below(root, &scope, &noise);
	return noise;
}

static void cpu_time_is_of_this_machine_below_its_root(void **state)
{
	uint64_t tick_ns = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
	struct noise noise;

	(void)state;
	put("/proc/stat", "cpu  10 20 30 40 50 60 70 31 90 100\n"
			  "cpu1 1 0 0 0 0 0 0 0 0 0\n"
			  "cpu3 2 0 0 0 0 0 0 0 0 0\n");
	noise = noise_here();
	assert_int_equal(noise.steal_ns, 31 * tick_ns);
	assert_int_equal(noise.foreign_ns, 3 * tick_ns);
}

static uint64_t own_cpu_ns(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

/* Of CPU time: of the wall's, others may have all. */
static void spin_for(uint64_t ns)
{
	uint64_t end = own_cpu_ns() + ns;

	while (own_cpu_ns() < end)
		;
}

static void what_the_team_took_is_not_foreign(void **state)
{
	static const char stat[] = "cpu  0 0 0 0\ncpu1 99999999 0 0 0 0 0 0\n"
				   "cpu3 0 0 0 0 0 0 0\n";
	const pid_t pids[] = { getpid() };
	struct noise_scope scope = { .cpus = two_cpus(), .pids = pids, .nr_pids = 1 };
	struct noise before, after, other;
	char path[64], text[256];
	uint64_t team_ns;

	(void)state;
	put("/proc/stat", stat);
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pids[0]);
	snprintf(
		text, sizeof text, "%d (test) R 1 2 3 4 5 6 7 8 9 10 11 12 0 0 17\n", (int)pids[0]);
	put(path, text);
	noise_read_below(root, &scope, &before);
	spin_for(20000000);
	noise_read_below(root, &scope, &after);
	team_ns = before.foreign_ns - after.foreign_ns;
	assert_in_range(team_ns, 20000000, 1000000000);
	/* Once more, as the service. */
	scope.service = pids[0];
	noise_read_below(root, &scope, &other);
	assert_true(after.foreign_ns - other.foreign_ns >= team_ns);
	noise_since(&other, &after, &before);
	assert_int_equal(other.foreign_ns, 0);
}

static void foreign_is_unknown_where_one_of_the_team_is(void **state)
{
	const pid_t pids[] = { getpid() }; /* which has no line below this root */
	const struct noise_scope scope = { .cpus = two_cpus(), .pids = pids, .nr_pids = 1 };
	struct noise noise;

	(void)state;
	put("/proc/stat", "cpu  0 0 0 0\ncpu1 9 0 0 0 0 0 0\ncpu3 0 0 0 0 0 0 0\n");
	noise_read_below(root, &scope, &noise);
	assert_true(noise.foreign_ns == FIGURE_NONE);
}

static void pressure_of_each_kind_is_its_own(void **state)
{
	struct noise noise;

	(void)state;
	put("/proc/pressure/cpu", "some avg10=0.00 total=1\nfull total=9\n");
	put("/proc/pressure/io", "some avg10=0.00 total=2\nfull total=9\n");
	put("/proc/pressure/memory", "some avg10=0.00 total=3\nfull total=9\n");
	noise = noise_here();
	assert_int_equal(noise.psi_cpu_ns, 1000);
	assert_int_equal(noise.psi_io_ns, 2000);
	assert_int_equal(noise.psi_memory_ns, 3000);
}

#define FREQUENCY(cpu) "/sys/devices/system/cpu/cpu" cpu "/cpufreq/scaling_cur_freq"

static void frequency_is_the_mean_of_the_cpus(void **state)
{
	(void)state;
	put(FREQUENCY("0"), "9000000\n");
	put(FREQUENCY("1"), "2000000\n");
	put(FREQUENCY("3"), "3000001\n");
	assert_int_equal(noise_frequency_khz(root, two_cpus()), 2500000);
}

static void frequency_is_unknown_where_one_cpu_s_is(void **state)
{
	const struct cpus none = { 0 };

	(void)state;
	put(FREQUENCY("1"), "2000000\n");
	assert_true(noise_frequency_khz(root, two_cpus()) == FIGURE_NONE);
	put(FREQUENCY("3"), "<unknown>\n");
	assert_true(noise_frequency_khz(root, two_cpus()) == FIGURE_NONE);
	assert_true(noise_frequency_khz(root, &none) == FIGURE_NONE);
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
	assert_int_equal(noise_here().throttled_ns, 1234000);
}

/* A quota further up holds back as well, and only its own cgroup counts that. */
static void throttling_is_of_every_cgroup_up_to_the_mount(void **state)
{
	(void)state;
	put("/proc/self/cgroup", "0::/user.slice/run.scope/own\n");
	put("/sys/fs/cgroup/user.slice/run.scope/own/cpu.stat", "usage_usec 9\n");
	put("/sys/fs/cgroup/user.slice/run.scope/cpu.stat", "throttled_usec 0\n");
	put("/sys/fs/cgroup/user.slice/cpu.stat", "throttled_usec 55\n");
	put("/sys/fs/cgroup/cpu.stat", "throttled_usec 2\n");
	assert_int_equal(noise_here().throttled_ns, 57000);
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
	assert_memory_equal(&noise, &noise_none, sizeof noise);
	assert_true(noise_none.steal_ns == FIGURE_NONE && noise_none.canary_ns == FIGURE_NONE);
}

static void this_machine_counts_steal_and_only_upwards(void **state)
{
	const struct noise_scope scope = { .cpus = two_cpus() };
	struct noise before, after;

	(void)state;
	noise_read(&scope, &before);
	noise_read(&scope, &after);
	assert_true(before.steal_ns != FIGURE_NONE && after.steal_ns >= before.steal_ns);
	assert_true(before.canary_ns == FIGURE_NONE && before.frequency_khz == FIGURE_NONE);
}

static void difference_goes_counter_by_counter(void **state)
{
	const struct noise before = { 1, 2, 20, 30, 40, 300, 7, 4000 };
	const struct noise after = { 11, 13, 220, 530, 840, 3300, 8, 44 };
	const struct noise expected = { 10, 11, 200, 500, 800, 3000, 8, 4000 };
	struct noise difference;

	(void)state;
	noise_since(&difference, &after, &before);
	assert_memory_equal(&difference, &expected, sizeof expected);
}

static void difference_of_an_unknown_counter_is_unknown(void **state)
{
	struct noise before = { 0 }, after = { 0 }, difference;
	uint64_t *const counters[] = { &difference.steal_ns, &difference.foreign_ns,
		&difference.psi_cpu_ns, &difference.psi_io_ns, &difference.psi_memory_ns,
		&difference.throttled_ns };

	(void)state;
	noise_since(&difference, &after, &noise_none);
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
		assert_true(*counters[i] == FIGURE_NONE);
	noise_since(&difference, &noise_none, &before);
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
		assert_true(*counters[i] == FIGURE_NONE);
}

/* What a tick brings in too late is no time that somebody gave back. */
static void counter_that_steps_back_has_counted_nothing(void **state)
{
	const struct noise before = { .foreign_ns = 100 }, after = { .foreign_ns = 90 };
	struct noise difference;

	(void)state;
	noise_since(&difference, &after, &before);
	assert_int_equal(difference.foreign_ns, 0);
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

/* The smallest of ever more: what disturbs one only ever makes it larger. */
static void canary_repeats_itself(void **state)
{
	uint64_t one = smallest_canary(), other = smallest_canary();

	(void)state;
	for (int i = 0; i < 10 && (one > other * 2 || other > one * 2); i++) {
		uint64_t next_one = smallest_canary(), next_other = smallest_canary();

		one = next_one < one ? next_one : one;
		other = next_other < other ? next_other : other;
	}
	assert_in_range(one, other / 2, other * 2);
}

#define test_with_root(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_with_root(cpu_time_is_of_this_machine_below_its_root),
		test_with_root(what_the_team_took_is_not_foreign),
		test_with_root(foreign_is_unknown_where_one_of_the_team_is),
		test_with_root(pressure_of_each_kind_is_its_own),
		test_with_root(frequency_is_the_mean_of_the_cpus),
		test_with_root(frequency_is_unknown_where_one_cpu_s_is),
		test_with_root(pressure_is_the_total_of_some_in_microseconds),
		test_with_root(pressure_is_unknown_without_a_total_of_some),
		test_with_root(throttling_of_version_2_is_in_microseconds),
		test_with_root(throttling_is_of_every_cgroup_up_to_the_mount),
		test_with_root(throttling_in_a_namespace_is_at_the_mount),
		test_with_root(throttling_with_a_path_of_the_host_is_at_the_mount),
		test_with_root(throttling_of_version_1_is_in_nanoseconds),
		test_with_root(throttling_of_a_hybrid_mount_is_in_version_2),
		test_with_root(throttling_is_unknown_without_its_key),
		test_with_root(nothing_is_known_without_proc),
		cmocka_unit_test(this_machine_counts_steal_and_only_upwards),
		cmocka_unit_test(difference_goes_counter_by_counter),
		cmocka_unit_test(difference_of_an_unknown_counter_is_unknown),
		cmocka_unit_test(counter_that_steps_back_has_counted_nothing),
		cmocka_unit_test(canary_takes_its_time),
		cmocka_unit_test(canary_repeats_itself),
	};

	return cmocka_run_group_tests_name("noise", tests, NULL, NULL);
}
