/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include <stdio.h>

/*
 * What is printed for people, in one of two dresses: plain text for a terminal of 100 columns or a
 * pipe, and Markdown for a page or a comment on a change. The same calls make both: headings,
 * lines of text, and grids (report/grid.h). Errors stay with out.
 */
enum sheet_format { SHEET_TABLE, SHEET_MARKDOWN };

struct sheet {
	FILE *out;
	enum sheet_format format;
};

/* A heading, after an empty line; in Markdown of the second level. */
void sheet_heading(const struct sheet *sheet, const char *text);

/* One line of text; in Markdown an item of a list. */
void sheet_line(const struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * A text that may come from anywhere, without an end of line. Control characters, which could move
 * a cursor, become "?"; in Markdown what would be taken for markup is escaped as well.
 */
void sheet_text(const struct sheet *sheet, const char *text);

/*
 * Such a text with an end of line, broken between words at 100 columns: it begins at column at,
 * where the line already is, and goes on at column hang. Markdown needs no breaks and has none.
 */
void sheet_wrapped(const struct sheet *sheet, const char *text, unsigned at, unsigned hang);

#endif
