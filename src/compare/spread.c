/* SPDX-License-Identifier: MIT */
#include "compare/spread.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "stats/rank.h"
#include "stats/summary.h"

#define LARGE_GROUP 12
#define ROBUST_OTHERS 8
#define OTHERS_NEEDED 2

/* Of a normal distribution the standard deviation over the median absolute deviation. */
#define NORMAL_MAD 1.4826

#define WANDER_LEVEL 0.05

/* Room for a value of each member. */
struct scratch {
	double *x, *y;
};

/* The robust spread of x about centre, less the errors, which are overwritten like x. */
static double robust(double *x, double *errors, size_t n, double centre)
{
	double scale, error;

	for (size_t i = 0; i < n; i++) {
		x[i] = fabs(x[i] - centre);
		errors[i] *= errors[i];
	}
	scale = NORMAL_MAD * summary_median(x, n);
	error = summary_median(errors, n);
	return sqrt(fmax(scale * scale - (isnan(error) ? 0 : error), 0));
}

/* Members of the group but for one; all with skipped = family->nr. Returns how many. */
static size_t collect(const struct family *family, const struct drift *drift, const double *errors,
	unsigned group, size_t skipped, struct scratch *scratch)
{
	size_t n = 0;

	for (size_t i = 0; i < family->nr; i++) {
		if (i == skipped || !drift_is_in(&family->members[i], group) ||
			isnan(drift->cells[i].change))
			continue;
		scratch->x[n] = drift->cells[i].change;
		scratch->y[n++] = isnan(errors[i]) ? 0 : errors[i];
	}
	return n;
}

static double farthest(const double *x, size_t n, double centre)
{
	double most = 0;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, fabs(x[i] - centre));
	return most;
}

static struct spread of_others(const struct family *family, const struct drift *drift,
	const double *errors, size_t i, struct scratch *scratch)
{
	unsigned group = drift->cells[i].group;
	size_t n = collect(family, drift, errors, group, i, scratch);
	double centre;

	if (n < OTHERS_NEEDED)
		return (struct spread){ 0, NAN };
	/* A common change that is no drift was left in: it must not be taken for the place to be. */
	centre = summary_median(scratch->x, n);
	centre = drift->real ? drift->common[group] : centre;
	if (n >= ROBUST_OTHERS)
		return (struct spread){ drift->real ? 0 : centre,
			robust(scratch->x, scratch->y, n, centre) };
	return (struct spread){ drift->real ? 0 : centre, farthest(scratch->x, n, centre) };
}

/* How far the halves of a run differ, where they do past chance; 0 where they do not. */
static int wander_of(const struct corrected *cell, size_t nr_runs, double *wander)
{
	*wander = 0;
	for (size_t r = 0; r < nr_runs; r++) {
		size_t half = cell->n[r] / 2, rest = cell->n[r] - half;
		const double *first = cell->logs[r], *last = first + half;
		struct rank_shift shift;
		struct rank_test test;
		int error = rank_test(first, half, last, rest, &test);

		if (error == -ENOMEM)
			return error;
		if (!(test.p < WANDER_LEVEL))
			continue;
		error = rank_shift(&(struct rank_sample){ first, half },
			&(struct rank_sample){ last, rest }, 1 - WANDER_LEVEL, &shift);
		if (error == -ENOMEM)
			return error;
		*wander = fmax(*wander, fabs(shift.value));
	}
	return 0;
}

static void find_groups(const struct family *family, const struct drift *drift,
	const double *errors, struct scratch *scratch, struct spread groups[DRIFT_GROUPS])
{
	for (unsigned g = 0; g < DRIFT_GROUPS; g++) {
		size_t n = collect(family, drift, errors, g, family->nr, scratch);
		double centre = drift->real ? drift->common[g] : 0;

		groups[g] = (struct spread){ 0,
			n < LARGE_GROUP ? NAN : robust(scratch->x, scratch->y, n, centre) };
	}
}

int spread_find(const struct family *family, const struct drift *drift, const double *errors,
	struct spread *spreads)
{
	struct scratch scratch = { calloc(family->nr + 1, sizeof(double)),
		calloc(family->nr + 1, sizeof(double)) };
	struct spread groups[DRIFT_GROUPS];
	int error = scratch.x && scratch.y ? 0 : -ENOMEM;

	if (!error)
		find_groups(family, drift, errors, &scratch, groups);
	for (size_t i = 0; !error && i < family->nr; i++) {
		double wander;

		spreads[i] = groups[drift->cells[i].group];
		if (isnan(spreads[i].value))
			spreads[i] = of_others(family, drift, errors, i, &scratch);
		error = wander_of(&drift->cells[i], drift->nr_runs, &wander);
		if (!error && !isnan(spreads[i].value))
			spreads[i].value = fmax(spreads[i].value, wander);
	}
	free(scratch.x);
	free(scratch.y);
	return error;
}
