/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_PROSE_H
#define ADVICE_PROSE_H

#include "report/sheet.h"

/*
 * Sentences of any length on a sheet: on a terminal broken into lines, in Markdown the items of a
 * list. Their texts may come from anywhere. Errors stay with the sheet's out.
 */

/* A sentence. */
void prose_say(const struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A word and what it means, which begins at a column of its own; one word may be below another, by
 * two blanks. */
void prose_explain(const struct sheet *sheet, const char *word, const char *meaning);

/* An empty line. */
void prose_gap(const struct sheet *sheet);

#endif
