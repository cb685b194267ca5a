/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "audit/difference.h"
#include "report/file.h"
#include "report/results.h"
#include "report/shapes.h"
#include "report/hybrids.h"
#include "report/sweeps.h"
#include "report/warnings.h"

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && !strcmp(text + length - end_length, end);
}

/*
 * Whether a failed cell has the reason of one of its trials, "calibration failed: " before it where
 * that was the trial, or has no trials.
 */
static bool is_explained(const struct report *report, const struct result *result)
{
	bool ran = false;

	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (trial->cell != result->cell)
			continue;
		ran = true;
		if (trial->status == STATUS_FAILED && trial->reason && result->reason &&
			ends_with(result->reason, trial->reason))
			return true;
	}
	return !ran;
}

/* A copy that shares all but what is made anew, which begins with what must be believed. */
static int copy_given(const struct report *report, struct report *made)
{
	struct result *given = calloc(report->nr_results + 1, sizeof(*given));

	*made = *report;
	made->results = given;
	made->methods = NULL;
	made->nr_methods = 0;
	made->verdicts = NULL;
	made->hybrids = NULL;
	made->nr_hybrids = 0;
	made->sweeps = NULL;
	made->warnings = NULL;
	made->nr_results = made->nr_verdicts = made->nr_sweeps = made->nr_warnings = 0;
	if (!given)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		made->nr_results++;
		given[i].cell = i;
		if (result->status == STATUS_OK)
			continue;
		given[i].status = result->status;
		given[i].reason = result->reason ? strdup(result->reason) : NULL;
		if (result->reason && !given[i].reason)
			return -ENOMEM;
	}
	return 0;
}

static void release_made(const struct report *made)
{
	struct report own = { .methods = made->methods,
		.nr_methods = made->nr_methods,
		.results = made->results,
		.nr_results = made->nr_results,
		.verdicts = made->verdicts,
		.nr_verdicts = made->nr_verdicts,
		.hybrids = made->hybrids,
		.nr_hybrids = made->nr_hybrids,
		.sweeps = made->sweeps,
		.nr_sweeps = made->nr_sweeps,
		.warnings = made->warnings,
		.nr_warnings = made->nr_warnings };

	report_release(&own);
}

static void on_difference(void *context, const struct difference *difference)
{
	audit_deviate(context, "%s: %s in the report, %s from its trials", difference->where,
		difference->first, difference->second);
}

int audit_results(const struct report *report, struct audit *audit)
{
	const struct differ differ = { !audit->same_build, on_difference, audit };
	struct report made, seen = *report;
	int error;

	/* There is no verdict without one, and so nothing to compute. */
	if (!(report->config.margin >= 0)) {
		audit_deviate(audit, "config.margin: not a number of 0 or more");
		return 0;
	}
	error = copy_given(report, &made);
	error = error ? error : methods_make(&made);
	error = error ? error : results_make(&made);
	error = error ? error : verdicts_make(&made);
	error = error ? error : hybrids_make(&made);
	error = error ? error : sweeps_make(&made);
	error = error ? error : run_warnings(&made);
	/* Sentences, of which another version may have more. */
	if (!audit->same_build) {
		seen.methods = made.methods;
		seen.nr_methods = made.nr_methods;
	}
	/* A report that was saved on the way has no warnings of the run yet. */
	if (!report->complete && !report->config.stop_reason) {
		seen.warnings = made.warnings;
		seen.nr_warnings = made.nr_warnings;
	}
	for (size_t i = 0; !error && i < report->nr_results; i++) {
		if (report->results[i].status == STATUS_FAILED &&
			!is_explained(report, &report->results[i]))
			audit_deviate(audit, "results[%zu].reason: that of none of its trials", i);
	}
	if (!error)
		difference_each(&differ, &report_shape, &seen, &made);
	release_made(&made);
	return error;
}
