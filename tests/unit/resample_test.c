/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/bootstrap.h"

static const double x[] = { 0.31, 0.42, 0.44, 0.50, 0.53, 0.61, 0.62, 0.70, 0.81, 0.95 };
static const double y[] = { 0.11, 0.22, 0.25, 0.31, 0.39, 0.41, 0.47, 0.55, 0.58 };

#define NX (sizeof(x) / sizeof(*x))
#define NY (sizeof(y) / sizeof(*y))

/* What the bootstrap of the library draws, with very many draws, of exp of the same values. */
static void bootstrap(size_t nx, size_t ny, struct ratio *ratio)
{
	struct bootstrap how = { 1, 50000, 0.95 };
	double ex[NX], ey[NY];
	struct bootstrap_group of_x = { ex, nx }, of_y = { ey, ny };

	for (size_t i = 0; i < nx; i++)
		ex[i] = exp(x[i]);
	for (size_t i = 0; i < ny; i++)
		ey[i] = exp(y[i]);
	assert_int_equal(bootstrap_independent(&how, &(struct bootstrap_side){ &of_x, 1 },
				 &(struct bootstrap_side){ &of_y, 1 }, ratio),
		0);
}

static void it_is_what_the_bootstrap_tends_to(void **state)
{
	(void)state;
	for (size_t nx = 6; nx <= NX; nx++) {
		for (size_t ny = 6; ny <= NY; ny++) {
			struct resample_shift shift;
			struct ratio ratio;

			bootstrap(nx, ny, &ratio);
			assert_int_equal(resample_shift(&(struct resample_sample){ x, nx },
						 &(struct resample_sample){ y, ny }, 0.95, &shift),
				0);
			/* Medians of logs and of values differ by less than the values' steps. */
			assert_true(fabs(shift.value - log(ratio.value)) < 0.005);
			assert_true(fabs(shift.ci_low - log(ratio.ci_low)) < 0.02);
			assert_true(fabs(shift.ci_high - log(ratio.ci_high)) < 0.02);
		}
	}
}

/* The medians of all resamples of values, one after the other, each as often as it comes up. */
#define MOST_VALUES 7
#define MOST_MEDIANS 64

struct medians {
	double value[MOST_MEDIANS], nr[MOST_MEDIANS], all;
	size_t n;
};

static double median_of(const size_t *drawn, const double *values, size_t n)
{
	double sorted[MOST_VALUES];

	for (size_t i = 0; i < n; i++) {
		size_t at = i;

		for (; at && sorted[at - 1] > values[drawn[i]]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = values[drawn[i]];
	}
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static void count_medians(const double *values, size_t n, struct medians *medians)
{
	size_t drawn[MOST_VALUES] = { 0 }, at;

	*medians = (struct medians){ .n = 0 };
	do {
		double median = median_of(drawn, values, n);
		size_t i = 0;

		while (i < medians->n && medians->value[i] != median)
			i++;
		assert_true(i < MOST_MEDIANS);
		medians->value[i] = median;
		medians->n += i == medians->n;
		medians->nr[i]++;
		medians->all++;
		for (at = 0; at < n && ++drawn[at] == n; at++)
			drawn[at] = 0;
	} while (at < n);
}

/* P that the difference of the medians is at most the limit. */
static double chance(const struct medians *a, const struct medians *b, double limit)
{
	double sum = 0;

	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b->n; k++) {
			if (a->value[i] - b->value[k] <= limit)
				sum += a->nr[i] / a->all * b->nr[k] / b->all;
		}
	}
	return sum;
}

static void its_ends_are_quantiles_over_all_resamples(void **state)
{
	(void)state;
	for (size_t nx = 6; nx <= MOST_VALUES; nx++) {
		for (size_t ny = 6; ny <= MOST_VALUES; ny++) {
			struct resample_shift shift;
			struct medians of_x, of_y;

			count_medians(x, nx, &of_x);
			count_medians(y, ny, &of_y);
			assert_int_equal(resample_shift(&(struct resample_sample){ x, nx },
						 &(struct resample_sample){ y, ny }, 0.95, &shift),
				0);
			assert_true(chance(&of_x, &of_y, shift.ci_low + 1e-9) >= 0.025);
			assert_true(chance(&of_x, &of_y, shift.ci_low - 1e-9) < 0.025);
			assert_true(chance(&of_x, &of_y, shift.ci_high + 1e-9) >= 0.975);
			assert_true(chance(&of_x, &of_y, shift.ci_high - 1e-9) < 0.975);
		}
	}
}

static void turned_round_it_is_the_negative(void **state)
{
	struct resample_sample a = { x, NX }, b = { y, NY };
	struct resample_shift forth, back;

	(void)state;
	assert_int_equal(resample_shift(&a, &b, 0.95, &forth), 0);
	assert_int_equal(resample_shift(&b, &a, 0.95, &back), 0);
	assert_true(fabs(forth.value + back.value) < 1e-12);
	assert_true(fabs(forth.ci_low + back.ci_high) < 1e-6);
	assert_true(fabs(forth.ci_high + back.ci_low) < 1e-6);
}

static void below_6_values_there_is_no_interval(void **state)
{
	struct resample_shift shift;

	(void)state;
	assert_int_equal(resample_shift(&(struct resample_sample){ x, 5 },
				 &(struct resample_sample){ y, NY }, 0.95, &shift),
		0);
	assert_true(fabs(shift.value - (0.44 - 0.39)) < 1e-12);
	assert_true(isnan(shift.ci_low) && isnan(shift.ci_high));
}

static void an_empty_sample_has_no_shift(void **state)
{
	struct resample_shift shift;

	(void)state;
	assert_int_equal(resample_shift(&(struct resample_sample){ x, 0 },
				 &(struct resample_sample){ y, NY }, 0.95, &shift),
		0);
	assert_true(isnan(shift.value));
}

static void equal_values_have_an_interval_of_no_width(void **state)
{
	static const double same[] = { 2, 2, 2, 2, 2, 2, 2, 2 };
	struct resample_shift shift;

	(void)state;
	assert_int_equal(resample_shift(&(struct resample_sample){ same, 8 },
				 &(struct resample_sample){ same, 7 }, 0.95, &shift),
		0);
	assert_true(fabs(shift.value) < 1e-12);
	assert_true(fabs(shift.ci_low) < 1e-9 && fabs(shift.ci_high) < 1e-9);
}

static void large_samples_have_intervals_too(void **state)
{
	static double many[600];
	struct resample_shift shift;

	(void)state;
	for (size_t i = 0; i < 600; i++)
		many[i] = (double)(i * 7 % 600) / 600;
	assert_int_equal(resample_shift(&(struct resample_sample){ many, 600 },
				 &(struct resample_sample){ many, 599 }, 0.95, &shift),
		0);
	/* A median of a uniform sample has a standard error of 1 / (2 sqrt(n)). */
	assert_true(fabs(shift.ci_high - 1.96 * sqrt(2) / 2 / sqrt(600)) < 0.01);
	assert_true(fabs(shift.ci_low + 1.96 * sqrt(2) / 2 / sqrt(600)) < 0.01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_the_bootstrap_tends_to),
		cmocka_unit_test(its_ends_are_quantiles_over_all_resamples),
		cmocka_unit_test(turned_round_it_is_the_negative),
		cmocka_unit_test(below_6_values_there_is_no_interval),
		cmocka_unit_test(an_empty_sample_has_no_shift),
		cmocka_unit_test(equal_values_have_an_interval_of_no_width),
		cmocka_unit_test(large_samples_have_intervals_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
