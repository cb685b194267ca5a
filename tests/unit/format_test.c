/* SPDX-License-Identifier: MIT */
#include "report/format.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct number {
	double value;
	const char *text;
};

static void assert_numbers(
	char *(*format)(char *text, double value), const struct number *numbers, size_t nr)
{
	char text[FORMAT_SIZE];

	for (size_t i = 0; i < nr; i++)
		assert_string_equal(format(text, numbers[i].value), numbers[i].text);
}

/* ---- Numbers ---- */

static void times_have_three_digits_and_a_unit(void **state)
{
	static const struct number known[] = {
		{ 1, "1.00 ns" },
		{ 12.34, "12.3 ns" },
		{ 100, "100 ns" },
		{ 1000, "1.00 µs" },
		{ 1234, "1.23 µs" },
		{ 98765, "98.8 µs" },
		{ 251e6, "251 ms" },
		{ 1e9, "1.00 s" },
		{ 61.25e9, "61.2 s" },
		{ 7200e9, "7200 s" },
	};

	(void)state;
	assert_numbers(format_time, known, COUNT(known));
}

static void what_rounds_up_to_a_thousand_takes_the_next_unit(void **state)
{
	static const struct number known[] = {
		{ 999.4, "999 ns" },
		{ 999.6, "1.00 µs" },
		{ 999400, "999 µs" },
		{ 999600, "1.00 ms" },
		{ 999.6e6, "1.00 s" },
		{ 9.994, "9.99 ns" },
		{ 9.996, "10.0 ns" },
		{ 99.94, "99.9 ns" },
		{ 99.96, "100 ns" },
	};

	(void)state;
	assert_numbers(format_time, known, COUNT(known));
}

static void zero_is_zero_in_the_least_unit(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_time(text, 0), "0 ns");
	assert_string_equal(format_bytes(text, 0), "0 B");
	assert_string_equal(format_rate(text, 0), "0");
}

static void bytes_go_by_1024(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} known[] = {
		{ 512, "512 B" },
		{ 1024, "1.00 KiB" },
		{ 1536, "1.50 KiB" },
		{ 12897485, "12.3 MiB" },
		{ (uint64_t)100 << 20, "100 MiB" },
		{ (uint64_t)3 << 30, "3.00 GiB" },
		{ (uint64_t)5 << 40, "5.00 TiB" },
		{ UINT64_MAX - 1, "16777216 TiB" },
	};
	char text[FORMAT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++)
		assert_string_equal(format_bytes(text, known[i].bytes), known[i].text);
}

static void rates_have_a_letter(void **state)
{
	static const struct number known[] = {
		{ 12.3, "12.3" },
		{ 999, "999" },
		{ 1000, "1.00k" },
		{ 1.2e6, "1.20M" },
		{ 34.5e9, "34.5G" },
		{ 1e12, "1.00T" },
	};

	(void)state;
	assert_numbers(format_rate, known, COUNT(known));
}

static void ratios_have_no_unit(void **state)
{
	static const struct number known[] = {
		{ 1, "1.00" },
		{ 1.98, "1.98" },
		{ 12.34, "12.3" },
		{ 123.4, "123" },
		{ 4321, "4321" },
		{ 0.5, "0.500" },
		{ 0.0123, "0.0123" },
	};

	(void)state;
	assert_numbers(format_ratio, known, COUNT(known));
}

static void unknown_is_a_dash(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_time(text, NAN), "-");
	assert_string_equal(format_rate(text, NAN), "-");
	assert_string_equal(format_ratio(text, NAN), "-");
	assert_string_equal(format_bytes(text, FIGURE_NONE), "-");
}

/* Read back, a number with three digits is off by at most half of the third. */
static void no_time_is_off_by_more_than_half_a_digit(void **state)
{
	static const struct {
		const char *unit;
		double ns;
	} units[] = { { " ns", 1 }, { " µs", 1e3 }, { " ms", 1e6 }, { " s", 1e9 } };
	char text[FORMAT_SIZE], *unit;

	(void)state;
	for (double ns = 1; ns < 1e12; ns *= 1.0137) {
		double shown = strtod(format_time(text, ns), &unit);
		size_t i = 0;

		while (i < COUNT(units) && strcmp(unit, units[i].unit) != 0)
			i++;
		assert_true(i < COUNT(units));
		assert_true(shown >= 1 && shown < 1000);
		assert_true(fabs(shown * units[i].ns - ns) <= 0.00501 * ns);
		assert_true(format_columns(text) <= 7);
	}
}

/* ---- Intervals ---- */

static void interval_follows_in_the_unit_of_the_value(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_time_interval(text, 251e6, 249e6, 255e6), "251 ms [249, 255]");
	assert_string_equal(format_time_interval(text, 999e3, 998e3, 1200e3), "999 µs [998, 1200]");
	assert_string_equal(
		format_time_interval(text, 7.83e6, 4.934e6, 10.06e6), "7.83 ms [4.93, 10.1]");
}

static void ratio_below_ten_is_told_to_the_per_mille(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(
		format_ratio_interval(text, 1.0305, 0.9996, 1.0614), "1.030 [1.000, 1.061]");
	assert_string_equal(format_ratio_interval(text, 0.5, 0.25, 1), "0.500 [0.250, 1.000]");
	assert_string_equal(format_ratio_interval(text, 12.34, 9.5, 15), "12.3 [9.5, 15.0]");
	assert_string_equal(
		format_ratio_interval(text, 1.096, 1.0071, 10.845), "1.096 [1.007, 10.8]");
	assert_string_equal(format_ratio_interval(text, 123.4, 99.6, 150), "123 [100, 150]");
}

