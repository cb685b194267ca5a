/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_MATCH_H
#define COMPARE_MATCH_H

#include "compare/digest.h"

/*
 * Which cells of two reports are the same experiment. Two cells belong together when they are of
 * one workload with the same parameters, in the same mode, with as many workers. A second time by
 * role: a team of all usable PUs of the one machine and a team of all usable PUs of the other, in
 * the same mode, however many those are, so that 2 CPUs can be held against 64.
 *
 * What belongs together is compared only where it is the same experiment; else the reason stands
 * with it. ops need not be equal: each run finds its own, an op costs the same at every number of
 * them, and times are compared per op. But where the workload itself says how many ops there are
 * (cow: one for each page), another number is another work.
 */
struct pair {
	size_t base, other;
	bool by_role;
	char reason[120]; /* why it is not comparable; empty where it is */
};

struct match {
	struct pair *pairs; /* in the order of the base's cells, those by role behind the others */
	size_t nr;
	size_t *only_base, *only_other; /* cells without a partner */
	size_t nr_only_base, nr_only_other;
};

/* Returns 0 or -ENOMEM, then with nothing to release. */
int match_make(const struct digest *base, const struct digest *other, struct match *match);
void match_release(struct match *match);

/* The first cell of another report of this name, mode and team, whatever else differs, or
 * DIGEST_NO_CELL. */
size_t match_like(const struct digest *base, size_t cell, const struct digest *other);

/* The cell of a further report that is the same experiment as this one of base, or
 * DIGEST_NO_CELL: as for the pairs of a match, without those by role. */
size_t match_find(const struct digest *base, size_t cell, const struct digest *other);

#endif
