/* SPDX-License-Identifier: MIT */
#include "advice/evidence.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include "advice/prose.h"
#include "measure/figure.h"
#include "report/format.h"
#include "report/grid.h"

#define MIB 1048576.0
#define MS 1e6

/* ---- The rows of a class ---- */

/* "11.1/11.5", in a unit; an unknown one is "-". */
static void fill_both(char cell[GRID_CELL_SIZE], double threads, double procs, double unit)
{
	char left[FORMAT_SIZE], right[FORMAT_SIZE];

	if (isnan(threads) && isnan(procs))
		snprintf(cell, GRID_CELL_SIZE, "-");
	else
		snprintf(cell, GRID_CELL_SIZE, "%.40s/%.40s", format_ratio(left, threads / unit),
			format_ratio(right, procs / unit));
}

static double figure(uint64_t figure)
{
	return figure == FIGURE_NONE ? NAN : (double)figure;
}

/* 1234 becomes 1300: an estimate has no more digits than that. */
static uint64_t round_up(uint64_t rounds)
{
	uint64_t unit = 1;

	while (rounds / unit >= 100)
		unit *= 10;
	return (rounds + unit - 1) / unit * unit;
}

static void fill_choice(char cell[GRID_CELL_SIZE], const struct advice_row *row)
{
	const char *words = choice_words(row->choice);

	/* Then it is no estimate, but what an interval takes at least. */
	if (row->choice == CHOICE_OPEN && row->verdict == VERDICT_NONE)
		words = "too few rounds";
	if (row->rounds_needed != FIGURE_NONE && !advice_is_beyond(row))
		snprintf(cell, GRID_CELL_SIZE, "%s +%" PRIu64, words, round_up(row->rounds_needed));
	else
		snprintf(cell, GRID_CELL_SIZE, "%s", words);
}

static bool fill_evidence(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct advice_row *row = &((const struct advice_rows *)from)->list[i];

	if (row->n == FIGURE_NONE)
		return false;
	grid_copy(cells[0], row->workload, strlen(row->workload));
	snprintf(cells[1], GRID_CELL_SIZE, "%" PRIu64, row->workers);
	fill_choice(cells[2], row);
	format_ratio_interval(cells[3], row->ratio, row->ci_low, row->ci_high);
	fill_both(cells[4], figure(row->threads.pss_bytes), figure(row->procs.pss_bytes), MIB);
	fill_both(cells[5], row->threads.creation_ns, row->procs.creation_ns, MS);
	fill_both(cells[6], row->threads.break_even.value, row->procs.break_even.value, MS);
	return true;
}

void evidence_print(const struct sheet *sheet, const struct advice_rows *rows)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "n", false },
		{ "choice", true },
		{ "processes/threads", true },
		{ "MiB", true },
		{ "create ms", true },
		{ "pays from ms", true },
	};
	const struct grid grid = { columns, 7, rows->nr, fill_evidence };

	for (size_t i = 0; i < rows->nr; i++) {
		if (rows->list[i].n == FIGURE_NONE)
			continue;
		prose_gap(sheet);
		grid_print(sheet, &grid, rows);
		return;
	}
}

/* ---- How many workers ---- */

static void fill_tried(char cell[GRID_CELL_SIZE], const struct advice_row *row)
{
	size_t at = 0;

	if (row->nr_tried > 6) {
		snprintf(cell, GRID_CELL_SIZE, "%zu, %d to %d", row->nr_tried, row->tried[0],
			row->tried[row->nr_tried - 1]);
		return;
	}
	for (size_t i = 0; i < row->nr_tried; i++)
		at += (size_t)snprintf(
			cell + at, GRID_CELL_SIZE - at, "%s%d", i ? "," : "", row->tried[i]);
}

/* A count; one that is past those that were tried is no more than that. */
static void fill_count(char text[FORMAT_SIZE], double count, int most)
{
	if (isnan(count))
		snprintf(text, FORMAT_SIZE, "-");
	else if (rint(count) > most)
		snprintf(text, FORMAT_SIZE, ">%d", most);
	else
		snprintf(text, FORMAT_SIZE, "%.0f", count);
}

static void fill_counts(char cell[GRID_CELL_SIZE], double threads, double procs, int most)
{
	char left[FORMAT_SIZE], right[FORMAT_SIZE];

	fill_count(left, threads, most);
	fill_count(right, procs, most);
	snprintf(cell, GRID_CELL_SIZE, "%.40s/%.40s", left, right);
}

static bool fill_headcount(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct advice_row *row = &((const struct advice_rows *)from)->list[i];
	const struct headcount *threads = &row->threads.headcount, *procs = &row->procs.headcount;
	int tried = row->nr_tried ? row->tried[row->nr_tried - 1] : 0;

	if (threads->most == FIGURE_NONE && procs->most == FIGURE_NONE)
		return false;
	grid_copy(cells[0], row->workload, strlen(row->workload));
	fill_tried(cells[1], row);
	fill_counts(cells[2], figure(threads->most), figure(procs->most), tried);
	fill_counts(cells[3], figure(threads->enough), figure(procs->enough), tried);
	fill_counts(
		cells[4], ceil(threads->enough_loss * 100), ceil(procs->enough_loss * 100), 100);
	fill_counts(cells[5], threads->peak, procs->peak, tried);
	return true;
}

void evidence_print_counts(const struct sheet *sheet, const struct advice_rows *rows)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "tried", true },
		{ "most at", true },
		{ "enough", true },
		{ "less by %", true },
		{ "fitted peak", true },
	};
	const struct grid grid = { columns, 6, rows->nr, fill_headcount };
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE];
	size_t nr = 0;

	for (size_t i = 0; i < rows->nr; i++)
		nr += fill_headcount(rows, i, cells);
	if (!nr)
		return;
	sheet_heading(sheet, "How many workers: threads/processes, of the counts that were tried");
	prose_explain(sheet, "most at", "where throughput was highest");
	prose_explain(sheet, "enough", "the fewest that are not shown to do less than that");
	prose_explain(sheet, "less by %", "how much less those may do at most");
	prose_explain(
		sheet, "fitted peak", "of the Universal Scalability Law: a fit, no measurement");
	prose_gap(sheet);
	grid_print(sheet, &grid, rows);
}
