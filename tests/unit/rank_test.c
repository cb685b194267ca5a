/* SPDX-License-Identifier: MIT */
#include "stats/rank.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* Hollander and Wolfe's permeabilities of the chorioamnion, at term and at 12 to 26 weeks. */
static const double term[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 };
static const double early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };

static struct rank_test test_or_fail(const double *x, size_t n, const double *y, size_t m)
{
	struct rank_test test;

	assert_int_equal(rank_test(x, n, y, m, &test), 0);
	assert_int_equal(test.n, n);
	assert_int_equal(test.m, m);
	return test;
}

static struct rank_shift shift_or_fail(
	const double *x, size_t n, const double *y, size_t m, double confidence)
{
	struct rank_sample of_x = { x, n }, of_y = { y, m };
	struct rank_shift shift;

	assert_int_equal(rank_shift(&of_x, &of_y, confidence, &shift), 0);
	return shift;
}

/* Two samples of n values without a tie, y the higher by about 1,500. */
static void make_samples(double *x, double *y, size_t n)
{
	for (size_t i = 1; i <= n; i++) {
		x[i - 1] = (double)((7 * i * i + 3 * i) % 10007);
		y[i - 1] = (double)((11 * i * i + 5 * i) % 10007) + 1500.5;
	}
}

/* 2 / C(2n, n). */
static void separated_samples_have_the_smallest_p(void **state)
{
	static const struct {
		size_t n;
		double p;
	} known[] = {
		{ 1, 1 },
		{ 3, 0.1 },
		{ 4, 2.0 / 70 },
		{ 5, 2.0 / 252 },
		{ 10, 2.0 / 184756 },
		{ 28, 2.0 / 7648690600760440 },
	};
	double x[28], y[28];

	(void)state;
	for (size_t i = 0; i < COUNT(x); i++) {
		x[i] = (double)(i + 1);
		y[i] = (double)(i + 101);
	}
	for (size_t i = 0; i < COUNT(known); i++) {
		struct rank_test test = test_or_fail(x, known[i].n, y, known[i].n);
		struct rank_test turned = test_or_fail(y, known[i].n, x, known[i].n);

		assert_true(test.exact && test.u == 0);
		assert_near(test.p, known[i].p, 1e-15 * known[i].p);
		assert_true(turned.u == (double)(known[i].n * known[i].n) && turned.p == test.p);
	}
}

/* 4 of the 924 orderings of six and six are this far out. */
static void one_value_out_of_place(void **state)
{
	const double x[] = { 1, 2, 3, 4, 5, 7 }, y[] = { 6, 8, 9, 10, 11, 12 };
	struct rank_test test = test_or_fail(x, 6, y, 6);

	(void)state;
	assert_true(test.exact && test.u == 1);
	assert_near(test.p, 4.0 / 924, 1e-15);
}

/* scipy.stats.mannwhitneyu(x, y, method="exact") */
static void exact_p_of_scipy(void **state)
{
	static const struct {
		size_t n;
		double u, p;
	} known[] = {
		{ 20, 41, 3.452129002257163e-06 },
		{ 25, 111, 4.570866515734398e-05 },
		{ 28, 165, 0.00012400563140751186 },
	};
	struct rank_test test = test_or_fail(term, COUNT(term), early, COUNT(early));
	double x[28], y[28];

	(void)state;
	assert_true(test.exact && test.u == 35);
	assert_near(test.p, 0.2544122544122544, 1e-14);
	for (size_t i = 0; i < COUNT(known); i++) {
		make_samples(x, y, known[i].n);
		test = test_or_fail(x, known[i].n, y, known[i].n);
		assert_true(test.exact && test.u == known[i].u);
		assert_near(test.p, known[i].p, 1e-12 * known[i].p);
	}
}

/* scipy.stats.mannwhitneyu(x, y, method="asymptotic") */
static void approximate_p_of_scipy(void **state)
{
	const double x[] = { 1, 2, 2, 3, 5, 5, 5, 8 }, y[] = { 2, 4, 5, 6, 6, 9 };
	struct rank_test tied = test_or_fail(x, COUNT(x), y, COUNT(y)), large;
	double many_x[40], many_y[40];

	(void)state;
	assert_true(!tied.exact && tied.u == 14.5);
	assert_near(tied.p, 0.23739063242182856, 1e-14);
	make_samples(many_x, many_y, 29);
	large = test_or_fail(many_x, 29, many_y, 29);
	assert_true(!large.exact && large.u == 184);
	assert_near(large.p, 0.00024244979156701, 1e-15);
	make_samples(many_x, many_y, 40);
	large = test_or_fail(many_x, 40, many_y, 40);
	assert_true(!large.exact && large.u == 496);
	assert_near(large.p, 0.0034954858899693356, 1e-15);
}

