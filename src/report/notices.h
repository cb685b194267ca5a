/* SPDX-License-Identifier: MIT */
#ifndef REPORT_NOTICES_H
#define REPORT_NOTICES_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * The warnings for people: those of the run, then those of cells, one paragraph a code with what
 * can be done, what was seen in the first few cells, and how many more there are. Nothing where
 * nobody is warned. Errors stay with out.
 */
void notices_print(const struct sheet *sheet, const struct report *report);

/*
 * The mark of a row: "x" when a trial of the cell failed, "~" when a warning makes it unstable,
 * "!" for any other warning, several of them where several hold. Fills mark, of NOTICES_MARK_SIZE
 * bytes, and returns it.
 */
#define NOTICES_MARK_SIZE 4
char *notices_mark(const struct result *result, char *mark);

/* A line for each mark that stands beside a measured cell. */
void notices_legend(const struct sheet *sheet, const struct report *report);

#endif
