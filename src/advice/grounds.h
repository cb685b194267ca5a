/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_GROUNDS_H
#define ADVICE_GROUNDS_H

#include "advice/advice.h"

/* The grounds of one row's choice, in words. */

/*
 * What sets the time of a cell where it is not the work: a rate, or ticks. Ratios of its time say
 * nothing then, and latencies have to be compared. NULL where it is the work.
 */
const char *grounds_clock(const struct report *report, size_t cell);

/*
 * Sets row->reason, from what else is in the row. cell is any of the workload's, pair the verdict
 * that the row is of, NULL without. Returns 0 or -ENOMEM.
 */
int grounds_reason(const struct report *report, size_t cell, const struct verdict_row *pair,
	struct advice_row *row);

/*
 * Sets row->other_counts where a verdict at another count names a mode that this row's verdict
 * does not, or has none after a failure: "at 4 workers threads (1.21 [1.13, 1.31]), at 8 workers a
 * trial failed". Returns 0 or -ENOMEM.
 */
int grounds_other_counts(
	const struct report *report, const struct verdict_row *pair, struct advice_row *row);

#endif
