/* SPDX-License-Identifier: MIT */
#ifndef REPORT_WORTH_H
#define REPORT_WORTH_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * From which size of task on it pays to create a team for it. A task that takes T in seq takes
 * C + T / s in a team made for it, where C is what the team costs (the medians of spawn, ready and
 * reap) and s its speed-up over seq; the two are equal at T = C / (1 - 1 / s). The interval follows
 * from that of s alone, turned round: the higher the speed-up, the shorter the task. It takes C and
 * s as they are for this cell's work, whatever the size of the task.
 *
 * Nothing is said where the interval of s is unknown or reaches 1: then no task may be long enough;
 * nor under a rate, which sets the time of the work.
 */

/* T of a speed-up; NaN where it is not above 1. Both in the same unit. */
double worth_from(double creation, double speedup);

/* What the team of a result costs, C: NaN where a part of it is unknown. */
double worth_creation(const struct result *result);

/* Fills result->break_even_ns; needs status, summaries and speedup. 0 or -ENOMEM. */
int worth_make(const struct report *report, struct result *result);

/*
 * The section of the table: what creation takes of each cell that creates workers, and from which
 * task on it pays, or why that is unknown. Nothing where no cell created any. Errors stay with out.
 */
void worth_print(const struct sheet *sheet, const struct report *report);

#endif