static void speedup_is_told_to_the_per_cent(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_speedup(text, 1.98, 1.96, 1.99), "1.98 [1.96, 1.99]");
	assert_string_equal(format_speedup(text, 15.1, 14.9, 15.25), "15.10 [14.90, 15.25]");
	assert_string_equal(format_speedup(text, 123.4, 120, 125), "123 [120, 125]");
}

static void speedup_below_a_per_cent_says_so(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_speedup(text, 0.01, 0.01, 0.02), "0.01 [0.01, 0.02]");
	assert_string_equal(format_speedup(text, 0.0099, 0.009, 0.02), "<0.01");
	assert_string_equal(format_speedup(text, 0.001, NAN, NAN), "<0.01");
}

static void unknown_interval_is_left_out(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_time_interval(text, 251e6, NAN, NAN), "251 ms");
	assert_string_equal(format_time_interval(text, 251e6, 249e6, NAN), "251 ms");
	assert_string_equal(format_ratio_interval(text, 1.98, NAN, 2), "1.98");
	assert_string_equal(format_speedup(text, 1.98, NAN, NAN), "1.98");
}

static void interval_of_the_unknown_is_a_dash(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_time_interval(text, NAN, NAN, NAN), "-");
	assert_string_equal(format_ratio_interval(text, NAN, 1, 2), "-");
	assert_string_equal(format_speedup(text, NAN, NAN, NAN), "-");
}

/* ---- Any number ---- */

/* A report may hold any double: what it takes must never pass the end of text. */
static void no_number_passes_the_end_of_the_text(void **state)
{
	static const double numbers[] = { 1e300, -1e300, DBL_MAX, -DBL_MAX, DBL_MIN, 1e40, 1e47,
		INFINITY, -INFINITY, -0.0, -1 };
	struct {
		char text[FORMAT_SIZE];
		char after[2048];
	} room;
	char untouched[sizeof(room.after)];

	(void)state;
	memset(untouched, 0x5a, sizeof(untouched));
	memset(room.after, 0x5a, sizeof(room.after));
	for (size_t i = 0; i < COUNT(numbers); i++) {
		double number = numbers[i];

		format_time(room.text, number);
		assert_true(strnlen(room.text, FORMAT_SIZE) < FORMAT_SIZE);
		format_rate(room.text, number);
		format_ratio(room.text, number);
		format_time_interval(room.text, number, number, number);
		assert_true(strnlen(room.text, FORMAT_SIZE) < FORMAT_SIZE);
		format_ratio_interval(room.text, number, number, number);
		format_ratio_interval(room.text, 1, number, number);
		format_speedup(room.text, number, number, number);
		format_speedup(room.text, 1, number, number);
		assert_memory_equal(room.after, untouched, sizeof(untouched));
	}
}

/* tests/run makes the locale. */
static void decimal_comma_changes_nothing(void **state)
{
	char text[FORMAT_SIZE], interval[FORMAT_SIZE];

	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		skip();
	format_time(text, 1234);
	format_ratio_interval(interval, 1.98, 1.96, 1.99);
	setlocale(LC_ALL, "C");
	assert_string_equal(text, "1.23 µs");
	assert_string_equal(interval, "1.980 [1.960, 1.990]");
}

static void text_is_returned(void **state)
{
	char text[FORMAT_SIZE];

	(void)state;
	assert_ptr_equal(format_time(text, 1), text);
	assert_ptr_equal(format_bytes(text, FIGURE_NONE), text);
	assert_ptr_equal(format_ratio_interval(text, 1, 1, 1), text);
}

/* ---- Columns ---- */

static void each_character_is_a_column(void **state)
{
	(void)state;
	assert_int_equal(format_columns(""), 0);
	assert_int_equal(format_columns("abc"), 3);
	assert_int_equal(format_columns("1.23 µs"), 7);
	assert_int_equal(format_columns("€ · ü"), 5);
	assert_int_equal(format_columns("\xf0\x9f\x90\xa7"), 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(times_have_three_digits_and_a_unit),
	cmocka_unit_test(what_rounds_up_to_a_thousand_takes_the_next_unit),
	cmocka_unit_test(zero_is_zero_in_the_least_unit),
	cmocka_unit_test(bytes_go_by_1024),
	cmocka_unit_test(rates_have_a_letter),
	cmocka_unit_test(ratios_have_no_unit),
	cmocka_unit_test(unknown_is_a_dash),
	cmocka_unit_test(no_time_is_off_by_more_than_half_a_digit),
	cmocka_unit_test(interval_follows_in_the_unit_of_the_value),
	cmocka_unit_test(ratio_below_ten_is_told_to_the_per_mille),
	cmocka_unit_test(speedup_is_told_to_the_per_cent),
	cmocka_unit_test(speedup_below_a_per_cent_says_so),
	cmocka_unit_test(unknown_interval_is_left_out),
	cmocka_unit_test(interval_of_the_unknown_is_a_dash),
	cmocka_unit_test(no_number_passes_the_end_of_the_text),
	cmocka_unit_test(decimal_comma_changes_nothing),
	cmocka_unit_test(text_is_returned),
	cmocka_unit_test(each_character_is_a_column),
};

int main(void)
{
	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
