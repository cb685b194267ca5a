/* SPDX-License-Identifier: MIT */
#include "report/sweeps.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "report/classes.h"
#include "report/format.h"
#include "report/grid.h"
#include "stats/scaling.h"

/* The points of one sweep. */
struct points {
	double *workers, *throughput;
	size_t n;
};

/* Beyond the PUs that there are, workers that compute take turns, which is no scaling. */
static bool has_bound(const struct report *report, const struct cell *cell)
{
	return report->machine.cpu.counts.usable_pus && cell->class != CLASS_IO;
}

static bool has_room(const struct report *report, size_t cell)
{
	return !has_bound(report, &report->cells[cell]) ||
	       report->cells[cell].workers <= report->machine.cpu.counts.usable_pus;
}

/* Whether a cell is a point of the sweep that begins with first: its like at another count. */
static bool is_of(const struct report *report, size_t first, size_t cell)
{
	const struct cell *a = &report->cells[first], *b = &report->cells[cell];

	return a->mode == b->mode && a->twin == b->twin && !strcmp(a->placement, b->placement) &&
	       cell_same_work(a, b) && report->results[cell].status == STATUS_OK &&
	       has_room(report, cell);
}

/* Whether a sweep begins with a cell: no cell before it is of the same. */
static bool begins(const struct report *report, size_t cell)
{
	const struct cell *own = &report->cells[cell];

	if ((own->mode != MODE_THREADS && own->mode != MODE_PROCS) || own->twin ||
		report->results[cell].status != STATUS_OK || !has_room(report, cell))
		return false;
	for (size_t i = 0; i < cell; i++) {
		if (is_of(report, cell, i))
			return false;
	}
	return true;
}

static void collect(const struct report *report, size_t first, struct points *points)
{
	points->n = 0;
	for (size_t i = first; i < report->nr_cells; i++) {
		if (!is_of(report, first, i))
			continue;
		points->workers[points->n] = report->cells[i].workers;
		points->throughput[points->n++] = report->results[i].ops_per_s.median;
	}
}

static int explain(struct sweep_row *row, enum scaling_outcome outcome, bool is_bound)
{
	int length = outcome == SCALING_TOO_FEW
			     ? asprintf(&row->reason, "%" PRIu64 " worker count%s%s; 4 are needed",
				       row->counts, row->counts == 1 ? "" : "s",
				       is_bound ? " up to the usable PUs" : "")
			     : asprintf(&row->reason, "%s", scaling_outcome_name(outcome));

	if (length < 0)
		row->reason = NULL;
	return row->reason ? 0 : -ENOMEM;
}

static int fit_row(const struct points *points, bool is_bound, struct sweep_row *row)
{
	struct scaling usl, amdahl;
	enum scaling_outcome outcome =
		scaling_fit(SCALING_USL, points->workers, points->throughput, points->n, &usl);

	row->counts = usl.nr_distinct;
	row->gamma = usl.gamma;
	row->alpha = usl.alpha;
	row->alpha_se = usl.alpha_se;
	row->beta = usl.beta;
	row->beta_se = usl.beta_se;
	row->residual_se = usl.residual_se;
	row->peak = usl.peak;
	row->serial = NAN;
	if (outcome != SCALING_FITTED)
		return explain(row, outcome, is_bound);
	if (scaling_fit(SCALING_AMDAHL, points->workers, points->throughput, points->n, &amdahl) ==
		SCALING_FITTED)
		row->serial = amdahl.alpha;
	return 0;
}

/* What a team does in a second is then the rate, at any count. */
static int leave_unfitted(const struct points *points, struct sweep_row *row)
{
	int error = fit_row(points, false, row);

	free(row->reason);
	row->reason = strdup("a rate sets the time");
	row->gamma = row->alpha = row->alpha_se = row->beta = row->beta_se = NAN;
	row->residual_se = row->peak = row->serial = NAN;
	return error || row->reason ? error : -ENOMEM;
}

static void forget(struct report *report)
{
	for (size_t i = 0; i < report->nr_sweeps; i++) {
		free(report->sweeps[i].workload);
		free(report->sweeps[i].reason);
	}
	free(report->sweeps);
	report->sweeps = NULL;
	report->nr_sweeps = 0;
}

static int add_sweep(struct report *report, size_t first, const struct points *points)
{
	const struct cell *cell = &report->cells[first];
	struct sweep_row *row = &report->sweeps[report->nr_sweeps++];

	memset(row, 0, sizeof(*row));
	row->mode = cell->mode;
	row->workload = strndup(cell->cell, cell_work_length(cell));
	if (!row->workload)
		return -ENOMEM;
	return cell_is_paced(cell) ? leave_unfitted(points, row)
				   : fit_row(points, has_bound(report, cell), row);
}

int sweeps_make(struct report *report)
{
	struct points points = { calloc(report->nr_cells + 1, sizeof(double)),
		calloc(report->nr_cells + 1, sizeof(double)), 0 };
	int error = points.workers && points.throughput ? 0 : -ENOMEM;

	forget(report);
	report->sweeps = calloc(report->nr_cells + 1, sizeof(*report->sweeps));
	if (!report->sweeps)
		error = -ENOMEM;
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		if (!begins(report, i))
			continue;
		collect(report, i, &points);
		if (points.n > 1)
			error = add_sweep(report, i, &points);
	}
	free(points.workers);
	free(points.throughput);
	return error;
}

/* ---- The section of the table ---- */

static bool fill_sweep(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct sweep_row *row = &report->sweeps[i];

	grid_copy(cells[0], row->workload, strlen(row->workload));
	snprintf(cells[1], GRID_CELL_SIZE, "%s", mode_name(row->mode));
	snprintf(cells[2], GRID_CELL_SIZE, "%" PRIu64, row->counts);
	if (row->reason) {
		snprintf(cells[3], GRID_CELL_SIZE, "-");
		snprintf(cells[4], GRID_CELL_SIZE, "-");
		snprintf(cells[5], GRID_CELL_SIZE, "-");
		grid_copy(cells[6], row->reason, strlen(row->reason));
		return true;
	}
	format_rate(cells[3], row->gamma);
	snprintf(cells[4], GRID_CELL_SIZE, "%.3f", row->alpha);
	snprintf(cells[5], GRID_CELL_SIZE, "%.4f", row->beta);
	if (isfinite(row->peak))
		snprintf(cells[6], GRID_CELL_SIZE, "%.0f workers", row->peak);
	else
		snprintf(cells[6], GRID_CELL_SIZE, "no end seen");
	return true;
}

void sweeps_print(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "counts", false },
		{ "one does", false },
		{ "waiting", false },
		{ "crosstalk", false },
		{ "most at", true },
	};
	const struct grid grid = { columns, 7, report->nr_sweeps, fill_sweep };

	if (!grid_groups(sheet, &grid, report,
		    "How throughput grows with workers, by the Universal Scalability Law",
		    sweep_class))
		return;
	sheet_gap(sheet);
	sheet_line(sheet,
		"one does: ops/s of one worker · waiting: the share of the work that waits in line");
	sheet_line(sheet,
		"crosstalk: what each worker costs every other · most at: the count of the most "
		"ops/s, by the fit");
}
