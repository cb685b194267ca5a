/* SPDX-License-Identifier: MIT */
#include "stats/ratio.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

#define PAIRS 10

static const double top[PAIRS] = { 12, 31, 55, 18, 90, 42, 77, 23, 64, 15 };
static const double base[PAIRS] = { 10, 30, 60, 15, 75, 45, 70, 20, 60, 16 };

static struct ratio ratio_or_fail(const double *above, const double *below, size_t n)
{
	struct ratio ratio;

	assert_int_equal(ratio_paired(above, below, n, &ratio), 0);
	assert_int_equal(ratio.n, n);
	return ratio;
}

static void value_is_the_median_of_the_pairs(void **state)
{
	const double above[] = { 8, 2, 30, 3, 5 }, below[] = { 2, 4, 10, 3, 1 };
	struct ratio ratio = ratio_or_fail(above, below, COUNT(above));

	(void)state;
	/* The pairs are 4, 1/2, 3, 1, 5. The ratio of the medians would be 5/3. */
	assert_near(ratio.value, 3, 1e-14);
}

static void value_of_even_count_is_a_geometric_mean(void **state)
{
	const double above[] = { 2, 8 }, below[] = { 1, 1 };

	(void)state;
	assert_near(ratio_or_fail(above, below, 2).value, 4, 1e-14);
}

static void interval_is_the_ranked_pairs(void **state)
{
	struct ratio ratio = ratio_or_fail(top, base, PAIRS);

	(void)state;
	/* The second smallest and second largest of the ten: 55/60 is the least, 42/45 follows. */
	assert_near(ratio.ci_low, 42.0 / 45, 1e-14);
	assert_near(ratio.ci_high, 1.2, 1e-14);
}

static void interval_of_six_reaches_from_end_to_end(void **state)
{
	const double above[] = { 5, 1, 4, 2, 6, 3 }, below[] = { 1, 1, 1, 1, 1, 1 };
	struct ratio ratio = ratio_or_fail(above, below, 6);

	(void)state;
	assert_near(ratio.ci_low, 1, 1e-14);
	assert_near(ratio.ci_high, 6, 1e-14);
}

static void interval_follows_the_confidence(void **state)
{
	struct ratio ratio;

	(void)state;
	/* Of ten pairs the ends have 99.80 %, the second from each end 97.85 %, the third 89.06 %. */
	assert_int_equal(ratio_paired_at(top, base, PAIRS, 0.99, &ratio), 0);
	assert_near(ratio.ci_low, 55.0 / 60, 1e-14);
	assert_near(ratio.ci_high, 1.2, 1e-14);
	assert_int_equal(ratio_paired_at(top, base, PAIRS, 0.85, &ratio), 0);
	assert_near(ratio.ci_low, 15.0 / 16, 1e-14);
	assert_int_equal(ratio_paired_at(top, base, PAIRS, 0.999, &ratio), 0);
	assert_true(ratio.value > 0 && isnan(ratio.ci_low) && isnan(ratio.ci_high));
}

static void turned_round_is_the_inverse(void **state)
{
	(void)state;
	for (size_t n = 6; n <= PAIRS; n++) {
		struct ratio forth = ratio_or_fail(top, base, n);
		struct ratio back = ratio_or_fail(base, top, n);

		assert_near(back.value * forth.value, 1, 1e-14);
		assert_near(back.ci_low * forth.ci_high, 1, 1e-14);
		assert_near(back.ci_high * forth.ci_low, 1, 1e-14);
	}
}

static void drift_common_to_a_pair_cancels(void **state)
{
	double drifted_top[PAIRS], drifted_base[PAIRS];
	struct ratio steady = ratio_or_fail(top, base, PAIRS), drifted;

	(void)state;
	for (size_t i = 0; i < PAIRS; i++) {
		double drift = exp(0.3 * (double)i) * 1e9;

		drifted_top[i] = top[i] * drift;
		drifted_base[i] = base[i] * drift;
	}
	drifted = ratio_or_fail(drifted_top, drifted_base, PAIRS);
	assert_near(drifted.value, steady.value, 1e-13);
	assert_near(drifted.ci_low, steady.ci_low, 1e-13);
	assert_near(drifted.ci_high, steady.ci_high, 1e-13);
}

static void extreme_numbers_do_not_overflow(void **state)
{
	const double above[] = { 1e300, 1e-300 }, below[] = { 1e-300, 1e300 };

	(void)state;
	assert_near(ratio_or_fail(above, below, 2).value, 1, 1e-14);
}

static void five_pairs_have_no_interval(void **state)
{
	struct ratio ratio = ratio_or_fail(top, base, 5);

	(void)state;
	assert_true(ratio.value > 0);
	assert_true(isnan(ratio.ci_low) && isnan(ratio.ci_high));
}

static void no_pairs_have_no_value(void **state)
{
	struct ratio ratio = ratio_or_fail(NULL, NULL, 0);

	(void)state;
	assert_true(isnan(ratio.value) && isnan(ratio.ci_low) && isnan(ratio.ci_high));
	assert_int_equal(ratio_verdict(&ratio, 0.03), VERDICT_NONE);
}

