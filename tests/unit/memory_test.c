/* SPDX-License-Identifier: MIT */
#include "measure/memory.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/figure.h"

#define MIB ((uint64_t)1 << 20)
#define BLOCK (16 * MIB)
#define FAKE_PID 42

#define CLOSE (BLOCK * 3 / 100)
/* For figures with file pages in them: other programs start, end and share our libraries. */
#define ROUGH (BLOCK / 2)
#define assert_moved(after, before, bytes, slack) \
	assert_in_range((after) - (before), (bytes) - (slack), (bytes) + (slack))

static const char rollup_text[] = "55d0c0a00000-7ffd8fa1d000 ---p 00000000 00:00 0    [rollup]\n"
				  "Rss:                1684 kB\n"
				  "Pss_Dirty:             1 kB\n"
				  "Pss:                 513 kB\n"
				  "Pss_Anon:            112 kB\n"
				  "Pss_File:            401 kB\n"
				  "Pss_Shmem:            33 kB\n"
				  "Shared_Clean:       1496 kB\n"
				  "Private_Clean:        76 kB\n"
				  "Private_Dirty:       112 kB\n";

static const char status_text[] = "Name:\tVmPTE: 7 kB\n"
				  "Groups:\t1 2 3\n"
				  "VmPeak:\t    9999 kB\n"
				  "VmHWM:\t    2048 kB\n"
				  "VmRSS:\t    1684 kB\n"
				  "VmPTE:\t      92 kB\n";

static char fake_proc[64];

static int make_fake_proc(void **state)
{
	char path[128];

	(void)state;
	strcpy(fake_proc, "/tmp/memory_test.XXXXXX");
	if (!mkdtemp(fake_proc))
		return -1;
	snprintf(path, sizeof path, "%s/%d", fake_proc, FAKE_PID);
	return mkdir(path, 0700);
}

static int remove_fake_proc(void **state)
{
	static const char *const names[] = { "/smaps_rollup", "/status", "" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%d%s", fake_proc, FAKE_PID, names[i]);
		remove(path);
	}
	return remove(fake_proc);
}

