/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/summary.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static const double x[] = { 105, 129, 87, 86, 111, 111, 89, 81, 108, 92, 110, 100, 75, 105, 103,
	109, 76, 119, 99, 91 };
static const double y[] = { 98, 84, 101, 90, 77, 93, 88, 95, 79, 86, 104, 81, 92, 87, 83 };

static const struct bootstrap usual = {
	.seed = 42, .nr_resamples = BOOTSTRAP_RESAMPLES, .confidence = 0.95
};

static struct ratio independent_or_fail(const struct bootstrap *how,
	const struct bootstrap_side *above, const struct bootstrap_side *below)
{
	struct ratio ratio;

	assert_int_equal(bootstrap_independent(how, above, below, &ratio), 0);
	return ratio;
}

/* x against y, each as one group. */
static struct ratio one_report_each(const struct bootstrap *how, size_t x_n, size_t y_n)
{
	const struct bootstrap_group x_group = { x, x_n }, y_group = { y, y_n };
	const struct bootstrap_side above = { &x_group, 1 }, below = { &y_group, 1 };

	return independent_or_fail(how, &above, &below);
}

/* The draws made in Python; scipy.stats.bootstrap of 200,000 resamples: 0.99457 to 1.25301. */
static void sides_have_the_interval_of_scipy(void **state)
{
	struct bootstrap how = usual;
	struct ratio ratio;

	(void)state;
	how.seed = 7;
	ratio = one_report_each(&how, COUNT(x), COUNT(y));
	assert_int_equal(ratio.n, COUNT(y));
	assert_near(ratio.value, 101.5 / 88, 1e-14);
	assert_near(ratio.ci_low, 0.9945652173913047, 1e-13);
	assert_near(ratio.ci_high, 1.2528735632183905, 1e-13);
}

/* The draws made in Python. */
static void groups_are_drawn_before_their_values(void **state)
{
	double second[5], third[8], fourth[7];
	const struct bootstrap_group above[] = { { x, 7 }, { second, 5 }, { third, 8 } };
	const struct bootstrap_group below[] = { { y, 8 }, { fourth, 7 } };
	const struct bootstrap_side above_side = { above, 3 }, below_side = { below, 2 };
	struct bootstrap how = usual;
	struct ratio ratio, flat = one_report_each(&usual, COUNT(x), COUNT(y));

	(void)state;
	for (size_t i = 0; i < COUNT(second); i++)
		second[i] = x[7 + i] * 1.2;
	for (size_t i = 0; i < COUNT(third); i++)
		third[i] = x[12 + i] * 0.9;
	for (size_t i = 0; i < COUNT(fourth); i++)
		fourth[i] = y[8 + i] * 1.1;
	how.seed = 7;
	ratio = independent_or_fail(&how, &above_side, &below_side);
	assert_int_equal(ratio.n, COUNT(y));
	assert_near(ratio.value, 1.1284255776464265, 1e-13);
	assert_near(ratio.ci_low, 0.9124278972207654, 1e-13);
	assert_near(ratio.ci_high, 1.3736089030206677, 1e-13);
	assert_true(ratio.ci_high / ratio.ci_low > 1.1 * flat.ci_high / flat.ci_low);
}

/* ---- The same, made plainly ---- */

#define MOST_VALUES 64
#define MOST_GROUPS 80

static size_t draw_below(size_t n, uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (size_t)((((z ^ (z >> 31)) >> 32) * n) >> 32);
}

static double plain_location(const struct bootstrap_side *side, uint64_t *state)
{
	double medians[MOST_GROUPS], drawn[MOST_VALUES];

	for (size_t i = 0; i < side->nr_groups; i++) {
		size_t k = side->nr_groups > 1 ? draw_below(side->nr_groups, state) : 0;
		const struct bootstrap_group *group = &side->groups[k];

		for (size_t j = 0; j < group->n; j++)
			drawn[j] = group->x[draw_below(group->n, state)];
		medians[i] = summary_median(drawn, group->n);
	}
	return log(summary_median(medians, side->nr_groups));
}

/* Of 1000 resamples, 95 %: to the last bit what copying and sorting each of them gives. */
static void assert_as_made_plainly(
	const struct bootstrap_side *above, const struct bootstrap_side *below)
{
	const struct bootstrap how = { 5, 1000, 0.95 };
	struct ratio ratio = independent_or_fail(&how, above, below);
	uint64_t draws = how.seed;
	double logs[1000];

	for (size_t i = 0; i < 1000; i++) {
		logs[i] = plain_location(above, &draws);
		logs[i] -= plain_location(below, &draws);
	}
	summary_median(logs, 1000);
	assert_true(ratio.ci_low == exp(logs[25]));
	assert_true(ratio.ci_high == exp(logs[974]));
}