/* scipy.stats.mannwhitneyu(x, y, method="exact") */
static void samples_of_different_sizes(void **state)
{
	double x[5], y[100];
	struct rank_test test;

	(void)state;
	make_samples(x, y, 5);
	for (size_t i = 0; i < COUNT(x); i++)
		x[i] = (double)i * 37.25 + 900;
	for (size_t i = 1; i <= COUNT(y); i++)
		y[i - 1] = (double)((11 * i * i + 5 * i) % 10007) + 0.5;
	test = test_or_fail(x, 5, y, 100);
	assert_true(test.exact && test.u == 74);
	assert_near(test.p, 0.005295614944415346, 1e-14);
	test = test_or_fail(x, 1, y, 50);
	assert_true(test.exact && test.u == 11);
	assert_near(test.p, 0.47058823529411753, 1e-14);
}

static void middle_has_a_p_of_one(void **state)
{
	const double x[] = { 1, 4 }, y[] = { 2, 3 }, tied[] = { 1, 2, 2, 3 };

	(void)state;
	assert_true(test_or_fail(x, 2, y, 2).p == 1);
	assert_true(test_or_fail(tied, 4, tied, 4).p == 1);
}

static void equal_values_have_a_p_of_one(void **state)
{
	const double x[] = { 7, 7, 7, 7, 7 };
	struct rank_test test = test_or_fail(x, 5, x, 5);

	(void)state;
	assert_true(!test.exact && test.u == 12.5 && test.p == 1);
}

static void too_few_values_cannot_reach(void **state)
{
	(void)state;
	assert_false(rank_can_reach(3, 3, 0.05));
	assert_true(rank_can_reach(4, 4, 0.05));
	assert_false(rank_can_reach(3, 4, 0.05));
	assert_true(rank_can_reach(3, 5, 0.05));
	assert_false(rank_can_reach(1, 39, 0.05));
	assert_true(rank_can_reach(1, 40, 0.05));
	assert_false(rank_can_reach(4, 4, 0.01));
	assert_false(rank_can_reach(0, 100, 0.05));
	assert_true(rank_can_reach(1000, 1000, 1e-300));
}

/*
 * numpy: the sorted differences of the first example; k is 9 of 50, since itertools counts
 * 2 P(U < 9) = 0.03996 and 2 P(U < 10) > 0.05. Hollander and Wolfe give 0.305 and (-0.15, 0.76).
 */
static void shift_of_a_published_example(void **state)
{
	struct rank_shift shift = shift_or_fail(term, COUNT(term), early, COUNT(early), 0.95);
	struct rank_shift surer = shift_or_fail(term, COUNT(term), early, COUNT(early), 0.99);
	struct rank_shift turned = shift_or_fail(early, COUNT(early), term, COUNT(term), 0.95);

	(void)state;
	assert_near(shift.value, 0.305, 1e-14);
	assert_near(shift.ci_low, -0.15, 1e-14);
	assert_near(shift.ci_high, 0.76, 1e-14);
	assert_near(surer.ci_low, -0.35, 1e-14);
	assert_near(surer.ci_high, 1.01, 1e-14);
	assert_near(turned.value, -0.305, 1e-14);
	assert_near(turned.ci_low, -0.76, 1e-14);
	assert_near(turned.ci_high, 0.15, 1e-14);
}

/*
 * Of 40 and 40 scipy has k = floor(800 - norm.ppf(0.975) * sqrt(1600 * 81 / 12) + 0.5) = 596. Of 36
 * and 36 it is 474, and without the half step for continuity it would be 473.
 */
static void shift_of_many_values(void **state)
{
	double x[40], y[40];
	struct rank_shift shift;

	(void)state;
	make_samples(x, y, 40);
	shift = shift_or_fail(x, 40, y, 40, 0.95);
	assert_true(shift.value == -1728.5);
	assert_true(shift.ci_low == -2969.5 && shift.ci_high == -747.5);
	make_samples(x, y, 36);
	shift = shift_or_fail(x, 36, y, 36, 0.95);
	assert_true(shift.value == -1472);
	assert_true(shift.ci_low == -2556.5 && shift.ci_high == -292.5);
}

