/* SPDX-License-Identifier: MIT */
#include "compare/outcome.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "compare/rounds.h"
#include "compare/siblings.h"
#include "compare/spread.h"
#include "stats/adjust.h"
#include "stats/rank.h"

#define LEVEL 0.05
#define LEAST_VALUES 6

/* An interval of 95 % is so many standard errors wide. */
#define WIDTH_IN_ERRORS 3.92

/* How many spreads past the margin a change must be: of one cell, of a whole workload. */
#define SPREADS_CELL 2
#define SPREADS_WORKLOAD 3

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
static bool workload_moved(const struct family *family, const struct change *changes, size_t i)
{
	double own = log(changes[i].ratio), margin = log1p(family->manner.margin);

	for (size_t k = 0; k < family->nr; k++) {
		double its = log(changes[k].ratio);

		if (family->members[k].work != family->members[i].work || isnan(its))
			continue;
		if (!(its * own > 0 && fabs(its) > margin))
			return false;
	}
	return true;
}

/*
 * Whether a change is one only because drift was taken out that nobody has sampled, of a cell that
 * was not seen to follow it.
 */
static bool is_of_drift(const struct family *family, const struct drift *drift,
	const struct change *changes, size_t i)
{
	double own = log(changes[i].ratio), as_it_was = own + drift->cells[i].taken;

	return !drift->sampled && !drift_is_followed(&drift->cells[i]) &&
	       !(as_it_was * own > 0 && fabs(as_it_was) > log1p(family->manner.margin));
}

