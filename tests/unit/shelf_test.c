/* SPDX-License-Identifier: MIT */
#include "engine/shelf.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

static struct shelf shelf;

static int setup(void **state)
{
	const char *dir = getenv("TMPDIR");

	(void)state;
	shelf_init(&shelf, dir && *dir ? dir : "/tmp");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	shelf_release(&shelf);
	return 0;
}

/* What a place holds tells where it is. */
static void fill(uint32_t *row, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		row[i] = (uint32_t)(i * 2654435761u);
}

static void assert_filled(const uint32_t *row, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(row[i], (uint32_t)(i * 2654435761u));
}

static size_t resident_bytes(void)
{
	FILE *in = fopen("/proc/self/statm", "r");
	size_t size, pages = 0;

	assert_non_null(in);
	assert_int_equal(fscanf(in, "%zu %zu", &size, &pages), 2);
	fclose(in);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static unsigned nr_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned nr = 0;

	assert_non_null(directory);
	while (readdir(directory))
		nr++;
	closedir(directory);
	return nr;
}

static void what_is_put_stays_where_and_as_it_is(void **state)
{
	static const size_t sizes[] = { 1, 16, 17, 4095, 300 * 1024, 3 };
	enum { NR = 1200 };
	const char **kept = calloc(NR, sizeof(*kept));
	char *bytes = malloc(MIB);

	(void)state;
	for (size_t i = 0; i < NR; i++) {
		memset(bytes, (int)i, MIB);
		kept[i] = shelf_put(&shelf, bytes, sizes[i % 6]);
		assert_non_null(kept[i]);
		assert_int_equal((uintptr_t)kept[i] % 16, 0);
		if (i % 100 == 0)
			shelf_rest(&shelf);
	}
	shelf_rest(&shelf);
	for (size_t i = 0; i < NR; i++) {
		memset(bytes, (int)i, MIB);
		assert_memory_equal(kept[i], bytes, sizes[i % 6]);
	}
	free(bytes);
	free(kept);
}

static void assert_row_grows(void)
{
	uint32_t *row;
	size_t nr = 0;

	for (size_t larger = 1; larger < 4 * MIB; larger += larger / 3 + 1) {
		row = shelf_row(&shelf, larger * sizeof(*row));
		assert_non_null(row);
		assert_filled(row, nr);
		for (size_t i = nr; i < larger; i++)
			assert_int_equal(row[i], 0);
		fill(row, nr, larger);
		nr = larger;
		shelf_rest(&shelf);
	}
	assert_ptr_equal(shelf_row(&shelf, 1), row);
	assert_filled(row, nr);
}

static void a_row_grows_with_what_it_holds(void **state)
{
	(void)state;
	assert_row_grows();
	assert_true(shelf.row.in_file);
}

static void what_rests_is_not_resident(void **state)
{
	size_t nr = 32 * MIB / sizeof(uint32_t), before;
	uint32_t *row = shelf_row(&shelf, nr * sizeof(*row));

	(void)state;
	assert_non_null(row);
	before = resident_bytes();
	fill(row, 0, nr);
	assert_true(resident_bytes() > before + 24 * MIB);
	shelf_rest(&shelf);
	assert_true(resident_bytes() < before + 8 * MIB);
	/* Nor does it become so when it moves. */
	row = shelf_row(&shelf, 2 * nr * sizeof(*row));
	assert_true(resident_bytes() < before + 8 * MIB);
	assert_filled(row, nr);
}

static void no_descriptor_stays_open(void **state)
{
	unsigned before = nr_descriptors();

	(void)state;
	assert_non_null(shelf_row(&shelf, MIB));
	assert_non_null(shelf_put(&shelf, "text", 5));
	assert_int_equal(nr_descriptors(), before);
}

static void without_a_folder_it_is_ordinary_memory(void **state)
{
	const char *text;

	(void)state;
	shelf.dir = "/nowhere/at/all";
	text = shelf_put(&shelf, "text", 5);
	assert_row_grows();
	assert_false(shelf.row.in_file);
	assert_string_equal(text, "text");
}

/* As on a disk that is full: what has been touched would else be a SIGBUS later. */
static void without_room_it_is_ordinary_memory(void **state)
{
	struct rlimit limit, small;
	const char *text;

	(void)state;
	assert_string_equal(shelf_put(&shelf, "before", 7), "before");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = (struct rlimit){ 100 * KIB, limit.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	assert_row_grows();
	text = shelf_put(&shelf, "after", 6);
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_false(shelf.row.in_file);
	assert_string_equal(text, "after");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SHELF_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		SHELF_TEST(what_is_put_stays_where_and_as_it_is),
		SHELF_TEST(a_row_grows_with_what_it_holds),
		SHELF_TEST(what_rests_is_not_resident),
		SHELF_TEST(no_descriptor_stays_open),
		SHELF_TEST(without_a_folder_it_is_ordinary_memory),
		SHELF_TEST(without_room_it_is_ordinary_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
