/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_DIFFERENCE_H
#define AUDIT_DIFFERENCE_H

#include <stdbool.h>
#include "report/shape.h"

/*
 * Where two structs of one shape differ, member by member: doubles by more than one part in 10^9,
 * which another compiler's arithmetic stays below, all else at all. Lists of other lengths are one
 * difference; lists that both share are none, and lists of plain texts and numbers, of which
 * nothing that is computed has any, are left out. Pure but for what it calls.
 */
#define DIFFERENCE_RELATIVE 1e-9

/*
 * Values as they are told: 5, null, "threads", a list of 3. Texts may hold anything; long ones are
 * cut down to where they begin to differ.
 */
#define DIFFERENCE_VALUE_SIZE 96

struct difference {
	const char *where; /* "results[3].work_ns.median" */
	const char *first, *second;
};

/* What a comparison takes for one, and whom it tells. */
struct differ {
	/*
	 * The first was made by another version of this program. What it lacks, being null, 0 or
	 * empty, it may not have known; its sentences may be other ones, and so may be what it warns of.
	 */
	bool figures_only;
	void (*tell)(void *context, const struct difference *difference);
	void *context;
};

void difference_each(const struct differ *differ, const struct shape *shape, const void *first,
	const void *second);

#endif
