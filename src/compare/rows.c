/* SPDX-License-Identifier: MIT */
#include "compare/rows.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
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

/* Where a cell of all runs together stands in each. */
static void place(const struct side *side, size_t cell, size_t *cells)
{
	for (size_t r = 0; r < side->nr; r++)
		cells[r] = side->nr > 1 ? match_find(&side->whole, cell, side->digests[r]) : cell;
}

int pairing_make(const struct side *base, const struct side *other, const struct match *match,
	struct pairing *pairing)
{
	*pairing = (struct pairing){ base, other, match,
		calloc(match->nr * base->nr + 1, sizeof(size_t)),
		calloc(match->nr * other->nr + 1, sizeof(size_t)) };
	if (!pairing->base_cells || !pairing->other_cells)
		return -ENOMEM;
	for (size_t i = 0; i < match->nr; i++) {
		const struct pair *pair = &match->pairs[i];

		place(base, pair->base, pairing->base_cells + i * base->nr);
		place(other, pair->other, pairing->other_cells + i * other->nr);
	}
	return 0;
}

void pairing_release(struct pairing *pairing)
{
	free(pairing->base_cells);
	free(pairing->other_cells);
	*pairing = (struct pairing){ 0 };
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
}

static int fill_row(struct row *row, const struct pair *pair, const struct place *base,
	const struct place *other, double *scratch)
{
	const struct cell *mine = &base->side->whole.report.cells[pair->base];
	const struct cell *its = &other->side->whole.report.cells[pair->other];

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
	row->base_pss_bytes = base->side->whole.report.results[pair->base].memory.pss_bytes;
	row->other_pss_bytes = other->side->whole.report.results[pair->other].memory.pss_bytes;
	return 0;
}

int rows_make(const struct pairing *pairing, struct comparison *comparison)
{
	const struct side *base = pairing->base, *other = pairing->other;
	const struct match *match = pairing->match;
	size_t runs = base->nr > other->nr ? base->nr : other->nr;
	double *scratch = calloc(runs + 1, sizeof(*scratch));
	int error = 0;

	comparison->rows = calloc(match->nr + 1, sizeof(*comparison->rows));
	if (!scratch || !comparison->rows)
		error = -ENOMEM;
	for (size_t i = 0; !error && i < match->nr; i++) {
		struct place mine = { base, pairing->base_cells + i * base->nr };
		struct place its = { other, pairing->other_cells + i * other->nr };

		comparison->nr_rows++;
		error = fill_row(&comparison->rows[i], &match->pairs[i], &mine, &its, scratch);
	}
	free(scratch);
	return error;
}

void rows_select(const struct pairing *pairing, struct comparison *comparison)
{
	size_t nr = comparison->nr_rows;

	comparison->nr_rows = comparison->nr_comparable = 0;
	for (size_t i = 0; i < nr; i++) {
		struct row *row = &comparison->rows[i];

		if (pairing->base->whole.cells[pairing->match->pairs[i].base].left_out) {
			free(row->reason);
			free(row->lack);
			continue;
		}
		comparison->nr_comparable += !row->reason;
		comparison->rows[comparison->nr_rows++] = *row;
	}
}