/* 2 / 70 is below 0.05 and 2 / 20 is not. */
static void shift_of_few_values_has_no_interval(void **state)
{
	const double x[] = { 11, 12, 13, 14 }, y[] = { 1, 2, 3, 4 };
	struct rank_shift three = shift_or_fail(x, 3, y, 3, 0.95);
	struct rank_shift four = shift_or_fail(x, 4, y, 4, 0.95);

	(void)state;
	assert_true(three.value == 10);
	assert_true(isnan(three.ci_low) && isnan(three.ci_high));
	assert_true(four.ci_low == 7 && four.ci_high == 13);
}

static void equal_values_have_no_shift(void **state)
{
	const double x[] = { 7, 7, 7, 7, 7 };
	struct rank_shift shift = shift_or_fail(x, 5, x, 5, 0.95);

	(void)state;
	assert_true(shift.value == 0 && shift.ci_low == 0 && shift.ci_high == 0);
}

/* The interval leaves out 0 just where the test rejects. */
static void interval_agrees_with_the_test(void **state)
{
	double x[12], y[12];

	(void)state;
	for (int step = 0; step < 40; step++) {
		struct rank_shift shift;

		make_samples(x, y, 12);
		for (size_t i = 0; i < 12; i++)
			y[i] += 250 * (step - 20) + 0.25;
		shift = shift_or_fail(x, 12, y, 12, 0.95);
		assert_int_equal(shift.ci_low > 0 || shift.ci_high < 0,
			test_or_fail(x, 12, y, 12).p <= 0.05);
	}
}

static void empty_samples_are_nan(void **state)
{
	struct rank_test test = test_or_fail(NULL, 0, early, COUNT(early));
	struct rank_shift shift = shift_or_fail(early, COUNT(early), NULL, 0, 0.95);

	(void)state;
	assert_true(isnan(test.u) && isnan(test.p) && !test.exact);
	assert_true(isnan(shift.value) && isnan(shift.ci_low) && isnan(shift.ci_high));
}

static void only_finite_values_have_a_rank(void **state)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const double spoilt[] = { 1, bad[i], 3 };
		struct rank_sample x = { spoilt, 3 }, y = { early, COUNT(early) };
		struct rank_shift shift;
		struct rank_test test;

		assert_int_equal(rank_test(spoilt, 3, early, COUNT(early), &test), -EDOM);
		assert_true(isnan(test.u) && isnan(test.p));
		assert_int_equal(rank_test(early, COUNT(early), spoilt, 3, &test), -EDOM);
		assert_int_equal(rank_shift(&x, &y, 0.95, &shift), -EDOM);
		assert_true(isnan(shift.value));
		assert_int_equal(rank_shift(&y, &x, 0.95, &shift), -EDOM);
	}
}

static void too_many_values_are_refused(void **state)
{
	struct rank_sample x = { early, SIZE_MAX / 16 + 2 }, y = { early, COUNT(early) };
	struct rank_shift shift;
	struct rank_test test;

	(void)state;
	assert_int_equal(rank_test(x.x, x.n, y.x, y.n, &test), -ENOMEM);
	assert_int_equal(rank_shift(&x, &y, 0.95, &shift), -ENOMEM);
	assert_true(isnan(test.p) && isnan(shift.value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(separated_samples_have_the_smallest_p),
		cmocka_unit_test(one_value_out_of_place),
		cmocka_unit_test(exact_p_of_scipy),
		cmocka_unit_test(approximate_p_of_scipy),
		cmocka_unit_test(samples_of_different_sizes),
		cmocka_unit_test(middle_has_a_p_of_one),
		cmocka_unit_test(equal_values_have_a_p_of_one),
		cmocka_unit_test(too_few_values_cannot_reach),
		cmocka_unit_test(shift_of_a_published_example),
		cmocka_unit_test(shift_of_many_values),
		cmocka_unit_test(shift_of_few_values_has_no_interval),
		cmocka_unit_test(equal_values_have_no_shift),
		cmocka_unit_test(interval_agrees_with_the_test),
		cmocka_unit_test(empty_samples_are_nan),
		cmocka_unit_test(only_finite_values_have_a_rank),
		cmocka_unit_test(too_many_values_are_refused),
	};

	return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
