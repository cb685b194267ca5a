/* SPDX-License-Identifier: MIT */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include "engine/cell.h"
#include "report/sheet.h"

/*
 * A grid of texts for people: each column as wide as its widest text, counted in characters; one
 * blank between columns and none at the end of a line. In Markdown a table.
 *
 * Where plain text would be wider than SHEET_WIDTH, the last column, if its texts begin at the left,
 * is broken between words; where that is not enough, a text of the first column that is too long for
 * what is left has a line of its own, and the rows that begin with it follow below. Nothing is cut off
 * for the width.
 */
#define GRID_MOST_COLUMNS 12
#define GRID_CELL_SIZE 256

struct column {
	const char *head;
	bool left; /* texts begin at the left; numbers end at the right */
};

/* Fills row i, cells[0 … nr_columns), from what the grid is of; false when there is nothing to show. */
typedef bool fill_row(const void *from, size_t i, char cells[][GRID_CELL_SIZE]);

struct grid {
	const struct column *columns;
	unsigned nr_columns;
	size_t nr_rows;
	fill_row *fill;
};

/* What row i belongs to, a word; rows of one group stand together. */
typedef const char *group_of(const void *from, size_t i);

/* The first three columns of every grid of cells: which cell it is. */
void grid_fill_cell(const struct cell *cell, char cells[][GRID_CELL_SIZE]);

/* Prints the heads and every row. from goes to fill. */
void grid_print(const struct sheet *sheet, const struct grid *grid, const void *from);

/* The same below a heading; nothing at all where there is no row to show. */
void grid_section(
	const struct sheet *sheet, const struct grid *grid, const void *from, const char *heading);

/*
 * The same with the heads again for each group, whose word then stands before that of the first
 * column, if there are too many rows for a screen and several groups. Returns whether there was a
 * row to show.
 */
bool grid_groups(const struct sheet *sheet, const struct grid *grid, const void *from,
	const char *heading, group_of *group);

/*
 * Copies at most length bytes of a text into a cell, never a part of a character. What is too long
 * for a cell loses its middle, in whose place stands "…".
 */
void grid_copy(char cell[GRID_CELL_SIZE], const char *text, size_t length);

#endif
