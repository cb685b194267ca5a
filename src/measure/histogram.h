/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_HISTOGRAM_H
#define MEASURE_HISTOGRAM_H

#include <stdint.h>

/*
 * Latencies in log-linear buckets, the layout of HdrHistogram with two significant digits: values
 * below 256 ns are kept exactly, above that each power of two is cut into 128 equal buckets, so
 * that no value is off by more than 1/128 (0.8 %). Plain data without pointers: it lives in the
 * arena, a worker records into its own, and merging adds counts without loss.
 */
#define HISTOGRAM_LINEAR_BITS 7
#define HISTOGRAM_LINEAR (1u << HISTOGRAM_LINEAR_BITS)
#define HISTOGRAM_TOP_BITS 40 /* values from 2^40 ns (18 minutes) up share the last bucket */
#define HISTOGRAM_BUCKETS ((HISTOGRAM_TOP_BITS - HISTOGRAM_LINEAR_BITS + 1) * HISTOGRAM_LINEAR)

struct histogram {
	uint64_t count;
	uint64_t max_ns; /* exact; 0 while count is 0 */
	uint64_t counts[HISTOGRAM_BUCKETS];
};

/* Which bucket a value falls into. Non-decreasing in value. */
static inline unsigned histogram_bucket(uint64_t value_ns)
{
	unsigned top, shift;

	if (value_ns < 2 * HISTOGRAM_LINEAR)
		return (unsigned)value_ns;
	if (value_ns >> HISTOGRAM_TOP_BITS)
		return HISTOGRAM_BUCKETS - 1;
	top = 63u - (unsigned)__builtin_clzll(value_ns);
	shift = top - HISTOGRAM_LINEAR_BITS;
	return (shift << HISTOGRAM_LINEAR_BITS) + (unsigned)(value_ns >> shift);
}

/* Counts one value. No branch on the mode, no lock: one writer a histogram. */
static inline void histogram_record(struct histogram *histogram, uint64_t value_ns)
{
	histogram->counts[histogram_bucket(value_ns)]++;
	histogram->count++;
	if (value_ns > histogram->max_ns)
		histogram->max_ns = value_ns;
}

/* The smallest and the largest value that fall into a bucket; UINT64_MAX ends the last one. */
uint64_t histogram_bucket_low(unsigned bucket);
uint64_t histogram_bucket_high(unsigned bucket);

/* Adds all of other's counts. A sum starts from a histogram of zero bytes, which is the empty one.
 */
void histogram_merge(struct histogram *histogram, const struct histogram *other);

/*
 * The value that a share quantile (0 < quantile <= 1) of all counted values do not exceed:
 * the largest value of its bucket, never above max_ns. FIGURE_NONE when nothing was counted.
 */
uint64_t histogram_quantile(const struct histogram *histogram, double quantile);

/*
 * Whether enough was counted to speak of that quantile: at least ten values must lie above it,
 * count >= 10 / (1 - quantile).
 */
int histogram_supports(const struct histogram *histogram, double quantile);

#endif
