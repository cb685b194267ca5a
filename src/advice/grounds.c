/* SPDX-License-Identifier: MIT */
#include "advice/grounds.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "stats/sequential.h"

const char *grounds_clock(const struct report *report, size_t cell)
{
	const char *latency = report->cells[cell].latency;

	if (cell_is_paced(&report->cells[cell]))
		return "a rate";
	return latency && !strncmp(latency, "lateness", strlen("lateness")) ? "a clock" : NULL;
}

static int keep(char **text, int length)
{
	if (length < 0)
		*text = NULL;
	return *text ? 0 : -ENOMEM;
}

/* ---- Without a pair ---- */

/* The first cell of a workload in a mode; nr_cells without. */
static size_t find_mode(const struct report *report, size_t cell, enum mode mode, bool twin)
{
	for (size_t i = 0; i < report->nr_cells; i++) {
		if (report->cells[i].mode == mode && report->cells[i].twin == twin &&
			headcount_is_like(report, cell, i))
			return i;
	}
	return report->nr_cells;
}

static const char *people_mode(enum mode mode)
{
	return mode == MODE_PROCS ? "processes" : "threads";
}

/* Why a mode has no figure; 0 and NULL where that is not the reason. */
static int say_lack(const struct report *report, size_t cell, enum mode mode, char **text)
{
	size_t found = find_mode(report, cell, mode, false);
	const struct result *result;

	*text = NULL;
	if (found == report->nr_cells)
		return keep(text, asprintf(text, "%s were not measured", people_mode(mode)));
	result = &report->results[found];
	if (result->status == STATUS_OK)
		return 0;
	return keep(text, asprintf(text, "%s %s: %s", people_mode(mode),
				  result->status == STATUS_FAILED ? "failed" : "were skipped",
				  result->reason ? result->reason : "no reason is given"));
}

static int say_no_pair(const struct report *report, size_t cell, char **text)
{
	int error;

	if (find_mode(report, cell, MODE_THREADS, true) < report->nr_cells) {
		*text = strdup("threads were measured against themselves, under --aa");
		return *text ? 0 : -ENOMEM;
	}
	if (find_mode(report, cell, MODE_THREADS, false) == report->nr_cells &&
		find_mode(report, cell, MODE_PROCS, false) == report->nr_cells) {
		*text = strdup(find_mode(report, cell, MODE_HYBRID, false) < report->nr_cells
				       ? "neither threads nor processes were measured, but shapes "
					 "of processes x threads, below"
				       : "neither threads nor processes were measured");
		return *text ? 0 : -ENOMEM;
	}
	error = say_lack(report, cell, MODE_THREADS, text);
	if (!error && !*text)
		error = say_lack(report, cell, MODE_PROCS, text);
	if (!error && !*text) {
		*text = strdup("threads and processes were not measured at one worker count");
		return *text ? 0 : -ENOMEM;
	}
	return error;
}

/* ---- With one ---- */

static int say_failure(const struct report *report, const struct verdict_row *pair, char **text)
{
	const struct result *result = &report->results[pair->threads_cell];
	enum mode mode = MODE_THREADS;

	if (result->status == STATUS_OK) {
		result = &report->results[pair->procs_cell];
		mode = MODE_PROCS;
	}
	return keep(text, asprintf(text, "a trial of %s failed: %s", people_mode(mode),
				  result->reason ? result->reason : "no reason is given"));
}

/* A latency of 99 %, or of half where there are too few for that; NaN without either. */
static double latency_of(const struct latency *latency, bool *is_median)
{
	*is_median = latency->p99 == FIGURE_NONE;
	if (!latency->kind || latency->p50 == FIGURE_NONE)
		return NAN;
	return (double)(*is_median ? latency->p50 : latency->p99);
}

static int say_clock(const struct report *report, const struct verdict_row *pair, char **text)
{
	const struct latency *threads = &report->results[pair->threads_cell].latency;
	const struct latency *procs = &report->results[pair->procs_cell].latency;
	const char *clock = grounds_clock(report, pair->threads_cell);
	bool is_median[2];
	char times[2][FORMAT_SIZE];
	double t = latency_of(threads, &is_median[0]), p = latency_of(procs, &is_median[1]);

	if (isnan(t) || isnan(p) || is_median[0] != is_median[1])
		return keep(text, asprintf(text, "%s sets its time: compare its latencies", clock));
	return keep(text, asprintf(text,
				  "%s sets its time: compare its latencies, %s %s in threads, "
				  "%s in processes (no interval)",
				  clock, is_median[0] ? "p50" : "p99", format_time(times[0], t),
				  format_time(times[1], p)));
}

