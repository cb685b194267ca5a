/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_SIBLINGS_H
#define COMPARE_SIBLINGS_H

#include "compare/drift.h"

/*
 * Whether the ratios of a cell to the others of its workload, formed within rounds of one run, have
 * moved from side to side. Drift is in neither of the two ratios, so that nothing is corrected here.
 */
struct relation {
	bool moved; /* against at least one sibling: the same way, past the margin, p < 0.05 after
		       Bonferroni over the siblings */
	size_t nr;  /* siblings with times on both sides */
};

/* direction: the sign of the change of member i that is to be confirmed. Returns 0 or -ENOMEM. */
int siblings_confirm(
	const struct family *family, size_t i, double direction, struct relation *relation);

#endif
