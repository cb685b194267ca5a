/* SPDX-License-Identifier: MIT */
#include "compare/print.h"

#include <string.h>
#include "report/format.h"

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
	print_name(row, names);
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
	const struct comparison *comparison = from;
	const struct mean *mean = &comparison->means[i];

	strcpy(cells[0], class_name(mean->class));
	strcpy(cells[1], mode_name(mean->mode));
	snprintf(cells[2], GRID_CELL_SIZE, "%zu", mean->n);
	print_change(cells[3], mean->ratio);
	return true;
}

void print_means(const struct sheet *sheet, const struct comparison *comparison)
{
	static const struct column columns[] = { { "class", true }, { "mode", true },
		{ "cells", false }, { "change", false } };
	const struct grid grid = { columns, 4, comparison->nr_means, fill_mean };

	grid_section(sheet, &grid, comparison,
		"Geometric means of the time of an op, over cells that both have, drift included");
}
