/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "stats/summary.h"

#define LEAST_VALUES 6

/* Halvings of the range in which a quantile lies: to 1e-10 of it. */
#define HALVINGS 34

/* A value that the median of a resample may have, and the chance of it; later of it or less. */
struct point {
	double value, chance;
};

struct points {
	struct point *list;
	size_t nr;
	double median; /* of the sample itself */
};

static int by_value(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

/* P that at least h of n draws are among the first i of n values. */
static double at_least(size_t n, size_t h, size_t i)
{
	double p = (double)i / (double)n, sum = 0;

	if (i == n)
		return 1;
	for (size_t k = h; i && k <= n; k++)
		sum += exp(lgamma((double)n + 1) - lgamma((double)k + 1) -
			   lgamma((double)(n - k) + 1) + (double)k * log(p) +
			   (double)(n - k) * log1p(-p));
	return sum;
}

/* The h-th smallest of a resample, which is its median where n is odd. */
static void add_values(const double *sorted, size_t n, struct points *points)
{
	double before = 0;

	for (size_t i = 1; i <= n; i++) {
		double here = at_least(n, (n + 1) / 2, i);

		points->list[points->nr++] = (struct point){ sorted[i - 1], here - before };
		before = here;
	}
}

/*
 * Where n is even the median is the mean of two neighbours: value i and a later one j when half of
 * the draws are at most i, with i among them, and the other half at least j, with j among them.
 * What is left of i's chance is that of both being i.
 */
static void add_means(const double *sorted, size_t n, struct points *points)
{
	double h = (double)n / 2, size = (double)n, before = 0;
	double ways = exp(lgamma(size + 1) - 2 * lgamma(h + 1));

	for (size_t i = 1; i <= n; i++) {
		double here = at_least(n, n / 2, i), left = here - before;
		double low = pow((double)i / size, h) - pow((double)(i - 1) / size, h);

		for (size_t j = i + 1; j <= n; j++) {
			double high =
				pow((double)(n - j + 1) / size, h) - pow((double)(n - j) / size, h);

			points->list[points->nr++] =
				(struct point){ (sorted[i - 1] + sorted[j - 1]) / 2,
					ways * low * high };
			left -= ways * low * high;
		}
		points->list[points->nr++] = (struct point){ sorted[i - 1], fmax(left, 0) };
		before = here;
	}
}

/* The chances of every median; the list is the caller's to free. Returns 0 or -ENOMEM. */
static int make_points(const struct resample_sample *sample, struct points *points)
{
	size_t n = sample->n, means = n % 2 == 0 && n <= RESAMPLE_MOST_MEANS;
	double *sorted = malloc(n * sizeof(*sorted));

	*points = (struct points){ malloc((means ? n * (n + 1) / 2 : n) * sizeof(struct point)), 0,
		NAN };
	if (!sorted || !points->list) {
		free(sorted);
		return -ENOMEM;
	}
	memcpy(sorted, sample->x, n * sizeof(*sorted));
	points->median = summary_median(sorted, n);
	if (means)
		add_means(sorted, n, points);
	else
		add_values(sorted, n, points);
	free(sorted);
	qsort(points->list, points->nr, sizeof(*points->list), by_value);
	for (size_t i = 1; i < points->nr; i++)
		points->list[i].chance += points->list[i - 1].chance;
	return 0;
}

/* P that x less y is at most the limit. */
static double chance_below(const struct points *x, const struct points *y, double limit)
{
	double sum = 0, before = 0;
	size_t k = 0;

	for (size_t i = 0; i < y->nr; i++) {
		while (k < x->nr && x->list[k].value <= y->list[i].value + limit)
			k++;
		if (k)
			sum += (y->list[i].chance - before) * x->list[k - 1].chance;
		before = y->list[i].chance;
	}
	return sum;
}

static double quantile(const struct points *x, const struct points *y, double share)
{
	double low = x->list[0].value - y->list[y->nr - 1].value;
	double high = x->list[x->nr - 1].value - y->list[0].value;

	for (unsigned i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (chance_below(x, y, middle) >= share)
			high = middle;
		else
			low = middle;
	}
	return high;
}

int resample_shift(const struct resample_sample *x, const struct resample_sample *y,
	double confidence, struct resample_shift *shift)
{
	struct points of_x = { NULL, 0, NAN }, of_y = { NULL, 0, NAN };
	double out = (1 - confidence) / 2;
	int error;

	*shift = (struct resample_shift){ NAN, NAN, NAN };
	if (!x->n || !y->n)
		return 0;
	error = make_points(x, &of_x);
	error = error ? error : make_points(y, &of_y);
	if (!error) {
		shift->value = of_x.median - of_y.median;
		if (x->n >= LEAST_VALUES && y->n >= LEAST_VALUES) {
			shift->ci_low = quantile(&of_x, &of_y, out);
			shift->ci_high = quantile(&of_x, &of_y, 1 - out);
		}
	}
	free(of_x.list);
	free(of_y.list);
	return error;
}
