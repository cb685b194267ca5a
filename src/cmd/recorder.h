/* SPDX-License-Identifier: MIT */
#ifndef CMD_RECORDER_H
#define CMD_RECORDER_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/experiment.h"
#include "engine/plan.h"
#include "report/model.h"

/*
 * Keeps the report of a run: begun from a plan, brought up to date and saved after each round, so
 * that a run that is killed leaves what it measured, and completed at the end.
 */
struct recorder {
	struct report report;
	const struct plan *plan;
	const char *
		path; /* where it is saved; "-" for stdout, and then only when it is complete; NULL: nowhere */
	uint64_t begun_ns; /* so long ago as the run has taken, earlier parts of it too */
	uint64_t save_ns;  /* not to be saved again before this */
	char message[512]; /* what the last failed call ran into */
};

/*
 * Begins a report. recorder->report's config, label and machine are the caller's to fill in before
 * or after; path and plan must outlive the recorder. Returns 0 or -errno.
 */
int recorder_init(struct recorder *recorder, const struct plan *plan, const char *path);
void recorder_release(struct recorder *recorder);

/*
 * Makes the report of a recorder just begun the further part of that of an interrupted run, of the
 * same cells: its start, label, machine, config and time so far become this one's, and its trials
 * are kept for recorder_give_past. *past is left empty. budget_ns is that of all parts together.
 */
void recorder_continue(struct recorder *recorder, struct report *past, uint64_t budget_ns);

/* Moves the trials of earlier parts to the empty record, which they begin. */
void recorder_give_past(struct recorder *recorder, struct record *record);

/*
 * Brings cells, trials, results and verdicts up to date with plan and trials, which stay the
 * caller's, and saves an incomplete report; does nothing while saving would take more than a
 * fiftieth of the run. Returns 0 or -errno.
 */
int recorder_update(struct recorder *recorder, const struct trial *trials, size_t nr);

/* The same for the last time; complete unless interrupted. The trials become the report's. */
int recorder_finish(struct recorder *recorder, struct record *record, bool complete);

/* What the call that failed last ran into, in a sentence. */
const char *recorder_trouble(const struct recorder *recorder);

/*
 * How many times wider the ratios of a group, or where it has none its times, are known than they need to be: see verdicts_need.
 */
double recorder_need(
	struct recorder *recorder, size_t group, const struct trial *trials, size_t nr);

#endif
