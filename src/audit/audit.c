/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine/build.h"
#include "report/results.h"
#include "report/warnings.h"

void audit_deviate(struct audit *audit, const char *format, ...)
{
	va_list arguments;
	char *line = NULL;

	if (audit->nr++ >= AUDIT_TOLD)
		return;
	va_start(arguments, format);
	if (vasprintf(&line, format, arguments) < 0) {
		audit->error = -ENOMEM;
		line = NULL;
	}
	va_end(arguments);
	audit->lines[audit->nr - 1] = line;
}

static bool is_same_build(const struct tool *tool)
{
	return !strcmp(tool->version, build.version) &&
	       !strcmp(tool->commit ? tool->commit : "", build.commit);
}

/* Whether there is a figure in a report that has no trial it could come from. */
static bool lacks_trials(const struct report *report)
{
	return !report->nr_trials && !results_empty(report);
}

int audit_make(const struct report *report, struct audit *audit)
{
	static int (*const parts[])(const struct report *, struct audit *) = { audit_config,
		audit_cells, audit_trials, audit_rounds, audit_results };
	int error = 0;

	memset(audit, 0, sizeof(*audit));
	audit->same_build = is_same_build(&report->tool);
	if (lacks_trials(report)) {
		audit_deviate(audit, "it has no trials, which show --format json leaves out: "
				     "nothing in it can be computed again");
		return audit->error;
	}
	for (size_t i = 0; !error && i < sizeof(parts) / sizeof(parts[0]); i++)
		error = parts[i](report, audit);
	error = error ? error : audit->error;
	if (error)
		audit_release(audit);
	return error;
}

void audit_release(struct audit *audit)
{
	for (size_t i = 0; i < AUDIT_TOLD; i++)
		free(audit->lines[i]);
	memset(audit, 0, sizeof(*audit));
}

/* ---- For people ---- */

/* "1 result", "2 results". */
#define COUNT_SIZE 40
static const char *count(size_t nr, const char *noun, char text[COUNT_SIZE])
{
	snprintf(text, COUNT_SIZE, "%zu %s%s", nr, noun, nr == 1 ? "" : "s");
	return text;
}

static void print_deviations(const struct sheet *sheet, const struct audit_view *view,
	const struct report *report, const struct audit *audit)
{
	const char *commit = report->tool.commit;

	for (size_t i = 0; i < audit->nr && i < AUDIT_TOLD; i++)
		sheet_line(sheet, "%s: %s", view->name, audit->lines[i]);
	if (audit->nr > AUDIT_TOLD)
		sheet_line(sheet, "%s: and %zu more", view->name, audit->nr - AUDIT_TOLD);
	if (audit->nr && !audit->same_build)
		sheet_line(sheet,
			"%s: made by parallax %s (%s) and computed again by %s (%s): a rule may "
			"have changed",
			view->name, report->tool.version, commit ? commit : "no commit",
			build.version, *build.commit ? build.commit : "no commit");
}

static void print_failed(
	const struct sheet *sheet, const struct audit_view *view, const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (result->status == STATUS_FAILED)
			sheet_line(sheet, "%s: failed: %s: %s", view->name, report->cells[i].cell,
				result->reason ? result->reason : "-");
	}
}

/* Prints, if strict, the warnings that make a report unstable, as long as they are few. */
static void note_unstable(const struct sheet *sheet, const struct audit_view *view, const char *of,
	const struct warning *warnings, size_t nr, size_t *found)
{
	for (size_t w = 0; w < nr; w++) {
		if (warning_is_unstable(warnings[w].code) && ++*found <= AUDIT_TOLD && view->strict)
			sheet_line(sheet, "%s: unstable: %s: %s, %s", view->name, of,
				warnings[w].code, warnings[w].text);
	}
}

static void print_stability(
	const struct sheet *sheet, const struct audit_view *view, const struct report *report)
{
	char warnings[COUNT_SIZE];
	size_t found = 0;

	note_unstable(sheet, view, "the run", report->warnings, report->nr_warnings, &found);
	for (size_t i = 0; i < report->nr_results; i++)
		note_unstable(sheet, view, report->cells[i].cell, report->results[i].warnings,
			report->results[i].nr_warnings, &found);
	count(found, "warning", warnings);
	if (found && !view->strict)
		sheet_line(sheet, "%s: unstable by %s; --strict names them", view->name, warnings);
	else if (found > AUDIT_TOLD)
		sheet_line(sheet, "%s: unstable: and %zu more", view->name, found - AUDIT_TOLD);
}

/* What was looked at: "6 results, 2 verdicts and 42 trials". */
#define SCOPE_SIZE (5 * COUNT_SIZE)
static const char *scope(const struct report *report, char text[SCOPE_SIZE])
{
	char results[COUNT_SIZE], verdicts[COUNT_SIZE], sweeps[COUNT_SIZE], trials[COUNT_SIZE];

	count(report->nr_results, "result", results);
	count(report->nr_verdicts, "verdict", verdicts);
	count(report->nr_sweeps, "sweep", sweeps);
	count(report->nr_trials, "trial", trials);
	snprintf(text, SCOPE_SIZE, "%s, %s%s%s and %s", results, verdicts,
		report->nr_sweeps ? ", " : "", report->nr_sweeps ? sweeps : "", trials);
	return text;
}

void audit_print(const struct sheet *sheet, const struct audit_view *view,
	const struct report *report, const struct audit *audit)
{
	char deviations[COUNT_SIZE], text[SCOPE_SIZE];

	print_deviations(sheet, view, report, audit);
	print_failed(sheet, view, report);
	print_stability(sheet, view, report);
	if (results_empty(report))
		sheet_line(sheet, "%s: nothing was measured", view->name);
	if (!report->complete)
		sheet_line(sheet, "%s: incomplete: the run was interrupted", view->name);
	if (audit->nr)
		sheet_line(sheet, "%s: does not hold: %s in %s", view->name,
			count(audit->nr, "deviation", deviations), scope(report, text));
	else
		sheet_line(sheet, "%s: %s agree", view->name, scope(report, text));
}
