/* SPDX-License-Identifier: MIT */
#ifndef PAGE_EXCERPT_H
#define PAGE_EXCERPT_H

#include "page/page.h"

/*
 * What the page needs of reports, as JSON: {"reports": […]}, each with its "name", in "report" the
 * keys of a report that are shown, as they stand there, and the trials by columns, since there may
 * be tens of thousands:
 *
 *   trials          cell, round, cell, round, … in the order of execution; round 0 is the warm-up
 *   work_ns         trial, value, trial, value, … of the good ones, the warm-up's too
 *   canary_ns, steal_ns, foreign_ns, psi_cpu_ns, throttled_ns
 *                   likewise, of all whose noise is known
 *   shapes          for each of the report's hybrids its "teams", from threads to processes: the
 *                   "cell" of each and what it takes over the best, "ratio", "ci_low", "ci_high"
 *
 * The result is the caller's to free; NULL with errno as json_write has it.
 */
char *excerpt_write(const struct page_report *reports, size_t nr);

#endif
