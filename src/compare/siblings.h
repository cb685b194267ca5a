/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_SIBLINGS_H
#define COMPARE_SIBLINGS_H

#include "compare/drift.h"

/*
 * Cells against the others of their workload, formed within rounds, in which cells of one workload are
 * run side by side. A busy neighbour that comes and goes within a round slows all of them, so
 * that these ratios are known where times are not. All of it from times that drift_correct() has
 * corrected, so that what slows teams and not one worker is no change of a ratio either.
 */

/*
 * The ratios of each cell to the mean of its siblings, as if they were its times: cells of ratios
 * are made like those of a drift, with groups and changes. A cell without two siblings, or
 * whose ratios do not lie closer together than its times by a tenth, as a median deviation over
 * all runs, has none: its times say more. Chosen by width alone, never by what it makes of the
 * difference between the sides. The caller releases ratios. Returns 0 or -ENOMEM.
 */
int siblings_ratios(const struct family *family, const struct drift *drift, struct drift *ratios);

/* How a cell's ratios to its siblings, one by one, have moved from side to side. */
struct relation {
	size_t nr;    /* siblings with times on both sides */
	bool moved;   /* against at least one: the way asked for, past the margin, p < 0.05
			    after Bonferroni over the siblings */
	double least; /* the smallest change, in the way asked for, a log; negative for the other */
};

/* direction: the sign of the change of member i that is to be confirmed. Returns 0 or -ENOMEM. */
int siblings_confirm(const struct family *family, const struct drift *drift, size_t i,
	double direction, struct relation *relation);

#endif
