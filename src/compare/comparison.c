/* SPDX-License-Identifier: MIT */
#include "compare/comparison.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare/match.h"
#include "compare/means.h"
#include "measure/figure.h"
#include "stats/summary.h"

/* ---- Figures of a side ---- */

typedef double figure_of(const struct digest_cell *cell);

static double op_of(const struct digest_cell *cell)
{
	return cell->op_ns;
}

static double speedup_of(const struct digest_cell *cell)
{
	return cell->speedup.value;
}

static double speedup_low(const struct digest_cell *cell)
{
	return cell->speedup.ci_low;
}

static double speedup_high(const struct digest_cell *cell)
{
	return cell->speedup.ci_high;
}

static double procs_of(const struct digest_cell *cell)
{
	return cell->procs.value;
}

static double procs_low(const struct digest_cell *cell)
{
	return cell->procs.ci_low;
}

static double procs_high(const struct digest_cell *cell)
{
	return cell->procs.ci_high;
}

/* A cell of a side: its index in each of the side's digests, DIGEST_NO_CELL where one lacks it. */
struct place {
	const struct side *side;
	const size_t *cells;
};

/* The median over the runs of a side, NaN where one of them that has the cell does not know. */
static double median_over(const struct place *place, figure_of *figure, double *scratch)
{
	size_t n = 0;

	for (size_t r = 0; r < place->side->nr; r++) {
		if (place->cells[r] != DIGEST_NO_CELL)
			scratch[n++] = figure(&place->side->digests[r]->cells[place->cells[r]]);
	}
	return summary_median(scratch, n);
}

static struct both make_both(const struct place *base, const struct place *other,
	figure_of *const figures[3], double *scratch)
{
	return (struct both){
		median_over(base, figures[0], scratch),
		median_over(base, figures[1], scratch),
		median_over(base, figures[2], scratch),
		median_over(other, figures[0], scratch),
		median_over(other, figures[1], scratch),
		median_over(other, figures[2], scratch),
	};
}

/* ---- Rows ---- */

/* The places of all pairs: which cell of which run. */
struct places {
	size_t *base, *other; /* pair i in run r: [i * side->nr + r] */
};

static int find_places(const struct side *base, const struct side *other, const struct match *match,
	struct places *places)
{
	*places = (struct places){ calloc(match->nr * base->nr + 1, sizeof(size_t)),
		calloc(match->nr * other->nr + 1, sizeof(size_t)) };
	if (!places->base || !places->other)
		return -ENOMEM;
	for (size_t i = 0; i < match->nr; i++) {
		const struct pair *pair = &match->pairs[i];

		for (size_t r = 0; r < base->nr; r++)
			places->base[i * base->nr + r] =
				r ? match_find(base->digests[0], pair->base, base->digests[r])
				  : pair->base;
		for (size_t r = 0; r < other->nr; r++)
			places->other[i * other->nr + r] =
				r ? match_find(other->digests[0], pair->other, other->digests[r])
				  : pair->other;
	}
	return 0;
}

static const struct change no_change = { .ratio = NAN,
	.ci_low = NAN,
	.ci_high = NAN,
	.p = NAN,
	.p_adjusted = NAN,
	.spread = NAN,
	.outcome = OUTCOME_NONE };
static const struct both unknown = { NAN, NAN, NAN, NAN, NAN, NAN };

static void fill_figures(
	struct row *row, const struct place *base, const struct place *other, double *scratch)
{
	static figure_of *const speedups[] = { speedup_of, speedup_low, speedup_high };
	static figure_of *const procs[] = { procs_of, procs_low, procs_high };

	row->base_op_ns = median_over(base, op_of, scratch);
	row->other_op_ns = median_over(other, op_of, scratch);
	row->op_ratio = row->other_op_ns / row->base_op_ns;
	row->speedup = make_both(base, other, speedups, scratch);
	row->procs = make_both(base, other, procs, scratch);
	row->base_pss_bytes =
		base->side->digests[0]->report.results[base->cells[0]].memory.pss_bytes;
	row->other_pss_bytes =
		other->side->digests[0]->report.results[other->cells[0]].memory.pss_bytes;
}

