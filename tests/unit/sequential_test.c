/* SPDX-License-Identifier: MIT */
#include "stats/sequential.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/ratio.h"
#include "stats/summary.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define LAST_LOOK 1024
#define EXPERIMENTS 4000
#define ROUNDS 200

/* Only there may an interval decide to stop. */
static bool is_look(size_t n)
{
	return n > 0 && sequential_look(n) == n;
}

static void looks_are_settled_beforehand(void **state)
{
	static const size_t known[] = { 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724,
		1024 };
	size_t count = 0;

	(void)state;
	for (size_t n = 0; n <= 3 * LAST_LOOK; n++) {
		if (!is_look(n))
			continue;
		assert_true(count < COUNT(known));
		assert_int_equal(n, known[count++]);
	}
	assert_int_equal(count, COUNT(known));
}

static void there_is_nothing_before_the_first(void **state)
{
	(void)state;
	for (size_t n = 0; n < 8; n++) {
		assert_int_equal(sequential_look(n), 0);
		assert_true(isnan(sequential_confidence(n)));
	}
}

static void last_look_holds_until_the_next(void **state)
{
	(void)state;
	assert_int_equal(sequential_look(8), 8);
	assert_int_equal(sequential_look(10), 8);
	assert_int_equal(sequential_look(11), 11);
	assert_int_equal(sequential_look(SIZE_MAX), LAST_LOOK);
	assert_true(sequential_confidence(15) == sequential_confidence(11));
	assert_true(sequential_confidence(16) != sequential_confidence(11));
	assert_true(sequential_confidence(SIZE_MAX) == sequential_confidence(LAST_LOOK));
}

static void every_look_has_an_interval(void **state)
{
	(void)state;
	for (size_t n = 8; n <= LAST_LOOK; n++)
		if (is_look(n))
			assert_true(summary_median_rank(n, sequential_confidence(n), NULL) > 0);
}

/* P(the count of heads is outside of [rank, n - rank]) over the walks that no look has ended. */
static double mass_outside(const double *heads, size_t n, size_t rank)
{
	double mass = 0;

	for (size_t i = 0; i < rank; i++)
		mass += heads[i] + heads[n - i];
	return mass;
}

/*
 * Walks all sequences of coin tosses at once: heads[i] is the chance of i heads and no look ended.
 * The narrowest interval is the one whose next rank would overspend.
 */
static void looks_spend_what_they_may_and_no_more(void **state)
{
	static double heads[LAST_LOOK + 2];
	double spent = 0;

	(void)state;
	heads[0] = 1;
	for (size_t n = 1; n <= LAST_LOOK; n++) {
		double allowed = 0.05 * (1 - sqrt(5.0 / (double)n));
		size_t rank;

		for (size_t i = n + 1; i-- > 0;)
			heads[i] = (heads[i] + (i > 0 ? heads[i - 1] : 0)) / 2;
		if (!is_look(n))
			continue;
		rank = summary_median_rank(n, sequential_confidence(n), NULL);
		assert_true(spent + mass_outside(heads, n, rank + 1) > allowed);
		spent += mass_outside(heads, n, rank);
		assert_true(spent <= allowed);
		for (size_t i = 0; i < rank; i++)
			heads[i] = heads[n - i] = 0;
	}
	assert_true(spent > 0.0464 && spent < 0.0465);
}

/* ---- Experiments without a difference ---- */