/* How many more runs a side: the spread of a mean of runs falls with the root of their number. */
static size_t runs_needed(const struct family *family, double size, double spread)
{
	double past = fmax(size - log1p(family->manner.margin), 0.005);
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

/* Whether the rounds agree that a cell differs, past the margin: rules 1 and 2. */
static bool rounds_agree(const struct change *change, double margin)
{
	return change->p_adjusted < LEVEL && (change->ci_low > 1 || change->ci_high < 1) &&
	       fabs(log(change->ratio)) > log1p(margin);
}

/* Called where the change is past so many spreads, else a matter of more runs: rule 3. */
static void call(const struct family *family, struct change *change, double spreads)
{
	double own = log(change->ratio), margin = log1p(family->manner.margin);

	if (fabs(own) > margin + spreads * change->spread)
		change->outcome = own > 0 ? OUTCOME_SLOWER : OUTCOME_FASTER;
	else
		lack(change, LACK_RUNS, runs_needed(family, fabs(own), change->spread));
}

/* By its times against the run; rounds agree. Returns 0 or -ENOMEM. */
static int judge_times(
	const struct family *family, const struct drift *drift, struct change *changes, size_t i)
{
	struct change *change = &changes[i];
	double own = log(change->ratio), spreads;
	struct relation relation;
	int error = siblings_confirm(family, drift, i, own, &relation);

	if (error)
		return error;
	spreads = relation.moved ? SPREADS_CELL : SPREADS_WORKLOAD;
	/* What moved with a common change that is no drift needs no sibling that stayed behind. */
	if (drift->real && own * drift->common[DRIFT_ALL] > 0)
		spreads = SPREADS_CELL;
	else if (!relation.moved &&
		 (!workload_moved(family, changes, i) || is_of_drift(family, drift, changes, i)))
		spreads = INFINITY;
	call(family, change, spreads);
	return 0;
}

/*
 * By its ratios to its siblings; rounds agree. That every sibling alone shows it, by half at least,
 * tells the one that moved from those it moved against. Times must not speak against it.
 */
static int judge_ratios(const struct family *family, const struct drift *drift, size_t i,
	struct change *change, struct change *ratio)
{
	double own = log(ratio->ratio);
	struct relation relation;
	int error = siblings_confirm(family, drift, i, own, &relation);

	if (error || !relation.moved || relation.least < fabs(own) / 2)
		return error;
	if (log(change->ratio) * own < 0 &&
		(ratio->ratio < change->ci_low || ratio->ratio > change->ci_high))
		return 0;
	call(family, ratio, SPREADS_CELL);
	*change = *ratio;
	change->by_siblings = true;
	return 0;
}

static int judge(const struct family *family, const struct drift *drift, struct change *changes,
	struct change *ratio, size_t i)
{
	struct change *change = &changes[i];

	change->outcome = OUTCOME_SAME;
	if (isnan(change->spread)) {
		lack(change, LACK_CELLS, 0);
		return 0;
	}
	if (rounds_agree(ratio, family->manner.margin) && !isnan(ratio->spread)) {
		int error = judge_ratios(family, drift, i, change, ratio);

		if (error || change->by_siblings)
			return error;
	}
	if (rounds_agree(change, family->manner.margin))
		return judge_times(family, drift, changes, i);
	return 0;
}

/* Whether there are enough rounds to call a cell at all; says so where there are not. */
static bool has_rounds(struct change *change, size_t tested)
{
	size_t rounds = change->n_base < change->n_other ? change->n_base : change->n_other;
	size_t needed;

	if (tested && !isnan(change->p) && !lacks_rounds(change, tested))
		return true;
	needed = rounds_needed(tested);
	lack(change, LACK_ROUNDS, needed > rounds ? needed - rounds : 1);
	return false;
}

/* What is found of each cell, by its times or by its ratios. */
struct desk {
	struct change *changes;
	struct resample_shift *shifts;
	struct spread *spreads;
	double *errors;
};

static int make_desk(size_t nr, struct change *changes, struct desk *desk)
{
	*desk = (struct desk){ changes, calloc(nr + 1, sizeof(*desk->shifts)),
		calloc(nr + 1, sizeof(*desk->spreads)), calloc(nr + 1, sizeof(double)) };
	return changes && desk->shifts && desk->spreads && desk->errors ? 0 : -ENOMEM;
}

static void release_desk(struct desk *desk)
{
	free(desk->shifts);
	free(desk->spreads);
	free(desk->errors);
}

/* Tests, intervals and spreads of all cells; p is not yet adjusted. */
static int examine(const struct family *family, const struct drift *drift, struct desk *desk)
{
	int error = rounds_test(family, drift, desk->shifts, desk->changes);

	for (size_t i = 0; !error && i < family->nr; i++)
		desk->errors[i] =
			(desk->shifts[i].ci_high - desk->shifts[i].ci_low) / WIDTH_IN_ERRORS;
	error = error ? error : spread_find(family, drift, desk->errors, desk->spreads);
	for (size_t i = 0; !error && i < family->nr; i++) {
		double centre = desk->spreads[i].centre;

		desk->changes[i].ratio = exp(desk->shifts[i].value - centre);
		desk->changes[i].ci_low = exp(desk->shifts[i].ci_low - centre);
		desk->changes[i].ci_high = exp(desk->shifts[i].ci_high - centre);
		desk->changes[i].spread = desk->spreads[i].value;
	}
	return error;
}

/* By Holm, times and ratios in one family. */
static int adjust(struct change *changes, struct change *ratios, size_t nr, size_t *tested)
{
	double *p = calloc(2 * nr + 1, sizeof(*p)), *adjusted = calloc(2 * nr + 1, sizeof(*p));
	int error = p && adjusted ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < nr; i++) {
		p[i] = changes[i].p;
		p[nr + i] = ratios[i].p;
	}
	*tested = error ? 0 : adjust_holm(p, 2 * nr, adjusted);
	for (size_t i = 0; !error && i < nr; i++) {
		changes[i].p_adjusted = adjusted[i];
		ratios[i].p_adjusted = adjusted[nr + i];
	}
	free(p);
	free(adjusted);
	return error;
}

static int judge_all(const struct family *family, const struct drift *drift,
	const struct drift *siblings, struct change *changes, size_t *tested)
{
	struct change *ratios = calloc(family->nr + 1, sizeof(*ratios));
	struct desk of_times, of_ratios;
	int error = make_desk(family->nr, changes, &of_times);

	error |= make_desk(family->nr, ratios, &of_ratios);
	error = error ? -ENOMEM : examine(family, drift, &of_times);
	error = error ? error : examine(family, siblings, &of_ratios);
	error = error ? error : adjust(changes, ratios, family->nr, tested);
	for (size_t i = 0; !error && i < family->nr; i++) {
		if (has_rounds(&changes[i], *tested))
			error = judge(family, drift, changes, &ratios[i], i);
	}
	release_desk(&of_times);
	release_desk(&of_ratios);
	free(ratios);
	return error;
}

int outcome_judge(const struct family *family, const struct drift *drift, struct change *changes,
	size_t *tested)
{
	struct drift siblings;
	int error = siblings_ratios(family, drift, &siblings);

	*tested = 0;
	if (error)
		return error;
	error = judge_all(family, drift, &siblings, changes, tested);
	drift_release(&siblings);
	return error;
}