static void only_positive_finite_numbers_have_a_ratio(void **state)
{
	static const double bad[] = { 0, -1, INFINITY, NAN };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const double good[] = { 1, 2, 3 }, spoilt[] = { 1, 2, bad[i] };
		struct ratio ratio;

		assert_int_equal(ratio_paired(spoilt, good, 3, &ratio), -EDOM);
		assert_true(isnan(ratio.value) && isnan(ratio.ci_low));
		assert_int_equal(ratio_paired(good, spoilt, 3, &ratio), -EDOM);
		assert_true(isnan(ratio.value) && isnan(ratio.ci_low));
	}
}

static void too_many_pairs_are_refused(void **state)
{
	struct ratio ratio;

	(void)state;
	assert_int_equal(ratio_paired(top, base, SIZE_MAX / sizeof *top + 2, &ratio), -ENOMEM);
	assert_true(isnan(ratio.value));
}

static enum verdict verdict_of(double low, double high, double margin)
{
	struct ratio ratio = { .n = 10, .value = sqrt(low * high), .ci_low = low, .ci_high = high };

	return ratio_verdict(&ratio, margin);
}

static void verdict_follows_the_interval(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(1.10, 1.20, 0.03), VERDICT_THREADS);
	assert_int_equal(verdict_of(0.80, 0.90, 0.03), VERDICT_PROCS);
	assert_int_equal(verdict_of(0.99, 1.01, 0.03), VERDICT_EQUIVALENT);
	assert_int_equal(verdict_of(1.01, 1.20, 0.03), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(0.80, 0.99, 0.03), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(0.80, 1.20, 0.03), VERDICT_INCONCLUSIVE);
}

/* A margin of 1 has edges that a double holds exactly: 1/2 and 2. */
static void verdict_holds_the_edge_inside(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(0.5, 2, 1), VERDICT_EQUIVALENT);
	assert_int_equal(verdict_of(1, nextafter(2, 3), 1), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(nextafter(0.5, 0), 1, 1), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(2, 3, 1), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(0.25, 0.5, 1), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(nextafter(2, 3), 3, 1), VERDICT_THREADS);
	assert_int_equal(verdict_of(0.25, nextafter(0.5, 0), 1), VERDICT_PROCS);
}

static void verdict_without_margin_needs_one_itself(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(1, 1, 0), VERDICT_EQUIVALENT);
	assert_int_equal(verdict_of(1, 1.001, 0), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(1.0001, 1.001, 0), VERDICT_THREADS);
	assert_int_equal(verdict_of(0.999, 0.9999, 0), VERDICT_PROCS);
}

static void verdict_turns_round_with_the_ratio(void **state)
{
	static const double lows[] = { 0.5, 0.9, 0.975, 1, 1.02, 1.05, 2 };
	static const double widths[] = { 1, 1.001, 1.02, 1.1, 3 };

	(void)state;
	for (size_t i = 0; i < COUNT(lows); i++) {
		for (size_t k = 0; k < COUNT(widths); k++) {
			double low = lows[i], high = low * widths[k];
			enum verdict forth = verdict_of(low, high, 0.03);
			enum verdict back = verdict_of(1 / high, 1 / low, 0.03);

			if (forth == VERDICT_THREADS)
				assert_int_equal(back, VERDICT_PROCS);
			else if (forth == VERDICT_PROCS)
				assert_int_equal(back, VERDICT_THREADS);
			else
				assert_int_equal(back, forth);
		}
	}
}

static void verdict_is_none_below_six_pairs(void **state)
{
	const double above[] = { 2, 2, 2, 2, 2, 2 }, below[] = { 1, 1, 1, 1, 1, 1 };
	struct ratio five = ratio_or_fail(above, below, 5), six = ratio_or_fail(above, below, 6);

	(void)state;
	assert_int_equal(ratio_verdict(&five, 0.03), VERDICT_NONE);
	assert_int_equal(ratio_verdict(&six, 0.03), VERDICT_THREADS);
}

static void verdicts_have_names(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_NONE), "none");
	assert_string_equal(verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
	assert_string_equal(verdict_name(VERDICT_EQUIVALENT), "equivalent");
	assert_string_equal(verdict_name(VERDICT_THREADS), "threads");
	assert_string_equal(verdict_name(VERDICT_PROCS), "procs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_is_the_median_of_the_pairs),
		cmocka_unit_test(value_of_even_count_is_a_geometric_mean),
		cmocka_unit_test(interval_is_the_ranked_pairs),
		cmocka_unit_test(interval_of_six_reaches_from_end_to_end),
		cmocka_unit_test(interval_follows_the_confidence),
		cmocka_unit_test(turned_round_is_the_inverse),
		cmocka_unit_test(drift_common_to_a_pair_cancels),
		cmocka_unit_test(extreme_numbers_do_not_overflow),
		cmocka_unit_test(five_pairs_have_no_interval),
		cmocka_unit_test(no_pairs_have_no_value),
		cmocka_unit_test(only_positive_finite_numbers_have_a_ratio),
		cmocka_unit_test(too_many_pairs_are_refused),
		cmocka_unit_test(verdict_follows_the_interval),
		cmocka_unit_test(verdict_holds_the_edge_inside),
		cmocka_unit_test(verdict_without_margin_needs_one_itself),
		cmocka_unit_test(verdict_turns_round_with_the_ratio),
		cmocka_unit_test(verdict_is_none_below_six_pairs),
		cmocka_unit_test(verdicts_have_names),
	};

	return cmocka_run_group_tests_name("ratio", tests, NULL, NULL);
}
