/* SPDX-License-Identifier: MIT */
#ifndef REPORT_WARNINGS_H
#define REPORT_WARNINGS_H

#include "report/model.h"

/*
 * What a reader should know before believing a number: a code to look for, what was seen, and one
 * thing to do about it. The codes:
 *
 *   of a result  FEW_ROUNDS TOO_SHORT UNSTABLE SKEWED IMBALANCED OVERSUBSCRIBED
 *   of a run     DEBUG_BUILD SANITIZER DIRTY_BUILD SHARED_CPUS CPU_QUOTA
 */

/* Fills a result's warnings from its figures. Returns 0 or -ENOMEM. */
int result_warnings(const struct report *report, struct result *result);

/* Fills the run's own warnings from machine and build. Returns 0 or -ENOMEM. */
int run_warnings(struct report *report);

#endif