static int fill_row(struct row *row, const struct pair *pair, const struct place *base,
	const struct place *other, double *scratch)
{
	const struct cell *mine = &base->side->digests[0]->report.cells[pair->base];
	const struct cell *its = &other->side->digests[0]->report.cells[pair->other];

	*row = (struct row){ .cell = mine->cell,
		.other_cell = its->cell,
		.workload = mine->workload,
		.class = mine->class,
		.mode = mine->mode,
		.base_workers = mine->workers,
		.other_workers = its->workers,
		.by_role = pair->by_role,
		.base_op_ns = NAN,
		.other_op_ns = NAN,
		.op_ratio = NAN,
		.change = no_change,
		.speedup = unknown,
		.procs = unknown,
		.base_pss_bytes = FIGURE_NONE,
		.other_pss_bytes = FIGURE_NONE,
		.base = mine };
	if (pair->reason[0]) {
		row->reason = strdup(pair->reason);
		return row->reason ? 0 : -ENOMEM;
	}
	fill_figures(row, base, other, scratch);
	return 0;
}

static int fill_rows(const struct side *base, const struct side *other, const struct match *match,
	const struct places *places, struct comparison *comparison)
{
	size_t runs = base->nr > other->nr ? base->nr : other->nr;
	double *scratch = calloc(runs + 1, sizeof(*scratch));
	int error = 0;

	comparison->rows = calloc(match->nr + 1, sizeof(*comparison->rows));
	if (!scratch || !comparison->rows)
		error = -ENOMEM;
	for (size_t i = 0; !error && i < match->nr; i++) {
		struct place mine = { base, places->base + i * base->nr };
		struct place its = { other, places->other + i * other->nr };

		comparison->nr_rows++;
		error = fill_row(&comparison->rows[i], &match->pairs[i], &mine, &its, scratch);
	}
	comparison->nr_comparable = match_comparable(match);
	free(scratch);
	return error;
}

/* ---- Outcomes ---- */

static struct track track_of(const struct digest *digest, size_t cell)
{
	if (cell == DIGEST_NO_CELL)
		return (struct track){ NULL, NULL, 0 };
	return (struct track){ digest->cells[cell].logs, digest->cells[cell].rounds,
		digest->cells[cell].n };
}

/* The first cell that does the same work is the work's number. */
static size_t work_of(const struct report *report, size_t cell)
{
	size_t i = 0;

	while (i < cell && !cell_same_work(&report->cells[i], &report->cells[cell]))
		i++;
	return i;
}

static bool is_judged(const struct pair *pair)
{
	return !pair->reason[0] && !pair->by_role;
}

/* Members in the order of the pairs that are judged; tracks is one array for all of them. */
static void make_members(const struct side *base, const struct side *other,
	const struct match *match, const struct places *places, struct family *family)
{
	struct track *tracks = family->members[0].tracks;

	for (size_t i = 0; i < match->nr; i++) {
		const struct pair *pair = &match->pairs[i];
		const struct report *report = &base->digests[0]->report;
		struct member *member = &family->members[family->nr];

		if (!is_judged(pair))
			continue;
		*member = (struct member){ work_of(report, pair->base),
			report->cells[pair->base].class, report->cells[pair->base].workers > 1,
			tracks };
		for (size_t r = 0; r < base->nr; r++)
			*tracks++ = track_of(base->digests[r], places->base[i * base->nr + r]);
		for (size_t r = 0; r < other->nr; r++)
			*tracks++ = track_of(other->digests[r], places->other[i * other->nr + r]);
		family->nr++;
	}
}

