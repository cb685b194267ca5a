/* SPDX-License-Identifier: MIT */
#include "report/links.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "measure/figure.h"

static int __attribute__((format(printf, 2, 3)))
refuse(struct json_trouble *trouble, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(trouble->text, sizeof(trouble->text), format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* member is where the index stands: "trials[7].cell" is list, i and member. */
static int check_index(const struct report *report, uint64_t cell, const char *list, size_t i,
	const char *member, struct json_trouble *trouble)
{
	if (cell < report->nr_cells)
		return 0;
	if (cell == FIGURE_NONE)
		return refuse(trouble, "%s[%zu].%s: missing", list, i, member);
	return refuse(trouble, "%s[%zu].%s: there is no cell %" PRIu64, list, i, member, cell);
}

static int check_cells(const struct report *report, struct json_trouble *trouble)
{
	for (size_t i = 0; i < report->nr_cells; i++) {
		const struct cell *cell = &report->cells[i];

		if (!cell->workers || (uint64_t)cell->procs * cell->threads != cell->workers)
			return refuse(trouble, "cells[%zu].workers: expected %u times %u, not %u",
				i, cell->procs, cell->threads, cell->workers);
	}
	return 0;
}

static int check_trials(const struct report *report, struct json_trouble *trouble)
{
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		int error = check_index(report, trial->cell, "trials", i, "cell", trouble);
		unsigned workers;

		if (error)
			return error;
		workers = report->cells[trial->cell].workers;
		if (trial->nr_workers && trial->nr_workers != workers)
			return refuse(trouble,
				"trials[%zu].workers: expected %u entries or none, not %zu", i,
				workers, trial->nr_workers);
	}
	return 0;
}

static int check_results(const struct report *report, struct json_trouble *trouble)
{
	if (report->nr_results != report->nr_cells)
		return refuse(trouble, "results: expected one for each of %zu cells, not %zu",
			report->nr_cells, report->nr_results);
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];
		uint64_t base = result->speedup.base_cell;

		if (result->cell != i)
			return refuse(trouble, "results[%zu].cell: expected %zu, not %" PRIu64, i,
				i, result->cell);
		if (base != FIGURE_NONE && base >= report->nr_cells)
			return refuse(trouble,
				"results[%zu].speedup.base_cell: there is no cell %" PRIu64, i,
				base);
	}
	return 0;
}

static int check_verdicts(const struct report *report, struct json_trouble *trouble)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_verdicts && !error; i++) {
		const struct verdict_row *row = &report->verdicts[i];

		error = check_index(
			report, row->threads_cell, "verdicts", i, "threads_cell", trouble);
		if (!error)
			error = check_index(
				report, row->procs_cell, "verdicts", i, "procs_cell", trouble);
	}
	return error;
}

/* A best or next cell may be missing, but where the verdict names it. */
static int check_hybrids(const struct report *report, struct json_trouble *trouble)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_hybrids && !error; i++) {
		const struct hybrid_row *row = &report->hybrids[i];

		if (row->best_cell != FIGURE_NONE || row->verdict != HYBRID_NONE)
			error = check_index(
				report, row->best_cell, "hybrids", i, "best_cell", trouble);
		if (!error && (row->next_cell != FIGURE_NONE || row->verdict != HYBRID_NONE))
			error = check_index(
				report, row->next_cell, "hybrids", i, "next_cell", trouble);
	}
	return error;
}

int links_check(const struct report *report, struct json_trouble *trouble)
{
	int error = check_cells(report, trouble);

	if (!error && report->config.margin < 0)
		error = refuse(trouble, "config.margin: expected 0 or more, not %.17g",
			report->config.margin);
	if (!error)
		error = check_trials(report, trouble);
	if (!error)
		error = check_results(report, trouble);
	if (!error)
		error = check_verdicts(report, trouble);
	if (!error)
		error = check_hybrids(report, trouble);
	return error;
}
