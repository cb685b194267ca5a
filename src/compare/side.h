/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_SIDE_H
#define COMPARE_SIDE_H

#include "compare/digest.h"

/*
 * A side of a comparison: one report or several of one name, runs of one machine, whose differences
 * tell how runs differ. The first stands for the side's machine, build and plan; its cells are those of
 * all runs together: a run may lack some of them, and has no part in these.
 */
struct side {
	const char *name;
	const struct digest **digests; /* at least one; not the side's */
	size_t nr;
	/*
	 * The first digest with the cells, results and times of all: of each cell those of the first
	 * run that has good trials of it. All of it is borrowed from the digests, but for the arrays.
	 */
	struct digest whole;
};

/* Makes whole, of digests that stay as they are. Returns 0 or -ENOMEM, with *side to release in either
 * case. */
int side_complete(struct side *side);

/* Whether some cells are not in all of its runs. */
bool side_is_uneven(const struct side *side);

/* Leaves the digests to their owner. */
void side_release(struct side *side);

#endif