static int explain(struct row *row)
{
	const struct change *change = &row->change;
	const char *what = change->lack == LACK_RUNS ? "run" : "round";

	if (change->lack == LACK_NOTHING)
		return 0;
	if (change->lack == LACK_CELLS) {
		row->lack = strdup("more cells");
		return row->lack ? 0 : -ENOMEM;
	}
	if (asprintf(&row->lack, "about %zu more %s%s a side", change->more, what,
		    change->more == 1 ? "" : "s") < 0) {
		row->lack = NULL;
		return -ENOMEM;
	}
	return 0;
}

static int take_changes(
	const struct match *match, const struct change *changes, struct comparison *comparison)
{
	double *spreads = calloc(match->nr + 1, sizeof(*spreads));
	size_t next = 0, n = 0;
	int error = spreads ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < match->nr; i++) {
		if (!is_judged(&match->pairs[i]))
			continue;
		comparison->rows[i].change = changes[next++];
		if (!isnan(comparison->rows[i].change.spread))
			spreads[n++] = comparison->rows[i].change.spread;
		error = explain(&comparison->rows[i]);
	}
	comparison->spread = error ? NAN : summary_median(spreads, n);
	free(spreads);
	return error;
}

static int judge(
	const struct family *family, const struct match *match, struct comparison *comparison)
{
	struct change *changes = calloc(family->nr + 1, sizeof(*changes));
	struct drift drift;
	int error = changes ? drift_correct(family, &drift) : -ENOMEM;

	if (!error) {
		error = outcome_judge(family, &drift, changes, &comparison->tested);
		comparison->called = true;
		comparison->common = exp(drift.common[DRIFT_ALL]);
		comparison->sampled = drift.sampled;
		comparison->real = drift.real;
		drift_release(&drift);
	}
	error = error ? error : take_changes(match, changes, comparison);
	free(changes);
	return error;
}

static int call(const struct side *base, const struct side *other, const struct match *match,
	const struct places *places, uint64_t seed, struct comparison *comparison)
{
	struct member *members = calloc(match->nr + 1, sizeof(*members));
	struct track *tracks = calloc((match->nr + 1) * (base->nr + other->nr), sizeof(*tracks));
	struct family family = { members, 0, base->nr, other->nr, comparison->margin, seed };
	int error = members && tracks ? 0 : -ENOMEM;

	if (!error) {
		members[0].tracks = tracks;
		make_members(base, other, match, places, &family);
		error = family.nr ? judge(&family, match, comparison) : 0;
	}
	free(members);
	free(tracks);
	return error;
}

/* ---- Threads or processes ---- */

static enum verdict decide(double value, double low, double high, double margin)
{
	return ratio_verdict(&(struct ratio){ 0, value, low, high }, margin);
}

static bool is_decided(enum verdict verdict)
{
	return verdict != VERDICT_NONE && verdict != VERDICT_INCONCLUSIVE;
}

static int find_turns(struct comparison *comparison)
{
	double margin = comparison->margin;

	comparison->turns = calloc(comparison->nr_rows + 1, sizeof(*comparison->turns));
	if (!comparison->turns)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct row *row = &comparison->rows[i];
		const struct both *procs = &row->procs;
		struct turn *turn = &comparison->turns[comparison->nr_turns];
		bool decided;

		if (isnan(procs->base) || isnan(procs->other))
			continue;
		*turn = (struct turn){ row, row->cell, row->other_cell,
			decide(procs->base, procs->base_low, procs->base_high, margin),
			decide(procs->other, procs->other_low, procs->other_high, margin), false,
			false };
		decided = is_decided(turn->base) && is_decided(turn->other);
		turn->changed = decided && turn->base != turn->other;
		turn->same = decided && turn->base == turn->other;
		comparison->nr_turns++;
	}
	return 0;
}

/* ---- All of it ---- */

static int name_unmatched(
	const struct digest *digest, const size_t *cells, size_t nr, char ***names)
{
	*names = calloc(nr + 1, sizeof(**names));
	for (size_t i = 0; *names && i < nr; i++)
		(*names)[i] = digest->report.cells[cells[i]].cell;
	return *names ? 0 : -ENOMEM;
}

