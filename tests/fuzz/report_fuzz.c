/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "export/export.h"
#include "report/file.h"
#include "report/json.h"
#include "report/results.h"
#include "report/shapes.h"
#include "report/sweeps.h"
#include "report/table.h"

/*
 * Any bytes as a report. What can be read can be written, read again and is the same then; its
 * results can be made anew; it can be printed, before and after that.
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
		return 0;
	}
	read_again(&report);
	print(&report);
	FUZZ_HOLD(!results_make(&report));
	FUZZ_HOLD(!verdicts_make(&report));
	FUZZ_HOLD(!sweeps_make(&report));
	print(&report);
	report_release(&report);
	return 0;
}
