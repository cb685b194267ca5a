/* SPDX-License-Identifier: MIT */
#include "advice/counsel.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "advice/evidence.h"
#include "advice/prose.h"
#include "advice/tally.h"
#include "measure/figure.h"
#include "report/format.h"

/* ---- What a row has no room for ---- */

/* All that are sequential, in one sentence. */
static void say_sequential(const struct sheet *sheet, const struct advice_rows *rows)
{
	char *text = NULL;
	size_t length, nr = 0;
	FILE *stream = open_memstream(&text, &length);

	for (size_t i = 0; stream && i < rows->nr; i++) {
		const struct advice_row *row = &rows->list[i];
		char threads[FORMAT_SIZE], procs[FORMAT_SIZE];

		if (row->choice != CHOICE_SEQ)
			continue;
		fprintf(stream, "%s%s %s/%s", nr++ ? ", " : "", row->workload,
			format_speedup(threads, row->threads.speedup, NAN, NAN),
			format_speedup(procs, row->procs.speedup, NAN, NAN));
		if (row->verdict == VERDICT_THREADS || row->verdict == VERDICT_PROCS)
			fprintf(stream, " (among the two %s)",
				row->verdict == VERDICT_THREADS ? "threads" : "processes");
	}
	if (stream && !fclose(stream) && nr)
		prose_say(sheet,
			"Sequential, since more workers are no faster than one; threads/processes, over "
			"seq: %s.",
			text);
	free(text);
}

/* Whether the other mode takes less time once creating the team counts. */
static bool is_turned(const struct advice_row *row)
{
	return (row->choice == CHOICE_THREADS && row->total_verdict == VERDICT_PROCS) ||
	       (row->choice == CHOICE_PROCS && row->total_verdict == VERDICT_THREADS);
}

static void say_row(const struct sheet *sheet, const struct advice_row *row)
{
	char total[FORMAT_SIZE];

	if (row->choice == CHOICE_NONE)
		prose_say(sheet, "%s: %s.", row->workload, row->reason);
	if (row->cause)
		prose_say(sheet, "%s: %s are faster, perhaps since %s.", row->workload,
			row->verdict == VERDICT_THREADS ? "threads" : "processes", row->cause);
	if (is_turned(row))
		prose_say(sheet,
			"%s: %s while workers live on, %s where they are created for each task as long "
			"as this one (%s with creation).",
			row->workload, choice_words(row->choice),
			row->choice == CHOICE_THREADS ? "processes" : "threads",
			format_ratio_interval(
				total, row->total_ratio, row->total_ci_low, row->total_ci_high));
	if (row->other_counts)
		prose_say(sheet, "%s: %s.", row->workload, row->other_counts);
}

static bool has_note(const struct advice_row *row)
{
	return row->choice == CHOICE_SEQ || row->choice == CHOICE_NONE || row->cause ||
	       row->other_counts || is_turned(row);
}

static void print_notes(const struct sheet *sheet, const struct advice_rows *rows)
{
	size_t nr = 0;

	for (size_t i = 0; i < rows->nr; i++)
		nr += has_note(&rows->list[i]);
	if (!nr)
		return;
	prose_gap(sheet);
	say_sequential(sheet, rows);
	for (size_t i = 0; i < rows->nr; i++)
		say_row(sheet, &rows->list[i]);
}

static void print_class(
	const struct sheet *sheet, const struct advice_class *class, const struct advice_rows *rows)
{
	sheet_heading(sheet, tally_about(class->class));
	for (size_t i = 0; i < class->nr_sentences; i++)
		prose_say(sheet, "%s", class->sentences[i]);
	evidence_print(sheet, rows);
	print_notes(sheet, rows);
}

/* ---- Around them ---- */

static void print_head(
	const struct sheet *sheet, const struct report *report, const struct advice *advice)
{
	const char *model = report->machine.cpu.model;
	char *text;

	if (asprintf(&text, "Threads or processes? %s%s%s (%u usable CPUs), by the report of %s%s",
		    advice->label ? advice->label : "", advice->label ? ": " : "",
		    model ? model : "an unknown CPU", report->machine.cpu.counts.usable_pus,
		    advice->started,
		    advice->complete ? "" : " that is INCOMPLETE, since it was interrupted") < 0)
		return;
	sheet_wrapped(sheet, text, 0, 2);
	free(text);
	if (sheet->format == SHEET_MARKDOWN)
		prose_gap(sheet);
	sheet_wrapped(sheet, advice->summary, 0, 2);
}

