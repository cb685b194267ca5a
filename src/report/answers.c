/* SPDX-License-Identifier: MIT */
#include "report/answers.h"

#include <inttypes.h>
#include <string.h>
#include "report/classes.h"
#include "report/format.h"
#include "report/grid.h"

/* Whether a verdict is of threads against themselves. */
static bool has_twin(const struct report *report, const struct verdict_row *row)
{
	return report->cells[row->procs_cell].twin;
}

static void say_verdict(
	const struct report *report, const struct verdict_row *row, char text[GRID_CELL_SIZE])
{
	double margin = report->config.margin;
	char sentence[GRID_CELL_SIZE];

	switch (row->verdict) {
	case VERDICT_THREADS:
		snprintf(text, GRID_CELL_SIZE, "* threads");
		return;
	case VERDICT_PROCS:
		snprintf(text, GRID_CELL_SIZE, "* %s",
			has_twin(report, row) ? "threads'" : "processes");
		return;
	case VERDICT_EQUIVALENT:
		snprintf(text, GRID_CELL_SIZE, "= no difference past %.3g %%", margin * 100);
		return;
	case VERDICT_INCONCLUSIVE:
		snprintf(text, GRID_CELL_SIZE, "? cannot tell within %.3g %%", margin * 100);
		return;
	case VERDICT_NONE:
		/* The sentence says why: too few rounds, or a failure. */
		grid_copy(sentence, row->text, sizeof(sentence) - 3);
		snprintf(text, GRID_CELL_SIZE, "- %.*s", GRID_CELL_SIZE - 3, sentence);
		return;
	}
}

static bool fill_verdict(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct verdict_row *row = &report->verdicts[i];

	grid_copy(cells[0], row->workload, strlen(row->workload));
	snprintf(cells[1], GRID_CELL_SIZE, "%" PRIu64, row->workers);
	format_ratio_interval(cells[2], row->ratio, row->ci_low, row->ci_high);
	format_ratio(cells[3], row->total_ratio);
	format_ratio(cells[4], row->memory_ratio);
	say_verdict(report, row, cells[5]);
	return true;
}

/* ---- How many of each ---- */

/* Adds to a sentence: "threads in 3", a comma before it where something stands there. */
static void add(char sentence[GRID_CELL_SIZE], const char *what, size_t nr)
{
	size_t length = strlen(sentence);

	if (nr)
		snprintf(sentence + length, GRID_CELL_SIZE - length, "%s%s in %zu",
			length ? ", " : "", what, nr);
}

static void print_tally(const struct sheet *sheet, const struct report *report)
{
	double margin = report->config.margin * 100;
	char sentence[GRID_CELL_SIZE] = "", same[FORMAT_SIZE], unknown[FORMAT_SIZE];
	size_t nr[VERDICT_PROCS + 1] = { 0 };

	for (size_t i = 0; i < report->nr_verdicts; i++)
		nr[report->verdicts[i].verdict]++;
	snprintf(same, sizeof(same), "no difference past %.3g %%", margin);
	snprintf(unknown, sizeof(unknown), "cannot tell within %.3g %%", margin);
	add(sentence, "threads", nr[VERDICT_THREADS]);
	add(sentence, has_twin(report, &report->verdicts[0]) ? "threads'" : "processes",
		nr[VERDICT_PROCS]);
	add(sentence, same, nr[VERDICT_EQUIVALENT]);
	add(sentence, unknown, nr[VERDICT_INCONCLUSIVE]);
	add(sentence, "no verdict", nr[VERDICT_NONE]);
	sheet_gap(sheet);
	sheet_line(sheet, "of %zu: %s", report->nr_verdicts, sentence);
}

void answers_print(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "n", false },
		{ "time [95 % CI]", true },
		{ "with spawn", false },
		{ "PSS", false },
		{ "verdict", true },
	};
	const struct grid grid = { columns, 6, report->nr_verdicts, fill_verdict };

	if (!report->nr_verdicts)
		return;
	grid_groups(sheet, &grid, report,
		has_twin(report, &report->verdicts[0])
			? "Threads against themselves: what chance alone makes of it"
			: "Threads or processes? What processes take, over what threads take",
		verdict_class);
	if (report->nr_verdicts > 1)
		print_tally(sheet, report);
}
