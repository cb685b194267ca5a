/* SPDX-License-Identifier: MIT */
#include "compare/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/format.h"
#include "report/grid.h"

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

/* A spread, as a ratio of 1 or more: it has no direction. */
static const char *print_size(char *text, double ratio)
{
	print_change(text, ratio);
	return text + (*text == '+');
}

static void print_canary(const struct sheet *sheet, const struct comparison *comparison)
{
	char canary[FORMAT_SIZE], base[FORMAT_SIZE], other[FORMAT_SIZE];

	if (isnan(comparison->canary)) {
		sheet_line(sheet, "What a fixed piece of arithmetic took is not known of both.");
		return;
	}
	sheet_line(sheet,
		"A fixed piece of arithmetic took %s; within the runs it varied by %s and %s.",
		print_change(canary, comparison->canary),
		print_size(base, 1 + comparison->base_canary_spread),
		print_size(other, 1 + comparison->other_canary_spread));
}

static void print_drift(const struct sheet *sheet, const struct comparison *comparison)
{
	char common[FORMAT_SIZE], spread[FORMAT_SIZE];

	if (!comparison->called)
		return;
	putc('\n', sheet->out);
	print_change(common, comparison->common);
	if (comparison->real)
		sheet_line(sheet,
			"All cells together: %s, more than runs of one side differ; it is in the "
			"changes.",
			common);
	else
		sheet_line(sheet, "All cells together: %s, taken for drift%s.", common,
			comparison->sampled ? ""
					    : " (one run a side cannot tell); not in the changes");
	if (isnan(comparison->spread))
		sheet_line(sheet,
			"How far cells differ from run to run beside that, so few cannot tell.");
	else
		sheet_line(sheet, "Beside that cells differ from run to run by %s.",
			print_size(spread, exp(comparison->spread)));
	print_canary(sheet, comparison);
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
	fprintf(sheet->out,
		" · %s · %zu cell%s compared, %zu not comparable, %zu + %zu unmatched\n",
		likeness_name(comparison->likeness), comparison->nr_comparable,
		comparison->nr_comparable == 1 ? "" : "s",
		comparison->nr_rows - comparison->nr_comparable, comparison->nr_only_base,
		comparison->nr_only_other);
	print_doubts(
		sheet, comparison->base_name, comparison->base_doubts, comparison->nr_base_doubts);
	print_doubts(sheet, comparison->other_name, comparison->other_doubts,
		comparison->nr_other_doubts);
	print_differences(sheet, comparison);
	print_drift(sheet, comparison);
}
