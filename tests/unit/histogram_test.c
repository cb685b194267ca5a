/* SPDX-License-Identifier: MIT */
#include "measure/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define TOP ((uint64_t)1 << HISTOGRAM_TOP_BITS)

/* Marsaglia's xorshift64: the same values in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* A value below 2^40, every magnitude as likely as any other. */
static uint64_t random_value(uint64_t *state)
{
	uint64_t bits = next_random(state) % HISTOGRAM_TOP_BITS + 1;

	return next_random(state) >> (64 - bits);
}

static void record_all_to(struct histogram *histogram, uint64_t last)
{
	for (uint64_t value = 1; value <= last; value++)
		histogram_record(histogram, value);
}

static void values_below_256_are_exact(void **state)
{
	(void)state;
	for (unsigned value = 0; value < 256; value++) {
		assert_int_equal(histogram_bucket(value), value);
		assert_int_equal(histogram_bucket_low(value), value);
		assert_int_equal(histogram_bucket_high(value), value);
	}
}

static void bounds_map_to_their_bucket(void **state)
{
	(void)state;
	for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
		assert_int_equal(histogram_bucket(histogram_bucket_low(bucket)), bucket);
		assert_int_equal(histogram_bucket(histogram_bucket_high(bucket)), bucket);
	}
}

static void buckets_leave_no_gap(void **state)
{
	(void)state;
	assert_int_equal(histogram_bucket_low(0), 0);
	for (unsigned bucket = 1; bucket < HISTOGRAM_BUCKETS; bucket++)
		assert_int_equal(
			histogram_bucket_low(bucket), histogram_bucket_high(bucket - 1) + 1);
	assert_true(histogram_bucket_high(HISTOGRAM_BUCKETS - 1) == UINT64_MAX);
}

static void error_is_at_most_one_in_128(void **state)
{
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint64_t value = random_value(&seed);
		unsigned bucket = histogram_bucket(value);

		/* The last bucket has no upper bound: max_ns is its measure. */
		if (bucket == HISTOGRAM_BUCKETS - 1)
			continue;
		assert_true(histogram_bucket_low(bucket) <= value);
		assert_true(value <= histogram_bucket_high(bucket));
		assert_true((histogram_bucket_high(bucket) - value) * 128 <= value);
		assert_true((value - histogram_bucket_low(bucket)) * 128 <= value);
	}
}

static void values_past_the_top_share_the_last_bucket(void **state)
{
	(void)state;
	assert_int_equal(histogram_bucket(TOP - 1), HISTOGRAM_BUCKETS - 1);
	assert_int_equal(histogram_bucket(TOP), HISTOGRAM_BUCKETS - 1);
	assert_int_equal(histogram_bucket(TOP * 1000), HISTOGRAM_BUCKETS - 1);
	assert_int_equal(histogram_bucket(UINT64_MAX), HISTOGRAM_BUCKETS - 1);
}

static void value_past_the_top_keeps_its_exact_maximum(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	histogram_record(&histogram, 5);
	histogram_record(&histogram, 3 * TOP + 7);
	assert_int_equal(histogram_quantile(&histogram, 0.5), 5);
	assert_int_equal(histogram_quantile(&histogram, 1), 3 * TOP + 7);
}

static void merge_equals_recording_all_in_one(void **state)
{
	struct histogram whole = { 0 }, even = { 0 }, odd = { 0 };
	uint64_t seed = 2463534242u;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint64_t value = random_value(&seed);

		histogram_record(&whole, value);
		histogram_record(i % 2 ? &odd : &even, value);
	}
	histogram_merge(&even, &odd);
	assert_memory_equal(&even, &whole, sizeof whole);
}

static void merge_of_an_empty_one_changes_nothing(void **state)
{
	struct histogram histogram = { 0 }, before, empty = { 0 };

	(void)state;
	record_all_to(&histogram, 1000);
	before = histogram;
	histogram_merge(&histogram, &empty);
	assert_memory_equal(&histogram, &before, sizeof before);
}

static void quantiles_are_within_one_percent(void **state)
{
	static const struct {
		double quantile;
		uint64_t exact;
	} known[] = {
		{ 0.001, 1 },
		{ 0.25, 250 },
		{ 0.5, 500 },
		{ 0.9, 900 },
		{ 0.99, 990 },
		{ 0.999, 999 },
	};
	struct histogram histogram = { 0 };

	(void)state;
	record_all_to(&histogram, 1000);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_in_range(histogram_quantile(&histogram, known[i].quantile), known[i].exact,
			known[i].exact + known[i].exact / 100);
}

static void quantile_never_exceeds_the_maximum(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	histogram_record(&histogram, 1000001);
	assert_true(histogram_bucket_high(histogram_bucket(1000001)) > 1000001);
	assert_int_equal(histogram_quantile(&histogram, 0.5), 1000001);
	assert_int_equal(histogram_quantile(&histogram, 1), 1000001);
}

static void rounding_does_not_raise_a_rank(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	record_all_to(&histogram, 100);
	assert_true(ceil(0.07 * 100) == 8);
	assert_int_equal(histogram_quantile(&histogram, 0.07), 7);
}

static void tiny_quantile_is_the_smallest_value(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	record_all_to(&histogram, 100);
	assert_int_equal(histogram_quantile(&histogram, 1e-12), 1);
}

static void empty_has_no_quantile(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	assert_true(histogram_quantile(&histogram, 0.5) == FIGURE_NONE);
	assert_true(histogram_quantile(&histogram, 1) == FIGURE_NONE);
	assert_int_equal(histogram.max_ns, 0);
}

static void supports_quantiles_with_ten_values_above(void **state)
{
	static const struct {
		double quantile;
		uint64_t needed;
	} known[] = { { 0.5, 20 }, { 0.9, 100 }, { 0.99, 1000 }, { 0.999, 10000 },
		{ 0.9999, 100000 } };
	struct histogram histogram = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		histogram.count = known[i].needed;
		assert_true(histogram_supports(&histogram, known[i].quantile));
		histogram.count = known[i].needed - 1;
		assert_false(histogram_supports(&histogram, known[i].quantile));
	}
}

static void supports_nothing_when_empty(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	assert_false(histogram_supports(&histogram, 0.5));
	assert_false(histogram_supports(&histogram, 0.01));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_below_256_are_exact),
		cmocka_unit_test(bounds_map_to_their_bucket),
		cmocka_unit_test(buckets_leave_no_gap),
		cmocka_unit_test(error_is_at_most_one_in_128),
		cmocka_unit_test(values_past_the_top_share_the_last_bucket),
		cmocka_unit_test(value_past_the_top_keeps_its_exact_maximum),
		cmocka_unit_test(merge_equals_recording_all_in_one),
		cmocka_unit_test(merge_of_an_empty_one_changes_nothing),
		cmocka_unit_test(quantiles_are_within_one_percent),
		cmocka_unit_test(quantile_never_exceeds_the_maximum),
		cmocka_unit_test(rounding_does_not_raise_a_rank),
		cmocka_unit_test(tiny_quantile_is_the_smallest_value),
		cmocka_unit_test(empty_has_no_quantile),
		cmocka_unit_test(supports_quantiles_with_ten_values_above),
		cmocka_unit_test(supports_nothing_when_empty),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