static int say_seq(const struct advice_row *row, char **text)
{
	char threads[FORMAT_SIZE], procs[FORMAT_SIZE], also[64] = "";

	if (row->verdict == VERDICT_THREADS || row->verdict == VERDICT_PROCS)
		snprintf(also, sizeof(also), "; where there must be workers, %s",
			row->verdict == VERDICT_THREADS ? "threads" : "processes");
	return keep(text, asprintf(text,
				  "%" PRIu64 " workers are no faster than one: threads %s, "
				  "processes %s times as fast as seq%s",
				  row->workers,
				  format_speedup(threads, row->threads.speedup,
					  row->threads.speedup_low, row->threads.speedup_high),
				  format_speedup(procs, row->procs.speedup, row->procs.speedup_low,
					  row->procs.speedup_high),
				  also));
}

static int say_open(const struct verdict_row *pair, const struct advice_row *row, char **text)
{
	if (advice_is_beyond(row))
		return keep(text,
			asprintf(text,
				"%s; it would take more than %u rounds, the most of --rigorous",
				pair->text, SEQUENTIAL_LAST));
	if (row->rounds_needed == FIGURE_NONE)
		return keep(text, asprintf(text, "%s", pair->text));
	return keep(text, asprintf(text, "%s; %s %" PRIu64 " more round%s may tell", pair->text,
				  pair->verdict == VERDICT_NONE ? "at least" : "about",
				  row->rounds_needed, row->rounds_needed == 1 ? "" : "s"));
}

int grounds_reason(const struct report *report, size_t cell, const struct verdict_row *pair,
	struct advice_row *row)
{
	if (!pair)
		return say_no_pair(report, cell, &row->reason);
	switch (row->choice) {
	case CHOICE_SEQ:
		return say_seq(row, &row->reason);
	case CHOICE_OPEN:
		return say_open(pair, row, &row->reason);
	case CHOICE_NONE:
		return row->n == FIGURE_NONE ? say_failure(report, pair, &row->reason)
					     : say_clock(report, pair, &row->reason);
	case CHOICE_EITHER:
	case CHOICE_THREADS:
	case CHOICE_PROCS:
		break;
	}
	row->reason = strdup(pair->text);
	return row->reason ? 0 : -ENOMEM;
}

/* ---- At other counts ---- */

static bool has_failed(const struct report *report, const struct verdict_row *pair)
{
	return report->results[pair->threads_cell].status != STATUS_OK ||
	       report->results[pair->procs_cell].status != STATUS_OK;
}

/* Whether there is anything to say of another count. */
static bool differs(const struct report *report, const struct verdict_row *pair,
	const struct verdict_row *other)
{
	if (other == pair || report->cells[other->procs_cell].twin ||
		!headcount_is_like(report, pair->threads_cell, other->threads_cell))
		return false;
	return has_failed(report, other) ||
	       (other->verdict != pair->verdict &&
		       (other->verdict == VERDICT_THREADS || other->verdict == VERDICT_PROCS));
}

static void put_count(FILE *text, const struct report *report, const struct verdict_row *other)
{
	char ratio[FORMAT_SIZE];

	fprintf(text, "at %" PRIu64 " worker%s ", other->workers, other->workers == 1 ? "" : "s");
	if (has_failed(report, other))
		fputs("a trial failed", text);
	else
		fprintf(text, "%s (%s)",
			other->verdict == VERDICT_THREADS ? "threads" : "processes",
			format_ratio_interval(ratio, other->ratio, other->ci_low, other->ci_high));
}

int grounds_other_counts(
	const struct report *report, const struct verdict_row *pair, struct advice_row *row)
{
	size_t length, nr = 0;
	FILE *text;

	if (!pair || row->choice == CHOICE_NONE)
		return 0;
	text = open_memstream(&row->other_counts, &length);
	if (!text)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_verdicts; i++) {
		if (!differs(report, pair, &report->verdicts[i]))
			continue;
		fputs(nr++ ? ", " : "", text);
		put_count(text, report, &report->verdicts[i]);
	}
	if (fclose(text))
		return -ENOMEM;
	if (!nr) {
		free(row->other_counts);
		row->other_counts = NULL;
	}
	return 0;
}
