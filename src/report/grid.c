/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <ctype.h>
#include <string.h>
#include "report/format.h"

/* Whether a control character begins here: of ASCII, or the C1 set in UTF-8, two bytes. */
static int control_length(const char *text)
{
	unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];

	if (iscntrl(first))
		return 1;
	return first == 0xc2 && second >= 0x80 && second < 0xa0 ? 2 : 0;
}

void grid_text(FILE *out, const char *text)
{
	while (text && *text) {
		int skipped = control_length(text);

		putc(skipped ? '?' : *text, out);
		text += skipped ? skipped : 1;
	}
}

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

void grid_section(
	FILE *out, const struct report *report, const struct grid *grid, const char *heading)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE];

	for (size_t i = 0; i < grid->nr_rows; i++) {
		if (!grid->fill(report, i, cells))
			continue;
		fprintf(out, "\n%s\n", heading);
		grid_print(out, report, grid);
		return;
	}
}
