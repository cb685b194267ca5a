/* SPDX-License-Identifier: MIT */
#include "report/csv.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

static char *printed;
static size_t size;
static struct csv csv;

static int set_up(void **state)
{
	(void)state;
	csv = (struct csv){ open_memstream(&printed, &size), false };
	assert_non_null(csv.out);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(printed);
	printed = NULL;
	setlocale(LC_ALL, "C");
	return 0;
}

static void assert_printed(const char *wanted)
{
	assert_int_equal(fclose(csv.out), 0);
	assert_string_equal(printed, wanted);
}

static void assert_text(const char *text, const char *wanted)
{
	set_up(NULL);
	csv_text(&csv, text);
	assert_printed(wanted);
	free(printed);
	printed = NULL;
}

static void fields_stand_between_commas_and_rows_on_lines(void **state)
{
	(void)state;
	csv_text(&csv, "a");
	csv_number(&csv, 0.1);
	csv_figure(&csv, 9007199254740991);
	csv_end_row(&csv);
	csv_text(&csv, "b");
	csv_end_row(&csv);
	assert_printed("a,0.1,9007199254740991\nb\n");
}

static void unknown_is_an_empty_field(void **state)
{
	(void)state;
	csv_text(&csv, NULL);
	csv_number(&csv, NAN);
	csv_figure(&csv, FIGURE_NONE);
	csv_number(&csv, INFINITY);
	csv_figure(&csv, 0);
	csv_number(&csv, 0);
	csv_end_row(&csv);
	assert_printed(",,,,0,0\n");
}

static void numbers_come_back_as_they_were(void **state)
{
	static const double numbers[] = { 1.0 / 3, 1e-300, -2.5, 123456789.125, 5e-324, 1e22 };
	char *at;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		csv_number(&csv, numbers[i]);
	assert_int_equal(fclose(csv.out), 0);
	at = printed;
	for (size_t i = 0; i < 6; i++, at++)
		assert_true(strtod(at, &at) == numbers[i]);
}

static void a_decimal_comma_changes_nothing(void **state)
{
	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		fail_msg("no locale with a decimal comma; tests/run makes one");
	assert_string_equal(localeconv()->decimal_point, ",");
	csv_number(&csv, 1.5);
	csv_number(&csv, 1e-20);
	csv_number(&csv, 1.25e+30);
	assert_printed("1.5,1e-20,1.25e+30");
}

static void what_would_end_a_field_is_quoted(void **state)
{
	(void)state;
	assert_text("a,b", "\"a,b\"");
	assert_text("a;b", "\"a;b\"");
	assert_text("say \"a\"", "\"say \"\"a\"\"\"");
	assert_text(" a", "\" a\"");
	assert_text("a ", "\"a \"");
	assert_text("counter/mutex threads:2", "counter/mutex threads:2");
	assert_text("", "");
}

static void a_row_is_one_line_whatever_a_text_holds(void **state)
{
	(void)state;
	assert_text("a\nb\r\033[31m\xc2\x9b"
		    "c\u202ed",
		"a?b??[31m?c?d");
}

static void a_formula_is_made_a_text(void **state)
{
	static const char *const formulas[][2] = {
		{ "=1+1", "'=1+1" },
		{ "+1", "'+1" },
		{ "-1", "'-1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "=a,b", "\"'=a,b\"" },
		{ "  =1", "\"'  =1\"" },
		{ "\t=1", "\"'?=1\"" },
		{ "＝1", "'＝1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(formulas) / sizeof(*formulas); i++)
		assert_text(formulas[i][0], formulas[i][1]);
	assert_text("a=1", "a=1");
	assert_text("'", "'");
}

static void a_negative_number_is_none(void **state)
{
	(void)state;
	csv_number(&csv, -1.5);
	assert_printed("-1.5");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fields_stand_between_commas_and_rows_on_lines),
		TEST(unknown_is_an_empty_field),
		TEST(numbers_come_back_as_they_were),
		TEST(a_decimal_comma_changes_nothing),
		cmocka_unit_test(what_would_end_a_field_is_quoted),
		cmocka_unit_test(a_row_is_one_line_whatever_a_text_holds),
		cmocka_unit_test(a_formula_is_made_a_text),
		TEST(a_negative_number_is_none),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
