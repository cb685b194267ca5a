/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_ROWS_H
#define COMPARE_ROWS_H

#include "compare/comparison.h"
#include "compare/match.h"

/* Two sides and their match, and where the cells of its pairs stand in every run. Borrows all three. */
struct pairing {
	const struct side *base, *other;
	const struct match *match;
	size_t *base_cells, *other_cells; /* pair i in run r: [i * nr of the side's runs + r];
					     DIGEST_NO_CELL where the run has none like it */
};

/* Returns 0 or -ENOMEM, with *pairing to release in either case. */
int pairing_make(const struct side *base, const struct side *other, const struct match *match,
	struct pairing *pairing);
void pairing_release(struct pairing *pairing);

/*
 * Fills the rows of a comparison, one a pair: names, figures of both sides, and the reason where
 * it is not comparable; nothing is called yet. Returns 0 or -ENOMEM.
 */
int rows_make(const struct pairing *pairing, struct comparison *comparison);

/*
 * Takes out of a comparison the rows that are left out. To be called when all of it has been called: what
 * is said of a cell does not depend on who else was asked for.
 */
void rows_select(const struct pairing *pairing, struct comparison *comparison);

#endif
