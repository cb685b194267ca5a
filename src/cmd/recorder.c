/* SPDX-License-Identifier: MIT */
#include "cmd/recorder.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "machine/build.h"
#include "measure/clock.h"
#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"
#include "report/hybrids.h"
#include "report/sweeps.h"
#include "report/warnings.h"

/* Saving takes at most one part in so many of the run. */
#define SAVE_SHARE 50

/*
 * They stay the record's: what has been lent is taken back before the report is released. Returns 0
 * or -ENOMEM.
 */
static int lend_trials(struct recorder *recorder)
{
	recorder->report.trials = recorder->record.trials;
	recorder->report.nr_trials = recorder->record.nr;
	recorder->report.roster = &recorder->roster;
	return roster_update(&recorder->roster, recorder->record.trials, recorder->record.nr);
}

static void take_back(struct recorder *recorder)
{
	recorder->report.trials = NULL;
	recorder->report.nr_trials = 0;
	recorder->report.roster = NULL;
}

static void rest(void *record)
{
	record_rest(record);
}

static int name_tool(struct report *report)
{
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	report->started = strdup(stamp);
	report->tool.name = strdup("parallax");
	report->tool.version = strdup(build.version);
	report->tool.commit = *build.commit ? strdup(build.commit) : NULL;
	report->tool.dirty = build.dirty;
	return report->started && report->tool.name && report->tool.version ? 0 : -ENOMEM;
}

int recorder_init(
	struct recorder *recorder, const struct plan *plan, const char *path, const char *dir)
{
	struct report *report = &recorder->report;
	int error;

	memset(recorder, 0, sizeof(*recorder));
	recorder->plan = plan;
	recorder->path = path;
	recorder->begun_ns = clock_ns();
	record_init(&recorder->record, dir);
	error = roster_init(&recorder->roster, plan->nr_entries);
	recorder->roster.rest = rest;
	recorder->roster.owner = &recorder->record;
	report->schema_version = REPORT_SCHEMA_VERSION;
	error = error ? error : name_tool(report);
	error = error ? error : methods_make(report);
	report->cells = calloc(plan->nr_entries + 1, sizeof(*report->cells));
	report->results = calloc(plan->nr_entries + 1, sizeof(*report->results));
	if (!report->cells || !report->results)
		error = -ENOMEM;
	for (size_t i = 0; !error && i < plan->nr_entries; i++) {
		error = cell_copy(&plan->entries[i].cell, &report->cells[i]);
		if (error)
			break;
		report->nr_cells++;
		report->results[report->nr_results++].cell = i;
	}
	if (error)
		recorder_release(recorder);
	return error;
}

/* Exchanges two members, so that each report frees what it holds in the end. */
#define SWAP(a, b)                        \
	do {                              \
		__typeof__(a) kept = (a); \
		(a) = (b);                \
		(b) = kept;               \
	} while (0)

int recorder_continue(struct recorder *recorder, struct report *past, uint64_t budget_ns)
{
	struct report *report = &recorder->report;
	struct config *config = &report->config;
	int error = 0;

	SWAP(report->started, past->started);
	SWAP(report->label, past->label);
	SWAP(report->machine, past->machine);
	SWAP(report->config, past->config);
	for (size_t i = 0; !error && i < past->nr_trials; i++)
		error = record_take(&recorder->record, &past->trials[i]);
	free(config->stop_reason);
	config->stop_reason = NULL;
	config->budget_ns = budget_ns;
	config->resumed = config->resumed == FIGURE_NONE ? 1 : config->resumed + 1;
	if (past->duration_ns != FIGURE_NONE)
		recorder->begun_ns -= past->duration_ns;
	report_release(past);
	return error;
}

void recorder_release(struct recorder *recorder)
{
	take_back(recorder);
	report_release(&recorder->report);
	roster_release(&recorder->roster);
	record_release(&recorder->record);
}

/* What the plan has learned since: ops from calibration, cells that are not run any more. */
static int take_plan(struct recorder *recorder)
{
	struct report *report = &recorder->report;

	for (size_t i = 0; i < report->nr_cells; i++) {
		const struct plan_entry *entry = &recorder->plan->entries[i];
		struct result *result = &report->results[i];

		report->cells[i].ops = entry->cell.ops;
		report->cells[i].lap_every = entry->cell.lap_every;
		result->status = entry->status;
		if (!entry->reason || result->reason)
			continue;
		result->reason = strdup(entry->reason);
		if (!result->reason)
			return -ENOMEM;
	}
	return 0;
}

static int summarise(struct recorder *recorder)
{
	struct report *report = &recorder->report;
	int error = take_plan(recorder);

	report->duration_ns = clock_ns() - recorder->begun_ns;
	error = error ? error : results_make(report);
	error = error ? error : verdicts_make(report);
	error = error ? error : hybrids_make(report);
	return error ? error : sweeps_make(report);
}

int recorder_update(struct recorder *recorder)
{
	struct report *report = &recorder->report;
	uint64_t begun_ns = clock_ns();
	int error;

	if (begun_ns < recorder->save_ns)
		return 0;
	error = lend_trials(recorder);
	error = error ? error : summarise(recorder);
	if (!error && recorder->path && strcmp(recorder->path, "-") != 0)
		error = report_write(recorder->path, report, recorder->message);
	take_back(recorder);
	recorder->save_ns = begun_ns + SAVE_SHARE * (clock_ns() - begun_ns);
	return error;
}

int recorder_finish(struct recorder *recorder, bool complete)
{
	struct report *report = &recorder->report;
	const char *why = recorder->record.stop_reason;
	int error;

	why = why ? why : "it was interrupted";
	report->complete = complete;
	error = lend_trials(recorder);
	report->config.stop_reason = strdup(why);
	error = error ? error : summarise(recorder);
	error = error ? error : run_warnings(report);
	if (error || !recorder->path)
		return error;
	return report_write(recorder->path, report, recorder->message);
}

const char *recorder_trouble(const struct recorder *recorder)
{
	/* All that fails without a message of its own is the lack of memory. */
	return recorder->message[0] ? recorder->message : strerror(ENOMEM);
}

static double goal_of_group(const struct recorder *recorder, size_t group)
{
	const struct plan_entry *entries = recorder->plan->entries;
	size_t nr = recorder->plan->nr_entries;
	double furthest = 0;
	bool paired = false;

	for (size_t a = 0; a < nr; a++) {
		for (size_t b = 0; entries[a].group == group && b < nr; b++) {
			double goal;

			if (entries[b].group != group || entries[a].status != STATUS_OK ||
				entries[b].status != STATUS_OK)
				continue;
			goal = verdicts_goal(&recorder->report, a, b);
			paired = paired || !isnan(goal);
			furthest = fmax(furthest, goal);
		}
	}
	for (size_t i = 0; !paired && i < nr; i++) {
		if (entries[i].group == group && entries[i].status == STATUS_OK)
			furthest = fmax(furthest, verdicts_goal_of_time(&recorder->report, i));
	}
	return furthest;
}

double recorder_goal(struct recorder *recorder, size_t group)
{
	double goal = lend_trials(recorder) ? INFINITY : goal_of_group(recorder, group);

	take_back(recorder);
	return goal;
}
