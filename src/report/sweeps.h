/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SWEEPS_H
#define REPORT_SWEEPS_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * How throughput grows with workers: Gunther's Universal Scalability Law and Amdahl's, fitted to the
 * median throughput at each worker count (stats/scaling.h). A sweep is a workload with its parameters
 * in threads or in procs at two counts or more; one of fewer than four is there with the reason why
 * nothing is fitted, and so is one under a rate. Counts beyond the usable PUs are left out, but for io, whose workers wait. A fit says nothing of counts that were not measured.
 */

/* Fills sweeps. Needs results. Returns 0 or -ENOMEM. */
int sweeps_make(struct report *report);

/* The section of the table; nothing where there is no sweep. Errors stay with out. */
void sweeps_print(const struct sheet *sheet, const struct report *report);

#endif
