/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/format.h"
#include "report/strict.h"

/* ---- A grid of what a test puts here ---- */

struct row {
	const char *name, *number, *word;
};

static struct row rows[64];
static size_t nr_rows;

/* A row without a name is one that has nothing to show. */
static bool fill(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct row *row = (const struct row *)from + i;

	if (!row->name)
		return false;
	grid_copy(cells[0], row->name, strlen(row->name));
	grid_copy(cells[1], row->number, strlen(row->number));
	grid_copy(cells[2], row->word, strlen(row->word));
	return true;
}

static const char *group(const void *from, size_t i)
{
	const struct row *row = (const struct row *)from + i;

	return row->name && *row->name == 'a' ? "first" : "second";
}

static const struct column columns[] = { { "name", true }, { "n", false }, { "word", true } };

static void add(const char *name, const char *number, const char *word)
{
	rows[nr_rows++] = (struct row){ name, number, word };
}

static void add_many(size_t nr, const char *name)
{
	for (size_t i = 0; i < nr; i++)
		add(name, "1", "w");
}

static char *printed;

static const char *print(enum sheet_format format)
{
	const struct grid grid = { columns, 3, nr_rows, fill };
	size_t size;
	struct sheet sheet = { .format = format };

	free(printed);
	sheet.out = open_memstream(&printed, &size);
	assert_non_null(sheet.out);
	grid_groups(&sheet, &grid, rows, "heading", group);
	assert_int_equal(fclose(sheet.out), 0);
	return printed;
}

static int set_up(void **state)
{
	(void)state;
	nr_rows = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(printed);
	printed = NULL;
	return 0;
}

static unsigned count(const char *text, const char *part)
{
	unsigned nr = 0;

	while ((text = strstr(text, part)))
		nr++, text++;
	return nr;
}

static void assert_width(const char *text)
{
	while (*text) {
		char *line = strndup(text, strcspn(text, "\n"));

		if (format_columns(line) > SHEET_WIDTH)
			fail_msg("%u columns: %s", format_columns(line), line);
		text += strlen(line) + 1;
		free(line);
	}
}

/* ---- Form ---- */

static void columns_are_as_wide_as_their_widest_text(void **state)
{
	(void)state;
	add("a", "1", "x");
	add("abcdef", "µ99", "");
	assert_string_equal(
		print(SHEET_TABLE), "\nheading\nname     n word\na        1 x\nabcdef µ99\n");
	assert_string_equal(print(SHEET_MARKDOWN),
		"\n## heading\n\n| name | n | word |\n|:---|---:|:---|\n| a | 1 | x |\n"
		"| abcdef | µ99 | |\n");
}

static void bar_in_a_cell_makes_no_column_in_markdown(void **state)
{
	(void)state;
	add("a|b", "1", "\\|<i>");
	assert_non_null(strstr(print(SHEET_MARKDOWN), "\n| a\\|b | 1 | \\\\\\|\\<i\\> |\n"));
}

static void grid_without_rows_is_nothing(void **state)
{
	(void)state;
	assert_string_equal(print(SHEET_TABLE), "");
	add(NULL, "1", "w");
	assert_string_equal(print(SHEET_MARKDOWN), "");
}

/* ---- Groups ---- */

static void short_grid_has_its_heads_once(void **state)
{
	(void)state;
	add_many(5, "a");
	add_many(5, "b");
	assert_int_equal(count(print(SHEET_TABLE), "name"), 1);
}

static void long_grid_has_heads_for_each_group(void **state)
{
	(void)state;
	add_many(20, "a");
	add(NULL, "1", "w");
	add_many(20, "b");
	print(SHEET_TABLE);
	assert_int_equal(count(printed, "name"), 2);
	assert_non_null(strstr(printed, "\nheading\nfirst name  n word\na           1 w\n"));
	assert_non_null(
		strstr(printed, "a           1 w\n\nsecond name n word\nb           1 w\n"));
	print(SHEET_MARKDOWN);
	assert_int_equal(count(printed, "|---:|"), 2);
	assert_non_null(strstr(printed, "| a | 1 | w |\n\n| second name | n | word |\n"));
}

static void long_grid_of_one_group_has_its_heads_once(void **state)
{
	(void)state;
	add_many(50, "b");
	assert_int_equal(count(print(SHEET_TABLE), "name"), 1);
}

/* ---- Width ---- */

static const char *repeat(char *text, size_t nr, char c)
{
	memset(text, c, nr);
	text[nr] = '\0';
	return text;
}

