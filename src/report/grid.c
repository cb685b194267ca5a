/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <ctype.h>
#include "report/format.h"

void grid_text(FILE *out, const char *text)
{
	for (; text && *text; text++)
		putc(iscntrl((unsigned char)*text) ? '?' : *text, out);
}

static void print_cell(FILE *out, const char *text, bool left, unsigned width)
{
	unsigned pad = format_columns(text) < width ? width - format_columns(text) : 0;

	if (!left)
		fprintf(out, "%*s", (int)pad, "");
	grid_text(out, text);
	if (left)
		fprintf(out, "%*s", (int)pad, "");
}

static void print_row(
	FILE *out, const struct grid *grid, char cells[][GRID_CELL_SIZE], const unsigned *widths)
{
	for (unsigned c = 0; c + 1 < grid->nr_columns; c++) {
		print_cell(out, cells[c], grid->columns[c].left, widths[c]);
		putc(' ', out);
	}
	/* Nothing follows the last: no blanks at the end of a line. */
	print_cell(out, cells[grid->nr_columns - 1], grid->columns[grid->nr_columns - 1].left,
		grid->columns[grid->nr_columns - 1].left ? 0 : widths[grid->nr_columns - 1]);
	putc('\n', out);
}

void grid_print(FILE *out, const struct report *report, const struct grid *grid)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE];
	unsigned widths[GRID_MOST_COLUMNS];

	for (unsigned c = 0; c < grid->nr_columns; c++)
		widths[c] = format_columns(grid->columns[c].head);
	for (size_t i = 0; i < grid->nr_rows; i++) {
		if (!grid->fill(report, i, cells))
			continue;
		for (unsigned c = 0; c < grid->nr_columns; c++) {
			unsigned width = format_columns(cells[c]);

			widths[c] = width > widths[c] ? width : widths[c];
		}
	}
	for (unsigned c = 0; c < grid->nr_columns; c++)
		snprintf(cells[c], GRID_CELL_SIZE, "%s", grid->columns[c].head);
	print_row(out, grid, cells, widths);
	for (size_t i = 0; i < grid->nr_rows; i++) {
		if (grid->fill(report, i, cells))
			print_row(out, grid, cells, widths);
	}
}
