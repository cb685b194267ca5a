/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_VIEW_H
#define COMPARE_VIEW_H

#include "compare/comparison.h"

/* Which rows of a comparison are shown, and in which order. */
enum only {
	ONLY_NOTABLE, /* called, or insufficient; on different hardware all that is comparable */
	ONLY_CHANGED, /* faster or slower */
	ONLY_SLOWER,
	ONLY_FASTER,
	ONLY_INSUFFICIENT,
	ONLY_INCOMPARABLE,
	ONLY_ALL,
};

enum sort {
	SORT_MEASURED, /* in the order of the base's cells */
	SORT_NAME,
	SORT_CHANGE, /* the slowest first */
	SORT_P,      /* the surest first */
};

struct view {
	const struct comparison *comparison;
	const struct row **rows; /* comparable ones */
	size_t nr, nr_hidden;    /* of the comparable rows */
	bool incomparable;       /* whether those are to be told one by one */
};

/* Whether a row is one of those; none is that is not comparable. */
bool view_shows(const struct comparison *comparison, const struct row *row, enum only only);

/* Returns 0 or -ENOMEM. */
int view_make(
	const struct comparison *comparison, enum only only, enum sort sort, struct view *view);
void view_release(struct view *view);

#endif
