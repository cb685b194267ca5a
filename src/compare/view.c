/* SPDX-License-Identifier: MIT */
#include "compare/view.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool view_shows(const struct comparison *comparison, const struct row *row, enum only only)
{
	enum outcome outcome = row->change.outcome;

	if (row->reason)
		return false;
	switch (only) {
	case ONLY_NOTABLE:
		return !comparison->called || row->by_role ||
		       (outcome != OUTCOME_SAME && outcome != OUTCOME_NONE);
	case ONLY_CHANGED:
		return outcome == OUTCOME_FASTER || outcome == OUTCOME_SLOWER;
	case ONLY_SLOWER:
		return outcome == OUTCOME_SLOWER;
	case ONLY_FASTER:
		return outcome == OUTCOME_FASTER;
	case ONLY_INSUFFICIENT:
		return outcome == OUTCOME_INSUFFICIENT;
	case ONLY_INCOMPARABLE:
		return false;
	case ONLY_ALL:
		break;
	}
	return true;
}

static int by_place(const struct row *a, const struct row *b)
{
	return (a > b) - (a < b);
}

static int by_name(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = strcmp(x->cell, y->cell);

	return order ? order : by_place(x, y);
}

/* What is unknown comes last. */
static int by_number(double x, double y)
{
	if (isnan(x) || isnan(y))
		return isnan(x) - isnan(y);
	return (x > y) - (x < y);
}

static double change_of(const struct row *row)
{
	return isnan(row->change.ratio) ? row->op_ratio : row->change.ratio;
}

static int by_change(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = by_number(-change_of(x), -change_of(y));

	return order ? order : by_place(x, y);
}

static int by_p(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = by_number(x->change.p, y->change.p);

	return order ? order : by_place(x, y);
}

int view_make(
	const struct comparison *comparison, enum only only, enum sort sort, struct view *view)
{
	static int (*const orders[])(const void *, const void *) = {
		[SORT_NAME] = by_name,
		[SORT_CHANGE] = by_change,
		[SORT_P] = by_p,
	};

	*view = (struct view){ .comparison = comparison,
		.rows = calloc(comparison->nr_rows + 1, sizeof(*view->rows)),
		.incomparable = only == ONLY_INCOMPARABLE || only == ONLY_ALL };
	if (!view->rows)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct row *row = &comparison->rows[i];

		if (row->reason)
			continue;
		if (view_shows(comparison, row, only))
			view->rows[view->nr++] = row;
		else
			view->nr_hidden++;
	}
	if (sort != SORT_MEASURED)
		qsort(view->rows, view->nr, sizeof(*view->rows), orders[sort]);
	return 0;
}

void view_release(struct view *view)
{
	free(view->rows);
	*view = (struct view){ 0 };
}
