/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SOURCE_H
#define REPORT_SOURCE_H

#include <stddef.h>
#include "report/model.h"

/*
 * Where a report of several comes from, and what to call it beside the others: an operand is FILE or
 * NAME=FILE. What is before the first "=" is a name unless a "/" stands in it, so that ./a=b.json is
 * a file.
 */
struct source {
	char *name; /* heap; NULL until it is known */
	const char *path;
};

/* Splits an operand, into which path then points. Returns 0, -EINVAL for an empty name or file, -ENOMEM. */
int source_parse(const char *operand, struct source *source);

/*
 * Names a source that has no name yet by what was read from it: the report's label, or else the
 * file's name without folder and ".json" ("-" is "stdin"). Returns 0 or -ENOMEM.
 */
int source_name(struct source *source, const struct report *report);

/*
 * Makes names that are equal distinct, by a number behind all but the first of them: "laptop",
 * "laptop 2". All are known. Returns 0 or -ENOMEM.
 */
int sources_distinguish(struct source *sources, size_t nr);

void sources_release(struct source *sources, size_t nr);

#endif
