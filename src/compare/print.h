/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_PRINT_H
#define COMPARE_PRINT_H

#include "compare/view.h"
#include "report/grid.h"
#include "report/sheet.h"

/*
 * A comparison for people. Everything that stands in a report is printed as text. Errors of output
 * stay with the sheet.
 */

/* All of one: what differs, drift, cells, incomparable and unmatched ones, verdicts, means. */
void print_comparison(const struct sheet *sheet, const struct view *view);

/* Its head alone, down to the drift. */
void print_head(const struct sheet *sheet, const struct comparison *comparison);

/* Threads or processes: those that differ, or all. */
void print_turns(const struct sheet *sheet, const struct comparison *comparison, bool all);

/* The means by class and mode. */
void print_means(const struct sheet *sheet, const struct comparison *comparison);

/* The first three columns of a row: workload, mode, workers. */
void print_name(const struct row *row, char cells[][GRID_CELL_SIZE]);

/* "+10.3 %", "-4.2 %", of a ratio; "3.20 x" where a percentage would be hard to read. */
char *print_change(char *text, double ratio);

/* One that several others are compared with: a column for each, in blocks that fit the width. */
void print_many(
	const struct sheet *sheet, const struct comparison *list, size_t nr, enum only only);

#endif