/* The doubts about any report of a side, each once. */
static int doubt(const struct side *side, char ***doubts, size_t *nr)
{
	size_t most = 1;

	for (size_t r = 0; r < side->nr; r++) {
		for (unsigned k = 0; setting_doubt(&side->digests[r]->report, k); k++)
			most++;
	}
	*doubts = calloc(most, sizeof(**doubts));
	for (size_t r = 0; *doubts && r < side->nr; r++) {
		const char *text;

		for (unsigned k = 0; (text = setting_doubt(&side->digests[r]->report, k)); k++) {
			bool told = false;

			for (size_t i = 0; i < *nr; i++)
				told = told || !strcmp((*doubts)[i], text);
			if (!told)
				(*doubts)[(*nr)++] = (char *)text;
		}
	}
	return *doubts ? 0 : -ENOMEM;
}

static double spread_of(const struct digest *digest)
{
	return (digest->canary_q3 - digest->canary_q1) / digest->canary;
}

static void begin(const struct side *base, const struct side *other, double margin,
	struct comparison *comparison)
{
	const struct digest *mine = base->digests[0], *its = other->digests[0];

	*comparison = (struct comparison){ .base_name = (char *)base->name,
		.other_name = (char *)other->name,
		.nr_base = base->nr,
		.nr_other = other->nr,
		.likeness = setting_likeness(&mine->report, &its->report),
		.margin = margin,
		.common = NAN,
		.spread = NAN,
		.canary = its->canary / mine->canary,
		.base_canary_spread = spread_of(mine),
		.other_canary_spread = spread_of(its) };
}

static int fill(const struct side *base, const struct side *other, const struct match *match,
	uint64_t seed, struct comparison *comparison)
{
	const struct digest *mine = base->digests[0], *its = other->digests[0];
	struct places places;
	int error = find_places(base, other, match, &places);

	error = error ? error : fill_rows(base, other, match, &places, comparison);
	if (!error && comparison->likeness != LIKE_NOTHING)
		error = call(base, other, match, &places, seed, comparison);
	error = error ? error : find_turns(comparison);
	error = error ? error : means_make(comparison);
	comparison->nr_only_base = match->nr_only_base;
	comparison->nr_only_other = match->nr_only_other;
	if (!error)
		error = name_unmatched(
			mine, match->only_base, match->nr_only_base, &comparison->only_base);
	if (!error)
		error = name_unmatched(
			its, match->only_other, match->nr_only_other, &comparison->only_other);
	free(places.base);
	free(places.other);
	return error;
}

int comparison_make(const struct side *base, const struct side *other, double margin, uint64_t seed,
	struct comparison *comparison)
{
	struct match match;
	int error;

	begin(base, other, margin, comparison);
	error = match_make(base->digests[0], other->digests[0], &match);
	if (!error) {
		error = fill(base, other, &match, seed, comparison);
		match_release(&match);
	}
	if (!error)
		error = doubt(base, &comparison->base_doubts, &comparison->nr_base_doubts);
	if (!error)
		error = doubt(other, &comparison->other_doubts, &comparison->nr_other_doubts);
	error = error ? error
		      : differences_make(&base->digests[0]->report, &other->digests[0]->report,
				&comparison->differences);
	if (error)
		comparison_release(comparison);
	return error;
}

void comparison_release(struct comparison *comparison)
{
	differences_release(&comparison->differences);
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		free(comparison->rows[i].reason);
		free(comparison->rows[i].lack);
	}
	free(comparison->rows);
	free(comparison->base_doubts);
	free(comparison->other_doubts);
	free(comparison->only_base);
	free(comparison->only_other);
	free(comparison->turns);
	free(comparison->means);
	*comparison = (struct comparison){ 0 };
}

size_t comparison_count(const struct comparison *comparison, enum outcome outcome)
{
	size_t nr = 0;

	for (size_t i = 0; i < comparison->nr_rows; i++)
		nr += !comparison->rows[i].reason && comparison->rows[i].change.outcome == outcome;
	return nr;
}
