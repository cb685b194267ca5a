/* SPDX-License-Identifier: MIT */
#include "compare/print.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/format.h"
#include "report/grid.h"

/* How many of what is listed by name are named where not all is asked for. */
#define NAMED 8

/* Past this a change is told as a factor. */
#define LARGE_CHANGE 3

char *print_change(char *text, double ratio)
{
	char number[FORMAT_SIZE];
	long tenths;

	if (isnan(ratio))
		return strcpy(text, "-");
	if (ratio > LARGE_CHANGE) {
		snprintf(text, FORMAT_SIZE, "%.32sx", format_ratio(number, ratio));
		return text;
	}
	tenths = lrint((ratio - 1) * 1000);
	snprintf(text, FORMAT_SIZE, "%c%ld.%ld%%", tenths < 0 ? '-' : '+', labs(tenths) / 10,
		labs(tenths) % 10);
	return text;
}

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

/* ---- The head ---- */

static bool fill_difference(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct comparison *comparison = from;
	const struct difference *difference = &comparison->differences.list[i];

	strcpy(cells[0], difference->what);
	grid_copy(cells[1], difference->base, strlen(difference->base));
	grid_copy(cells[2], difference->other, strlen(difference->other));
	return true;
}

/* Two long texts would not stand beside each other; they stand below each other. */
static void print_differences(const struct sheet *sheet, const struct comparison *comparison)
{
	const struct differences *differences = &comparison->differences;
	char names[2][GRID_CELL_SIZE];
	const struct column columns[] = { { "what differs", true }, { names[0], true },
		{ names[1], true } };
	const struct grid grid = { columns, 3, differences->nr, fill_difference };
	unsigned widest = 0;

	grid_copy(names[0], comparison->base_name, strlen(comparison->base_name));
	grid_copy(names[1], comparison->other_name, strlen(comparison->other_name));
	for (size_t i = 0; i < differences->nr; i++) {
		unsigned base = format_columns(differences->list[i].base);
		unsigned other = format_columns(differences->list[i].other);

		widest = base > widest ? base : widest;
		widest = other > widest ? other : widest;
	}
	putc('\n', sheet->out);
	if (!differences->nr)
		sheet_line(sheet, "Nothing differs between their machines, builds and plans.");
	else if (widest < 39 || sheet->format == SHEET_MARKDOWN)
		grid_print(sheet, &grid, comparison);
	for (size_t i = 0; widest >= 39 && sheet->format == SHEET_TABLE && i < differences->nr;
		i++) {
		fprintf(sheet->out, "%-20s", differences->list[i].what);
		sheet_wrapped(sheet, differences->list[i].base, 20, 20);
		fprintf(sheet->out, "%-20s", "");
		sheet_wrapped(sheet, differences->list[i].other, 20, 20);
	}
}

static void print_doubts(
	const struct sheet *sheet, const char *name, char *const *doubts, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		sheet_line(sheet, "Beware of %s: %s.", name, doubts[i]);
}

static void print_drift(const struct sheet *sheet, const struct comparison *comparison)
{
	char common[FORMAT_SIZE], spread[FORMAT_SIZE], canary[FORMAT_SIZE], base[FORMAT_SIZE],
		other[FORMAT_SIZE];

	if (!comparison->called)
		return;
	putc('\n', sheet->out);
	print_change(common, comparison->common);
	print_change(spread, exp(comparison->spread));
	if (comparison->real)
		sheet_line(sheet,
			"All cells together: %s, more than runs of one side differ; it is in the "
			"changes.",
			common);
	else
		sheet_line(sheet, "All cells together: %s, taken for drift%s.", common,
			comparison->sampled ? ""
					    : " (one run a side cannot tell); not in the changes");
	sheet_line(sheet, "Beside that cells differ from run to run by %s.",
		spread + (*spread == '+'));
	sheet_line(sheet,
		"A fixed piece of arithmetic took %s; within the runs it varied by %s and %s.",
		print_change(canary, comparison->canary),
		print_change(base, 1 + comparison->base_canary_spread) + 1,
		print_change(other, 1 + comparison->other_canary_spread) + 1);
}

static void print_runs(const struct sheet *sheet, const char *name, size_t nr)
{
	sheet_text(sheet, name);
	if (nr > 1)
		fprintf(sheet->out, " (%zu runs)", nr);
}

void print_head(const struct sheet *sheet, const struct comparison *comparison)
{
	fputs(sheet->format == SHEET_MARKDOWN ? "# " : "", sheet->out);
	print_runs(sheet, comparison->base_name, comparison->nr_base);
	fputs(" → ", sheet->out);
	print_runs(sheet, comparison->other_name, comparison->nr_other);
	fprintf(sheet->out, " · %s · %zu cells compared, %zu not comparable, %zu + %zu unmatched\n",
		likeness_name(comparison->likeness), comparison->nr_comparable,
		comparison->nr_rows - comparison->nr_comparable, comparison->nr_only_base,
		comparison->nr_only_other);
	print_doubts(
		sheet, comparison->base_name, comparison->base_doubts, comparison->nr_base_doubts);
	print_doubts(sheet, comparison->other_name, comparison->other_doubts,
		comparison->nr_other_doubts);
	print_differences(sheet, comparison);
	print_drift(sheet, comparison);
}

