/* SPDX-License-Identifier: MIT */
#ifndef REPORT_RESULTS_H
#define REPORT_RESULTS_H

#include "report/model.h"

/*
 * From trials to results and verdicts. Everything here can be computed again from a report's cells,
 * trials and config alone. Warm-up and failed trials enter no figure.
 *
 * results[i] is of cells[i]. On entry results may hold the status and reason of cells that were
 * skipped, or failed before their first trial; every other member is overwritten.
 */

/* Fills results. Returns 0 or -ENOMEM. */
int results_make(struct report *report);

/*
 * Fills verdicts: one for each workload with the same parameters, placement and worker count that
 * has a threads and a procs cell. Needs results. Returns 0 or -ENOMEM.
 */
int verdicts_make(struct report *report);

/* Fills methods: what each figure is, in a sentence. Returns 0 or -ENOMEM. */
int methods_make(struct report *report);

/*
 * The ratio top / base of a figure over the rounds in which both cells have a good trial, as
 * throughput of base over throughput of top: with equal ops, plainly the ratio of the times.
 */
enum paired { PAIRED_WORK, PAIRED_TOTAL };
int results_ratio(const struct report *report, size_t top, size_t base, enum paired what,
	struct ratio *ratio);

/* Whether a trial enters the figures of a cell: it is the cell's, measured, and ok. */
bool results_uses(const struct trial *trial, size_t cell);

/* Adds a warning; texts are copied. Returns 0 or -ENOMEM. */
int warning_add(struct warning **warnings, size_t *nr, const char *code, const char *text,
	const char *advice);

/* Whether any result carries a warning that makes a run unstable under --strict. */
bool results_unstable(const struct report *report);

/* Whether any trial or cell failed. */
bool results_failed(const struct report *report);

#endif
