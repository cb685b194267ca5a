/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "export/export.h"
#include "report/file.h"
#include "report/hybrids.h"
#include "report/json.h"
#include "report/results.h"
#include "report/shapes.h"
#include "report/sweeps.h"
#include "report/table.h"

/*
 * Any bytes as a report. What can be read can be written, read again and is the same then; its
 * times are the same by themselves; its results can be made anew; it can be printed, before and after that.
 */

static void read_again(const struct report *report)
{
	char *text = json_write(&report_shape, report, JSON_LINE), *again;
	char message[FILE_MESSAGE_SIZE];
	struct report copy;

	FUZZ_HOLD(text);
	FUZZ_HOLD(!report_parse("-", text, strlen(text), &copy, message));
	again = json_write(&report_shape, &copy, JSON_LINE);
	FUZZ_HOLD(again);
	FUZZ_HOLD(!strcmp(text, again));
	free(text);
	free(again);
	report_release(&copy);
}

/* Who reads times alone is told nothing else of them, and refuses nothing more. */
static void read_times(const struct report *report, const char *text, size_t length)
{
	char message[FILE_MESSAGE_SIZE];
	struct report times;

	FUZZ_HOLD(!report_parse_times("a.json", text, length, &times, message));
	FUZZ_HOLD(times.nr_cells == report->nr_cells && times.nr_trials == report->nr_trials);
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *one = &times.trials[i], *whole = &report->trials[i];

		FUZZ_HOLD(one->round == whole->round && one->cell == whole->cell);
		FUZZ_HOLD(one->warmup == whole->warmup && one->status == whole->status);
		FUZZ_HOLD(one->work_ns == whole->work_ns);
		FUZZ_HOLD(one->noise.canary_ns == whole->noise.canary_ns);
	}
	report_release(&times);
}

static void print(const struct report *report)
{
	FILE *sink = fuzz_sink();

	FUZZ_HOLD(!table_print(&(struct sheet){ sink, SHEET_TABLE }, report));
	FUZZ_HOLD(!table_print(&(struct sheet){ sink, SHEET_MARKDOWN }, report));
	export_pyperf(report, sink);
	export_google(report, sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[FILE_MESSAGE_SIZE] = "";
	struct report report;

	if (report_parse("a.json", (const char *)data, size, &report, message)) {
		FUZZ_HOLD(*message && !strchr(message, '\n'));
		/* It may be fine in what is read of it. */
		if (!report_parse_times("a.json", (const char *)data, size, &report, message))
			report_release(&report);
		return 0;
	}
	read_times(&report, (const char *)data, size);
	read_again(&report);
	print(&report);
	FUZZ_HOLD(!results_make(&report));
	FUZZ_HOLD(!verdicts_make(&report));
	FUZZ_HOLD(!hybrids_make(&report));
	FUZZ_HOLD(!sweeps_make(&report));
	print(&report);
	report_release(&report);
	return 0;
}