static void name_that_is_too_long_has_a_line_of_its_own(void **state)
{
	char name[256], number[256], *long_line;

	(void)state;
	add(repeat(name, 60, 'n'), repeat(number, 50, '1'), "end");
	add("short", "2", "end");
	print(SHEET_TABLE);
	assert_width(printed);
	long_line = strstr(printed, name);
	assert_non_null(long_line);
	assert_int_equal(long_line[60], '\n');
	assert_int_equal(strspn(long_line + 61, " ") + 50 + strlen(" word"), SHEET_WIDTH);
	assert_non_null(strstr(printed, "\nshort "));
	/* Markdown has no width. */
	assert_int_equal(count(print(SHEET_MARKDOWN), "\n|"), 4);
}

static void rows_of_one_long_name_stand_below_it_together(void **state)
{
	char name[256], other[256], number[256];

	(void)state;
	add(repeat(name, 60, 'n'), repeat(number, 50, '1'), "end");
	add(name, "2", "end");
	add(repeat(other, 60, 'o'), "3", "end");
	add(name, "4", "end");
	print(SHEET_TABLE);
	assert_int_equal(count(printed, "nn\n"), 2);
	assert_int_equal(count(printed, "oo\n"), 1);
	assert_int_equal(count(printed, " end\n"), 4);
}

static void last_column_is_broken_between_words_below_itself(void **state)
{
	char name[256];

	(void)state;
	add(repeat(name, 60, 'n'), "1", "a sentence of several words that has no room in one line");
	print(SHEET_TABLE);
	assert_width(printed);
	assert_non_null(strstr(printed, "n 1 a sentence of several words that has\n"));
	assert_int_equal(strspn(strstr(printed, "has\n") + 4, " "), 63);
}

static void last_column_of_numbers_is_kept_whole(void **state)
{
	static const struct column numbers[] = { { "name", true }, { "n", false } };
	const struct grid grid = { numbers, 2, 1, fill };
	char name[256], number[256], *text;
	size_t size;
	struct sheet sheet = { .out = open_memstream(&text, &size) };

	(void)state;
	add(repeat(name, 80, 'n'), repeat(number, 40, '7'), "");
	assert_non_null(sheet.out);
	grid_print(&sheet, &grid, rows);
	assert_int_equal(fclose(sheet.out), 0);
	assert_width(text);
	assert_non_null(strstr(text, number));
	free(text);
}

/* ---- Texts that no cell can hold ---- */

static void text_that_is_too_long_loses_its_middle(void **state)
{
	char text[1024], cell[GRID_CELL_SIZE];

	(void)state;
	repeat(text, 1000, 'm');
	memcpy(text, "begin", 5);
	memcpy(text + 997, "end", 3);
	grid_copy(cell, text, strlen(text));
	assert_int_equal(strncmp(cell, "begin", 5), 0);
	assert_non_null(strstr(cell, "m…m"));
	assert_string_equal(cell + strlen(cell) - 3, "end");
	assert_true(strlen(cell) > GRID_CELL_SIZE - 16);
}

static void text_that_just_fits_is_whole(void **state)
{
	char text[1024], cell[GRID_CELL_SIZE];

	(void)state;
	repeat(text, GRID_CELL_SIZE - 1, 'm');
	grid_copy(cell, text, strlen(text));
	assert_string_equal(cell, text);
	grid_copy(cell, "counter/mutex seq", 13);
	assert_string_equal(cell, "counter/mutex");
}

static void shortened_text_stays_utf8(void **state)
{
	char text[1024] = "xxx", cell[GRID_CELL_SIZE];

	(void)state;
	for (size_t i = 3; i + 4 < sizeof(text); i += 3)
		memcpy(text + i, "€", 4);
	for (size_t shift = 0; shift < 3; shift++) {
		for (size_t length = 0; length < strlen(text + shift); length++) {
			grid_copy(cell, text + shift, length);
			for (const char *at = cell; *at; at += strict_utf8(at, strlen(at)))
				assert_true(strict_utf8(at, strlen(at)) > 0);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns_are_as_wide_as_their_widest_text),
		TEST(bar_in_a_cell_makes_no_column_in_markdown),
		TEST(grid_without_rows_is_nothing),
		TEST(short_grid_has_its_heads_once),
		TEST(long_grid_has_heads_for_each_group),
		TEST(long_grid_of_one_group_has_its_heads_once),
		TEST(name_that_is_too_long_has_a_line_of_its_own),
		TEST(rows_of_one_long_name_stand_below_it_together),
		TEST(last_column_is_broken_between_words_below_itself),
		TEST(last_column_of_numbers_is_kept_whole),
		TEST(text_that_is_too_long_loses_its_middle),
		TEST(text_that_just_fits_is_whole),
		TEST(shortened_text_stays_utf8),
	};

	return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}
