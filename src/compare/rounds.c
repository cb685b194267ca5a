/* SPDX-License-Identifier: MIT */
#include "compare/rounds.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "stats/bootstrap.h"
#include "stats/rank.h"

#define CONFIDENCE 0.95

/* More draws than a run count of a person's would need, at a price of seconds. */
#define MOST_DRAWS 200000u

struct values {
	double *x;
	size_t n;
};

/* All rounds of runs first to end; x is the caller's to free. */
static int pool(const struct corrected *cell, size_t first, size_t end, struct values *values)
{
	size_t n = 0;

	for (size_t r = first; r < end; r++)
		n += cell->n[r];
	*values = (struct values){ malloc((n + 1) * sizeof(*values->x)), 0 };
	if (!values->x)
		return -ENOMEM;
	for (size_t r = first; r < end; r++) {
		memcpy(values->x + values->n, cell->logs[r], cell->n[r] * sizeof(*values->x));
		values->n += cell->n[r];
	}
	return 0;
}

/* A side of one group a run, as times, since that is what the bootstrap takes. */
static int make_side(
	const struct corrected *cell, size_t first, size_t end, struct bootstrap_side *side)
{
	struct bootstrap_group *groups = calloc(end - first, sizeof(*groups));
	int error = groups ? 0 : -ENOMEM;

	*side = (struct bootstrap_side){ groups, 0 };
	for (size_t r = first; !error && r < end; r++) {
		double *x = malloc((cell->n[r] + 1) * sizeof(*x));

		if (!x)
			return -ENOMEM;
		for (size_t k = 0; k < cell->n[r]; k++)
			x[k] = exp(cell->logs[r][k]);
		if (cell->n[r])
			groups[side->nr_groups++] = (struct bootstrap_group){ x, cell->n[r] };
		else
			free(x);
	}
	return error;
}

static void release_side(struct bootstrap_side *side)
{
	for (size_t i = 0; i < side->nr_groups; i++)
		free((void *)side->groups[i].x);
	free((void *)side->groups);
}

/* As many draws as there can be without keeping a person waiting who compares dozens of runs. */
static size_t draws_for(const struct family *family)
{
	size_t runs = family->nr_base + family->nr_other;
	size_t draws = MOST_DRAWS / (runs + 1);

	return draws < BOOTSTRAP_RESAMPLES ? draws + 1000 : BOOTSTRAP_RESAMPLES;
}

/* The ratio's interval over runs and rounds within them, in logs like resample_shift's. */
static int shift_of_runs(
	const struct family *family, const struct corrected *cell, struct resample_shift *shift)
{
	struct bootstrap how = { family->manner.seed, draws_for(family), CONFIDENCE };
	size_t end = family->nr_base + family->nr_other;
	struct bootstrap_side base, other;
	struct ratio ratio = { 0, NAN, NAN, NAN };
	int error = make_side(cell, 0, family->nr_base, &base);

	if (error) {
		release_side(&base);
		return error;
	}
	error = make_side(cell, family->nr_base, end, &other);
	if (!error && base.nr_groups && other.nr_groups)
		error = bootstrap_independent(&how, &other, &base, &ratio);
	*shift = (struct resample_shift){ log(ratio.value), log(ratio.ci_low), log(ratio.ci_high) };
	release_side(&base);
	release_side(&other);
	return error == -EDOM ? 0 : error;
}

static int test_cell(const struct family *family, const struct corrected *cell,
	struct resample_shift *shift, struct change *change)
{
	struct values base = { NULL, 0 }, other = { NULL, 0 };
	size_t end = family->nr_base + family->nr_other;
	struct rank_test test = { .p = NAN };
	int error = pool(cell, 0, family->nr_base, &base);

	error = error ? error : pool(cell, family->nr_base, end, &other);
	error = error ? error : rank_test(other.x, other.n, base.x, base.n, &test);
	if (!error && end > 2)
		error = shift_of_runs(family, cell, shift);
	else if (!error)
		error = resample_shift(&(struct resample_sample){ other.x, other.n },
			&(struct resample_sample){ base.x, base.n }, CONFIDENCE, shift);
	*change = (struct change){ .ratio = NAN,
		.ci_low = NAN,
		.ci_high = NAN,
		.p = test.p,
		.p_adjusted = NAN,
		.spread = NAN,
		.n_base = base.n,
		.n_other = other.n };
	free(base.x);
	free(other.x);
	return error;
}

/* What the test of one cell needs. */
struct desk {
	const struct family *family;
	const struct drift *drift;
	struct resample_shift *shifts;
	struct change *changes;
};

static int test_one(void *context, size_t i)
{
	const struct desk *desk = context;

	return test_cell(desk->family, &desk->drift->cells[i], &desk->shifts[i], &desk->changes[i]);
}

static size_t in_turn(size_t nr, int (*task)(void *context, size_t i), void *context)
{
	size_t i = 0;

	while (i < nr && !task(context, i))
		i++;
	return i;
}

int rounds_test(const struct family *family, const struct drift *drift,
	struct resample_shift *shifts, struct change *changes)
{
	struct desk desk = { family, drift, shifts, changes };
	each_fn *each = family->manner.each;

	/* What is counted, and not drawn, is over before another thread has begun. */
	if (!each || family->nr_base + family->nr_other == 2)
		each = in_turn;
	return each(family->nr, test_one, &desk) < family->nr ? -ENOMEM : 0;
}
