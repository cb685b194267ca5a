/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stats/summary.h"

#define LEAST_VALUES 6

/* A quantile is looked for by halves of its range, then by lines, until few differences are left or
 * the rest of the range is so small a part of it. */
#define HALVINGS 3
#define MOST_LOOKS 100
#define FEW 32
#define CLOSE 1e-10

/* A value that the median of a resample may have, and the chance of it; later of it or less. */
struct point {
	double value, chance;
};

struct points {
	struct point *list;
	size_t nr;
	double median; /* of the sample itself */
};

/* Merges from[first..middle) and from[middle..end), both ascending, into to. */
static void merge(
	const struct point *from, size_t first, size_t middle, size_t end, struct point *to)
{
	size_t a = first, b = middle;

	while (a < middle && b < end)
		*to++ = from[b].value < from[a].value ? from[b++] : from[a++];
	memcpy(to, from + a, (middle - a) * sizeof(*to));
	memcpy(to + (middle - a), from + b, (end - b) * sizeof(*to));
}

/* The end of the ascending values that begin at first. */
static size_t run_end(const struct point *list, size_t first, size_t nr)
{
	while (++first < nr && list[first - 1].value <= list[first].value)
		;
	return first < nr ? first : nr;
}

/* By value, stable. Points are made in few ascending runs, of which this makes use. scratch has as much
 * room as the list. */
static void sort(struct point *list, size_t nr, struct point *scratch)
{
	while (run_end(list, 0, nr) < nr) {
		for (size_t first = 0, middle, end; first < nr; first = end) {
			middle = run_end(list, first, nr);
			end = middle < nr ? run_end(list, middle, nr) : nr;
			merge(list, first, middle, end, scratch + first);
		}
		memcpy(list, scratch, nr * sizeof(*list));
	}
}

/* What is asked for again and again of all samples of n values. */
struct odds {
	size_t n;
	double *factorials; /* the logs of 0! to n! */
	double *shares;     /* (i / n) to the power of n / 2, for i of 0 to n */
	double *least;      /* P that half of n draws, or more, are among the first i */
};

/* P that at least h of n draws are among the first i of n values. */
static double at_least(const struct odds *odds, size_t h, size_t i)
{
	const double *factorials = odds->factorials;
	size_t n = odds->n;
	double p = (double)i / (double)n, in = log(p), out = log1p(-p), sum = 0;

	if (i == n)
		return 1;
	for (size_t k = h; i && k <= n; k++)
		sum += exp(factorials[n] - factorials[k] - factorials[n - k] + (double)k * in +
			   (double)(n - k) * out);
	return sum;
}

/* factorials, where all of it is, is the caller's to free. Returns 0 or -ENOMEM. */
static int make_odds(size_t n, struct odds *odds)
{
	int sign;
	double *room = malloc(3 * (n + 1) * sizeof(*room));

	*odds = (struct odds){ n, room, NULL, NULL };
	if (!room)
		return -ENOMEM;
	odds->shares = room + n + 1;
	odds->least = odds->shares + n + 1;
	for (size_t i = 0; i <= n; i++) {
		odds->factorials[i] = lgamma_r((double)i + 1, &sign);
		odds->shares[i] = pow((double)i / (double)n, (double)n / 2);
	}
	for (size_t i = 0; i <= n; i++)
		odds->least[i] = at_least(odds, (n + 1) / 2, i);
	return 0;
}

/* The middle one of a resample, which is its median where n is odd. */
static void add_values(const double *sorted, const struct odds *odds, struct points *points)
{
	for (size_t i = 1; i <= odds->n; i++)
		points->list[points->nr++] =
			(struct point){ sorted[i - 1], odds->least[i] - odds->least[i - 1] };
}

/*
 * Where n is even the median is the mean of two neighbours: value i and a later one j when half of
 * the draws are at most i, with i among them, and the other half at least j, with j among them.
 * What is left of i's chance is that of both being i.
 */
static void add_means(const double *sorted, const struct odds *odds, struct points *points)
{
	const double *shares = odds->shares;
	size_t n = odds->n;
	double ways = exp(odds->factorials[n] - 2 * odds->factorials[n / 2]);

	for (size_t i = 1; i <= n; i++) {
		double left = odds->least[i] - odds->least[i - 1];
		double low = shares[i] - shares[i - 1];
		struct point *own = &points->list[points->nr++];

		for (size_t j = i + 1; j <= n; j++) {
			double chance = ways * low * (shares[n - j + 1] - shares[n - j]);

			points->list[points->nr++] =
				(struct point){ (sorted[i - 1] + sorted[j - 1]) / 2, chance };
			left -= chance;
		}
		*own = (struct point){ sorted[i - 1], fmax(left, 0) };
	}
}

