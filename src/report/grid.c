/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <string.h>
#include "report/format.h"

void grid_copy(char cell[GRID_CELL_SIZE], const char *text, size_t length)
{
	size_t kept = strnlen(text, length < GRID_CELL_SIZE ? length : GRID_CELL_SIZE - 1);

	/* Not within a character of UTF-8: its later bytes are 10xxxxxx. */
	while (kept && kept < length && (text[kept] & 0xc0) == 0x80)
		kept--;
	memcpy(cell, text, kept);
	cell[kept] = '\0';
}

static void name_mode(const struct cell *cell, char text[GRID_CELL_SIZE])
{
	if (cell->mode == MODE_HYBRID)
		snprintf(text, GRID_CELL_SIZE, "%ux%u", cell->procs, cell->threads);
	else
		snprintf(
			text, GRID_CELL_SIZE, "%s%s", mode_name(cell->mode), cell->twin ? "'" : "");
}

void grid_fill_cell(const struct cell *cell, char cells[][GRID_CELL_SIZE])
{
	grid_copy(cells[0], cell->cell, cell_work_length(cell));
	name_mode(cell, cells[1]);
	snprintf(cells[2], GRID_CELL_SIZE, "%u", cell->workers);
}

static void print_cell(const struct sheet *sheet, const char *text, bool left, unsigned width)
{
	unsigned pad = format_columns(text) < width ? width - format_columns(text) : 0;

	if (!left)
		fprintf(sheet->out, "%*s", (int)pad, "");
	sheet_text(sheet, text);
	if (left)
		fprintf(sheet->out, "%*s", (int)pad, "");
}

static void print_row(const struct sheet *sheet, const struct grid *grid,
	char cells[][GRID_CELL_SIZE], const unsigned *widths)
{
	bool bars = sheet->format == SHEET_MARKDOWN;
	unsigned last = grid->nr_columns - 1;

	fputs(bars ? "| " : "", sheet->out);
	for (unsigned c = 0; c < last; c++) {
		print_cell(sheet, cells[c], grid->columns[c].left, widths[c]);
		fputs(bars ? " | " : " ", sheet->out);
	}
	/* Nothing follows the last: no blanks at the end of a line. */
	print_cell(sheet, cells[last], grid->columns[last].left,
		grid->columns[last].left && !bars ? 0 : widths[last]);
	fputs(bars ? " |\n" : "\n", sheet->out);
}

/* The line of Markdown that makes a table of what stands around it. */
static void print_rule(const struct sheet *sheet, const struct grid *grid)
{
	for (unsigned c = 0; c < grid->nr_columns; c++)
		fputs(grid->columns[c].left ? "|:---" : "|---:", sheet->out);
	fputs("|\n", sheet->out);
}

static void widen(unsigned *widths, const struct grid *grid, char cells[][GRID_CELL_SIZE])
{
	for (unsigned c = 0; c < grid->nr_columns; c++) {
		unsigned width = format_columns(cells[c]);

		widths[c] = width > widths[c] ? width : widths[c];
	}
}

void grid_print(const struct sheet *sheet, const struct grid *grid, const void *from)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE], heads[GRID_MOST_COLUMNS][GRID_CELL_SIZE];
	unsigned widths[GRID_MOST_COLUMNS] = { 0 };

	for (unsigned c = 0; c < grid->nr_columns; c++)
		snprintf(heads[c], GRID_CELL_SIZE, "%s", grid->columns[c].head);
	if (sheet->format == SHEET_TABLE) {
		widen(widths, grid, heads);
		for (size_t i = 0; i < grid->nr_rows; i++) {
			if (grid->fill(from, i, cells))
				widen(widths, grid, cells);
		}
	}
	print_row(sheet, grid, heads, widths);
	if (sheet->format == SHEET_MARKDOWN)
		print_rule(sheet, grid);
	for (size_t i = 0; i < grid->nr_rows; i++) {
		if (grid->fill(from, i, cells))
			print_row(sheet, grid, cells, widths);
	}
}

void grid_section(
	const struct sheet *sheet, const struct grid *grid, const void *from, const char *heading)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE];

	for (size_t i = 0; i < grid->nr_rows; i++) {
		if (!grid->fill(from, i, cells))
			continue;
		sheet_heading(sheet, heading);
		grid_print(sheet, grid, from);
		return;
	}
}
