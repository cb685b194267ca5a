/* SPDX-License-Identifier: MIT */
#ifndef REPORT_WARNINGS_H
#define REPORT_WARNINGS_H

#include <stdbool.h>
#include "report/model.h"

/*
 * What a reader should know before believing a number: a code to look for, what was seen, and one
 * thing to do about it. The codes:
 *
 *   of a result  FEW_ROUNDS TOO_SHORT UNSTABLE BIMODAL SLOW_FIRST SKEWED IMBALANCED OVERSUBSCRIBED
 *   of a run     those of report/setting.h and report/ledger.h
 *
 * Their thresholds are named constants, with their reasons, where each is looked for. A quiet run
 * has none: a warning that always stands there is not read.
 */

/* warning_add with a text made like printf's. */
int warning_say(struct warning **warnings, size_t *nr, const char *code, const char *advice,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * Whether a warning of this code says that another run would come out otherwise: under --strict
 * that is unstable. Why is the other codes' matter.
 */
bool warning_is_unstable(const char *code);

/* Fills a result's warnings from its figures. Returns 0 or -ENOMEM. */
int result_warnings(const struct report *report, struct result *result);

/* Adds the run's own warnings; needs results. Returns 0 or -ENOMEM. */
int run_warnings(struct report *report);

#endif
