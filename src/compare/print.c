/* SPDX-License-Identifier: MIT */
#include "compare/print.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/reach.h"
#include "report/format.h"
#include "report/grid.h"

/* How many of what is listed by name are named where not all is asked for. */
#define NAMED 8

static void put_change(char cell[GRID_CELL_SIZE], const struct change *change)
{
	char value[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];

	print_change(value, change->ratio);
	if (isnan(change->ci_low) || isnan(change->ci_high))
		snprintf(cell, GRID_CELL_SIZE, "%s", value);
	else
		snprintf(cell, GRID_CELL_SIZE, "%.30s [%.30s, %.30s]", value,
			print_change(low, change->ci_low), print_change(high, change->ci_high));
}

static void put_p(char cell[GRID_CELL_SIZE], double p)
{
	if (isnan(p))
		strcpy(cell, "-");
	else if (p < 0.001)
		strcpy(cell, "<0.001");
	else
		snprintf(cell, GRID_CELL_SIZE, "%ld.%03ld", lrint(p * 1000) / 1000,
			lrint(p * 1000) % 1000);
}

/* "1.98 > 1.79"; one number where both are the same, a dash where neither is known. */
static void put_both(char cell[GRID_CELL_SIZE], const struct both *both)
{
	char base[FORMAT_SIZE], other[FORMAT_SIZE];

	format_ratio(base, both->base);
	format_ratio(other, both->other);
	if (!strcmp(base, other))
		snprintf(cell, GRID_CELL_SIZE, "%.40s", base);
	else
		snprintf(cell, GRID_CELL_SIZE, "%.40s → %.40s", base, other);
}

/* ---- Cells ---- */

void print_name(const struct row *row, char cells[][GRID_CELL_SIZE])
{
	char names[3][GRID_CELL_SIZE];

	grid_fill_cell(row->base, names);
	strcpy(cells[0], names[0]);
	strcpy(cells[1], names[1]);
	if (row->by_role)
		snprintf(cells[2], GRID_CELL_SIZE, "all: %u, %u", row->base_workers,
			row->other_workers);
	else
		strcpy(cells[2], names[2]);
}

static void put_outcome(char cell[GRID_CELL_SIZE], const struct row *row)
{
	const char *name = outcome_name(row->change.outcome);

	if (row->change.lack == LACK_CELLS)
		snprintf(cell, GRID_CELL_SIZE, "insufficient: few cells");
	else if (row->lack)
		snprintf(cell, GRID_CELL_SIZE, "insufficient: +%zu %s", row->change.more,
			row->change.lack == LACK_RUNS ? "runs" : "rounds");
	else
		snprintf(cell, GRID_CELL_SIZE, "%s", name);
}

static bool fill_called(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct view *view = from;
	const struct row *row = view->rows[i];

	print_name(row, cells);
	format_time(cells[3], row->base_op_ns);
	format_time(cells[4], row->other_op_ns);
	put_change(cells[5], &row->change);
	put_p(cells[6], row->change.p_adjusted);
	put_both(cells[7], &row->speedup);
	put_outcome(cells[8], row);
	return true;
}

static bool fill_beside(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct view *view = from;
	const struct row *row = view->rows[i];

	print_name(row, cells);
	format_time(cells[3], row->base_op_ns);
	format_time(cells[4], row->other_op_ns);
	print_change(cells[5], row->op_ratio);
	put_both(cells[6], &row->speedup);
	put_both(cells[7], &row->procs);
	return true;
}

/* That nothing was found is no news without how much could have been. */
static void print_reach(const struct sheet *sheet, const struct comparison *comparison)
{
	char widest[FORMAT_SIZE], median[FORMAT_SIZE];
	struct reach reach;

	if (reach_find(comparison, &reach) || !reach.n)
		return;
	print_change(widest, reach.widest);
	print_change(median, reach.median);
	sheet_line(sheet, "without a difference the widest interval reaches %s, the median one %s",
		widest, median + (*median == '+'));
}

