/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static struct summary summary_or_fail(const double *x, size_t n)
{
	struct summary summary;

	assert_int_equal(summary_of(x, n, &summary), 0);
	assert_int_equal(summary.n, n);
	return summary;
}

static void assert_all_nan(const struct summary *summary)
{
	assert_true(isnan(summary->median) && isnan(summary->ci_low) && isnan(summary->ci_high));
	assert_true(isnan(summary->min) && isnan(summary->max) && isnan(summary->mean));
	assert_true(isnan(summary->stdev) && isnan(summary->mad));
	assert_true(isnan(summary->q1) && isnan(summary->q3));
}

static void median_of_odd_count(void **state)
{
	double x[] = { 9, 1, 5 };

	(void)state;
	assert_true(summary_median(x, COUNT(x)) == 5);
}

static void median_of_even_count(void **state)
{
	double x[] = { 9, 1, 4, 5 };

	(void)state;
	assert_true(summary_median(x, COUNT(x)) == 4.5);
}

static void median_sorts_its_array(void **state)
{
	double x[] = { 3, -1, 2, 0 };
	const double sorted[] = { -1, 0, 2, 3 };

	(void)state;
	summary_median(x, COUNT(x));
	assert_memory_equal(x, sorted, sizeof x);
}

static void median_of_nothing_is_nan(void **state)
{
	(void)state;
	assert_true(isnan(summary_median(NULL, 0)));
}

static void median_of_a_nan_is_nan_and_array_as_it_was(void **state)
{
	double x[] = { 3, 1, NAN };

	(void)state;
	assert_true(isnan(summary_median(x, COUNT(x))));
	assert_true(x[0] == 3 && x[1] == 1 && isnan(x[2]));
}

/* Few and many values, in any order, all different, in steps or equal, and of infinities. */
static void quick_median_is_the_median(void **state)
{
	static const unsigned steps[] = { 1, 2, 5, 1000000 };
	double x[300], copy[300];
	unsigned draw = 1;

	(void)state;
	for (size_t n = 0; n < COUNT(x); n++) {
		for (size_t s = 0; s < COUNT(steps); s++) {
			double median;

			for (size_t i = 0; i < n; i++) {
				draw = draw * 1664525 + 1013904223;
				x[i] = (draw >> 8) % steps[s] ? (double)((draw >> 8) % steps[s])
							      : INFINITY;
			}
			memcpy(copy, x, sizeof(x));
			median = summary_median(x, n);
			assert_true(summary_median_quick(copy, n) == median ||
				    (isnan(median) && isnan(summary_median_quick(copy, n))));
			summary_median(copy, n);
			assert_memory_equal(copy, x, n * sizeof(*x));
		}
	}
}

static void quick_median_of_a_nan_is_nan(void **state)
{
	double x[] = { 3, 1, NAN };

	(void)state;
	assert_true(isnan(summary_median_quick(x, COUNT(x))));
}