static bool has_choice(const struct advice *advice, enum choice choice)
{
	for (size_t i = 0; i < advice->nr_rows; i++) {
		if (advice->rows[i].n != FIGURE_NONE && advice->rows[i].choice == choice)
			return true;
	}
	return false;
}

static void print_legend(const struct sheet *sheet, const struct advice *advice)
{
	bool any = false;

	for (int choice = CHOICE_NONE; choice <= CHOICE_SEQ; choice++)
		any = any || has_choice(advice, (enum choice)choice);
	if (!any)
		return;
	prose_gap(sheet);
	prose_explain(sheet, "choice", "for n workers that live longer than one task");
	if (has_choice(advice, CHOICE_SEQ))
		prose_explain(sheet, "  sequential",
			"no team was faster than one worker that does all of it by itself");
	if (has_choice(advice, CHOICE_OPEN))
		prose_explain(sheet, "  cannot tell +N",
			"about N more rounds may tell, if the ratio stays and its interval narrows by "
			"the square root; without N, more than run makes");
	prose_explain(sheet, "processes/threads",
		"how long the work takes, with the 95 % interval: at 1.050 processes take 5 % "
		"longer");
	prose_explain(sheet, "MiB", "memory of all workers together (PSS), threads/processes");
	prose_explain(sheet, "create ms", "creating and ending all of them, threads/processes");
	prose_explain(sheet, "pays from ms",
		"the shortest task, by its time in one worker, worth creating them for; - where "
		"none is known");
}

/* Which P x T, of the workloads that were measured in several. */
static void print_shapes(const struct sheet *sheet, const struct advice *advice)
{
	if (!advice->nr_hybrids)
		return;
	sheet_heading(sheet, "Which shape of team, processes x threads");
	for (size_t i = 0; i < advice->nr_hybrids; i++) {
		const struct advice_hybrid *hybrid = &advice->hybrids[i];

		prose_say(sheet, "%s, %" PRIu64 " workers: %s.", hybrid->workload, hybrid->workers,
			hybrid->text);
	}
}

static void print_crash(const struct sheet *sheet, const struct advice *advice)
{
	if (!advice->nr_rows)
		return;
	sheet_heading(sheet, "If a worker crashes: known of threads and processes, not measured");
	for (size_t i = 0; i < advice->nr_crash; i++)
		prose_say(sheet, i ? "%s: %s" : "%.0s%s", advice->crash[i].about,
			advice->crash[i].text);
}

static void print_caveats(const struct sheet *sheet, const struct advice *advice)
{
	char *text = NULL;
	size_t length;
	FILE *stream = advice->nr_caveats ? open_memstream(&text, &length) : NULL;

	for (size_t i = 0; stream && i < advice->nr_caveats; i++) {
		const struct caveat *caveat = &advice->caveats[i];

		fprintf(stream, "%s%s", i ? ", " : "", caveat->code);
		if (caveat->workloads != FIGURE_NONE)
			fprintf(stream, " (%" PRIu64 " of %zu)", caveat->workloads,
				advice->nr_rows);
	}
	if (stream && !fclose(stream))
		prose_say(sheet, "Warnings: %s. parallax show says what they mean.", text);
	free(text);
}

int counsel_print(
	const struct sheet *sheet, const struct report *report, const struct advice *advice)
{
	const struct advice_rows all = { advice->rows, advice->nr_rows };

	print_head(sheet, report, advice);
	print_legend(sheet, advice);
	for (size_t c = 0, first = 0; c < advice->nr_classes; first += advice->classes[c++].nr) {
		const struct advice_rows rows = { &advice->rows[first], advice->classes[c].nr };

		print_class(sheet, &advice->classes[c], &rows);
	}
	evidence_print_counts(sheet, &all);
	print_shapes(sheet, advice);
	print_crash(sheet, advice);
	if (advice->untried || advice->nr_caveats || advice->beyond || advice->command)
		sheet_heading(sheet, "What this rests on, and what would tell more");
	if (advice->untried)
		prose_say(sheet, "%s", advice->untried);
	print_caveats(sheet, advice);
	if (advice->beyond)
		prose_say(sheet, "%s", advice->beyond);
	if (advice->command) {
		/* On a line of its own, however long: it is there to be copied. */
		prose_say(sheet, "To tell more:");
		sheet_line(sheet, "%s", advice->command);
	}
	return fflush(sheet->out) || ferror(sheet->out) ? -EIO : 0;
}
