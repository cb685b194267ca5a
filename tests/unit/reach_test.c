/* SPDX-License-Identifier: MIT */
#include "compare/reach.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct row row(enum outcome outcome, double low, double high)
{
	return (struct row){
		.change = { .ratio = 1, .ci_low = low, .ci_high = high, .outcome = outcome }
	};
}

static struct reach reach_of(struct row *rows, size_t nr)
{
	struct comparison comparison = { .rows = rows, .nr_rows = nr };
	struct reach reach;

	assert_int_equal(reach_find(&comparison, &reach), 0);
	return reach;
}

static bool is_near(double a, double b)
{
	return fabs(a - b) < 1e-12;
}

static void a_row_reaches_to_the_farther_end_of_its_interval(void **state)
{
	struct row up = row(OUTCOME_SAME, 0.95, 1.10), down = row(OUTCOME_SAME, 0.80, 1.10);

	(void)state;
	assert_true(is_near(reach_of(&up, 1).widest, 1.10));
	assert_true(is_near(reach_of(&down, 1).widest, 0.80));
	/* 0.80 and 1.25 are equally far from 1. */
	assert_true(is_near(reach_of(&down, 1).median, 1.25));
}

static void the_widest_and_the_median_are_over_rows_without_a_difference(void **state)
{
	struct row rows[] = { row(OUTCOME_SLOWER, 3, 5), row(OUTCOME_SAME, 0.99, 1.02),
		row(OUTCOME_SAME, 0.9, 1.01), row(OUTCOME_INSUFFICIENT, 0.1, 9),
		row(OUTCOME_SAME, 0.98, 1.04), row(OUTCOME_FASTER, 0.2, 0.3),
		row(OUTCOME_NONE, 0.1, 9) };
	struct reach reach = reach_of(rows, sizeof(rows) / sizeof(*rows));

	(void)state;
	assert_int_equal(reach.n, 3);
	assert_true(is_near(reach.widest, 0.9));
	assert_true(is_near(reach.median, 1.04));
}

static void an_unknown_interval_reaches_nowhere(void **state)
{
	struct row rows[] = { row(OUTCOME_SAME, NAN, NAN), row(OUTCOME_SAME, 0.97, 1.01) };

	(void)state;
	assert_int_equal(reach_of(rows, 2).n, 1);
	assert_true(is_near(reach_of(rows, 2).widest, 0.97));
	assert_int_equal(reach_of(rows, 1).n, 0);
	assert_true(isnan(reach_of(rows, 1).widest) && isnan(reach_of(rows, 1).median));
	assert_true(isnan(reach_of(rows, 0).widest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_reaches_to_the_farther_end_of_its_interval),
		cmocka_unit_test(the_widest_and_the_median_are_over_rows_without_a_difference),
		cmocka_unit_test(an_unknown_interval_reaches_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