/* Hoefler and Belli's ranks, and exact integer binomials for the rest. */
static void median_rank_of_known_counts(void **state)
{
	static const struct {
		size_t n, rank;
		double coverage;
	} known[] = {
		{ 6, 1, 0.96875 },
		{ 7, 1, 0.984375 },
		{ 8, 1, 0.9921875 },
		{ 9, 2, 0.9609375 },
		{ 10, 2, 0.978515625 },
		{ 15, 4, 0.96484375 },
		{ 17, 5, 0.950958251953125 },
		{ 20, 6, 0.9586105346679688 },
		{ 50, 18, 0.9671608624357315 },
		{ 71, 27, 0.9680728379167877 },
		{ 100, 40, 0.9647997997822951 },
		{ 1000, 469, 0.9537088026395019 },
		{ 1001, 470, 0.9500154764972458 },
		{ 10000, 4902, 0.9511670501036181 },
		{ 100000, 49690, 0.9504442853304751 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		double coverage = 0;

		assert_int_equal(summary_median_rank(known[i].n, 0.95, &coverage), known[i].rank);
		assert_near(coverage, known[i].coverage, 1e-12);
	}
}

static void median_rank_is_zero_below_six(void **state)
{
	(void)state;
	for (size_t n = 0; n < 6; n++) {
		double coverage = 0;

		assert_int_equal(summary_median_rank(n, 0.95, &coverage), 0);
		assert_true(isnan(coverage));
	}
}

static void median_rank_takes_a_coverage_just_met(void **state)
{
	(void)state;
	assert_int_equal(summary_median_rank(6, 0.96875, NULL), 1);
	assert_int_equal(summary_median_rank(6, nextafter(0.96875, 1), NULL), 0);
	assert_int_equal(summary_median_rank(20, 0.9586105346679688, NULL), 6);
	assert_int_equal(summary_median_rank(20, 0.9586105346679689, NULL), 5);
}

static void median_rank_follows_the_confidence(void **state)
{
	(void)state;
	assert_int_equal(summary_median_rank(20, 0.50, NULL), 8);
	assert_int_equal(summary_median_rank(20, 0.99, NULL), 4);
	assert_int_equal(summary_median_rank(7, 0.99, NULL), 0);
	assert_int_equal(summary_median_rank(8, 0.99, NULL), 1);
}

static void interval_is_the_ranked_values(void **state)
{
	const double x[] = { 100, 7, 1, 9, 3, 8, 2, 6, 4, 5 };
	struct summary of_ten = summary_or_fail(x, 10), of_nine = summary_or_fail(x + 1, 9);
	struct summary of_six = summary_or_fail(x, 6);

	(void)state;
	assert_true(of_ten.ci_low == 2 && of_ten.ci_high == 9);
	assert_true(of_nine.ci_low == 2 && of_nine.ci_high == 8);
	assert_true(of_six.ci_low == 1 && of_six.ci_high == 100);
}

static void no_interval_below_six(void **state)
{
	const double x[] = { 1, 2, 3, 4, 5 };
	struct summary summary = summary_or_fail(x, COUNT(x));

	(void)state;
	assert_true(isnan(summary.ci_low) && isnan(summary.ci_high));
	assert_true(summary.median == 3);
}

/* Against Python's statistics, method "inclusive". */
static void describes_a_sample(void **state)
{
	const double x[] = { 105, 129, 87, 86, 111, 111, 89, 81, 108, 92, 110, 100, 75, 105, 103,
		109, 76, 119, 99, 91 };
	struct summary summary = summary_or_fail(x, COUNT(x));

	(void)state;
	assert_true(summary.median == 101.5);
	assert_true(summary.ci_low == 89 && summary.ci_high == 109);
	assert_true(summary.min == 75 && summary.max == 129);
	assert_near(summary.mean, 99.3, 1e-13);
	assert_near(summary.stdev, 14.386031236475267, 1e-13);
	assert_true(summary.mad == 9.5);
	assert_true(summary.q1 == 88.5 && summary.q3 == 109.25);
}

/* R: quantile(1:10) and quantile(1:4), whose default is type 7. */
static void quartiles_are_of_type_seven(void **state)
{
	const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct summary of_ten = summary_or_fail(x, 10), of_four = summary_or_fail(x, 4);

	(void)state;
	assert_true(of_ten.q1 == 3.25 && of_ten.q3 == 7.75);
	assert_true(of_four.q1 == 1.75 && of_four.q3 == 3.25);
}

static void deviation_from_median_is_unscaled(void **state)
{
	const double x[] = { 1, 1, 2, 2, 4, 6, 9 };

	(void)state;
	assert_true(summary_or_fail(x, COUNT(x)).mad == 1);
}

/* NIST StRD NumAcc1, 3 and 4: certified means and standard deviations. */
static void spread_survives_a_large_offset(void **state)
{
	const double whole[] = { 10000001, 10000003, 10000002 };
	const double offsets[] = { 1000000, 10000000 };
	struct summary summary = summary_or_fail(whole, COUNT(whole));
	double x[1001];

	(void)state;
	assert_true(summary.mean == 10000002 && summary.stdev == 1);
	for (size_t k = 0; k < COUNT(offsets); k++) {
		x[0] = offsets[k] + 0.2;
		for (size_t i = 1; i < COUNT(x); i++)
			x[i] = offsets[k] + (i % 2 ? 0.1 : 0.3);
		summary = summary_or_fail(x, COUNT(x));
		assert_near(summary.mean, offsets[k] + 0.2, 1e-8);
		assert_near(summary.stdev, 0.1, 1e-8);
	}
}

static void equal_values_have_no_spread(void **state)
{
	double x[9999];
	struct summary summary;

	(void)state;
	for (size_t i = 0; i < COUNT(x); i++)
		x[i] = 0.1;
	summary = summary_or_fail(x, COUNT(x));
	assert_true(summary.median == 0.1 && summary.mean == 0.1);
	assert_true(summary.min == 0.1 && summary.max == 0.1);
	assert_true(summary.q1 == 0.1 && summary.q3 == 0.1);
	assert_true(summary.ci_low == 0.1 && summary.ci_high == 0.1);
	assert_true(summary.stdev == 0 && summary.mad == 0);
}

static void one_value_has_no_deviation(void **state)
{
	const double x[] = { 42 };
	struct summary summary = summary_or_fail(x, 1);

	(void)state;
	assert_true(summary.median == 42 && summary.mean == 42);
	assert_true(summary.min == 42 && summary.max == 42);
	assert_true(summary.q1 == 42 && summary.q3 == 42 && summary.mad == 0);
	assert_true(isnan(summary.stdev) && isnan(summary.ci_low) && isnan(summary.ci_high));
}

static void two_values_have_a_deviation(void **state)
{
	const double x[] = { 3, 1 };
	struct summary summary = summary_or_fail(x, 2);

	(void)state;
	assert_true(summary.median == 2 && summary.mean == 2);
	assert_true(summary.q1 == 1.5 && summary.q3 == 2.5 && summary.mad == 1);
	assert_near(summary.stdev, sqrt(2), 1e-15);
}

static void nothing_is_all_nan(void **state)
{
	struct summary summary = summary_or_fail(NULL, 0);

	(void)state;
	assert_all_nan(&summary);
}

static void a_nan_makes_all_nan(void **state)
{
	const double x[] = { 1, 2, 3, NAN, 5, 6, 7 };
	struct summary summary = summary_or_fail(x, COUNT(x));

	(void)state;
	assert_all_nan(&summary);
}

static void an_infinity_leaves_the_median(void **state)
{
	const double x[] = { 1, 2, 3, 4, INFINITY };
	struct summary summary = summary_or_fail(x, COUNT(x));

	(void)state;
	assert_true(summary.median == 3 && summary.q3 == 4 && summary.mad == 1);
	assert_true(isinf(summary.max) && isinf(summary.mean));
}

static void input_stays_as_it_was(void **state)
{
	const double x[] = { 5, 3, 4, 1, 2, 6 };
	double copy[COUNT(x)];

	(void)state;
	memcpy(copy, x, sizeof x);
	summary_or_fail(copy, COUNT(copy));
	assert_memory_equal(copy, x, sizeof x);
}

static void too_large_a_sample_is_refused(void **state)
{
	const double x[] = { 1 };
	struct summary summary;

	(void)state;
	assert_int_equal(summary_of(x, SIZE_MAX / sizeof *x + 2, &summary), -ENOMEM);
	assert_all_nan(&summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(median_of_odd_count),
		cmocka_unit_test(median_of_even_count),
		cmocka_unit_test(median_sorts_its_array),
		cmocka_unit_test(median_of_nothing_is_nan),
		cmocka_unit_test(median_of_a_nan_is_nan_and_array_as_it_was),
		cmocka_unit_test(quick_median_is_the_median),
		cmocka_unit_test(quick_median_of_a_nan_is_nan),
		cmocka_unit_test(median_rank_of_known_counts),
		cmocka_unit_test(median_rank_is_zero_below_six),
		cmocka_unit_test(median_rank_takes_a_coverage_just_met),
		cmocka_unit_test(median_rank_follows_the_confidence),
		cmocka_unit_test(interval_is_the_ranked_values),
		cmocka_unit_test(no_interval_below_six),
		cmocka_unit_test(describes_a_sample),
		cmocka_unit_test(quartiles_are_of_type_seven),
		cmocka_unit_test(deviation_from_median_is_unscaled),
		cmocka_unit_test(spread_survives_a_large_offset),
		cmocka_unit_test(equal_values_have_no_spread),
		cmocka_unit_test(one_value_has_no_deviation),
		cmocka_unit_test(two_values_have_a_deviation),
		cmocka_unit_test(nothing_is_all_nan),
		cmocka_unit_test(a_nan_makes_all_nan),
		cmocka_unit_test(an_infinity_leaves_the_median),
		cmocka_unit_test(input_stays_as_it_was),
		cmocka_unit_test(too_large_a_sample_is_refused),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
