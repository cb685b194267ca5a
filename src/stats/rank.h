/* SPDX-License-Identifier: MIT */
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Compares two independent samples by ranks: whether one tends to the larger values, and by how
 * much. No distribution is assumed, the samples need not be of one size. Pure. What cannot be said
 * is NaN. Both calls return 0, -ENOMEM, or -EDOM when a value is NaN or infinite; in an error, and
 * where a sample is empty, all numbers are NaN.
 */

/* Mann and Whitney's U test of x against y. */
struct rank_test {
	size_t n, m; /* values in x and in y */
	double u;    /* pairs with x above y, a tie counted half: from 0 to n * m */
	double p;    /* two-sided */
	bool exact;  /* p is counted, not approximated */
};

/*
 * Exact where no two values are equal, C(n + m, n) is below 2^53 and n * m at most 10,000 (n = m =
 * 28 is the last): twice the share of the orderings with a U at least as far out (Mann and Whitney
 * 1947). Otherwise from the normal distribution with the correction for ties and for continuity
 * (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 4.1). The same as
 * scipy.stats.mannwhitneyu with method "exact" and "asymptotic". Where all values are equal p is 1.
 */
int rank_test(const double *x, size_t n, const double *y, size_t m, struct rank_test *test);

/*
 * Whether a test of n against m values without ties can give a p below the level at all: its
 * smallest is 2 / C(n + m, n). Below 0.05 samples of one size need 4 values each.
 */
bool rank_can_reach(size_t n, size_t m, double level);

/* How far x lies above y. Of logarithms: exp of each is a ratio and its interval. */
struct rank_shift {
	double value; /* Hodges and Lehmann's: the median of the n * m differences x - y */
	double ci_low, ci_high; /* NaN where n and m are too small for the confidence */
};

struct rank_sample {
	const double *x;
	size_t n;
};

/*
 * The interval is from the k-th smallest to the k-th largest difference, with the largest k for
 * which 2 P(U < k) is at most 1 - confidence (Hollander, Wolfe and Chicken, section 4.3; Moses). It
 * is exact under the sizes at which the test is, and errs to the wide side with ties; for larger
 * ones P is normal. Takes n * m numbers of memory.
 */
int rank_shift(const struct rank_sample *x, const struct rank_sample *y, double confidence,
	struct rank_shift *shift);

#endif
