/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "audit/subject.h"
#include "measure/figure.h"
#include "report/results.h"

#define INTERRUPTED "it was interrupted"

/*
 * What a round takes beside its trials, when the next one was thought to take as long: a second, and
 * as long again.
 */
#define ROUND_SLACK_NS 1e9
#define ROUND_SLACK 2

/* What a cell had. */
struct had {
	uint64_t rounds;    /* measured trials, those that failed too */
	double longest_ns;  /* the longest of all its trials */
	size_t like;        /* the first cell of the same work */
	double together_ns; /* of that cell: the longest of all cells of the work, one of each */
};

/* All that a run's end is judged by. */
struct course {
	const struct report *report;
	const struct had *cells;
	struct audit *audit;
	double trials_ns; /* what all trials took of the run */
	bool failed;      /* some trial did, and nobody knows what it took */
};

static bool was_ok(const struct report *report, size_t cell)
{
	return report->results[cell].status == STATUS_OK;
}

/* ---- How many ---- */

static void deviate_rounds(
	const struct course *course, const char *member, uint64_t seen, size_t cell)
{
	audit_deviate(course->audit,
		"config.%s: %" PRIu64 " in the report, and cells[%zu] had %" PRIu64 " rounds",
		member, seen, cell, course->cells[cell].rounds);
}

/* A cell that was run to the end of the run had the least of rounds, and as many as its siblings. */
static void check_whole(const struct course *course, size_t cell)
{
	const struct config *config = &course->report->config;
	const struct had *had = &course->cells[cell], *like = &course->cells[had->like];

	if (config->rounds_min != FIGURE_NONE && had->rounds < config->rounds_min)
		deviate_rounds(course, "rounds_min", config->rounds_min, cell);
	if (was_ok(course->report, had->like) && had->rounds != like->rounds)
		audit_deviate(course->audit,
			"cells[%zu]: had %" PRIu64
			" rounds, and cells[%zu] of the same work %" PRIu64,
			cell, had->rounds, had->like, like->rounds);
}

static void check_counts(const struct course *course)
{
	const struct report *report = course->report;
	const struct config *config = &report->config;

	for (size_t i = 0; i < report->nr_cells; i++) {
		if (config->rounds_max != FIGURE_NONE &&
			course->cells[i].rounds > config->rounds_max)
			deviate_rounds(course, "rounds_max", config->rounds_max, i);
		if (report->complete && was_ok(report, i))
			check_whole(course, i);
	}
}

/* ---- Why it ended ---- */

static bool is_fixed(const struct course *course)
{
	return course->report->config.rounds_min == course->report->config.rounds_max;
}

static bool has_most(const struct course *course)
{
	for (size_t i = 0; i < course->report->nr_cells; i++) {
		if (course->cells[i].rounds >= course->report->config.rounds_max)
			return true;
	}
	return false;
}

/* One more round of some work would have gone beyond the budget. */
static bool is_spent(const struct course *course)
{
	const struct report *report = course->report;
	double round_ns = 0;

	if (report->config.budget_ns == FIGURE_NONE)
		return false;
	for (size_t i = 0; i < report->nr_cells; i++) {
		if (course->cells[i].together_ns > round_ns)
			round_ns = course->cells[i].together_ns;
	}
	return course->failed || report->duration_ns == FIGURE_NONE ||
	       (double)report->duration_ns + ROUND_SLACK * round_ns + ROUND_SLACK_NS >
		       (double)report->config.budget_ns;
}

/* Whether some work was run more often than all is in any case. */
static bool was_pursued(const struct course *course)
{
	for (size_t i = 0; i < course->report->nr_cells; i++) {
		if (course->cells[i].rounds > course->report->config.rounds_min)
			return true;
	}
	return false;
}

static bool is_spent_by_rounds(const struct course *course)
{
	return was_pursued(course) && is_spent(course);
}

static bool is_spent_by_least(const struct course *course)
{
	return !was_pursued(course) && is_spent(course);
}

static bool has_none_left(const struct course *course)
{
	for (size_t i = 0; i < course->report->nr_cells; i++) {
		if (was_ok(course->report, i))
			return false;
	}
	return true;
}

