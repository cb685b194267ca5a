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

/* The reason of a cell that the run ended before: skipped so far, and run where the run goes on. */
#define RESULTS_UNREACHED "no round of it ended before the run did"

/* Fills results. Returns 0 or -ENOMEM. */
int results_make(struct report *report);

/*
 * Fills verdicts: one for each workload with the same parameters, placement and worker count that
 * has a threads and a procs cell. Needs results. Returns 0 or -ENOMEM.
 */
int verdicts_make(struct report *report);

/*
 * After how many rounds in all the ratio is likely to be known well enough, by its interval so far,
 * which narrows with the square root of their number: within the target interval where config asks
 * for one, else for a verdict other than inconclusive, which takes an interval that does not reach
 * over the nearer edge of the margin. A count at which the rule of the run looks. 0 when no more
 * rounds are needed, as under a rate; NaN for cells that are no pair, infinite where nobody can
 * say. Needs cells and trials.
 */
double verdicts_goal(const struct report *report, size_t threads, size_t procs);

/* The same of a cell's own time: within the target interval, or else the margin. */
double verdicts_goal_of_time(const struct report *report, size_t cell);

/* Fills methods: what each figure is, in a sentence. Returns 0 or -ENOMEM. */
int methods_make(struct report *report);

/*
 * The ratio top / base of a figure over the rounds in which both cells have a good trial, as
 * throughput of base over throughput of top: with equal ops, plainly the ratio of the times. Under a
 * rate (cell_is_paced) there is none, as of cells without a common round.
 */
enum paired { PAIRED_WORK, PAIRED_TOTAL };
int results_ratio(const struct report *report, size_t top, size_t base, enum paired what,
	struct ratio *ratio);

/*
 * The same of work time, of a pair that was picked for its times among nr_pairs: the intervals of all
 * of them hold together, each at a confidence that is that much higher.
 */
int results_ratio_among(
	const struct report *report, size_t top, size_t base, size_t nr_pairs, struct ratio *ratio);

/*
 * Whether what was measured told when to stop, and not the plan: then intervals of ratios are those
 * of the last look of stats/sequential.h, of as many pairs as there were at it.
 */
bool results_are_sequential(const struct config *config);

/* The summary of a cell's work_ns, from its trials. Returns 0 or -ENOMEM. */
int results_work(const struct report *report, size_t cell, struct summary *work);

/* The ops of a cell; NaN where its report does not say. */
double results_ops(const struct report *report, size_t cell);

/* Whether a trial enters the figures of a cell: it is the cell's, measured, and ok. */
bool results_uses(const struct trial *trial, size_t cell);

/* Adds a warning; texts are copied. Returns 0 or -ENOMEM. */
int warning_add(struct warning **warnings, size_t *nr, const char *code, const char *text,
	const char *advice);

/*
 * Whether a result, or the run, carries a warning that makes it unstable under --strict: of no figure is it
 * known that another run would have it too.
 */
bool results_unstable(const struct report *report);

/* Whether any trial or cell failed. */
bool results_failed(const struct report *report);

/* Whether no cell has a good trial of a measured round: then nothing was measured. */
bool results_empty(const struct report *report);

#endif
