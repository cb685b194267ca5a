/* SPDX-License-Identifier: MIT */
#include "report/hybrids.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/classes.h"
#include "report/format.h"
#include "report/grid.h"
#include "report/results.h"

/* Whether two cells are teams for the same work, of as many workers in the same places. */
static bool is_like(const struct report *report, size_t a, size_t b)
{
	const struct cell *left = &report->cells[a], *right = &report->cells[b];

	return left->mode != MODE_SEQ && right->mode != MODE_SEQ && !left->twin && !right->twin &&
	       left->workers == right->workers && left->ops == right->ops &&
	       report->results[a].status != STATUS_SKIPPED &&
	       report->results[b].status != STATUS_SKIPPED &&
	       !strcmp(left->placement, right->placement) && cell_same_work(left, right);
}

static bool is_rival(const struct report *report, size_t best, size_t other)
{
	return is_like(report, best, other) &&
	       report->cells[best].procs != report->cells[other].procs;
}

static size_t count_rivals(const struct report *report, size_t best)
{
	size_t nr = 0;

	for (size_t i = 0; i < report->nr_cells; i++)
		nr += is_rival(report, best, i);
	return nr;
}

/* How many comparisons there are among the teams, whichever of them comes out as the best. */
static size_t count_pairs(const struct report *report, size_t first)
{
	size_t nr = 0;

	for (size_t i = 0; i < report->nr_cells; i++)
		nr += is_like(report, first, i) ? count_rivals(report, i) : 0;
	return nr / 2;
}

/* Whether a row begins with a cell: the first hybrid one of its like, with a rival. */
static bool begins(const struct report *report, size_t cell)
{
	if (report->cells[cell].mode != MODE_HYBRID ||
		report->results[cell].status == STATUS_SKIPPED || !count_rivals(report, cell))
		return false;
	for (size_t i = 0; i < cell; i++) {
		if (report->cells[i].mode == MODE_HYBRID && is_like(report, cell, i))
			return false;
	}
	return true;
}

/* The cell of the least median time; nr_cells where one of them failed. */
static size_t find_best(const struct report *report, size_t first)
{
	size_t best = report->nr_cells;

	for (size_t i = 0; i < report->nr_cells; i++) {
		if (!is_like(report, first, i))
			continue;
		if (report->results[i].status != STATUS_OK)
			return report->nr_cells;
		if (best == report->nr_cells ||
			report->results[i].work_ns.median < report->results[best].work_ns.median)
			best = i;
	}
	return best;
}

/* Holds best against a rival, and makes it the row's next where it is the nearest so far. */
static int hold(const struct report *report, size_t rival, size_t nr_pairs, struct hybrid_row *row,
	size_t seen[])
{
	struct ratio ratio;
	int error = results_ratio_among(report, rival, (size_t)row->best_cell, nr_pairs, &ratio);

	if (error)
		return error;
	seen[ratio_verdict(&ratio, report->config.margin)]++;
	if (row->next_cell != FIGURE_NONE && !(ratio.value < row->ratio))
		return 0;
	row->next_cell = rival;
	row->n = ratio.n;
	row->ratio = ratio.value;
	row->ci_low = ratio.ci_low;
	row->ci_high = ratio.ci_high;
	return 0;
}

static enum hybrid_verdict judge(const size_t seen[], size_t rivals)
{
	if (seen[VERDICT_NONE])
		return HYBRID_NONE;
	if (seen[VERDICT_THREADS] == rivals) /* what ratios call it where the base takes less */
		return HYBRID_BEST;
	return seen[VERDICT_EQUIVALENT] == rivals ? HYBRID_EQUIVALENT : HYBRID_INCONCLUSIVE;
}

const char *hybrids_team_name(const struct report *report, uint64_t cell)
{
	const char *name = report->cells[cell].cell, *mode = strrchr(name, ' ');

	return mode ? mode + 1 : name;
}