/* Odd and even numbers of groups and of values, few and many, many of them equal or none. */
static void resamples_are_those_made_plainly(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 4, 7, 20, 21, MOST_VALUES };
	static double values[MOST_GROUPS][MOST_VALUES];
	struct bootstrap_group groups[MOST_GROUPS];
	uint64_t draws = 1;

	(void)state;
	for (size_t steps = 3; steps < 1000000; steps *= 300) {
		for (size_t i = 0; i < MOST_GROUPS; i++) {
			groups[i] = (struct bootstrap_group){ values[i],
				sizes[draw_below(COUNT(sizes), &draws)] };
			for (size_t k = 0; k < groups[i].n; k++)
				values[i][k] = 1 + (double)draw_below(steps, &draws);
		}
		for (size_t nr = 6; nr < MOST_GROUPS - 6; nr += 9)
			assert_as_made_plainly(&(struct bootstrap_side){ groups, nr },
				&(struct bootstrap_side){ groups + nr, MOST_GROUPS - nr });
	}
}

static void seed_decides_the_draws(void **state)
{
	struct bootstrap how = usual, other = usual;
	struct ratio first, again, different;

	(void)state;
	how.nr_resamples = other.nr_resamples = 100;
	other.seed = 43;
	first = one_report_each(&how, COUNT(x), COUNT(y));
	again = one_report_each(&how, COUNT(x), COUNT(y));
	different = one_report_each(&other, COUNT(x), COUNT(y));
	assert_true(first.ci_low == again.ci_low && first.ci_high == again.ci_high);
	assert_true(first.ci_low != different.ci_low || first.ci_high != different.ci_high);
	assert_true(first.value == different.value);
}

static void equal_values_have_no_width(void **state)
{
	const double sevens[] = { 7, 7, 7, 7, 7, 7 }, twos[] = { 2, 2, 2, 2, 2, 2 };
	const struct bootstrap_group above = { sevens, 6 }, below = { twos, 6 };
	struct ratio ratio = independent_or_fail(&usual, &(struct bootstrap_side){ &above, 1 },
		&(struct bootstrap_side){ &below, 1 });

	(void)state;
	assert_near(ratio.ci_low, 3.5, 1e-14);
	assert_true(ratio.ci_low == ratio.value && ratio.ci_high == ratio.value);
}

static void five_values_have_no_interval(void **state)
{
	struct ratio sides = one_report_each(&usual, COUNT(x), 5);

	(void)state;
	assert_true(sides.value > 0 && isnan(sides.ci_low) && isnan(sides.ci_high));
	assert_int_equal(sides.n, 5);
}

static void nothing_has_no_ratio(void **state)
{
	const struct bootstrap_group group = { x, COUNT(x) };
	const struct bootstrap_side side = { &group, 1 }, none = { NULL, 0 };
	struct ratio sides = independent_or_fail(&usual, &side, &none);

	(void)state;
	assert_true(isnan(sides.value) && isnan(sides.ci_low) && isnan(sides.ci_high));
}

static void only_positive_finite_numbers_have_a_ratio(void **state)
{
	static const double bad[] = { 0, -1, INFINITY, NAN };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const double spoilt[] = { 1, 2, 3, bad[i], 5, 6 };
		const struct bootstrap_group good = { x, COUNT(x) }, ill = { spoilt, 6 };
		const struct bootstrap_side good_side = { &good, 1 }, ill_side = { &ill, 1 };
		struct ratio ratio;

		assert_int_equal(
			bootstrap_independent(&usual, &ill_side, &good_side, &ratio), -EDOM);
		assert_int_equal(
			bootstrap_independent(&usual, &good_side, &ill_side, &ratio), -EDOM);
		assert_true(isnan(ratio.value) && isnan(ratio.ci_low));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sides_have_the_interval_of_scipy),
		cmocka_unit_test(groups_are_drawn_before_their_values),
		cmocka_unit_test(resamples_are_those_made_plainly),
		cmocka_unit_test(seed_decides_the_draws),
		cmocka_unit_test(equal_values_have_no_width),
		cmocka_unit_test(five_values_have_no_interval),
		cmocka_unit_test(nothing_has_no_ratio),
		cmocka_unit_test(only_positive_finite_numbers_have_a_ratio),
	};

	return cmocka_run_group_tests_name("bootstrap", tests, NULL, NULL);
}
