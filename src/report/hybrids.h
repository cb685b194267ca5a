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
 * rule for as many as there are rivals, since the best is picked by what it is then held to. A cell
 * of the same P and T under another name is no rival.
 */

/* Fills hybrids. Needs results. Returns 0 or -ENOMEM. */
int hybrids_make(struct report *report);

/* The section of the table; nothing where there is no row. Errors stay with out. */
void hybrids_print(const struct sheet *sheet, const struct report *report);

#endif
