/* SPDX-License-Identifier: MIT */
#include "measure/histogram.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include "measure/figure.h"

uint64_t histogram_bucket_low(unsigned bucket)
{
	unsigned shift;

	assert(bucket < HISTOGRAM_BUCKETS);
	if (bucket < 2 * HISTOGRAM_LINEAR)
		return bucket;
	shift = (bucket >> HISTOGRAM_LINEAR_BITS) - 1;
	return (uint64_t)(bucket - (shift << HISTOGRAM_LINEAR_BITS)) << shift;
}

uint64_t histogram_bucket_high(unsigned bucket)
{
	if (bucket == HISTOGRAM_BUCKETS - 1)
		return UINT64_MAX;
	return histogram_bucket_low(bucket + 1) - 1;
}

void histogram_merge(struct histogram *histogram, const struct histogram *other)
{
	for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++)
		histogram->counts[bucket] += other->counts[bucket];
	histogram->count += other->count;
	if (other->max_ns > histogram->max_ns)
		histogram->max_ns = other->max_ns;
}

/* How many of count values the quantile asks for. 0.07 * 100 is a little above 7 and must not be 8.
 */
static uint64_t rank_of(double quantile, uint64_t count)
{
	double rank = ceil(quantile * (double)count * (1 - 4 * DBL_EPSILON));

	return rank < (double)count ? (uint64_t)rank : count;
}

uint64_t histogram_quantile(const struct histogram *histogram, double quantile)
{
	uint64_t rank, seen = 0;
	unsigned bucket = 0;

	assert(quantile > 0 && quantile <= 1);
	if (histogram->count == 0)
		return FIGURE_NONE;
	rank = rank_of(quantile, histogram->count);
	while ((seen += histogram->counts[bucket]) < rank)
		bucket++;
	if (histogram_bucket_high(bucket) < histogram->max_ns)
		return histogram_bucket_high(bucket);
	return histogram->max_ns;
}

int histogram_supports(const struct histogram *histogram, double quantile)
{
	/* 1 - 0.9 is a little below 0.1: the slack lets 100 values through, and never 99. */
	return (double)histogram->count * (1 - quantile) >= 10 * (1 - 1e-9);
}
