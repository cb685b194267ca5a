/* SPDX-License-Identifier: MIT */
#include "compare/siblings.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "stats/rank.h"
#include "stats/summary.h"

#define LEVEL 0.05

/* How much closer together ratios must lie than times. */
#define NARROWER 0.9

static bool are_siblings(const struct family *family, size_t i, size_t k)
{
	return k != i && family->members[k].work == family->members[i].work;
}

/* ---- One by one ---- */

/* Log ratios of one side, all its runs together. */
struct ratios {
	double *x;
	size_t n;
};

static void add_run(
	const struct corrected *top, const struct corrected *base, size_t r, struct ratios *ratios)
{
	size_t k = 0;

	for (size_t i = 0; i < top->n[r]; i++) {
		while (k < base->n[r] && base->rounds[r][k] < top->rounds[r][i])
			k++;
		if (k < base->n[r] && base->rounds[r][k] == top->rounds[r][i])
			ratios->x[ratios->n++] = top->logs[r][i] - base->logs[r][k];
	}
}

/* Of runs first to end; x is the caller's to free. */
static int make_ratios(const struct corrected *top, const struct corrected *base, size_t first,
	size_t end, struct ratios *ratios)
{
	size_t most = 1;

	for (size_t r = first; r < end; r++)
		most += top->n[r];
	*ratios = (struct ratios){ malloc(most * sizeof(*ratios->x)), 0 };
	if (!ratios->x)
		return -ENOMEM;
	for (size_t r = first; r < end; r++)
		add_run(top, base, r, ratios);
	return 0;
}

/* p of the test, and the change of the median; NaN where there is nothing to test. */
static int test_pair(const struct corrected *top, const struct corrected *base, size_t nr_base,
	size_t end, double *change, double *p)
{
	struct ratios before = { NULL, 0 }, after = { NULL, 0 };
	struct rank_test test = { .p = NAN };
	int error = make_ratios(top, base, 0, nr_base, &before);

	*change = NAN;
	error = error ? error : make_ratios(top, base, nr_base, end, &after);
	error = error ? error : rank_test(after.x, after.n, before.x, before.n, &test);
	if (!error && before.n && after.n)
		*change = summary_median(after.x, after.n) - summary_median(before.x, before.n);
	*p = test.p;
	free(before.x);
	free(after.x);
	return error == -EDOM ? 0 : error;
}

/*
 * What the ratio of two cells would have moved more that way had no drift been taken out of either;
 * 0 where it was rightly taken out.
 */
static double untaken(const struct drift *drift, size_t i, size_t k, double direction)
{
	const struct corrected *top = &drift->cells[i], *base = &drift->cells[k];
	double taken = top->taken - base->taken;

	if (drift->sampled || (drift_is_followed(top) && drift_is_followed(base)))
		return 0;
	return direction < 0 ? -taken : taken;
}

int siblings_confirm(const struct family *family, const struct drift *drift, size_t i,
	double direction, struct relation *relation)
{
	double margin = log1p(family->manner.margin), smallest_p = NAN;

	*relation = (struct relation){ 0, false, INFINITY };
	for (size_t k = 0; k < family->nr; k++) {
		double change, p;
		int error;

		if (!are_siblings(family, i, k))
			continue;
		error = test_pair(&drift->cells[i], &drift->cells[k], family->nr_base,
			drift->nr_runs, &change, &p);
		if (error)
			return error;
		if (isnan(p))
			continue;
		change = direction < 0 ? -change : change;
		change = fmin(change, change + untaken(drift, i, k, direction));
		relation->nr++;
		relation->least = fmin(relation->least, change);
		if (change > margin)
			smallest_p = fmin(smallest_p, p);
	}
	relation->moved = smallest_p * (double)relation->nr < LEVEL;
	return 0;
}

/* ---- All together ---- */

/* Of each round of a cell: the sum over siblings that have it, and how many have. */
struct sum {
	double logs;
	size_t nr;
};

/* Adds a sibling to the sums of the cell's rounds. */
static void add_sibling(
	const struct corrected *cell, const struct corrected *sibling, size_t r, struct sum *sums)
{
	size_t j = 0;

	for (size_t k = 0; k < cell->n[r]; k++) {
		while (j < sibling->n[r] && sibling->rounds[r][j] < cell->rounds[r][k])
			j++;
		if (j == sibling->n[r] || sibling->rounds[r][j] != cell->rounds[r][k])
			continue;
		sums[k].logs += sibling->logs[r][j];
		sums[k].nr++;
	}
}

/* Leaves in ratios the rounds of the cell that all siblings have. Returns 0 or -ENOMEM. */
static int relate_run(const struct family *family, const struct drift *drift, size_t i, size_t r,
	struct corrected *ratios)
{
	const struct corrected *cell = &drift->cells[i];
	struct sum *sums = calloc(cell->n[r] + 1, sizeof(*sums));
	size_t all = 0;

	ratios->logs[r] = malloc((cell->n[r] + 1) * sizeof(*ratios->logs[r]));
	ratios->rounds[r] = malloc((cell->n[r] + 1) * sizeof(*ratios->rounds[r]));
	if (!sums || !ratios->logs[r] || !ratios->rounds[r]) {
		free(sums);
		return -ENOMEM;
	}
	for (size_t s = 0; s < family->nr; s++) {
		if (!are_siblings(family, i, s) || isnan(drift->cells[s].change))
			continue;
		all++;
		add_sibling(cell, &drift->cells[s], r, sums);
	}
	for (size_t k = 0; all >= 2 && k < cell->n[r]; k++) {
		if (sums[k].nr != all)
			continue;
		ratios->rounds[r][ratios->n[r]] = cell->rounds[r][k];
		ratios->logs[r][ratios->n[r]++] = cell->logs[r][k] - sums[k].logs / (double)all;
	}
	free(sums);
	return 0;
}

/* The median over all runs of how far times lie from their run's median. */
static int width_of(const struct corrected *cell, size_t nr_runs, double *width)
{
	size_t most = 1, n = 0;
	double *x;

	for (size_t r = 0; r < nr_runs; r++)
		most += cell->n[r];
	x = malloc(most * sizeof(*x));
	if (!x)
		return -ENOMEM;
	for (size_t r = 0; r < nr_runs; r++) {
		double median;

		memcpy(x + n, cell->logs[r], cell->n[r] * sizeof(*x));
		median = summary_median(x + n, cell->n[r]);
		for (size_t k = 0; k < cell->n[r]; k++, n++)
			x[n] = fabs(x[n] - median);
	}
	*width = summary_median(x, n);
	free(x);
	return 0;
}

static int relate(
	const struct family *family, const struct drift *drift, size_t i, struct corrected *ratios)
{
	double times = NAN, width = NAN;
	int error = 0;

	for (size_t r = 0; !error && r < drift->nr_runs; r++)
		error = relate_run(family, drift, i, r, ratios);
	error = error ? error : width_of(&drift->cells[i], drift->nr_runs, &times);
	error = error ? error : width_of(ratios, drift->nr_runs, &width);
	for (size_t r = 0; !error && !(width < NARROWER * times) && r < drift->nr_runs; r++)
		ratios->n[r] = 0;
	return error;
}

int siblings_ratios(const struct family *family, const struct drift *drift, struct drift *ratios)
{
	int error = drift_begin(family, ratios);

	for (size_t i = 0; !error && i < family->nr; i++) {
		ratios->cells[i].group = drift->cells[i].group;
		error = relate(family, drift, i, &ratios->cells[i]);
	}
	error = error ? error : drift_changes(family, ratios);
	if (error)
		drift_release(ratios);
	return error;
}