static void write_fake(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%d/%s", fake_proc, FAKE_PID, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static struct memory own_memory(void)
{
	struct memory memory;

	assert_int_equal(memory_read(getpid(), &memory), 0);
	return memory;
}

static void *touched_block(int sharing)
{
	void *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(block, MAP_FAILED);
	memset(block, 1, BLOCK);
	return block;
}

static void leave_block(void *block)
{
	(void)block;
}

static void read_block(void *block)
{
	for (size_t at = 0; at < BLOCK; at += 4096)
		(void)((volatile char *)block)[at];
}

static void drop_block(void *block)
{
	munmap(block, BLOCK);
}

/* A child that does this to the block, says so, and waits to be killed. */
static pid_t start_child(void (*act)(void *block), void *block)
{
	int ends[2];
	char byte = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		act(block);
		if (write(ends[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void end_child(pid_t child)
{
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void parses_every_figure_in_bytes(void **state)
{
	struct memory memory;

	(void)state;
	write_fake("smaps_rollup", rollup_text);
	write_fake("status", status_text);
	assert_int_equal(memory_read_below(fake_proc, FAKE_PID, &memory), 0);
	assert_int_equal(memory.pss_bytes, 513 * 1024);
	assert_int_equal(memory.pss_anon_bytes, 112 * 1024);
	assert_int_equal(memory.pss_shmem_bytes, 33 * 1024);
	assert_int_equal(memory.pss_file_bytes, 401 * 1024);
	assert_int_equal(memory.rss_bytes, 1684 * 1024);
	assert_int_equal(memory.uss_bytes, (76 + 112) * 1024);
	assert_int_equal(memory.page_table_bytes, 92 * 1024);
	assert_int_equal(memory.peak_rss_bytes, 2048 * 1024);
}

static void missing_keys_are_unknown_and_no_error(void **state)
{
	struct memory memory;

	(void)state;
	write_fake("smaps_rollup", "Rss: 20 kB\nPss: 10 kB\nPrivate_Clean: 4 kB\n");
	write_fake("status", "Name:\tinit\nVmPTE:\t 92 kB\n");
	assert_int_equal(memory_read_below(fake_proc, FAKE_PID, &memory), 0);
	assert_int_equal(memory.pss_bytes, 10 * 1024);
	assert_int_equal(memory.rss_bytes, 20 * 1024);
	assert_int_equal(memory.page_table_bytes, 92 * 1024);
	assert_true(memory.pss_anon_bytes == FIGURE_NONE);
	assert_true(memory.pss_shmem_bytes == FIGURE_NONE);
	assert_true(memory.pss_file_bytes == FIGURE_NONE);
	assert_true(memory.uss_bytes == FIGURE_NONE);
	assert_true(memory.peak_rss_bytes == FIGURE_NONE);
}

/* Wherever the buffer ends: the figure is right or unknown, never the number's first digits. */
static void a_figure_cut_short_is_unknown(void **state)
{
	enum { LONGEST = 20000, ZEROS = 6000 };
	static char text[LONGEST + ZEROS + 64];
	struct memory memory = { 0 };

	(void)state;
	write_fake("smaps_rollup", rollup_text);
	for (size_t groups = 0; groups < LONGEST; groups += ZEROS / 4) {
		memset(text, '7', groups);
		sprintf(text + groups, "\nVmPTE:\t%0*d kB\n", ZEROS, 1234567);
		write_fake("status", text);
		assert_int_equal(memory_read_below(fake_proc, FAKE_PID, &memory), 0);
		if (groups == 0 || memory.page_table_bytes != FIGURE_NONE)
			assert_int_equal(memory.page_table_bytes, 1234567 * 1024);
	}
	assert_true(memory.page_table_bytes == FIGURE_NONE);
	assert_int_equal(memory.pss_bytes, 513 * 1024);
}

static void without_one_of_its_files_all_is_unknown(void **state)
{
	struct memory memory = memory_zero;

	(void)state;
	write_fake("smaps_rollup", rollup_text);
	assert_int_equal(memory_read_below(fake_proc, FAKE_PID, &memory), -ENOENT);
	assert_memory_equal(&memory, &memory_none, sizeof memory);
}

static void an_empty_rollup_is_a_process_that_is_gone(void **state)
{
	struct memory memory = memory_zero;

	(void)state;
	write_fake("smaps_rollup", "");
	write_fake("status", status_text);
	assert_int_equal(memory_read_below(fake_proc, FAKE_PID, &memory), -ESRCH);
	assert_memory_equal(&memory, &memory_none, sizeof memory);
}

static void this_kernel_gives_every_figure(void **state)
{
	struct memory memory = own_memory();

	(void)state;
	assert_in_range(memory.pss_bytes, 4096, memory.rss_bytes);
	assert_in_range(memory.uss_bytes, 4096, memory.pss_bytes + 8 * 1024);
	assert_in_range(memory.page_table_bytes, 4096, 1024 * MIB);
	assert_in_range(memory.peak_rss_bytes, MIB / 4, 1024 * MIB);
	assert_in_range(memory.pss_anon_bytes + memory.pss_shmem_bytes + memory.pss_file_bytes,
		memory.pss_bytes - 8 * 1024, memory.pss_bytes + 8 * 1024);
}

static void private_block_shows_in_pss_anon(void **state)
{
	struct memory before = own_memory(), after;
	void *block = touched_block(MAP_PRIVATE);

	(void)state;
	after = own_memory();
	munmap(block, BLOCK);
	assert_moved(after.pss_anon_bytes, before.pss_anon_bytes, BLOCK, CLOSE);
	assert_moved(after.pss_bytes, before.pss_bytes, BLOCK, ROUGH);
	assert_moved(after.rss_bytes, before.rss_bytes, BLOCK, ROUGH);
	assert_moved(after.uss_bytes, before.uss_bytes, BLOCK, ROUGH);
	assert_in_range(after.pss_shmem_bytes, before.pss_shmem_bytes, before.pss_shmem_bytes);
}

static void shared_block_shows_in_pss_shmem(void **state)
{
	struct memory before = own_memory(), after;
	void *block = touched_block(MAP_SHARED);

	(void)state;
	after = own_memory();
	munmap(block, BLOCK);
	assert_moved(after.pss_shmem_bytes, before.pss_shmem_bytes, BLOCK, CLOSE);
	assert_moved(after.pss_bytes, before.pss_bytes, BLOCK, ROUGH);
	assert_in_range(after.pss_anon_bytes, 0, before.pss_anon_bytes + MIB / 2);
}

static void untouched_block_shows_nowhere(void **state)
{
	struct memory before = own_memory(), after;
	void *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_ptr_not_equal(block, MAP_FAILED);
	after = own_memory();
	munmap(block, BLOCK);
	assert_in_range(after.rss_bytes, 0, before.rss_bytes + MIB / 2);
}

static void pages_of_two_processes_count_once_in_summed_pss(void **state)
{
	struct memory before = own_memory(), child_memory, sum = memory_zero;
	void *block = touched_block(MAP_SHARED);
	pid_t child = start_child(read_block, block);
	struct memory shared = own_memory();
	int error = memory_read(child, &child_memory);

	(void)state;
	end_child(child);
	munmap(block, BLOCK);
	assert_int_equal(error, 0);
	memory_add(&sum, &shared);
	memory_add(&sum, &child_memory);
	assert_moved(shared.pss_shmem_bytes, before.pss_shmem_bytes, BLOCK / 2, CLOSE);
	assert_moved(sum.pss_shmem_bytes, before.pss_shmem_bytes, BLOCK, CLOSE);
	assert_in_range(sum.rss_bytes, 2 * BLOCK, 3 * BLOCK + 2 * before.rss_bytes);
}

static void peak_keeps_a_freed_block_until_reset(void **state)
{
	uint64_t peak, reset_peak;
	void *block;

	(void)state;
	if (access("/proc/self/clear_refs", W_OK) != 0)
		skip();
	block = touched_block(MAP_PRIVATE);
	munmap(block, BLOCK);
	peak = own_memory().peak_rss_bytes;
	assert_int_equal(memory_reset_peak(getpid()), 0);
	reset_peak = own_memory().peak_rss_bytes;
	assert_in_range(peak - reset_peak, BLOCK - 2 * MIB, BLOCK + 2 * MIB);
	assert_in_range(reset_peak, 1, own_memory().rss_bytes + 2 * MIB);
}

static void peak_of_a_child_begins_with_what_it_inherited_until_reset(void **state)
{
	struct memory inherited, reset;
	void *block = touched_block(MAP_PRIVATE);
	pid_t child = start_child(drop_block, block);
	int errors[3];

	(void)state;
	munmap(block, BLOCK);
	errors[0] = memory_read(child, &inherited);
	errors[1] = memory_reset_peak(child);
	errors[2] = memory_read(child, &reset);
	end_child(child);
	if (access("/proc/self/clear_refs", W_OK) != 0)
		skip();
	assert_int_equal(errors[0], 0);
	assert_int_equal(errors[1], 0);
	assert_int_equal(errors[2], 0);
	assert_in_range(
		inherited.peak_rss_bytes - reset.peak_rss_bytes, BLOCK - 2 * MIB, BLOCK + 2 * MIB);
}

static void process_that_is_gone_is_an_error(void **state)
{
	struct memory memory = memory_zero;
	pid_t child = start_child(leave_block, NULL);
	int error;

	(void)state;
	end_child(child);
	error = memory_read(child, &memory);
	assert_true(error == -ENOENT || error == -ESRCH);
	assert_memory_equal(&memory, &memory_none, sizeof memory);
	error = memory_reset_peak(child);
	assert_true(error == -ENOENT || error == -ESRCH);
}

static void zombie_is_an_error(void **state)
{
	struct memory memory = memory_zero;
	pid_t child = start_child(leave_block, NULL);
	siginfo_t info;
	int error;

	(void)state;
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	error = memory_read(child, &memory);
	end_child(child);
	assert_int_equal(error, -ESRCH);
	assert_memory_equal(&memory, &memory_none, sizeof memory);
}

static void sum_adds_every_figure(void **state)
{
	const struct memory one = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const struct memory two = { 10, 20, 30, 40, 50, 60, 70, 80 };
	const struct memory both = { 11, 22, 33, 44, 55, 66, 77, 88 };
	struct memory sum = memory_zero;

	(void)state;
	memory_add(&sum, &one);
	memory_add(&sum, &two);
	assert_memory_equal(&sum, &both, sizeof sum);
}

static void sum_with_an_unreadable_process_is_unknown(void **state)
{
	const struct memory one = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct memory sum = memory_zero;

	(void)state;
	memory_add(&sum, &one);
	memory_add(&sum, &memory_none);
	memory_add(&sum, &one);
	assert_memory_equal(&sum, &memory_none, sizeof sum);
}

static void sum_keeps_known_figures_beside_an_unknown_one(void **state)
{
	const struct memory one = { 1, FIGURE_NONE, 3, 4, 5, 6, 7, 8 };
	const struct memory sum_known = { 2, FIGURE_NONE, 6, 8, 10, 12, 14, 16 };
	struct memory sum = memory_zero;

	(void)state;
	memory_add(&sum, &one);
	memory_add(&sum, &one);
	assert_memory_equal(&sum, &sum_known, sizeof sum);
}

#define test_with_fake_proc(test) \
	cmocka_unit_test_setup_teardown(test, make_fake_proc, remove_fake_proc)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_with_fake_proc(parses_every_figure_in_bytes),
		test_with_fake_proc(missing_keys_are_unknown_and_no_error),
		test_with_fake_proc(a_figure_cut_short_is_unknown),
		test_with_fake_proc(without_one_of_its_files_all_is_unknown),
		test_with_fake_proc(an_empty_rollup_is_a_process_that_is_gone),
		cmocka_unit_test(this_kernel_gives_every_figure),
		cmocka_unit_test(private_block_shows_in_pss_anon),
		cmocka_unit_test(shared_block_shows_in_pss_shmem),
		cmocka_unit_test(untouched_block_shows_nowhere),
		cmocka_unit_test(pages_of_two_processes_count_once_in_summed_pss),
		cmocka_unit_test(peak_keeps_a_freed_block_until_reset),
		cmocka_unit_test(peak_of_a_child_begins_with_what_it_inherited_until_reset),
		cmocka_unit_test(process_that_is_gone_is_an_error),
		cmocka_unit_test(zombie_is_an_error),
		cmocka_unit_test(sum_adds_every_figure),
		cmocka_unit_test(sum_with_an_unreadable_process_is_unknown),
		cmocka_unit_test(sum_keeps_known_figures_beside_an_unknown_one),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
