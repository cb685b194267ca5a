/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <string.h>
#include "report/format.h"

#define SCREEN 24 /* rows that need no heads in between */
/* A last column is not made narrower than this to keep the first one whole. */
#define LEAST_LAST 24
#define LEAST_FIRST 8

/* Where a character begins, at or before a place: its later bytes are 10xxxxxx. */
static size_t begin_of(const char *text, size_t at)
{
	while (at && (text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

void grid_copy(char cell[GRID_CELL_SIZE], const char *text, size_t length)
{
	static const char gap[] = "…";
	size_t size = strnlen(text, length), head, tail;

	if (size == length)
		size = begin_of(text, size);
	if (size < GRID_CELL_SIZE) {
		memcpy(cell, text, size);
		cell[size] = '\0';
		return;
	}
	head = begin_of(text, (GRID_CELL_SIZE - sizeof(gap)) / 2);
	tail = size - (GRID_CELL_SIZE - sizeof(gap)) / 2;
	while ((text[tail] & 0xc0) == 0x80)
		tail++;
	snprintf(cell, GRID_CELL_SIZE, "%.*s%s%.*s", (int)head, text, gap, (int)(size - tail),
		text + tail);
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

/* ---- Widths ---- */

struct frame {
	const struct sheet *sheet;
	const struct grid *grid;
	unsigned widths[GRID_MOST_COLUMNS];
	unsigned before_last; /* columns of the line before the last column */
	size_t nr_shown;
	size_t first_shown; /* only where there is one */
};

static void widen(struct frame *frame, char cells[][GRID_CELL_SIZE])
{
	for (unsigned c = 0; c < frame->grid->nr_columns; c++) {
		unsigned width = format_columns(cells[c]);

		if (width > frame->widths[c])
			frame->widths[c] = width;
	}
}

/* Gives the first column what the others leave of a line. */
static void fit(struct frame *frame)
{
	unsigned last = frame->grid->nr_columns - 1, needed = frame->widths[last], excess;

	for (unsigned c = 0; c < last; c++)
		frame->before_last += frame->widths[c] + 1;
	if (frame->grid->columns[last].left && needed > LEAST_LAST)
		needed = LEAST_LAST;
	if (frame->before_last + needed <= SHEET_WIDTH || !last)
		return;
	excess = frame->before_last + needed - SHEET_WIDTH;
	if (frame->widths[0] < LEAST_FIRST + excess)
		excess = frame->widths[0] > LEAST_FIRST ? frame->widths[0] - LEAST_FIRST : 0;
	frame->widths[0] -= excess;
	frame->before_last -= excess;
}

static void measure(struct frame *frame, const void *from)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE];

	for (size_t i = 0; i < frame->grid->nr_rows; i++) {
		if (!frame->grid->fill(from, i, cells))
			continue;
		if (!frame->nr_shown++)
			frame->first_shown = i;
		widen(frame, cells);
	}
}

/* ---- Heads ---- */

static void fill_heads(const struct grid *grid, const char *group, char heads[][GRID_CELL_SIZE])
{
	for (unsigned c = 0; c < grid->nr_columns; c++)
		snprintf(heads[c], GRID_CELL_SIZE, "%s", grid->columns[c].head);
	if (group)
		snprintf(heads[0], GRID_CELL_SIZE, "%s %s", group, grid->columns[0].head);
}

static bool has_groups(const struct frame *frame, const void *from, group_of *group)
{
	const char *first;

	if (!group || frame->nr_shown <= SCREEN)
		return false;
	first = group(from, frame->first_shown);
	for (size_t i = frame->first_shown; i < frame->grid->nr_rows; i++) {
		if (strcmp(group(from, i), first) != 0)
			return true;
	}
	return false;
}

static void measure_heads(struct frame *frame, const void *from, group_of *group)
{
	char heads[GRID_MOST_COLUMNS][GRID_CELL_SIZE];

	fill_heads(frame->grid, NULL, heads);
	widen(frame, heads);
	for (size_t i = 0; group && i < frame->grid->nr_rows; i++) {
		fill_heads(frame->grid, group(from, i), heads);
		widen(frame, heads);
	}
}

/* ---- Rows ---- */

static void put_bars(const struct frame *frame, char cells[][GRID_CELL_SIZE])
{
	for (unsigned c = 0; c < frame->grid->nr_columns; c++) {
		fputs("| ", frame->sheet->out);
		sheet_text(frame->sheet, cells[c]);
		fputs(*cells[c] ? " " : "", frame->sheet->out);
	}
	fputs("|\n", frame->sheet->out);
}

/* A cell that another follows; blanks are owed, since an empty last column must leave none. */
static unsigned put_cell(
	const struct frame *frame, unsigned column, const char *text, unsigned owed)
{
	unsigned columns = format_columns(text);
	unsigned pad = columns < frame->widths[column] ? frame->widths[column] - columns : 0;

	if (!columns)
		return owed + pad + 1;
	if (!frame->grid->columns[column].left)
		owed += pad;
	fprintf(frame->sheet->out, "%*s", (int)owed, "");
	sheet_text(frame->sheet, text);
	return (frame->grid->columns[column].left ? pad : 0) + 1;
}

/* above is the first cell of the row before: a line of its own serves for both rows. */
static void put_row(const struct frame *frame, char cells[][GRID_CELL_SIZE], const char *above)
{
	unsigned last = frame->grid->nr_columns - 1, owed = 0;
	const char *first = cells[0];

	if (frame->sheet->format == SHEET_MARKDOWN) {
		put_bars(frame, cells);
		return;
	}
	if (last && format_columns(first) > frame->widths[0]) {
		if (strcmp(first, above) != 0) {
			sheet_text(frame->sheet, first);
			putc('\n', frame->sheet->out);
		}
		first = "";
	}
	for (unsigned c = 0; c < last; c++)
		owed = put_cell(frame, c, c ? cells[c] : first, owed);
	if (!frame->grid->columns[last].left) {
		put_cell(frame, last, cells[last], owed);
		putc('\n', frame->sheet->out);
		return;
	}
	if (*cells[last])
		fprintf(frame->sheet->out, "%*s", (int)owed, "");
	sheet_wrapped(frame->sheet, cells[last], frame->before_last, frame->before_last);
}

static void put_heads(const struct frame *frame, const char *group)
{
	char heads[GRID_MOST_COLUMNS][GRID_CELL_SIZE];

	fill_heads(frame->grid, group, heads);
	put_row(frame, heads, "");
	if (frame->sheet->format != SHEET_MARKDOWN)
		return;
	/* The line that makes a table of what stands around it. */
	for (unsigned c = 0; c < frame->grid->nr_columns; c++)
		fputs(frame->grid->columns[c].left ? "|:---" : "|---:", frame->sheet->out);
	fputs("|\n", frame->sheet->out);
}

/* ---- The whole ---- */

static void put_rows(const struct frame *frame, const void *from, group_of *group)
{
	char cells[GRID_MOST_COLUMNS][GRID_CELL_SIZE], above[GRID_CELL_SIZE] = "";
	const char *before = NULL;

	if (!group)
		put_heads(frame, NULL);
	for (size_t i = 0; i < frame->grid->nr_rows; i++) {
		const char *name = group ? group(from, i) : NULL;

		if (!frame->grid->fill(from, i, cells))
			continue;
		if (name && (!before || strcmp(name, before) != 0)) {
			if (before)
				sheet_gap(frame->sheet);
			put_heads(frame, name);
			before = name;
			above[0] = '\0';
		}
		put_row(frame, cells, above);
		memcpy(above, cells[0], sizeof(above));
	}
}

static bool print(const struct sheet *sheet, const struct grid *grid, const void *from,
	const char *heading, group_of *group)
{
	struct frame frame = { .sheet = sheet, .grid = grid };

	measure(&frame, from);
	if (heading && !frame.nr_shown)
		return false;
	if (!has_groups(&frame, from, group))
		group = NULL;
	measure_heads(&frame, from, group);
	fit(&frame);
	if (heading)
		sheet_heading(sheet, heading);
	put_rows(&frame, from, group);
	return frame.nr_shown > 0;
}

void grid_print(const struct sheet *sheet, const struct grid *grid, const void *from)
{
	print(sheet, grid, from, NULL, NULL);
}

void grid_section(
	const struct sheet *sheet, const struct grid *grid, const void *from, const char *heading)
{
	print(sheet, grid, from, heading, NULL);
}

bool grid_groups(const struct sheet *sheet, const struct grid *grid, const void *from,
	const char *heading, group_of *group)
{
	return print(sheet, grid, from, heading, group);
}