static void print_rows(const struct sheet *sheet, const struct view *view)
{
	static const struct column called[] = { { "workload", true }, { "mode", true },
		{ "n", false }, { "base", false }, { "other", false }, { "change [95 % CI]", true },
		{ "p", false }, { "speedup", true }, { "outcome", true } };
	static const struct column beside[] = { { "workload", true }, { "mode", true },
		{ "n", false }, { "base", false }, { "other", false }, { "other/base", false },
		{ "speedup", true }, { "procs/threads", true } };
	const struct comparison *comparison = view->comparison;
	const struct grid grid = comparison->called
					 ? (struct grid){ called, 9, view->nr, fill_called }
					 : (struct grid){ beside, 8, view->nr, fill_beside };

	if (view->nr)
		grid_section(sheet, &grid, view, "Cells: time of an op");
	if (comparison->called || comparison->nr_comparable || view->nr_hidden)
		putc('\n', sheet->out);
	if (comparison->called)
		sheet_line(sheet,
			"%zu faster, %zu slower, %zu without a significant difference, %zu of "
			"insufficient data",
			comparison_count(comparison, OUTCOME_FASTER),
			comparison_count(comparison, OUTCOME_SLOWER),
			comparison_count(comparison, OUTCOME_SAME),
			comparison_count(comparison, OUTCOME_INSUFFICIENT));
	if (comparison->called)
		print_reach(sheet, comparison);
	else if (comparison->nr_comparable)
		sheet_line(sheet, "%s",
			comparison->likeness == LIKE_NOTHING
				? "On different hardware no cell is called faster or slower: "
				  "compare the ratios, which are within each machine."
				: "No cell is of as many workers in both: none is called faster or "
				  "slower.");
	if (view->nr_hidden)
		sheet_line(sheet, "%zu row%s not shown; --only all shows them", view->nr_hidden,
			view->nr_hidden == 1 ? " is" : "s are");
	if (comparison->called && comparison->nr_comparable)
		sheet_line(sheet,
			"p by Mann and Whitney, adjusted by Holm over %zu test%s; margin %.3g %%",
			comparison->tested, comparison->tested == 1 ? "" : "s",
			comparison->margin * 100);
}

/* ---- What is not compared ---- */

static bool fill_incomparable(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct view *view = from;
	const struct row *row = &view->comparison->rows[i];

	if (!row->reason)
		return false;
	print_name(row, cells);
	grid_copy(cells[3], row->reason, strlen(row->reason));
	return true;
}

/* Rows up to the one that has the NAMED-th reason. */
static size_t rows_told(const struct view *view)
{
	const struct comparison *comparison = view->comparison;
	size_t told = 0, i = 0;

	if (view->incomparable)
		return comparison->nr_rows;
	while (i < comparison->nr_rows && told < NAMED)
		told += !!comparison->rows[i++].reason;
	return i;
}

static void print_incomparable(const struct sheet *sheet, const struct view *view)
{
	static const struct column columns[] = { { "workload", true }, { "mode", true },
		{ "n", false }, { "why", true } };
	const struct comparison *comparison = view->comparison;
	size_t nr = comparison->nr_rows - comparison->nr_comparable;
	const struct grid grid = { columns, 4, rows_told(view), fill_incomparable };

	grid_section(sheet, &grid, view, "Not comparable: not the same experiment");
	if (!view->incomparable && nr > NAMED)
		sheet_line(sheet, "and %zu more; --only incomparable shows them", nr - NAMED);
}

static void print_names(
	const struct sheet *sheet, const char *which, char *const *names, size_t nr, bool all)
{
	size_t told = all || nr <= NAMED ? nr : NAMED, size;
	char *text = NULL;
	FILE *out = nr ? open_memstream(&text, &size) : NULL;

	if (!out)
		return;
	fprintf(out, "%zu cell%s only in %s", nr, nr == 1 ? "" : "s", which);
	for (size_t i = 0; i < told; i++)
		fprintf(out, "%s%s", i ? ", " : ": ", names[i]);
	if (told < nr)
		fprintf(out, " and %zu more", nr - told);
	if (!fclose(out)) {
		fputs(sheet->format == SHEET_MARKDOWN ? "- " : "", sheet->out);
		sheet_wrapped(sheet, text, 0, 8);
	}
	free(text);
}

static void print_unmatched(const struct sheet *sheet, const struct view *view)
{
	const struct comparison *comparison = view->comparison;

	if (comparison->nr_only_base || comparison->nr_only_other)
		putc('\n', sheet->out);
	print_names(sheet, comparison->base_name, comparison->only_base, comparison->nr_only_base,
		view->incomparable);
	print_names(sheet, comparison->other_name, comparison->only_other,
		comparison->nr_only_other, view->incomparable);
}

void print_comparison(const struct sheet *sheet, const struct view *view)
{
	bool all = view->incomparable || !view->comparison->called;

	print_head(sheet, view->comparison);
	print_rows(sheet, view);
	print_incomparable(sheet, view);
	print_unmatched(sheet, view);
	print_turns(sheet, view->comparison, all);
	print_means(sheet, view->comparison);
}