static int say(const struct report *report, size_t nr_pairs, struct hybrid_row *row)
{
	const char *best = hybrids_team_name(report, row->best_cell),
		   *next = hybrids_team_name(report, row->next_cell);
	double margin = report->config.margin * 100;

	switch (row->verdict) {
	case HYBRID_BEST:
		return asprintf(&row->text,
			"%s: the nearest of the others, %s, takes %.3f times as long (interval "
			"%.3f to %.3f)",
			best, next, row->ratio, row->ci_low, row->ci_high);
	case HYBRID_EQUIVALENT:
		return asprintf(&row->text,
			"no difference past %.3g %%: none of the others takes that much longer "
			"than %s",
			margin, best);
	case HYBRID_INCONCLUSIVE:
		return asprintf(&row->text,
			"cannot tell within %.3g %%: %s has the least median, and %s takes %.3f "
			"times as long (interval %.3f to %.3f)",
			margin, best, next, row->ratio, row->ci_low, row->ci_high);
	case HYBRID_NONE:
		break;
	}
	return asprintf(&row->text, "no verdict: %" PRIu64 " round%s too few for %zu comparison%s",
		row->n, row->n == 1 ? " is" : "s are", nr_pairs, nr_pairs == 1 ? "" : "s");
}

static int make_row(const struct report *report, size_t first, struct hybrid_row *row)
{
	const struct cell *cell = &report->cells[first];
	size_t seen[VERDICT_PROCS + 1] = { 0 }, best = find_best(report, first);
	size_t nr_pairs = count_pairs(report, first);
	int error = 0, length;

	*row = (struct hybrid_row){ .workers = cell->workers,
		.best_cell = FIGURE_NONE,
		.next_cell = FIGURE_NONE,
		.ratio = NAN,
		.ci_low = NAN,
		.ci_high = NAN };
	row->workload = strndup(cell->cell, cell_work_length(cell));
	row->rivals = count_rivals(report, best < report->nr_cells ? best : first);
	if (cell_is_paced(cell)) {
		length = asprintf(
			&row->text, "no verdict: a rate sets the time, so compare latencies");
	} else if (best < report->nr_cells && report->config.margin >= 0) {
		row->best_cell = best;
		for (size_t i = 0; !error && i < report->nr_cells; i++) {
			if (is_rival(report, best, i))
				error = hold(report, i, nr_pairs, row, seen);
		}
		row->verdict = judge(seen, row->rivals);
		length = error ? 0 : say(report, nr_pairs, row);
	} else {
		length = asprintf(&row->text, "no verdict: %s",
			best < report->nr_cells ? "the report states no margin" : "a trial failed");
	}
	if (length < 0)
		row->text = NULL;
	return error ? error : row->workload && row->text ? 0 : -ENOMEM;
}

int hybrids_make(struct report *report)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_hybrids; i++) {
		free(report->hybrids[i].workload);
		free(report->hybrids[i].text);
	}
	free(report->hybrids);
	report->nr_hybrids = 0;
	report->hybrids = calloc(report->nr_cells + 1, sizeof(*report->hybrids));
	if (!report->hybrids)
		return -ENOMEM;
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		if (begins(report, i))
			error = make_row(report, i, &report->hybrids[report->nr_hybrids++]);
	}
	return error;
}

/* ---- The teams of a row ---- */

/* The cell that hybrids[row] begins with; nr_cells where there is none that fits it. */
static size_t find_first(const struct report *report, size_t row)
{
	const struct hybrid_row *hybrid = &report->hybrids[row];

	for (size_t i = 0; i < report->nr_cells; i++) {
		if (!begins(report, i) || row-- > 0)
			continue;
		return report->cells[i].workers == hybrid->workers &&
				       (hybrid->best_cell == FIGURE_NONE ||
					       is_like(report, i, hybrid->best_cell))
			       ? i
			       : report->nr_cells;
	}
	return report->nr_cells;
}