static bool is_settled(const struct course *course)
{
	const struct report *report = course->report;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		size_t threads = report->verdicts[i].threads_cell;
		size_t procs = report->verdicts[i].procs_cell;

		if (was_ok(report, threads) && was_ok(report, procs) &&
			verdicts_goal(report, threads, procs) > 0)
			return false;
	}
	return true;
}

static bool is_settled_verdict(const struct course *course)
{
	return isnan(course->report->config.target_ci) && is_settled(course);
}

static bool is_settled_target(const struct course *course)
{
	return !isnan(course->report->config.target_ci) && is_settled(course);
}

/* The reasons of engine/experiment.c and cmd/run.c, and whether the trials bear each out. */
static const struct reason {
	const char *text;
	bool (*holds)(const struct course *course);
} reasons[] = {
	{ "the number of rounds was fixed", is_fixed },
	{ "the most rounds were run", has_most },
	{ "the budget is spent", is_spent_by_rounds },
	{ "the least rounds have spent the budget", is_spent_by_least },
	{ "no cell is left to run", has_none_left },
	{ "every verdict is settled", is_settled_verdict },
	{ "the target interval is met", is_settled_target },
};

static void check_reason(const struct course *course)
{
	const char *seen = course->report->config.stop_reason;

	if (!seen) {
		audit_deviate(course->audit, "config.stop_reason: null in a run that is complete");
		return;
	}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (!strcmp(seen, reasons[i].text) && reasons[i].holds(course))
			return;
	}
	audit_deviate(course->audit,
		"config.stop_reason: \"%s\" in the report, which does not follow from its trials",
		seen);
}

/* Another build may have ended for other reasons, but for none that is told of either kind. */
static void check_end(const struct course *course)
{
	const struct report *report = course->report;
	const char *seen = report->config.stop_reason;
	bool interrupted = seen && !strcmp(seen, INTERRUPTED);

	if (report->complete && interrupted)
		audit_deviate(course->audit, "complete: true in the report, and " INTERRUPTED);
	else if (!report->complete && seen && !interrupted)
		audit_deviate(course->audit, "complete: false in the report, and %s", seen);
	else if (report->complete && course->audit->same_build)
		check_reason(course);
}

/* ---- How long ---- */

/* Trials follow each other, so that what they took is less than the run, in however many parts. */
static void check_duration(const struct course *course)
{
	uint64_t duration_ns = course->report->duration_ns;

	if (duration_ns == FIGURE_NONE && course->audit->same_build)
		audit_deviate(course->audit, "duration_ns: null in the report");
	else if ((double)duration_ns < course->trials_ns)
		audit_deviate(course->audit,
			"duration_ns: %" PRIu64 " in the report, less than the %.0f of its trials",
			duration_ns, course->trials_ns);
}

static void take_in(struct course *course, struct had *cells)
{
	const struct report *report = course->report;

	for (size_t i = 0; i < report->nr_cells; i++) {
		while (cells[i].like < i &&
			!cell_same_work(&report->cells[cells[i].like], &report->cells[i]))
			cells[i].like++;
	}
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		struct had *had = &cells[trial->cell];
		uint64_t took_ns = subject_took_ns(trial);

		had->rounds += !trial->warmup;
		course->failed = course->failed || trial->status != STATUS_OK;
		if (took_ns == FIGURE_NONE)
			continue;
		course->trials_ns += (double)took_ns;
		if ((double)took_ns > had->longest_ns)
			had->longest_ns = (double)took_ns;
	}
	for (size_t i = 0; i < report->nr_cells; i++)
		cells[cells[i].like].together_ns += cells[i].longest_ns;
}

int audit_rounds(const struct report *report, struct audit *audit)
{
	struct had *cells = calloc(report->nr_cells + 1, sizeof(*cells));
	struct course course = { report, cells, audit, 0, false };

	if (!cells)
		return -ENOMEM;
	take_in(&course, cells);
	check_counts(&course);
	check_end(&course);
	check_duration(&course);
	free(cells);
	return 0;
}
