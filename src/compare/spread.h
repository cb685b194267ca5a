/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_SPREAD_H
#define COMPARE_SPREAD_H

#include "compare/drift.h"

/*
 * How far cells that nobody touched lie apart from run to run, beyond what their rounds explain; see
 * drift.h and outcome.h for what it serves. Of groups of at least 12 cells it is robust against the few
 * that were changed. Of fewer, each cell is held against the others alone: their median is where it
 * should lie, and the farthest of them is the spread, or, of 8 others and more, the robust one.
 */
struct spread {
	double centre; /* where the cell's change should lie, a log; 0 in a large group */
	double value;  /* of a log; NaN with fewer than 2 others */
};

/* errors: the standard error of each cell's change by its rounds. Returns 0 or -ENOMEM. */
int spread_find(const struct family *family, const struct drift *drift, const double *errors,
	struct spread *spreads);

#endif