static int by_procs(const void *a, const void *b, void *from)
{
	const struct hybrid_team *left = a, *right = b;
	const struct cell *cells = ((const struct report *)from)->cells;
	unsigned fewer = cells[left->cell].procs, more = cells[right->cell].procs;

	return fewer == more ? (left->cell > right->cell) - (left->cell < right->cell)
			     : (fewer > more) - (fewer < more);
}

int hybrids_teams(const struct report *report, size_t row, struct hybrid_team **teams, size_t *nr)
{
	const struct hybrid_row *hybrid = &report->hybrids[row];
	size_t first = find_first(report, row), nr_pairs = 0;
	int error = 0;

	if (first < report->nr_cells)
		nr_pairs = count_pairs(report, first);
	*nr = 0;
	*teams = calloc(report->nr_cells + 1, sizeof(**teams));
	if (!*teams)
		return -ENOMEM;
	for (size_t i = 0; !error && first < report->nr_cells && i < report->nr_cells; i++) {
		struct ratio ratio = { .value = NAN, .ci_low = NAN, .ci_high = NAN };

		if (!is_like(report, first, i))
			continue;
		if (hybrid->best_cell != FIGURE_NONE && is_rival(report, hybrid->best_cell, i))
			error = results_ratio_among(
				report, i, (size_t)hybrid->best_cell, nr_pairs, &ratio);
		(*teams)[(*nr)++] =
			(struct hybrid_team){ i, ratio.value, ratio.ci_low, ratio.ci_high };
	}
	if (error) {
		free(*teams);
		*teams = NULL;
		return error;
	}
	qsort_r(*teams, *nr, sizeof(**teams), by_procs, (void *)(uintptr_t)report);
	return 0;
}

/* ---- The section of the table ---- */

static void say_verdict(
	const struct report *report, const struct hybrid_row *row, char text[GRID_CELL_SIZE])
{
	double margin = report->config.margin * 100;

	switch (row->verdict) {
	case HYBRID_BEST:
		snprintf(
			text, GRID_CELL_SIZE, "* %.40s", hybrids_team_name(report, row->best_cell));
		return;
	case HYBRID_EQUIVALENT:
		snprintf(text, GRID_CELL_SIZE, "= no difference past %.3g %%", margin);
		return;
	case HYBRID_INCONCLUSIVE:
		snprintf(text, GRID_CELL_SIZE, "? cannot tell within %.3g %%", margin);
		return;
	case HYBRID_NONE:
		snprintf(text, GRID_CELL_SIZE, "- %.60s", row->text);
		return;
	}
}

static bool fill_hybrid(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct hybrid_row *row = &report->hybrids[i];

	grid_copy(cells[0], row->workload, strlen(row->workload));
	snprintf(cells[1], GRID_CELL_SIZE, "%" PRIu64, row->workers);
	snprintf(cells[2], GRID_CELL_SIZE, "%" PRIu64, row->rivals + 1);
	snprintf(cells[3], GRID_CELL_SIZE, "%.40s",
		row->best_cell == FIGURE_NONE ? "-" : hybrids_team_name(report, row->best_cell));
	snprintf(cells[4], GRID_CELL_SIZE, "%.40s",
		row->next_cell == FIGURE_NONE ? "-" : hybrids_team_name(report, row->next_cell));
	format_ratio_interval(cells[5], row->ratio, row->ci_low, row->ci_high);
	say_verdict(report, row, cells[6]);
	return true;
}

void hybrids_print(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "n", false },
		{ "teams", false },
		{ "least", true },
		{ "nearest", true },
		{ "takes [CI]", true },
		{ "best", true },
	};
	const struct grid grid = { columns, 7, report->nr_hybrids, fill_hybrid };

	if (!grid_groups(sheet, &grid, report,
		    "Which shape? Teams of as many workers, processes x threads", hybrid_class))
		return;
	sheet_gap(sheet);
	sheet_line(sheet, "least: of the least median time · takes: what the nearest of the others "
			  "takes, over that");
	sheet_line(sheet, "[CI]: 95 %% for all the comparisons of a row together");
}
