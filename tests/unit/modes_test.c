/* SPDX-License-Identifier: MIT */
#include "stats/modes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define LARGEST 200

static void two_heaps_are_told_apart(void **state)
{
	double x[] = { 20.1, 10.2, 20.4, 10.1, 10.3, 20.2, 10.4, 20.3, 10.5, 10.0 };
	struct modes modes;

	(void)state;
	assert_true(modes_are_two(x, COUNT(x), &modes));
	assert_int_equal(modes.nr_low, 6);
	assert_true(modes.low == 10.25 && fabs(modes.high - 20.25) < 1e-14);
}

static void sample_is_sorted(void **state)
{
	double x[] = { 8, 3, 5, 1, 7, 2, 6, 4 };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(x, COUNT(x), &modes));
	assert_int_equal(modes.nr_low, 0);
	assert_true(isnan(modes.low) && isnan(modes.high));
	for (size_t i = 0; i < COUNT(x); i++)
		assert_true(x[i] == (double)(i + 1));
}

/* Of 10 values the factor is 3/2. */
static void gap_must_exceed_the_wider_side(void **state)
{
	double just[] = { 0, 1, 2, 3, 4, 10, 11, 12, 13, 14 };
	double more[] = { 0, 1, 2, 3, 4, 10.001, 11, 12, 13, 14 };
	double wider[] = { 0, 1, 2, 3, 4, 10.001, 11, 12, 13, 15 };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(just, 10, &modes));
	assert_true(modes_are_two(more, 10, &modes));
	assert_false(modes_are_two(wider, 10, &modes));
}

/* 9 / 96 of the wider side's range, 49, would be a gap of 4.6; a quarter of it is 12.25. */
static void large_samples_need_a_gap_of_a_quarter(void **state)
{
	double just[100], more[100];
	struct modes modes;

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		just[i] = (double)i + (i < 50 ? 0 : 11);
		more[i] = (double)i + (i < 50 ? 0 : 12);
	}
	assert_false(modes_are_two(just, 100, &modes));
	assert_true(modes_are_two(more, 100, &modes));
}

/* The fifth of 10 is 2: one value far off is an outlier, two are a heap. */
static void outlier_is_no_heap(void **state)
{
	double one[] = { 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 50 };
	double two[] = { 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 50, 50.1 };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(one, 10, &modes));
	assert_true(modes_are_two(two, 10, &modes));
	assert_int_equal(modes.nr_low, 8);
}

static void equal_values_are_one_heap(void **state)
{
	double x[] = { 7, 7, 7, 7, 7, 7, 7, 7 };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(x, COUNT(x), &modes));
}

static void two_values_are_two_heaps(void **state)
{
	double x[] = { 7, 8, 7, 8, 8, 7, 8, 7 };
	struct modes modes;

	(void)state;
	assert_true(modes_are_two(x, COUNT(x), &modes));
	assert_true(modes.nr_low == 4 && modes.low == 7 && modes.high == 8);
}

static void seven_values_are_too_few(void **state)
{
	double x[] = { 1, 1, 1, 9, 9, 9, 9 };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(x, COUNT(x), &modes));
	assert_false(modes_are_two(NULL, 0, &modes));
}

static void nan_gives_no_hint(void **state)
{
	double x[] = { 1, 1, 1, 1, 9, 9, 9, 9, NAN };
	struct modes modes;

	(void)state;
	assert_false(modes_are_two(x, COUNT(x), &modes));
	assert_true(x[4] == 9 && isnan(x[8]));
}

/* ---- How often it errs ---- */

static double uniform(uint64_t *seed)
{
	uint64_t x = *seed += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return ((double)((x ^ (x >> 31)) >> 12) + 0.5) / 4503599627370496.0;
}

static double normal(uint64_t *seed)
{
	double radius = sqrt(-2 * log(uniform(seed)));

	return radius * cos(2 * M_PI * uniform(seed));
}

/* Share of samples with a hint; half of the values, by chance, lie so much higher. */
static double share_of_hints(size_t n, double apart, size_t nr_samples)
{
	uint64_t seed = n;
	size_t hints = 0;
	struct modes modes;

	for (size_t i = 0; i < nr_samples; i++) {
		double x[LARGEST];

		for (size_t k = 0; k < n; k++)
			x[k] = normal(&seed) + (uniform(&seed) < 0.5 ? apart : 0);
		hints += modes_are_two(x, n, &modes);
	}
	return (double)hints / (double)nr_samples;
}

static void one_in_a_hundred_normal_samples_at_most(void **state)
{
	static const size_t sizes[] = { 8, 10, 20, 40, 50, LARGEST };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		double share = share_of_hints(sizes[i], 0, 10000);

		print_message("# %zu normal values: %.2f %%\n", sizes[i], 100 * share);
		assert_true(share <= 0.01);
	}
}

static void most_heaps_far_apart_are_seen(void **state)
{
	static const struct {
		size_t n;
		double least;
	} known[] = { { 10, 0.70 }, { 20, 0.95 }, { 50, 0.99 } };

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		double share = share_of_hints(known[i].n, 8, 2000);

		print_message("# %zu values in heaps 8 standard deviations apart: %.2f %%\n",
			known[i].n, 100 * share);
		assert_true(share >= known[i].least);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_heaps_are_told_apart),
		cmocka_unit_test(sample_is_sorted),
		cmocka_unit_test(gap_must_exceed_the_wider_side),
		cmocka_unit_test(large_samples_need_a_gap_of_a_quarter),
		cmocka_unit_test(outlier_is_no_heap),
		cmocka_unit_test(equal_values_are_one_heap),
		cmocka_unit_test(two_values_are_two_heaps),
		cmocka_unit_test(seven_values_are_too_few),
		cmocka_unit_test(nan_gives_no_hint),
		cmocka_unit_test(one_in_a_hundred_normal_samples_at_most),
		cmocka_unit_test(most_heaps_far_apart_are_seen),
	};

	return cmocka_run_group_tests_name("modes", tests, NULL, NULL);
}
