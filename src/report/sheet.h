/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include <stdio.h>

/*
 * What is printed for people, in one of two dresses: plain text for a terminal of 100 columns or a
 * pipe, and GitHub's Markdown for a page or a comment on a change. The same calls make both:
 * headings, lines of text, and grids (report/grid.h). Texts may come from anywhere: every call
 * prints them as sheet_text does. Errors stay with out.
 */
enum sheet_format { SHEET_TABLE, SHEET_MARKDOWN };

struct sheet {
	FILE *out;
	enum sheet_format format;
};

/* Columns of a line of plain text; only a word or a name that is longer makes one wider. */
#define SHEET_WIDTH 100

/* The first line of all; in Markdown the heading of the page. */
void sheet_title(const struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A heading, after an empty line; in Markdown of the second level. */
void sheet_heading(const struct sheet *sheet, const char *text);

/* One line of text, broken between words where it is too long; in Markdown an item of a list. */
void sheet_line(const struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, indented below the line before it: by two columns for each step of depth. */
void sheet_item(const struct sheet *sheet, unsigned depth, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An empty line between two blocks; Markdown needs one between a grid and a list. */
void sheet_gap(const struct sheet *sheet);

/*
 * A text that may come from anywhere, without an end of line. What could move a cursor or turn the
 * order of characters round (control characters, also those past ASCII, and Unicode's marks of
 * direction) becomes "?"; in Markdown what would be taken for markup, HTML or an address of the web
 * is escaped as well. NULL is nothing.
 */
void sheet_text(const struct sheet *sheet, const char *text);

/*
 * Such a text with an end of line, broken between words at 100 columns: it begins at column at,
 * where the line already is, and goes on at column hang. Markdown needs no breaks and has none.
 */
void sheet_wrapped(const struct sheet *sheet, const char *text, unsigned at, unsigned hang);

#endif
