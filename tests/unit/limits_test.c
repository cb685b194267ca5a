/* SPDX-License-Identifier: MIT */
#include "machine/limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "tests/unit/tree.h"

#define V2_MOUNT "31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
#define V1_MOUNTS                                                                     \
	"31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"         \
	"32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n" \
	"34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"  \
	"35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"  \
	"39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n"
#define V1_NO_LIMIT "9223372036854771712\n"
#define GIB (UINT64_C(1) << 30)

static struct limits read_limits(const struct tree *tree)
{
	struct limits limits;

	limits_read_below(tree->root, &limits);
	return limits;
}

static void v2(const struct tree *tree, const char *group)
{
	tree_file(tree, "/proc/self/cgroup", group);
	tree_file(tree, "/proc/self/mountinfo", V2_MOUNT);
}

static void v1(const struct tree *tree, const char *groups)
{
	tree_file(tree, "/proc/self/cgroup", groups);
	tree_file(tree, "/proc/self/mountinfo", V1_MOUNTS);
}

static void assert_no_groups(const struct limits *limits)
{
	assert_true(isnan(limits->cpu_quota));
	assert_int_equal(limits->memory_limit_bytes, FIGURE_NONE);
	assert_int_equal(limits->pids_max, FIGURE_NONE);
}

static void empty_machine_has_no_limits(void **state)
{
	struct limits limits = read_limits(*state);
	struct tree *tree = *state;

	assert_no_groups(&limits);
	assert_int_equal(limits_memory_free_below(tree->root), FIGURE_NONE);
}

static void v2_reads_the_own_group(void **state)
{
	struct limits limits;

	v2(*state, "0::/user/job\n");
	tree_file(*state, "/sys/fs/cgroup/user/job/cpu.max", "150000 100000\n");
	tree_file(*state, "/sys/fs/cgroup/user/job/memory.max", "1073741824\n");
	tree_file(*state, "/sys/fs/cgroup/user/job/pids.max", "512\n");
	limits = read_limits(*state);
	assert_true(limits.cpu_quota == 1.5);
	assert_int_equal(limits.memory_limit_bytes, GIB);
	assert_int_equal(limits.pids_max, 512);
}

