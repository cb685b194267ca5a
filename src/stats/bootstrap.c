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

static double median_of_draws(const struct bootstrap_group *group, double *scratch, uint64_t *state)
{
	for (size_t i = 0; i < group->n; i++)
		scratch[i] = group->x[draw_below(group->n, state)];
	return summary_median(scratch, group->n);
}

static double median_of_copy(const struct bootstrap_group *group, double *scratch)
{
	for (size_t i = 0; i < group->n; i++)
		scratch[i] = group->x[i];
	return summary_median(scratch, group->n);
}

/* Room for a side's medians, one a group, and after them for the values of its largest group. */
static double *scratch_for(const struct bootstrap_side *side)
{
	size_t largest = 0;

	for (size_t i = 0; i < side->nr_groups; i++)
		largest = side->groups[i].n > largest ? side->groups[i].n : largest;
	return calloc(side->nr_groups + largest, sizeof(double));
}

/* The log of a side's location: of the values themselves without a state, else of a resample. */
static double log_location(const struct bootstrap_side *side, double *scratch, uint64_t *state)
{
	size_t nr = side->nr_groups;

	for (size_t i = 0; i < nr; i++) {
		/* One group is drawn every time: no draw is spent on it. */
		size_t group = state && nr > 1 ? draw_below(nr, state) : i;

		scratch[i] = state ? median_of_draws(&side->groups[group], scratch + nr, state)
				   : median_of_copy(&side->groups[group], scratch + nr);
	}
	return log(summary_median(scratch, nr));
}

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

int bootstrap_paired(const struct bootstrap *how, const double *top, const double *base, size_t n,
	struct ratio *ratio)
{
	struct bootstrap_group pairs = { .n = n };
	double *pair_logs, *scratch, *logs;
	uint64_t state = how->seed;
	int error = ratio_paired(top, base, n, ratio);

	ratio->ci_low = ratio->ci_high = NAN;
	if (error || n < LEAST_VALUES)
		return error;
	assert(how->nr_resamples > 0 && n <= UINT32_MAX);
	pair_logs = calloc(n, sizeof *pair_logs);
	scratch = calloc(n, sizeof *scratch);
	logs = calloc(how->nr_resamples, sizeof *logs);
	error = pair_logs && scratch && logs ? 0 : -ENOMEM;
	for (size_t i = 0; !error && i < n; i++)
		pair_logs[i] = log(top[i]) - log(base[i]);
	pairs.x = pair_logs;
	for (size_t i = 0; !error && i < how->nr_resamples; i++)
		logs[i] = median_of_draws(&pairs, scratch, &state);
	if (!error)
		set_interval(how, logs, ratio);
	else
		ratio->value = NAN;
	free(pair_logs);
	free(scratch);
	free(logs);
	return error;
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
	double *top_scratch, *base_scratch, *logs;
	uint64_t state = how->seed;
	int error = 0;

	assert(how->nr_resamples > 0);
	*ratio = (struct ratio){ 0, NAN, NAN, NAN };
	if (top_n == SIZE_MAX || base_n == SIZE_MAX)
		return -EDOM;
	ratio->n = top_n < base_n ? top_n : base_n;
	if (ratio->n == 0)
		return 0;
	top_scratch = scratch_for(top);
	base_scratch = scratch_for(base);
	logs = calloc(how->nr_resamples, sizeof *logs);
	if (!top_scratch || !base_scratch || !logs) {
		error = -ENOMEM;
		goto out;
	}
	ratio->value =
		exp(log_location(top, top_scratch, NULL) - log_location(base, base_scratch, NULL));
	if (ratio->n < LEAST_VALUES)
		goto out;
	for (size_t i = 0; i < how->nr_resamples; i++) {
		/* In two steps, since C leaves the order of two calls in one expression open. */
		logs[i] = log_location(top, top_scratch, &state);
		logs[i] -= log_location(base, base_scratch, &state);
	}
	set_interval(how, logs, ratio);
out:
	free(top_scratch);
	free(base_scratch);
	free(logs);
	return error;
}
