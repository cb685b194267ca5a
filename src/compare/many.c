/* SPDX-License-Identifier: MIT */
#include "compare/print.h"

#include <stdlib.h>
#include <string.h>
#include "report/format.h"
#include "report/grid.h"

/* Beside workload, mode, n and the base's time there is room for so many columns in 100. */
#define COLUMNS 4
#define OWN_COLUMNS 4

/* Some of the comparisons, side by side: one row for each cell of the base in any of them. */
struct block {
	const struct comparison *list;
	size_t nr;
	const struct row **names; /* one a cell of the base that any of them can compare */
	size_t nr_names;
	enum only only;
};

static const struct row *find(const struct comparison *comparison, const struct row *like)
{
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct row *row = &comparison->rows[i];

		if (row->base == like->base && row->by_role == like->by_role)
			return row;
	}
	return NULL;
}

static bool is_shown(const struct block *block, const struct row *name)
{
	for (size_t c = 0; c < block->nr; c++) {
		const struct row *row = find(&block->list[c], name);

		if (row && view_shows(&block->list[c], row, block->only))
			return true;
	}
	return false;
}

/* "+10.2% slower"; without a word where nothing is called, and why where nothing is compared. */
static void put_column(char cell[GRID_CELL_SIZE], const struct row *row)
{
	char change[FORMAT_SIZE];
	bool known;

	if (!row || row->reason) {
		strcpy(cell, row ? "not comparable" : "-");
		return;
	}
	known = row->change.outcome != OUTCOME_NONE;
	print_change(change, known ? row->change.ratio : row->op_ratio);
	snprintf(cell, GRID_CELL_SIZE, "%.40s%s", change,
		row->change.outcome == OUTCOME_SLOWER         ? " slower"
		: row->change.outcome == OUTCOME_FASTER       ? " faster"
		: row->change.outcome == OUTCOME_SAME         ? " ~"
		: row->change.outcome == OUTCOME_INSUFFICIENT ? " ?"
							      : "");
}

static bool fill(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct block *block = from;
	const struct row *name = block->names[i];

	if (!is_shown(block, name))
		return false;
	grid_fill_cell(name->base, cells);
	if (name->by_role)
		strcpy(cells[2], "all");
	format_time(cells[3], name->base_op_ns);
	for (size_t c = 0; c < block->nr; c++)
		put_column(cells[OWN_COLUMNS + c], find(&block->list[c], name));
	return true;
}

/* The first comparison that has a cell of the base names it. */
static void find_names(const struct comparison *list, size_t nr, struct block *block)
{
	size_t most = 1;

	for (size_t c = 0; c < nr; c++)
		most += list[c].nr_rows;
	block->nr_names = 0;
	block->names = calloc(most, sizeof(*block->names));
	for (size_t c = 0; block->names && c < nr; c++) {
		for (size_t i = 0; i < list[c].nr_rows; i++) {
			const struct row *row = &list[c].rows[i];
			bool known = row->reason;

			for (size_t k = 0; !known && k < c; k++) {
				const struct row *earlier = find(&list[k], row);

				known = earlier && !earlier->reason;
			}
			if (!known)
				block->names[block->nr_names++] = row;
		}
	}
}

static void print_block(const struct sheet *sheet, const struct block *block)
{
	char heads[COLUMNS][GRID_CELL_SIZE];
	struct column columns[OWN_COLUMNS + COLUMNS] = { { "workload", true }, { "mode", true },
		{ "n", false }, { "base", false } };
	const struct grid grid = { columns, OWN_COLUMNS + (unsigned)block->nr, block->nr_names,
		fill };
	size_t hidden = 0;

	for (size_t c = 0; c < block->nr; c++) {
		const char *name = block->list[c].other_name;

		grid_copy(heads[c], name, strlen(name) < 14 ? strlen(name) : 14);
		columns[OWN_COLUMNS + c] = (struct column){ heads[c], false };
	}
	for (size_t i = 0; i < block->nr_names; i++)
		hidden += !is_shown(block, block->names[i]);
	grid_section(sheet, &grid, block, "Cells: time of an op of the base, and its change");
	if (hidden)
		sheet_line(sheet, "%zu row%s not shown; --only all shows them", hidden,
			hidden == 1 ? " is" : "s are");
}

void print_many(const struct sheet *sheet, const struct comparison *list, size_t nr, enum only only)
{
	for (size_t c = 0; c < nr; c++) {
		print_head(sheet, &list[c]);
		print_turns(sheet, &list[c], only == ONLY_ALL || !list[c].called);
		putc('\n', sheet->out);
	}
	for (size_t c = 0; c < nr; c += COLUMNS) {
		struct block block = { list + c, nr - c < COLUMNS ? nr - c : COLUMNS, NULL, 0,
			only };

		find_names(block.list, block.nr, &block);
		if (block.names)
			print_block(sheet, &block);
		free(block.names);
	}
	sheet_line(sheet, "~ no significant difference, ? insufficient data");
}
