/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_REACH_H
#define COMPARE_REACH_H

#include "compare/comparison.h"

/*
 * What a comparison could not see: a row without a difference has an interval all the same, and its
 * change may lie anywhere in there. A row reaches as far as that end of its interval that is
 * farther from 1, by the log.
 */
struct reach {
	size_t n;      /* rows without a difference that have an interval */
	double widest; /* the end that is farthest from 1, a ratio; NaN without rows */
	double median; /* of how far rows reach up or down, as a ratio above 1; likewise */
};

/* Returns 0 or -ENOMEM. */
int reach_find(const struct comparison *comparison, struct reach *reach);

#endif
