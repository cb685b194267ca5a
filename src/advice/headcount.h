/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_HEADCOUNT_H
#define ADVICE_HEADCOUNT_H

#include "report/model.h"

/*
 * How many workers: of the counts at which a workload was measured in one mode, and of no other.
 * Counts are FIGURE_NONE where fewer than two were measured.
 */
struct headcount {
	uint64_t most; /* the count of the highest median throughput, the least of equals */
	/*
	 * The least count whose throughput, within rounds, is not shown to be below that of most;
	 * unknown where an interval is. That is no proof that it does as much, so beside it the
	 * share of throughput that it gives up at most, by its interval.
	 */
	uint64_t enough;
	double enough_loss;
	double peak; /* by the fit of report/sweeps.h; NaN where there is none, or no end */
};

/* Whether two cells are the same work in the same place, whatever their mode and count. */
bool headcount_is_like(const struct report *report, size_t a, size_t b);

/* Of the workload of a cell, in a mode. Needs results and trials. Returns 0 or -ENOMEM. */
int headcount_make(
	const struct report *report, size_t cell, enum mode mode, struct headcount *headcount);

/*
 * The counts of the workload of a cell that have a good figure in threads or processes, ascending,
 * each once. The caller frees *counts. Returns 0 or -ENOMEM.
 */
int headcount_tried(const struct report *report, size_t cell, int **counts, size_t *nr);

#endif