/* The chances of every median; the list is the caller's to free. Returns 0 or -ENOMEM. */
static int make_points(
	const struct resample_sample *sample, const struct odds *odds, struct points *points)
{
	size_t n = sample->n, means = n % 2 == 0 && n <= RESAMPLE_MOST_MEANS;
	size_t most = means ? n * (n + 1) / 2 : n;
	double *sorted = malloc(n * sizeof(*sorted));

	/* Twice, of which the second half is for sorting. */
	*points = (struct points){ malloc(2 * most * sizeof(struct point)), 0, NAN };
	if (!sorted || !points->list) {
		free(sorted);
		return -ENOMEM;
	}
	memcpy(sorted, sample->x, n * sizeof(*sorted));
	points->median = summary_median(sorted, n);
	if (means)
		add_means(sorted, odds, points);
	else
		add_values(sorted, odds, points);
	free(sorted);
	sort(points->list, points->nr, points->list + most);
	for (size_t i = 1; i < points->nr; i++)
		points->list[i].chance += points->list[i - 1].chance;
	return 0;
}

/* Of two samples; the lists are the caller's to free, also after an error. */
static int make_both(const struct resample_sample *x, const struct resample_sample *y,
	struct points *of_x, struct points *of_y)
{
	struct odds odds;
	int error = make_odds(x->n, &odds);

	error = error ? error : make_points(x, &odds, of_x);
	if (!error && y->n != x->n) {
		free(odds.factorials);
		error = make_odds(y->n, &odds);
	}
	error = error ? error : make_points(y, &odds, of_y);
	free(odds.factorials);
	return error;
}

/* A limit, P that x less y is at most that, and how many differences are. */
struct below {
	double limit, chance;
	size_t nr;
};

/* The first point that is at least the value, nr where none is. */
static size_t find_value(const struct points *points, double value)
{
	size_t first = 0, end = points->nr;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (points->list[middle].value < value)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

static struct below look_below(const struct points *x, const struct points *y, double limit)
{
	size_t i = find_value(y, x->list[0].value - limit), k = 0;
	double before = i ? y->list[i - 1].chance : 0;
	struct below below = { limit, 0, 0 };

	for (; i < y->nr && k < x->nr; i++) {
		while (k < x->nr && x->list[k].value <= y->list[i].value + limit)
			k++;
		if (k)
			below.chance += (y->list[i].chance - before) * x->list[k - 1].chance;
		before = y->list[i].chance;
		below.nr += k;
	}
	/* All of x lies below the rest of y. */
	below.chance += (y->list[y->nr - 1].chance - before) * x->list[x->nr - 1].chance;
	below.nr += (y->nr - i) * x->nr;
	return below;
}

static double own_chance(const struct points *points, size_t i)
{
	return points->list[i].chance - (i ? points->list[i - 1].chance : 0);
}

/* The smallest of the few differences above low, up to high, with whose chances the share is full. */
static double pick(const struct points *x, const struct points *y, const struct below *low,
	const struct below *high, double share)
{
	struct point few[FEW], scratch[FEW];
	double sum = low->chance;
	size_t nr = 0, k = 0;

	for (size_t i = 0; i < y->nr; i++) {
		while (k < x->nr && x->list[k].value <= y->list[i].value + low->limit)
			k++;
		for (size_t j = k;
			j < x->nr && nr < FEW && x->list[j].value <= y->list[i].value + high->limit;
			j++)
			few[nr++] = (struct point){ x->list[j].value - y->list[i].value,
				own_chance(x, j) * own_chance(y, i) };
	}
	sort(few, nr, scratch);
	for (size_t i = 0; i < nr; i++) {
		sum += few[i].chance;
		if (sum >= share)
			return few[i].value;
	}
	return high->limit;
}

/* Two limits that the one with the share lies between; from low on the chance is below it. */
struct bracket {
	struct below low, high;
	double low_error, high_error; /* of the chance, as far as it counts */
	bool was_low;                 /* low was moved last */
};

/* By the Illinois rule an end that stays twice counts for half (Dowell and Jarratt, BIT 11, 1971). */
static void narrow(struct bracket *bracket, const struct below *here, double share)
{
	bool is_low = here->chance < share, again = is_low == bracket->was_low;

	if (is_low) {
		bracket->low = *here;
		bracket->low_error = here->chance - share;
		bracket->high_error *= again ? 0.5 : 1;
	} else {
		bracket->high = *here;
		bracket->high_error = here->chance - share;
		bracket->low_error *= again ? 0.5 : 1;
	}
	bracket->was_low = is_low;
}

/* The smallest difference that x less y is at most with a chance of share. */
static double quantile(const struct points *x, const struct points *y, double share)
{
	double least = x->list[0].value - y->list[y->nr - 1].value;
	double most = x->list[x->nr - 1].value - y->list[0].value;
	double close = (most - least) * CLOSE;
	struct bracket bracket = { { least - close, 0, 0 }, { most, 1, x->nr * y->nr }, -share,
		1 - share, false };
	const struct below *low = &bracket.low, *high = &bracket.high;

	for (unsigned i = 0; i < MOST_LOOKS && high->nr - low->nr > FEW; i++) {
		double width = high->limit - low->limit, part = 0.5;
		struct below here;

		if (!(width > close))
			return high->limit;
		/* The tails are no line. */
		if (i >= HALVINGS)
			part = bracket.low_error / (bracket.low_error - bracket.high_error);
		here = look_below(x, y, low->limit + part * width);
		narrow(&bracket, &here, share);
	}
	return high->nr - low->nr > FEW ? high->limit : pick(x, y, low, high, share);
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
	error = make_both(x, y, &of_x, &of_y);
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
