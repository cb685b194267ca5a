/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FEW 64

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What is sorted here is mostly a cell's rounds: few, and then calls to compare take most of the time. */
static void sort(double *x, size_t n)
{
	if (n > FEW) {
		qsort(x, n, sizeof *x, by_value);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		double value = x[i];
		size_t k = i;

		for (; k > 0 && x[k - 1] > value; k--)
			x[k] = x[k - 1];
		x[k] = value;
	}
}

static double middle_of(double a, double b, double c)
{
	double low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

/* Moves what is below the limit, or equal to it where that counts, to the front. Returns how many. */
static size_t part(double *x, size_t n, double limit, bool equals)
{
	size_t nr = 0;

	for (size_t i = 0; i < n; i++) {
		double value = x[i];

		/* Always a swap: a branch would be guessed wrong half of the time. */
		x[i] = x[nr];
		x[nr] = value;
		nr += (value < limit) | (equals & (value == limit));
	}
	return nr;
}

/* Puts the k-th smallest, from 0, in its place, none larger before it (Hoare's FIND, CACM 4, 1961). */
static void find(double *x, size_t n, size_t k)
{
	while (n > 1) {
		double pivot = middle_of(x[0], x[n / 2], x[n - 1]);
		size_t below = part(x, n, pivot, false), equal;

		if (k < below) {
			n = below;
			continue;
		}
		equal = part(x + below, n - below, pivot, true);
		if (k < below + equal)
			return;
		x += below + equal;
		n -= below + equal;
		k -= below + equal;
	}
}

static int holds_nan(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(x[i]))
			return 1;
	return 0;
}

/* Hyndman and Fan's type 7 over sorted values; at 0.5 it is the median. */
static double quantile_of_sorted(const double *x, size_t n, double quantile)
{
	double position = (double)(n - 1) * quantile;
	size_t below = (size_t)position;
	double share = position - (double)below;

	/* The last value has no neighbour above, and 0 * infinity would be NaN. */
	if (share == 0)
		return x[below];
	return x[below] + share * (x[below + 1] - x[below]);
}

/* About a value of the sample, so that equal values have exactly themselves as mean and no spread.
 */
static void mean_and_stdev(const double *x, size_t n, struct summary *summary)
{
	long double origin = x[0], sum = 0, squares = 0, mean;

	for (size_t i = 0; i < n; i++)
		sum += x[i] - origin;
	mean = origin + sum / (long double)n;
	summary->mean = (double)mean;
	if (n < 2)
		return;
	for (size_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	summary->stdev = (double)sqrtl(squares / (long double)(n - 1));
}

int summary_of(const double *x, size_t n, struct summary *summary)
{
	double *sorted;
	size_t low;

	*summary = (struct summary){
		.n = n,
		.median = NAN,
		.ci_low = NAN,
		.ci_high = NAN,
		.min = NAN,
		.max = NAN,
		.mean = NAN,
		.stdev = NAN,
		.mad = NAN,
		.q1 = NAN,
		.q3 = NAN,
	};
	if (n == 0)
		return 0;
	if (n > PTRDIFF_MAX / sizeof *x || !(sorted = malloc(n * sizeof *x)))
		return -ENOMEM;
	if (holds_nan(x, n))
		goto out;
	memcpy(sorted, x, n * sizeof *x);
	summary->median = summary_median(sorted, n);
	low = summary_median_rank(n, 0.95, NULL);
	if (low > 0) {
		summary->ci_low = sorted[low - 1];
		summary->ci_high = sorted[n - low];
	}
	summary->min = sorted[0];
	summary->max = sorted[n - 1];
	summary->q1 = quantile_of_sorted(sorted, n, 0.25);
	summary->q3 = quantile_of_sorted(sorted, n, 0.75);
	mean_and_stdev(sorted, n, summary);
	for (size_t i = 0; i < n; i++)
		sorted[i] = fabs(sorted[i] - summary->median);
	summary->mad = summary_median(sorted, n);
out:
	free(sorted);
	return 0;
}

/*
 * From the middle outwards, since the mass at the middle is a product that neither under- nor
 * overflows: with m = n / 2 and B binomial(n, 1/2), P(B = m) is (1/2)(3/4)...((2m - 1) / 2m),
 * times n / (n + 1) where n is odd. Then P(B = k - 1) = P(B = k) * k / (n - k + 1).
 */
size_t summary_median_rank(size_t n, double confidence, double *coverage)
{
	long double mass = 1, covered;
	size_t low = n / 2;

	for (size_t i = 1; i <= low; i++)
		mass *= (long double)(2 * i - 1) / (long double)(2 * i);
	if (n % 2)
		mass *= (long double)n / (long double)(n + 1);
	covered = n % 2 ? 2 * mass : mass;
	/* Compared as a double: the last bits of the product are rounding, 31/32 must meet 31/32.
	 */
	while (low > 0 && !((double)covered >= confidence)) {
		mass *= (long double)low / (long double)(n - low + 1);
		covered += 2 * mass;
		low--;
	}
	if (coverage)
		*coverage = low > 0 ? (double)covered : NAN;
	return low;
}

double summary_median(double *x, size_t n)
{
	if (n == 0 || holds_nan(x, n))
		return NAN;
	sort(x, n);
	return quantile_of_sorted(x, n, 0.5);
}

double summary_median_quick(double *x, size_t n)
{
	size_t upper = n / 2;
	double low;

	if (n == 0 || holds_nan(x, n))
		return NAN;
	find(x, n, upper);
	if (n % 2)
		return x[upper];
	low = x[0];
	for (size_t i = 1; i < upper; i++)
		low = x[i] > low ? x[i] : low;
	return low + (x[upper] - low) / 2;
}
