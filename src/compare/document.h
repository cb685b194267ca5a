/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_DOCUMENT_H
#define COMPARE_DOCUMENT_H

#include <stdio.h>
#include "compare/comparison.h"
#include "report/shape.h"

/* Comparisons for programs: everything of every row, whatever a person asked to see. */
struct document {
	uint64_t schema_version; /* DOCUMENT_SCHEMA_VERSION */
	double margin;
	char *seed;
	struct comparison *comparisons;
	size_t nr_comparisons;
};

#define DOCUMENT_SCHEMA_VERSION 1

/* For json_write: what the keys mean stands in results/README.md. */
extern const struct shape document_shape;

/*
 * One line a row after a line of names, as report/csv.h writes it: numbers in ns, ratios as ratios.
 * Errors stay with out.
 */
void document_csv(FILE *out, const struct document *document);

#endif
