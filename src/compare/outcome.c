/* SPDX-License-Identifier: MIT */
#include "compare/outcome.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/siblings.h"
#include "compare/spread.h"
#include "stats/adjust.h"
#include "stats/bootstrap.h"
#include "stats/rank.h"
#include "stats/resample.h"

#define LEVEL 0.05
#define CONFIDENCE 0.95
#define LEAST_VALUES 6

/* An interval of 95 % is so many standard errors wide. */
#define WIDTH_IN_ERRORS 3.92

/* How many spreads past the margin a change must be: of one cell, of a whole workload. */
#define SPREADS_CELL 2
#define SPREADS_WORKLOAD 3

/* More draws than a run count of a person's would need, at a price of seconds. */
#define MOST_DRAWS 200000u

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_NONE] = "not called",
		[OUTCOME_SAME] = "no difference",
		[OUTCOME_FASTER] = "faster",
		[OUTCOME_SLOWER] = "slower",
		[OUTCOME_INSUFFICIENT] = "insufficient data",
	};

	return names[outcome];
}

/* ---- One cell by its rounds ---- */

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
static int shift_of_runs(const struct family *family, const struct corrected *cell,
	struct resample_shift *shift)
{
	struct bootstrap how = { family->seed, draws_for(family), CONFIDENCE };
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

static int test_rounds(const struct family *family, const struct corrected *cell,
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

/* ---- The rule ---- */

/* Of how many rounds a side the test can call a cell of so large a family. */
static size_t rounds_needed(size_t tested)
{
	size_t n = LEAST_VALUES;

	while (!rank_can_reach(n, n, LEVEL / (double)(tested ? tested : 1)))
		n++;
	return n;
}

static bool lacks_rounds(const struct change *change, size_t tested)
{
	return change->n_base < LEAST_VALUES || change->n_other < LEAST_VALUES ||
	       !rank_can_reach(change->n_base, change->n_other, LEVEL / (double)tested);
}

/* Whether every sibling's change is past the margin, and the same way. */
static bool workload_moved(
	const struct family *family, const struct change *changes, size_t i)
{
	double own = log(changes[i].ratio), margin = log1p(family->margin);

	for (size_t k = 0; k < family->nr; k++) {
		double its = log(changes[k].ratio);

		if (family->members[k].work != family->members[i].work || isnan(its))
			continue;
		if (!(its * own > 0 && fabs(its) > margin))
			return false;
	}
	return true;
}

/* How many more runs a side: the spread of a mean of runs falls with the root of their number. */
static size_t runs_needed(const struct family *family, double size, double spread)
{
	double past = fmax(size - log1p(family->margin), 0.005);
	size_t least = family->nr_base < family->nr_other ? family->nr_base : family->nr_other;
	double runs = ceil(pow(SPREADS_CELL * spread / past, 2) * (double)least);

	return runs > (double)least + 1 ? (size_t)fmin(runs, 1000) - least : 1;
}

static void lack(struct change *change, enum lack what, size_t more)
{
	change->outcome = OUTCOME_INSUFFICIENT;
	change->lack = what;
	change->more = more;
}

/* What fails of rules 3 and 4 though rounds agree. Returns 0 or -ENOMEM. */
static int judge_moved(
	const struct family *family, const struct drift *drift, struct change *changes, size_t i)
{
	struct change *change = &changes[i];
	double own = log(change->ratio), margin = log1p(family->margin), size = fabs(own);
	struct relation relation;
	double spreads;
	int error = siblings_confirm(family, i, own, &relation);

	if (error)
		return error;
	spreads = relation.moved ? SPREADS_CELL : SPREADS_WORKLOAD;
	/* What moved with a common change that is no drift needs no sibling that stayed behind. */
	if (drift->real && own * drift->common[DRIFT_ALL] > 0)
		spreads = SPREADS_CELL;
	else if (!relation.moved && !workload_moved(family, changes, i))
		spreads = INFINITY;
	if (size > margin + spreads * change->spread)
		change->outcome = own > 0 ? OUTCOME_SLOWER : OUTCOME_FASTER;
	else
		lack(change, LACK_RUNS, runs_needed(family, size, change->spread));
	return 0;
}

static int judge(const struct family *family, const struct drift *drift, struct change *changes,
	size_t i, size_t tested)
{
	struct change *change = &changes[i];
	double size = fabs(log(change->ratio));
	size_t rounds = change->n_base < change->n_other ? change->n_base : change->n_other;
	size_t needed;

	change->outcome = OUTCOME_SAME;
	if (!tested || isnan(change->p) || lacks_rounds(change, tested)) {
		needed = rounds_needed(tested);
		lack(change, LACK_ROUNDS, needed > rounds ? needed - rounds : 1);
		return 0;
	}
	if (isnan(change->spread)) {
		lack(change, LACK_CELLS, 0);
		return 0;
	}
	if (change->p_adjusted < LEVEL && (change->ci_low > 1 || change->ci_high < 1) &&
		size > log1p(family->margin))
		return judge_moved(family, drift, changes, i);
	return 0;
}

/* ---- All cells ---- */

struct desk {
	struct resample_shift *shifts;
	struct spread *spreads;
	double *errors, *p, *adjusted;
};

static int make_desk(size_t nr, struct desk *desk)
{
	*desk = (struct desk){ calloc(nr + 1, sizeof(*desk->shifts)),
		calloc(nr + 1, sizeof(*desk->spreads)), calloc(nr + 1, sizeof(double)),
		calloc(nr + 1, sizeof(double)), calloc(nr + 1, sizeof(double)) };
	return desk->shifts && desk->spreads && desk->errors && desk->p && desk->adjusted
		       ? 0
		       : -ENOMEM;
}

static void release_desk(struct desk *desk)
{
	free(desk->shifts);
	free(desk->spreads);
	free(desk->errors);
	free(desk->p);
	free(desk->adjusted);
}

static void fill_in(const struct desk *desk, size_t nr, struct change *changes)
{
	for (size_t i = 0; i < nr; i++) {
		double centre = desk->spreads[i].centre;

		changes[i].ratio = exp(desk->shifts[i].value - centre);
		changes[i].ci_low = exp(desk->shifts[i].ci_low - centre);
		changes[i].ci_high = exp(desk->shifts[i].ci_high - centre);
		changes[i].spread = desk->spreads[i].value;
		changes[i].p_adjusted = desk->adjusted[i];
	}
}

int outcome_judge(const struct family *family, const struct drift *drift, struct change *changes,
	size_t *tested)
{
	struct desk desk;
	int error = make_desk(family->nr, &desk);

	*tested = 0;
	for (size_t i = 0; !error && i < family->nr; i++) {
		error = test_rounds(family, &drift->cells[i], &desk.shifts[i], &changes[i]);
		desk.errors[i] = (desk.shifts[i].ci_high - desk.shifts[i].ci_low) / WIDTH_IN_ERRORS;
		desk.p[i] = changes[i].p;
	}
	if (!error) {
		*tested = adjust_holm(desk.p, family->nr, desk.adjusted);
		error = spread_find(family, drift, desk.errors, desk.spreads);
	}
	if (!error)
		fill_in(&desk, family->nr, changes);
	for (size_t i = 0; !error && i < family->nr; i++)
		error = judge(family, drift, changes, i, *tested);
	release_desk(&desk);
	return error;
}
