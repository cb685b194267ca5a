/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stdbool.h>
#include "report/model.h"
#include "report/sheet.h"

/*
 * Whether a report says what follows from its own trials, and says nothing that contradicts itself:
 *
 *   config   what was asked for is what the words of argv ask for; the machine's ids are of what is
 *            told of the machine
 *   cells    each has the name of what it is; those of one workload are of one kind, and of the same
 *            work do the same ops, under weak scaling times their workers
 *   trials   numbered in order, round after round without a gap, no cell twice in one; round 0 the
 *            warm-up; the total the sum of the phases; no worker longer at work than the trial; all
 *            ops done; one digest for one work; the same findings in all trials of a cell; no figures
 *            from a failed trial, and a reason; and what subject.h lists
 *   rounds   as many as config allows, and the reason why there were no more; all trials together
 *            no longer than the run
 *   results  with verdicts, hybrids and sweeps, the methods, and the run's warnings where it came to
 *            its end, as results_make and its like make them anew from cells, trials, config and
 *            machine
 *
 * A report without its trials, of a run that had some, is one deviation, and nothing else is looked at.
 *
 * That cells were skipped, and why, stands in no trial and is believed, and so is a failure before
 * the first trial. Of a report of another build of this program (another version or commit) the
 * figures and the verdicts are compared, and neither sentences nor warnings, whose words and
 * thresholds may change; nor is what it lacks, which that build may not have known, nor its config
 * and its reason to stop.
 */
#define AUDIT_TOLD 20

struct audit {
	char *lines[AUDIT_TOLD]; /* the first deviations, one sentence each */
	size_t nr;               /* of all deviations */
	bool same_build;
	int error; /* 0 or -ENOMEM */
};

/* Adds a deviation, a sentence made like printf's. */
void audit_deviate(struct audit *audit, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The parts of an audit, each in the file of its name. Each returns 0 or -ENOMEM. */
int audit_config(const struct report *report, struct audit *audit);
int audit_cells(const struct report *report, struct audit *audit);
int audit_trials(const struct report *report, struct audit *audit);
int audit_rounds(const struct report *report, struct audit *audit);
int audit_results(const struct report *report, struct audit *audit);

/* Audits a report as report_read gives it. Returns 0, with *audit to release, or -ENOMEM. */
int audit_make(const struct report *report, struct audit *audit);
void audit_release(struct audit *audit);

/*
 * Prints what came out, each line beginning with the report's name: the deviations, the cells that
 * failed, the warnings that make it unstable, and last what was looked at. Errors stay with out.
 */
struct audit_view {
	const char *name;
	bool strict; /* warnings one by one, and not only how many */
};
void audit_print(const struct sheet *sheet, const struct audit_view *view,
	const struct report *report, const struct audit *audit);

#endif
