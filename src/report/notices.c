/* SPDX-License-Identifier: MIT */
#include "report/notices.h"

#include <stdbool.h>
#include <string.h>
#include "report/results.h"
#include "report/warnings.h"

/* A warning that many cells have is told once, with the first of them. */
#define CELLS_TOLD 3

char *notices_mark(const struct result *result, char *mark)
{
	bool unstable = false, warned = false;

	for (size_t w = 0; w < result->nr_warnings; w++) {
		bool is = warning_is_unstable(result->warnings[w].code);

		unstable = unstable || is;
		warned = warned || !is;
	}
	snprintf(mark, NOTICES_MARK_SIZE, "%s%s%s", result->status == STATUS_FAILED ? "x" : "",
		unstable ? "~" : "", warned ? "!" : "");
	return mark;
}

void notices_legend(const struct sheet *sheet, const struct report *report)
{
	static const struct {
		char mark;
		const char *meaning;
	} legend[] = {
		{ 'x', "a trial failed; the figures are of the others" },
		{ '~', "unstable, another run may well give another figure: see the warnings" },
		{ '!', "see the warnings" },
	};

	for (size_t l = 0; l < sizeof(legend) / sizeof(*legend); l++) {
		char mark[NOTICES_MARK_SIZE];
		bool occurs = false;

		for (size_t i = 0; i < report->nr_results && !occurs; i++)
			occurs = report->results[i].work_ns.n &&
				 strchr(notices_mark(&report->results[i], mark), legend[l].mark);
		if (occurs)
			sheet_line(sheet, "%c: %s", legend[l].mark, legend[l].meaning);
	}
}

static void print_code(const struct sheet *sheet, const struct warning *warning)
{
	sheet_line(sheet, "%s: %s", warning->code, warning->advice);
}

/* Warnings of one code may have different advice, each for some of the cells. */
static bool is_like(const struct warning *a, const struct warning *b)
{
	return !strcmp(a->code, b->code) && !strcmp(a->advice, b->advice);
}

/* Whether an earlier result has a warning like this, which then stands there. */
static bool is_printed(const struct report *report, size_t before, const struct warning *like)
{
	for (size_t i = 0; i < before; i++) {
		for (size_t w = 0; w < report->results[i].nr_warnings; w++) {
			if (is_like(&report->results[i].warnings[w], like))
				return true;
		}
	}
	return false;
}

/* All warnings like one, of which result number first has the first. */
static void print_all_of(const struct sheet *sheet, const struct report *report, size_t first,
	const struct warning *like)
{
	unsigned nr = 0;

	for (size_t i = first; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t w = 0; w < result->nr_warnings; w++) {
			const struct warning *warning = &result->warnings[w];

			if (!is_like(warning, like))
				continue;
			if (!nr++)
				print_code(sheet, warning);
			if (nr <= CELLS_TOLD)
				sheet_item(sheet, 1, "%s: %s", report->cells[result->cell].cell,
					warning->text);
		}
	}
	if (nr > CELLS_TOLD)
		sheet_item(sheet, 1, "and %u more", nr - CELLS_TOLD);
}

void notices_print(const struct sheet *sheet, const struct report *report)
{
	size_t nr = report->nr_warnings;

	for (size_t i = 0; i < report->nr_results; i++)
		nr += report->results[i].nr_warnings;
	if (nr)
		sheet_heading(sheet, "Warnings, and what can be done");
	for (size_t i = 0; i < report->nr_warnings; i++) {
		print_code(sheet, &report->warnings[i]);
		sheet_item(sheet, 1, "%s", report->warnings[i].text);
	}
	for (size_t i = 0; i < report->nr_results; i++) {
		for (size_t w = 0; w < report->results[i].nr_warnings; w++) {
			const struct warning *warning = &report->results[i].warnings[w];

			if (!is_printed(report, i, warning))
				print_all_of(sheet, report, i, warning);
		}
	}
}
