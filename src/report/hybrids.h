/* SPDX-License-Identifier: MIT */
#ifndef REPORT_HYBRIDS_H
#define REPORT_HYBRIDS_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * Which P x T at a worker count: a row for each workload, placement and count that has a hybrid
 * cell and teams of two shapes or more, threads and procs among them (1 x N and N x 1). The best is
 * the cell of the least median time; it is called so only where each rival, within rounds, takes
 * longer past the margin. The intervals are wider than those of one comparison, by Bonferroni's
 * rule for all pairs of the teams, since the best is picked by what it is then held to: intervals for
 * its rivals alone would hold together for a best that was named beforehand, and of seven teams that
 * are alike miss in 8 % of the rows. A cell of the same P and T under another name is no rival. Under
 * a rate no shape is best.
 */

/* Fills hybrids. Needs results. Returns 0 or -ENOMEM. */
int hybrids_make(struct report *report);

/* One team of a row, and what its work takes over that of the best: NaN for the best, and its shape. */
struct hybrid_team {
	uint64_t cell;
	double ratio, ci_low, ci_high;
};

/*
 * All teams of hybrids[row], from threads to processes; *teams is the caller's to free. None where
 * the row is not what these cells and trials make, as in a report that somebody wrote by hand. No
 * ratios where a trial failed. Returns 0 or -ENOMEM, then with *teams NULL.
 */
int hybrids_teams(const struct report *report, size_t row, struct hybrid_team **teams, size_t *nr);

/* "2x4" or "threads:8": the team of a cell without its workload. */
const char *hybrids_team_name(const struct report *report, uint64_t cell);

/* The section of the table; nothing where there is no row. Errors stay with out. */
void hybrids_print(const struct sheet *sheet, const struct report *report);

#endif
