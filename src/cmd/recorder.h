/* SPDX-License-Identifier: MIT */
#ifndef CMD_RECORDER_H
#define CMD_RECORDER_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/experiment.h"
#include "engine/plan.h"
#include "engine/record.h"
#include "report/model.h"
#include "report/roster.h"

/*
 * Keeps the report of a run: begun from a plan, brought up to date and saved after each round, so
 * that a run that is killed leaves what it measured, and completed at the end.
 */
struct recorder {
	struct report
		report; /* its trials are the record's, and here only while they are looked at */
	struct record record;
	struct roster roster; /* of the record's trials */
	const struct plan *plan;
	const char *
		path; /* where it is saved; "-" for stdout, and then only when it is complete; NULL: nowhere */
	uint64_t begun_ns; /* so long ago as the run has taken, earlier parts of it too */
	uint64_t save_ns;  /* not to be saved again before this */
	char message[512]; /* what the last failed call ran into */
};

/*
 * Begins a report, and the record of what is measured for it, whose files go into dir: see
 * engine/record.h. recorder->report's config, label and machine are the caller's to fill in after;
 * path and plan must outlive the recorder. Returns 0 or -errno.
 */
int recorder_init(
	struct recorder *recorder, const struct plan *plan, const char *path, const char *dir);
void recorder_release(struct recorder *recorder);

/*
 * Makes the report of a recorder just begun the further part of that of an interrupted run, of the
 * same cells: its start, label, machine, config and time so far become this one's, and its trials
 * begin the record. *past is left empty. budget_ns is that of all parts together. Returns 0 or
 * -ENOMEM.
 */
int recorder_continue(struct recorder *recorder, struct report *past, uint64_t budget_ns);

/*
 * Brings cells, trials, results and verdicts up to date with plan and record, and saves an
 * incomplete report; does nothing while saving would take more than a fiftieth of the run. Returns
 * 0 or -errno.
 */
int recorder_update(struct recorder *recorder);

/* The same for the last time; complete unless interrupted. The report keeps the trials in sight. */
int recorder_finish(struct recorder *recorder, bool complete);

/* What the call that failed last ran into, in a sentence. */
const char *recorder_trouble(const struct recorder *recorder);

/*
 * After how many rounds in all the ratios of a group, or where it has none its times, are likely to be
 * known well enough, by what there is so far: see verdicts_goal. 0 when they are.
 */
double recorder_goal(struct recorder *recorder, size_t group);

#endif
