/* SPDX-License-Identifier: MIT */
#ifndef STATS_RATIO_H
#define STATS_RATIO_H

#include <stddef.h>

/*
 * Ratios formed within a round, so that a machine whose speed drifts from round to round cancels
 * out. Pure. What cannot be said is NaN.
 */
#define RATIO_LEAST 6u /* pairs for an interval of 95 % */

struct ratio {
	size_t n;     /* pairs */
	double value; /* exp of the median of log(top / base): 1/value when turned round */
	double ci_low, ci_high; /* of the confidence asked for; NaN when n is too small for it */
};

/*
 * The ratio top[i] / base[i] over n pairs of positive numbers. Pair i is round i of both cells. The
 * interval is of order statistics of the log ratios (summary_median_rank), at 95 %, which takes 6
 * pairs. Returns 0, -ENOMEM, or -EDOM when a number is not positive and finite.
 */
int ratio_paired(const double *top, const double *base, size_t n, struct ratio *ratio);

/* The same at another confidence: sequential.h says which where the numbers told when to stop. */
int ratio_paired_at(
	const double *top, const double *base, size_t n, double confidence, struct ratio *ratio);

/* What a ratio of procs to threads, both times, says under a practical margin (0.03 for 3 %). */
enum verdict {
	VERDICT_NONE,         /* no interval, too few pairs: nothing may be said */
	VERDICT_INCONCLUSIVE, /* the interval reaches over an edge of the margin */
	VERDICT_EQUIVALENT,   /* wholly inside [1 / (1 + margin), 1 + margin] */
	VERDICT_THREADS,      /* wholly above 1 + margin: threads take less time */
	VERDICT_PROCS,        /* wholly below 1 / (1 + margin): processes take less time */
};

/* The margin is not negative. */
enum verdict ratio_verdict(const struct ratio *ratio, double margin);

/* "threads", "procs", "equivalent", "inconclusive", "none". */
const char *verdict_name(enum verdict verdict);

#endif
