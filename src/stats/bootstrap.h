/* SPDX-License-Identifier: MIT */
#ifndef STATS_BOOTSTRAP_H
#define STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "stats/ratio.h"

/*
 * Percentile bootstrap intervals (Efron and Tibshirani, An Introduction to the Bootstrap, chapter
 * 13): the same statistic of samples drawn anew, with replacement, from the values there are; the
 * interval leaves out (1 - confidence) / 2 of its values at either end. Pure: the drawing is a
 * generator of its own (splitmix64), so a seed gives the same draws on every machine, and numbers
 * that differ by no more than log and exp do.
 *
 * Its intervals are approximate: few values are drawn from as if they were all there is. Of two sides
 * of one group each and 6 to 12 values, normal, exponential, Cauchy's or uniform ones, 95 % intervals
 * miss in 3 to 4.5 % of the samples. Below 6 there is none: NaN.
 *
 * The call returns 0; -ENOMEM; or -EDOM when a number is not positive and finite. In an error, and
 * where there are no numbers, all of the ratio is NaN.
 */
struct bootstrap {
	uint64_t seed;
	size_t nr_resamples; /* BOOTSTRAP_RESAMPLES, or more */
	double confidence;   /* above 0 and below 1 */
};

#define BOOTSTRAP_RESAMPLES 10000

/* One report's values of a cell. */
struct bootstrap_group {
	const double *x;
	size_t n;
};

/* One side of a comparison: groups, none of them empty. */
struct bootstrap_side {
	const struct bootstrap_group *groups;
	size_t nr_groups;
};

/*
 * The ratio of two independent sides. A side's location is the median of the medians of its groups,
 * which for one group is its median. Where a side has several groups, groups are drawn first and
 * values within each drawn group then (after Kalibera and Jones, ISMM'13), so that the interval has
 * the spread from report to report in it; that of one group cannot, and that of two or three
 * understates it. ratio->n is the number of values of the smaller side.
 */
int bootstrap_independent(const struct bootstrap *how, const struct bootstrap_side *top,
	const struct bootstrap_side *base, struct ratio *ratio);

#endif