static uint64_t next(uint64_t *seed)
{
	uint64_t x = *seed += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* In (0, 1). */
static double uniform(uint64_t *seed)
{
	return ((double)(next(seed) >> 12) + 0.5) / 4503599627370496.0;
}

static double normal(uint64_t *seed)
{
	double radius = sqrt(-2 * log(uniform(seed)));

	return radius * cos(2 * M_PI * uniform(seed));
}

typedef void fill_rounds(double *top, double *base, uint64_t *seed);

static void lognormal_rounds(double *top, double *base, uint64_t *seed)
{
	for (size_t i = 0; i < ROUNDS; i++) {
		top[i] = 1e6 * exp(0.05 * normal(seed));
		base[i] = 1e6 * exp(0.05 * normal(seed));
	}
}

/* A machine that slows down by leaps, common to a pair; noise of Cauchy that grows all the time. */
static void drifting_rounds(double *top, double *base, uint64_t *seed)
{
	double speed = 1e6;

	for (size_t i = 0; i < ROUNDS; i++) {
		double spread = 0.01 + 0.001 * (double)i;

		speed *= exp(0.01 + 0.1 * normal(seed));
		top[i] = speed * exp(fmin(spread * fabs(normal(seed) / normal(seed)), 100));
		base[i] = speed * exp(fmin(spread * fabs(normal(seed) / normal(seed)), 100));
	}
}

static bool excludes_one(const double *top, const double *base, size_t n, double confidence)
{
	struct ratio ratio;

	assert_int_equal(ratio_paired_at(top, base, n, confidence, &ratio), 0);
	return ratio.ci_low > 1 || ratio.ci_high < 1;
}

static bool finds_at_a_look(const double *top, const double *base)
{
	for (size_t n = 1; n <= ROUNDS; n++)
		if (is_look(n) && excludes_one(top, base, n, sequential_confidence(n)))
			return true;
	return false;
}

/* After every round from the sixth, by the pairs above and below 1 alone, for speed. */
static bool finds_at_any_round(const double *top, const double *base, const size_t *ranks)
{
	size_t above = 0;

	for (size_t n = 1; n <= ROUNDS; n++) {
		above += top[n - 1] > base[n - 1];
		if (above < ranks[n] || n - above < ranks[n])
			return true;
	}
	return false;
}

/*
 * Share of experiments in which a difference is found that is not there. The second share is of
 * looks after every round at plain 95 % intervals: what the schedule is there to prevent.
 */
static void assert_few_are_deceived(const char *name, fill_rounds *fill, uint64_t seed)
{
	size_t ranks[ROUNDS + 1], deceived = 0, naive = 0, at_end = 0;
	double top[ROUNDS], base[ROUNDS];

	for (size_t n = 0; n <= ROUNDS; n++)
		ranks[n] = summary_median_rank(n, 0.95, NULL);
	for (size_t i = 0; i < EXPERIMENTS; i++) {
		fill(top, base, &seed);
		deceived += finds_at_a_look(top, base);
		naive += finds_at_any_round(top, base, ranks);
		at_end += excludes_one(top, base, ROUNDS, 0.95);
	}
	print_message("# %s: at any look %.2f %%, at the end alone %.2f %%, naively %.2f %%\n",
		name, 100.0 * (double)deceived / EXPERIMENTS, 100.0 * (double)at_end / EXPERIMENTS,
		100.0 * (double)naive / EXPERIMENTS);
	assert_true(deceived <= EXPERIMENTS * 5 / 100);
	/* The looks up to 200 rounds spend 4.13 %: much less would be a test that sees nothing. */
	assert_true(deceived >= EXPERIMENTS * 3 / 100);
	assert_true(naive >= EXPERIMENTS * 25 / 100);
}

static void steady_noise_deceives_few(void **state)
{
	(void)state;
	assert_few_are_deceived("lognormal", lognormal_rounds, 1);
}

static void drift_and_heavy_tails_deceive_few(void **state)
{
	(void)state;
	assert_few_are_deceived("drift and heavy tails", drifting_rounds, 2);
}

static void next_look_is_this_one_or_a_later_one(void **state)
{
	(void)state;
	assert_int_equal(sequential_next(0), SEQUENTIAL_FIRST);
	assert_int_equal(sequential_next(SEQUENTIAL_FIRST), SEQUENTIAL_FIRST);
	for (size_t n = 1; n <= SEQUENTIAL_LAST; n++) {
		size_t next = sequential_next(n);

		assert_true(next >= n && is_look(next));
		assert_true(next == n || sequential_look(next - 1) == sequential_look(n));
	}
	assert_int_equal(sequential_next(SEQUENTIAL_LAST + 1), SEQUENTIAL_LAST + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_are_settled_beforehand),
		cmocka_unit_test(there_is_nothing_before_the_first),
		cmocka_unit_test(last_look_holds_until_the_next),
		cmocka_unit_test(next_look_is_this_one_or_a_later_one),
		cmocka_unit_test(every_look_has_an_interval),
		cmocka_unit_test(looks_spend_what_they_may_and_no_more),
		cmocka_unit_test(steady_noise_deceives_few),
		cmocka_unit_test(drift_and_heavy_tails_deceive_few),
	};

	return cmocka_run_group_tests_name("sequential", tests, NULL, NULL);
}
