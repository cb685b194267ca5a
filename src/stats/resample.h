/* SPDX-License-Identifier: MIT */
#ifndef STATS_RESAMPLE_H
#define STATS_RESAMPLE_H

#include <stddef.h>

/*
 * What bootstrap_independent() of one group a side tends to as its resamples grow without end,
 * found by counting instead of drawing: the median of a resample is one of few values, or the mean
 * of two of them, each with a probability that the binomial distribution gives (Efron 1979; Maritz
 * and Jarrett, JASA 73, 1978). So there is no seed and no luck in it, and it takes microseconds, which
 * is what a comparison of many reports needs. What that interval cannot do this one cannot either.
 * Pure.
 */

/* How many values a sample may have for means of two to be counted; larger ones take the lower. */
#define RESAMPLE_MOST_MEANS 64

/* The difference of two medians, of logarithms: exp of each number is a ratio. NaN is unknown. */
struct resample_shift {
	double value;           /* median of x less median of y */
	double ci_low, ci_high; /* NaN with fewer than 6 values on a side */
};

struct resample_sample {
	const double *x; /* finite */
	size_t n;
};

/*
 * The interval leaves out (1 - confidence) / 2 at either end. Returns 0 or -ENOMEM, then and where
 * a sample is empty with all of *shift NaN.
 */
int resample_shift(const struct resample_sample *x, const struct resample_sample *y,
	double confidence, struct resample_shift *shift);

#endif
