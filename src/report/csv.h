/* SPDX-License-Identifier: MIT */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * CSV as of RFC 4180, but with LF at the end of a line: fields between commas, those with a comma, a
 * quote, a semicolon or a blank at an edge in quotes, quotes doubled, a line a row. Nothing depends
 * on the locale. What is unknown (NULL, NaN, FIGURE_NONE) is an empty field. Errors stay with out.
 *
 * Texts may come from anywhere. Control characters become "?" (format_hidden), so that a row is
 * always one line. A spreadsheet takes a field that begins with = + - or @, or with their wide forms,
 * for a formula and carries it out: such a text gets an apostrophe in front, by which spreadsheets
 * know a text. No name that parallax itself gives begins so. Numbers are written as they are, also
 * below 0.
 */
struct csv {
	FILE *out;
	bool begun; /* the row has a field; begin with false */
};

void csv_text(struct csv *csv, const char *text);

/* The shortest decimal that gives the same double back. Infinity is unknown too. */
void csv_number(struct csv *csv, double value);

/* A whole number; FIGURE_NONE is unknown. */
void csv_figure(struct csv *csv, uint64_t value);

void csv_end_row(struct csv *csv);

#endif
