/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/summary.h"

#define LEAST_VALUES 6

/* Steele, Lea and Flood's splitmix64. */
static uint64_t draw(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* Below n; the upper half by multiplication, whose bias is n in 2^32. */
static size_t draw_below(size_t n, uint64_t *state)
{
	return (size_t)(((draw(state) >> 32) * n) >> 32);
}

/* ---- Drawing ---- */

/*
 * A group that is drawn from thousands of times. Only ranks are drawn, and counted: where the middle of a
 * resample lies, the counts tell without sorting it.
 */
struct urn {
	double *sorted;
	uint32_t *ranks; /* in sorted, of the values in the order in which they were given */
	size_t n;
};

/* A side's urns, and what a resample of it needs. */
struct urns {
	struct urn *list;
	size_t nr;
	double *values; /* of all urns, of which sorted is a part; so are ranks */
	uint32_t *ranks;
	uint32_t *counts; /* how often each rank was drawn; room for those of the largest urn */
	double *medians;  /* of a resample, one an urn */
};

struct placed {
	double value;
	uint32_t place;
};

static int by_value(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

/* Fills an urn that has its room. scratch has as much. */
static void fill(const struct bootstrap_group *group, struct urn *urn, struct placed *scratch)
{
	for (size_t i = 0; i < urn->n; i++)
		scratch[i] = (struct placed){ group->x[i], (uint32_t)i };
	qsort(scratch, urn->n, sizeof(*scratch), by_value);
	for (size_t rank = 0; rank < urn->n; rank++) {
		urn->sorted[rank] = scratch[rank].value;
		urn->ranks[scratch[rank].place] = (uint32_t)rank;
	}
}

static void release_urns(struct urns *urns)
{
	free(urns->list);
	free(urns->values);
	free(urns->ranks);
	free(urns->counts);
	free(urns->medians);
}

/* Of numbers, none of them NaN. Returns 0 or -ENOMEM, with urns to release in either case. */
static int make_urns(const struct bootstrap_side *side, struct urns *urns)
{
	size_t all = 0, largest = 0;
	struct placed *scratch;

	for (size_t i = 0; i < side->nr_groups; i++) {
		all += side->groups[i].n;
		largest = side->groups[i].n > largest ? side->groups[i].n : largest;
	}
	*urns = (struct urns){ calloc(side->nr_groups, sizeof(*urns->list)), 0,
		calloc(all, sizeof(*urns->values)), calloc(all, sizeof(*urns->ranks)),
		calloc(largest, sizeof(*urns->counts)), calloc(side->nr_groups, sizeof(double)) };
	scratch = calloc(largest, sizeof(*scratch));
	if (!urns->list || !urns->values || !urns->ranks || !urns->counts || !urns->medians ||
		!scratch) {
		free(scratch);
		return -ENOMEM;
	}
	for (size_t i = 0, at = 0; i < side->nr_groups; at += side->groups[i++].n) {
		urns->list[i] =
			(struct urn){ urns->values + at, urns->ranks + at, side->groups[i].n };
		fill(&side->groups[i], &urns->list[i], scratch);
	}
	urns->nr = side->nr_groups;
	free(scratch);
	return 0;
}

/* Takes counts all 0 and leaves them so. No branch depends on what was drawn: none would be foreseen. */
static double median_of_draws(const struct urn *urn, uint32_t *counts, uint64_t *state)
{
	size_t n = urn->n, seen = 0, low = 0, high = 0;
	uint64_t draws = *state;

	for (size_t i = 0; i < n; i++)
		counts[urn->ranks[draw_below(n, &draws)]]++;
	*state = draws;
	for (size_t rank = 0; rank < n; rank++) {
		seen += counts[rank];
		counts[rank] = 0;
		low += seen <= (n - 1) / 2;
		high += seen <= n / 2;
	}
	return urn->sorted[low] + (urn->sorted[high] - urn->sorted[low]) / 2;
}

/* The median of the medians: of the values themselves without a state, else of a resample. */
static double location(const struct urns *urns, uint64_t *state)
{
	size_t nr = urns->nr;

	for (size_t i = 0; i < nr; i++) {
		/* One group is drawn every time: no draw is spent on it. */
		size_t drawn = state && nr > 1 ? draw_below(nr, state) : i;
		const struct urn *urn = &urns->list[drawn];

		urns->medians[i] = state ? median_of_draws(urn, urns->counts, state)
					 : summary_median(urn->sorted, urn->n);
	}
	return summary_median_quick(urns->medians, nr);
}

/* ---- Intervals ---- */

/* The interval between the order statistics that leave out as many on either side. Sorts logs. */
static void set_interval(const struct bootstrap *how, double *logs, struct ratio *ratio)
{
	double share = (1 - how->confidence) / 2;
	/* 1 - 0.9 is a little below 0.1: what is a whole number must not lose one for that. */
	size_t out = (size_t)((double)how->nr_resamples * share * (1 + 1e-12));

	summary_median(logs, how->nr_resamples);
	ratio->ci_low = exp(logs[out]);
	ratio->ci_high = exp(logs[how->nr_resamples - 1 - out]);
}

static bool all_positive(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]) || !(x[i] > 0))
			return false;
	return true;
}

/* How many values a side has; SIZE_MAX when one of them is not positive and finite. */
static size_t values_of(const struct bootstrap_side *side)
{
	size_t n = 0;

	for (size_t i = 0; i < side->nr_groups; i++) {
		assert(side->groups[i].n > 0 && side->groups[i].n <= UINT32_MAX);
		if (!all_positive(side->groups[i].x, side->groups[i].n))
			return SIZE_MAX;
		n += side->groups[i].n;
	}
	return n;
}

int bootstrap_independent(const struct bootstrap *how, const struct bootstrap_side *top,
	const struct bootstrap_side *base, struct ratio *ratio)
{
	size_t top_n = values_of(top), base_n = values_of(base);
	struct urns tops = { 0 }, bases = { 0 };
	double *logs;
	uint64_t state = how->seed;
	int error;

	assert(how->nr_resamples > 0);
	*ratio = (struct ratio){ 0, NAN, NAN, NAN };
	if (top_n == SIZE_MAX || base_n == SIZE_MAX)
		return -EDOM;
	ratio->n = top_n < base_n ? top_n : base_n;
	if (ratio->n == 0)
		return 0;
	logs = calloc(how->nr_resamples, sizeof *logs);
	error = logs ? make_urns(top, &tops) : -ENOMEM;
	error = error ? error : make_urns(base, &bases);
	if (error)
		goto out;
	ratio->value = exp(log(location(&tops, NULL)) - log(location(&bases, NULL)));
	if (ratio->n < LEAST_VALUES)
		goto out;
	for (size_t i = 0; i < how->nr_resamples; i++) {
		/* In two steps, since C leaves the order of two calls in one expression open. */
		logs[i] = log(location(&tops, &state));
		logs[i] -= log(location(&bases, &state));
	}
	set_interval(how, logs, ratio);
out:
	release_urns(&tops);
	release_urns(&bases);
	free(logs);
	return error;
}
