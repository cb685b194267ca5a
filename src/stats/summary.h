/* SPDX-License-Identifier: MIT */
#ifndef STATS_SUMMARY_H
#define STATS_SUMMARY_H

#include <stddef.h>

/*
 * Describes a sample. Pure: reads the array, writes the struct, never prints, never allocates
 * beyond the call. What cannot be said is NaN; a sample that holds a NaN has nothing but n, since
 * to leave the one value out would be to choose.
 */
struct summary {
	size_t n;
	double median;
	double ci_low, ci_high; /* 95 % interval of the median; NaN when n < 6 */
	double min, max;
	double mean, stdev; /* stdev with n - 1; NaN when n < 2 */
	double mad;         /* median of |x - median|, unscaled */
	double q1, q3;      /* linear between order statistics (Hyndman and Fan's type 7) */
};

/* Summarises x[0..n). No value is left out. Returns 0, or -ENOMEM with *summary all NaN. */
int summary_of(const double *x, size_t n, struct summary *summary);

/*
 * The order statistics that bound the median with at least the wanted confidence, whatever the
 * distribution (binomial with p = 1/2; Hoefler and Belli SC'15, section 3.1.3): the interval is
 * from the low-th smallest to the (n + 1 - low)-th, counted from 1. Returns low, or 0 when n is too
 * small for the confidence. With 0.95: n = 6 gives 1 (96.88 %), 10 gives 2, 20 gives 6. *coverage,
 * where not NULL, receives the interval's true confidence, NaN with 0. Takes n steps.
 */
size_t summary_median_rank(size_t n, double confidence, double *coverage);

/* The median of x[0..n), which it sorts. NaN, and x as it was, when n is 0 or x holds a NaN. */
double summary_median(double *x, size_t n);

/* The same number, leaving x in another order: several times as quick for a hundred values. */
double summary_median_quick(double *x, size_t n);

#endif