/* ---- Cells ---- */

static void fill_name(const struct row *row, char cells[][GRID_CELL_SIZE])
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

	fill_name(row, cells);
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

	fill_name(row, cells);
	format_time(cells[3], row->base_op_ns);
	format_time(cells[4], row->other_op_ns);
	print_change(cells[5], row->op_ratio);
	put_both(cells[6], &row->speedup);
	put_both(cells[7], &row->procs);
	return true;
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
	putc('\n', sheet->out);
	if (comparison->called)
		sheet_line(sheet,
			"%zu faster, %zu slower, %zu without a significant difference, %zu of "
			"insufficient data",
			comparison_count(comparison, OUTCOME_FASTER),
			comparison_count(comparison, OUTCOME_SLOWER),
			comparison_count(comparison, OUTCOME_SAME),
			comparison_count(comparison, OUTCOME_INSUFFICIENT));
	else if (comparison->nr_comparable)
		sheet_line(sheet,
			"On different hardware no cell is called faster or slower: compare the "
			"ratios, which are within each machine.");
	if (view->nr_hidden)
		sheet_line(sheet, "%zu row%s not shown; --only all shows them", view->nr_hidden,
			view->nr_hidden == 1 ? " is" : "s are");
	if (comparison->called && comparison->nr_comparable)
		sheet_line(sheet,
			"p by Mann and Whitney, adjusted by Holm over %zu tests; margin %.3g %%",
			comparison->tested, comparison->margin * 100);
}

/* ---- What is not compared ---- */

static bool fill_incomparable(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct view *view = from;
	const struct row *row = &view->comparison->rows[i];

	if (!row->reason)
		return false;
	fill_name(row, cells);
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

/* ---- Verdicts and means ---- */

struct turns {
	const struct comparison *comparison;
	bool all;
};

static const char *say_verdict(enum verdict verdict)
{
	return verdict == VERDICT_PROCS ? "processes" : verdict_name(verdict);
}

static bool fill_turn(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct turns *turns = from;
	const struct turn *turn = &turns->comparison->turns[i];
	const struct row *row = turn->row;
	char names[3][GRID_CELL_SIZE];

	if (!turns->all && !turn->changed)
		return false;
	fill_name(row, names);
	strcpy(cells[0], names[0]);
	strcpy(cells[1], names[2]);
	format_ratio_interval(cells[2], row->procs.base, row->procs.base_low, row->procs.base_high);
	format_ratio_interval(
		cells[3], row->procs.other, row->procs.other_low, row->procs.other_high);
	if (turn->same)
		snprintf(cells[4], GRID_CELL_SIZE, "%s in both", say_verdict(turn->base));
	else
		snprintf(cells[4], GRID_CELL_SIZE, "%s → %s", say_verdict(turn->base),
			say_verdict(turn->other));
	return true;
}

void print_turns(const struct sheet *sheet, const struct comparison *comparison, bool all)
{
	static const struct column columns[] = { { "workload", true }, { "n", false },
		{ "base [95 % CI]", true }, { "other [95 % CI]", true }, { "verdict", true } };
	const struct grid grid = { columns, 5, comparison->nr_turns, fill_turn };
	const struct turns turns = { comparison, all };
	size_t same = 0, changed = 0;

	if (!comparison->nr_turns)
		return;
	for (size_t i = 0; i < comparison->nr_turns; i++) {
		same += comparison->turns[i].same;
		changed += comparison->turns[i].changed;
	}
	grid_section(sheet, &grid, &turns,
		"Threads or processes? What processes take, over what threads take");
	putc('\n', sheet->out);
	sheet_line(sheet,
		"Threads or processes: of %zu verdicts %zu changed, %zu are the same, %zu are "
		"undecided in one or both",
		comparison->nr_turns, changed, same, comparison->nr_turns - same - changed);
}

static bool fill_mean(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	static const char *const classes[] = { "cpu", "memory", "io", "sync", "ipc", "spawn" };
	const struct comparison *comparison = from;
	const struct mean *mean = &comparison->means[i];

	strcpy(cells[0], classes[mean->class]);
	strcpy(cells[1], mode_name(mean->mode));
	snprintf(cells[2], GRID_CELL_SIZE, "%zu", mean->n);
	print_change(cells[3], mean->ratio);
	return true;
}

static void print_means(const struct sheet *sheet, const struct comparison *comparison)
{
	static const struct column columns[] = { { "class", true }, { "mode", true },
		{ "cells", false }, { "change", false } };
	const struct grid grid = { columns, 4, comparison->nr_means, fill_mean };

	grid_section(sheet, &grid, comparison,
		"Geometric means of the time of an op, over cells that both have, drift included");
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
