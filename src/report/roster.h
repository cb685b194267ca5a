/* SPDX-License-Identifier: MIT */
#ifndef REPORT_ROSTER_H
#define REPORT_ROSTER_H

#include <stdint.h>
#include "report/model.h"

/*
 * Which trials of a report are whose. Whoever looks at those of one cell walks them, in the order of
 * execution: by the report's roster, which takes the time of just these, or where it has none by
 * looking through all of them, which comes to the same. Whoever looks at them for one figure after
 * the other makes a portion.
 *
 * A report that grows has a roster, which its owner keeps up to date. Where the trials need not be
 * resident (engine/shelf.h), the owner also says how to give back the memory that looking at them
 * took, and a walk of many trials does so on its way: what it has seen stays valid and readable.
 */
struct roster_row {
	uint32_t *trials; /* their indices: no report has 2^20 of them */
	size_t nr, room;
};

struct roster {
	struct roster_row *rows; /* one a cell; NULL where there are none, and only rest is known */
	size_t nr_rows, nr_trials;
	void (*rest)(void *owner); /* gives memory back; NULL where there is none to give */
	void *owner;
};

/* Returns 0 or -ENOMEM; rest and owner are the caller's to set. */
int roster_init(struct roster *roster, size_t nr_cells);
void roster_release(struct roster *roster);

/* Takes up those of trials[0..nr) that have been added since the last call. Returns 0 or -ENOMEM. */
int roster_update(struct roster *roster, const struct trial *trials, size_t nr);

/* Has the report's owner give memory back, where it can. For whoever walks all trials. */
void roster_rest(const struct report *report);

struct walk {
	const struct report *report;
	size_t cell, at;
	uintptr_t spans[2]; /* where the last trial lies, roughly, and what hangs off it */
	unsigned nr_spans;
};

struct walk walk_begin(const struct report *report, size_t cell);

/* The cell's next trial, of whatever status; NULL after the last one. */
const struct trial *walk_next(struct walk *walk);

/* No fewer than the cell has, for whoever wants room for a value of each. */
size_t walk_most(const struct report *report, size_t cell);

/*
 * The report with the trials of one cell alone, side by side; what hangs off them, and all else, is
 * still the report's. Returns 0 or -ENOMEM; portion_release is to be called whatever comes out.
 */
struct portion {
	struct report report;
	struct roster roster;
};

int portion_make(const struct report *report, size_t cell, struct portion *own);
void portion_release(struct portion *own);

#endif