static void v2_takes_the_tightest_on_the_way_up(void **state)
{
	struct limits limits;

	v2(*state, "0::/a/b/c\n");
	tree_file(*state, "/sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
	tree_file(*state, "/sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
	tree_file(*state, "/sys/fs/cgroup/a/cpu.max", "50000 200000\n");
	tree_file(*state, "/sys/fs/cgroup/a/b/c/memory.max", "2147483648\n");
	tree_file(*state, "/sys/fs/cgroup/a/memory.max", "1073741824\n");
	tree_file(*state, "/sys/fs/cgroup/a/b/pids.max", "max\n");
	limits = read_limits(*state);
	assert_true(limits.cpu_quota == 0.25);
	assert_int_equal(limits.memory_limit_bytes, GIB);
	assert_int_equal(limits.pids_max, FIGURE_NONE);
}

static void v2_reads_no_group_beside_the_own(void **state)
{
	struct limits limits;

	v2(*state, "0::/a\n");
	tree_file(*state, "/sys/fs/cgroup/a/memory.max", "max\n");
	tree_file(*state, "/sys/fs/cgroup/b/memory.max", "4096\n");
	tree_file(*state, "/sys/fs/memory.max", "4096\n");
	limits = read_limits(*state);
	assert_no_groups(&limits);
}

static void v2_missing_group_falls_back_to_the_mount(void **state)
{
	struct limits limits;

	v2(*state, "0::/system.slice/gone\n");
	tree_file(*state, "/sys/fs/cgroup/memory.max", "1073741824\n");
	limits = read_limits(*state);
	assert_int_equal(limits.memory_limit_bytes, GIB);
}

static void v2_group_outside_the_namespace_falls_back_to_the_mount(void **state)
{
	struct limits limits;

	v2(*state, "0::/../elsewhere\n");
	tree_file(*state, "/sys/fs/elsewhere/pids.max", "7\n");
	tree_file(*state, "/sys/fs/cgroup/pids.max", "99\n");
	limits = read_limits(*state);
	assert_int_equal(limits.pids_max, 99);
}

static void v1_reads_each_controller(void **state)
{
	struct limits limits;

	v1(*state, "5:memory:/m/n\n4:pids:/\n2:cpu,cpuacct:/c\n1:cpuset:/\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "50000\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us", "100000\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	tree_file(*state, "/sys/fs/cgroup/memory/m/n/memory.limit_in_bytes", V1_NO_LIMIT);
	tree_file(*state, "/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "1073741824\n");
	tree_file(*state, "/sys/fs/cgroup/pids/pids.max", "77\n");
	limits = read_limits(*state);
	assert_true(limits.cpu_quota == 0.5);
	assert_int_equal(limits.memory_limit_bytes, GIB);
	assert_int_equal(limits.pids_max, 77);
}

static void v1_unlimited_is_no_limit(void **state)
{
	struct limits limits;

	v1(*state, "5:memory:/m\n4:pids:/\n2:cpu,cpuacct:/\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	tree_file(*state, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	tree_file(*state, "/sys/fs/cgroup/memory/m/memory.limit_in_bytes", V1_NO_LIMIT);
	tree_file(*state, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854710272\n");
	tree_file(*state, "/sys/fs/cgroup/pids/pids.max", "max\n");
	limits = read_limits(*state);
	assert_no_groups(&limits);
}

static void v1_container_mount_shows_only_its_own_group(void **state)
{
	struct limits limits;

	tree_file(*state, "/proc/self/cgroup", "5:memory:/docker/0123/inner\n");
	tree_file(*state, "/proc/self/mountinfo",
		"35 31 0:32 /docker/0123 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
	tree_file(*state, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648\n");
	tree_file(*state, "/sys/fs/cgroup/memory/inner/memory.limit_in_bytes", "1073741824\n");
	limits = read_limits(*state);
	assert_int_equal(limits.memory_limit_bytes, GIB);
}

static void v1_group_of_another_mount_root_falls_back_to_the_mount(void **state)
{
	struct limits limits;

	tree_file(*state, "/proc/self/cgroup", "5:memory:/docker/01234\n");
	tree_file(*state, "/proc/self/mountinfo",
		"35 31 0:32 /docker/0123 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
	tree_file(*state, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648\n");
	tree_file(*state, "/sys/fs/cgroup/memory4/memory.limit_in_bytes", "4096\n");
	limits = read_limits(*state);
	assert_int_equal(limits.memory_limit_bytes, 2 * GIB);
}

static void hybrid_reads_both_versions(void **state)
{
	struct limits limits;

	tree_file(*state, "/proc/self/cgroup", "3:memory:/m\n1:name=systemd:/s\n0::/u\n");
	tree_file(*state, "/proc/self/mountinfo",
		V1_MOUNTS "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
	tree_file(*state, "/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "1073741824\n");
	tree_file(*state, "/sys/fs/cgroup/unified/u/pids.max", "64\n");
	limits = read_limits(*state);
	assert_int_equal(limits.memory_limit_bytes, GIB);
	assert_int_equal(limits.pids_max, 64);
}

static void escaped_mount_point_is_found(void **state)
{
	struct limits limits;

	tree_file(*state, "/proc/self/cgroup", "0::/\n");
	tree_file(*state, "/proc/self/mountinfo",
		"31 23 0:27 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
	tree_file(*state, "/my groups/pids.max", "12\n");
	limits = read_limits(*state);
	assert_int_equal(limits.pids_max, 12);
}

static void garbage_is_no_limit(void **state)
{
	struct limits limits;

	tree_file(*state, "/proc/self/cgroup", "\n:\n::\nmemory\n0::/\n");
	tree_file(
		*state, "/proc/self/mountinfo", "\n1 2\n- - -\nx y z:q / / rw - a b c\n" V2_MOUNT);
	tree_file(*state, "/sys/fs/cgroup/cpu.max", "lots\n");
	tree_file(*state, "/sys/fs/cgroup/memory.max", "99999999999999999999999\n");
	tree_file(*state, "/sys/fs/cgroup/pids.max", "");
	limits = read_limits(*state);
	assert_no_groups(&limits);
}

static void free_memory_is_what_is_available(void **state)
{
	struct tree *tree = *state;

	tree_file(tree, "/proc/meminfo",
		"MemTotal:  8388608 kB\nMemFree: 1024 kB\nMemAvailable:    4194304 kB\n");
	assert_int_equal(limits_memory_free_below(tree->root), 4 * GIB);
}

static void free_memory_is_bounded_by_the_group(void **state)
{
	struct tree *tree = *state;

	tree_file(tree, "/proc/meminfo", "MemAvailable: 4194304 kB\n");
	v2(tree, "0::/job\n");
	tree_file(tree, "/sys/fs/cgroup/job/memory.max", "2147483648\n");
	tree_file(tree, "/sys/fs/cgroup/job/memory.current", "1610612736\n");
	assert_int_equal(limits_memory_free_below(tree->root), GIB / 2);
}

static void what_a_group_is_slowed_down_at_bounds_free_memory(void **state)
{
	struct limits limits;
	struct tree *tree = *state;

	tree_file(tree, "/proc/meminfo", "MemAvailable: 4194304 kB\n");
	v2(tree, "0::/job\n");
	tree_file(tree, "/sys/fs/cgroup/job/memory.max", "max\n");
	tree_file(tree, "/sys/fs/cgroup/job/memory.high", "2147483648\n");
	tree_file(tree, "/sys/fs/cgroup/job/memory.current", "1073741824\n");
	assert_int_equal(limits_memory_free_below(tree->root), GIB);
	limits_read_below(tree->root, &limits);
	assert_true(limits.memory_limit_bytes == FIGURE_NONE);
}

static void inactive_page_cache_counts_as_free(void **state)
{
	struct tree *tree = *state;

	v2(tree, "0::/\n");
	tree_file(tree, "/sys/fs/cgroup/memory.max", "2147483648\n");
	tree_file(tree, "/sys/fs/cgroup/memory.current", "1610612736\n");
	tree_file(tree, "/sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 536870912\n");
	assert_int_equal(limits_memory_free_below(tree->root), GIB);
	v1(tree, "5:memory:/\n");
	tree_file(tree, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648\n");
	tree_file(tree, "/sys/fs/cgroup/memory/memory.usage_in_bytes", "1610612736\n");
	tree_file(tree, "/sys/fs/cgroup/memory/memory.stat",
		"inactive_file 1\ntotal_inactive_file 536870912\n");
	assert_int_equal(limits_memory_free_below(tree->root), GIB);
}

static void group_past_its_limit_leaves_nothing(void **state)
{
	struct tree *tree = *state;

	v2(tree, "0::/\n");
	tree_file(tree, "/sys/fs/cgroup/memory.max", "4096\n");
	tree_file(tree, "/sys/fs/cgroup/memory.current", "8192\n");
	assert_int_equal(limits_memory_free_below(tree->root), 0);
}

/* ---- Processes and threads ---- */

#define ROOT 0
#define USER 1234

static void unknown_limits_leave_any_number_of_processes(void **state)
{
	struct tree *tree = *state;

	assert_int_equal(limits_tasks_free_below(tree->root, ROOT), FIGURE_NONE);
}

static void the_group_leaves_what_it_does_not_have(void **state)
{
	struct tree *tree = *state;

	v2(tree, "0::/a/b\n");
	tree_file(tree, "/sys/fs/cgroup/a/b/pids.max", "max\n");
	tree_file(tree, "/sys/fs/cgroup/a/b/pids.current", "3\n");
	tree_file(tree, "/sys/fs/cgroup/a/pids.max", "100\n");
	tree_file(tree, "/sys/fs/cgroup/a/pids.current", "40\n");
	assert_int_equal(limits_tasks_free_below(tree->root, ROOT), 60);
	v1(tree, "4:pids:/\n");
	tree_file(tree, "/sys/fs/cgroup/pids/pids.max", "77\n");
	tree_file(tree, "/sys/fs/cgroup/pids/pids.current", "7\n");
	assert_int_equal(limits_tasks_free_below(tree->root, ROOT), 70);
}

static void the_kernel_leaves_what_the_machine_does_not_have(void **state)
{
	struct tree *tree = *state;

	tree_file(tree, "/proc/loadavg", "0.10 0.20 0.30 2/345 6789\n");
	tree_file(tree, "/proc/sys/kernel/threads-max", "1345\n");
	assert_int_equal(limits_tasks_free_below(tree->root, ROOT), 1000);
	tree_file(tree, "/proc/sys/kernel/pid_max", "400\n");
	assert_int_equal(limits_tasks_free_below(tree->root, ROOT), 55);
}

/* Under a limit of so many processes and threads of a user. */
static uint64_t tasks_free_under(const struct tree *tree, rlim_t limit, uint64_t user)
{
	struct rlimit before, lower;
	uint64_t left;

	assert_int_equal(getrlimit(RLIMIT_NPROC, &before), 0);
	lower = before;
	lower.rlim_cur = limit;
	assert_int_equal(setrlimit(RLIMIT_NPROC, &lower), 0);
	left = limits_tasks_free_below(tree->root, user);
	setrlimit(RLIMIT_NPROC, &before);
	return left;
}

static void a_user_s_limit_counts_all_that_user_s_threads(void **state)
{
	struct tree *tree = *state;

	tree_file(tree, "/proc/10/status", "Name:\tx\nUid:\t1234\t0\t0\t0\nThreads:\t7\n");
	tree_file(tree, "/proc/11/status", "Name:\ty\nUid:\t1234\t0\t0\t0\nThreads:\t1\n");
	tree_file(tree, "/proc/12/status", "Name:\tz\nUid:\t99\t0\t0\t0\nThreads:\t50\n");
	tree_file(tree, "/proc/self/status", "Name:\ty\nUid:\t1234\t0\t0\t0\nThreads:\t1\n");
	assert_int_equal(tasks_free_under(tree, 20, USER), 12);
	assert_int_equal(tasks_free_under(tree, 5, USER), 0);
}

static void root_is_not_bound_by_a_user_s_limit(void **state)
{
	assert_int_equal(tasks_free_under(*state, 20, ROOT), FIGURE_NONE);
}

static void resource_limits_are_the_soft_ones(void **state)
{
	struct rlimit before, lower;
	struct limits limits;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	lower = before;
	lower.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
	limits_read(&limits);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(limits.nofile, 100);
}

static void this_machine_has_free_memory(void **state)
{
	uint64_t bytes = limits_memory_free();

	(void)state;
	assert_true(bytes > 0);
	assert_true(bytes == FIGURE_NONE || bytes < UINT64_C(1) << 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(empty_machine_has_no_limits),
		TREE_TEST(v2_reads_the_own_group),
		TREE_TEST(v2_takes_the_tightest_on_the_way_up),
		TREE_TEST(v2_reads_no_group_beside_the_own),
		TREE_TEST(v2_missing_group_falls_back_to_the_mount),
		TREE_TEST(v2_group_outside_the_namespace_falls_back_to_the_mount),
		TREE_TEST(v1_reads_each_controller),
		TREE_TEST(v1_unlimited_is_no_limit),
		TREE_TEST(v1_container_mount_shows_only_its_own_group),
		TREE_TEST(v1_group_of_another_mount_root_falls_back_to_the_mount),
		TREE_TEST(hybrid_reads_both_versions),
		TREE_TEST(escaped_mount_point_is_found),
		TREE_TEST(garbage_is_no_limit),
		TREE_TEST(free_memory_is_what_is_available),
		TREE_TEST(free_memory_is_bounded_by_the_group),
		TREE_TEST(what_a_group_is_slowed_down_at_bounds_free_memory),
		TREE_TEST(inactive_page_cache_counts_as_free),
		TREE_TEST(group_past_its_limit_leaves_nothing),
		TREE_TEST(unknown_limits_leave_any_number_of_processes),
		TREE_TEST(the_group_leaves_what_it_does_not_have),
		TREE_TEST(the_kernel_leaves_what_the_machine_does_not_have),
		TREE_TEST(a_user_s_limit_counts_all_that_user_s_threads),
		TREE_TEST(root_is_not_bound_by_a_user_s_limit),
		cmocka_unit_test(resource_limits_are_the_soft_ones),
		cmocka_unit_test(this_machine_has_free_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
