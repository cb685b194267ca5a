/* SPDX-License-Identifier: MIT */
#include "advice/headcount.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/results.h"

bool headcount_is_like(const struct report *report, size_t a, size_t b)
{
	const struct cell *left = &report->cells[a], *right = &report->cells[b];

	return !strcmp(left->placement, right->placement) && cell_same_work(left, right);
}

static bool is_of(const struct report *report, size_t cell, enum mode mode, size_t other)
{
	const struct result *result = &report->results[other];

	return report->cells[other].mode == mode && !report->cells[other].twin &&
	       result->status == STATUS_OK && result->ops_per_s.median > 0 &&
	       headcount_is_like(report, cell, other);
}

/* The cell of the most throughput; nr_cells where fewer than two counts have a figure. */
static size_t find_most(const struct report *report, size_t cell, enum mode mode)
{
	size_t most = report->nr_cells, nr = 0;

	for (size_t i = 0; i < report->nr_cells; i++) {
		double more;

		if (!is_of(report, cell, mode, i))
			continue;
		nr++;
		if (most == report->nr_cells) {
			most = i;
			continue;
		}
		more = report->results[i].ops_per_s.median - report->results[most].ops_per_s.median;
		if (more > 0 ||
			(!(more < 0) && report->cells[i].workers < report->cells[most].workers))
			most = i;
	}
	return nr > 1 ? most : report->nr_cells;
}

/* Takes the counts below that of most into account. */
static int find_enough(const struct report *report, size_t most, struct headcount *headcount)
{
	enum mode mode = report->cells[most].mode;
	struct ratio ratio; /* throughput of most over that of the other */
	bool known = true;
	int error = 0;

	headcount->enough = headcount->most;
	headcount->enough_loss = 0;
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		if (!is_of(report, most, mode, i) || report->cells[i].workers >= headcount->enough)
			continue;
		error = results_ratio(report, i, most, PAIRED_WORK, &ratio);
		known = known && !error && !isnan(ratio.ci_low);
		if (error || !known || ratio.ci_low > 1)
			continue;
		headcount->enough = report->cells[i].workers;
		headcount->enough_loss = fmax(1 - 1 / ratio.ci_high, 0);
	}
	if (!known) {
		headcount->enough = FIGURE_NONE;
		headcount->enough_loss = NAN;
	}
	return error;
}

int headcount_make(
	const struct report *report, size_t cell, enum mode mode, struct headcount *headcount)
{
	size_t most = find_most(report, cell, mode);
	size_t work = cell_work_length(&report->cells[cell]);

	*headcount = (struct headcount){ FIGURE_NONE, FIGURE_NONE, NAN, NAN };
	if (most == report->nr_cells)
		return 0;
	headcount->most = report->cells[most].workers;
	for (size_t i = 0; i < report->nr_sweeps; i++) {
		const struct sweep_row *row = &report->sweeps[i];

		if (row->mode == mode && !row->reason && strlen(row->workload) == work &&
			!strncmp(row->workload, report->cells[cell].cell, work))
			headcount->peak = row->peak;
	}
	return find_enough(report, most, headcount);
}

static int by_value(const void *a, const void *b)
{
	const int *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

int headcount_tried(const struct report *report, size_t cell, int **counts, size_t *nr)
{
	size_t kept = 0;

	*nr = 0;
	*counts = calloc(report->nr_cells + 1, sizeof(**counts));
	if (!*counts)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_cells; i++) {
		if (is_of(report, cell, MODE_THREADS, i) || is_of(report, cell, MODE_PROCS, i))
			(*counts)[(*nr)++] = (int)report->cells[i].workers;
	}
	qsort(*counts, *nr, sizeof(**counts), by_value);
	for (size_t i = 0; i < *nr; i++) {
		if (!kept || (*counts)[kept - 1] != (*counts)[i])
			(*counts)[kept++] = (*counts)[i];
	}
	*nr = kept;
	return 0;
}
