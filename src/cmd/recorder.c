/* SPDX-License-Identifier: MIT */
#include "cmd/recorder.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "machine/build.h"
#include "measure/clock.h"
#include "report/file.h"
#include "report/results.h"
#include "report/warnings.h"

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

int recorder_init(struct recorder *recorder, const struct plan *plan, const char *path)
{
	struct report *report = &recorder->report;
	int error;

	memset(recorder, 0, sizeof(*recorder));
	recorder->plan = plan;
	recorder->path = path;
	recorder->begun_ns = clock_ns();
	report->schema_version = REPORT_SCHEMA_VERSION;
	error = name_tool(report);
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

void recorder_release(struct recorder *recorder)
{
	report_release(&recorder->report);
}

/* What the plan has learned since: ops from calibration, cells that are not run any more. */
static int take_plan(struct recorder *recorder)
{
	struct report *report = &recorder->report;

	for (size_t i = 0; i < report->nr_cells; i++) {
		const struct plan_entry *entry = &recorder->plan->entries[i];
		struct result *result = &report->results[i];

		report->cells[i].ops = entry->cell.ops;
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
	return error ? error : verdicts_make(report);
}

int recorder_update(struct recorder *recorder, const struct trial *trials, size_t nr)
{
	struct report *report = &recorder->report;
	int error;

	report->trials = (struct trial *)(uintptr_t)trials; /* lent: given back below */
	report->nr_trials = nr;
	error = summarise(recorder);
	if (!error && strcmp(recorder->path, "-") != 0)
		error = report_write(recorder->path, report, recorder->message);
	report->trials = NULL;
	report->nr_trials = 0;
	return error;
}

int recorder_finish(struct recorder *recorder, struct record *record, bool complete)
{
	struct report *report = &recorder->report;
	const char *why = record->stop_reason ? record->stop_reason : "it was interrupted";
	int error;

	report->complete = complete;
	report->trials = record->trials;
	report->nr_trials = record->nr;
	memset(record, 0, sizeof(*record));
	report->config.stop_reason = strdup(why);
	error = summarise(recorder);
	error = error ? error : run_warnings(report);
	return error ? error : report_write(recorder->path, report, recorder->message);
}

const char *recorder_trouble(const struct recorder *recorder)
{
	/* All that fails without a message of its own is the lack of memory. */
	return recorder->message[0] ? recorder->message : strerror(ENOMEM);
}

static bool is_within(double value, double low, double high, double target)
{
	/* NaN, no interval yet, is never within. */
	return (high - value) / value <= target && (value - low) / value <= target;
}

static bool has_verdict(const struct report *report, size_t cell)
{
	for (size_t i = 0; i < report->nr_verdicts; i++) {
		if (cell_same_work(
			    &report->cells[report->verdicts[i].threads_cell], &report->cells[cell]))
			return true;
	}
	return false;
}

bool recorder_within(const struct recorder *recorder, double target)
{
	const struct report *report = &recorder->report;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		const struct verdict_row *row = &report->verdicts[i];

		if (!is_within(row->ratio, row->ci_low, row->ci_high, target))
			return false;
	}
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];
		const struct summary *work = &result->work_ns;

		if (result->status == STATUS_OK && !has_verdict(report, i) &&
			!is_within(work->median, work->ci_low, work->ci_high, target))
			return false;
	}
	return true;
}
