/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice/advice.h"
#include "advice/counsel.h"
#include "cmd/options.h"
#include "cmd/selection.h"
#include "report/file.h"
#include "report/json.h"

enum format { FORMAT_TABLE, FORMAT_MARKDOWN, FORMAT_JSON };

struct values {
	struct texts workloads;
	int format;
};

static const char *const formats[] = { "table", "markdown", "json", NULL };

static const struct option_spec options[] = {
	{ "workload", 'w', "GLOB|CLASS",
		"on what to advise, by name, family or class; may be repeated (all)", OPTION_TEXTS,
		offsetof(struct values, workloads), 0, NULL },
	{ "format", 0, "FORMAT", "how to print it (table)", OPTION_WORD,
		offsetof(struct values, format), 0, formats },
	{ .name = NULL },
};

/*
 * Which cells of a report the patterns select. The caller frees *wanted. Returns 0, -ENOMEM, or -ENOENT
 * having said which selects none.
 */
static int select_cells(const struct report *report, const struct texts *patterns, bool **wanted)
{
	*wanted = calloc(report->nr_cells + 1, sizeof(**wanted));
	if (!*wanted)
		return -ENOMEM;
	for (size_t p = 0; p < patterns->nr; p++) {
		struct nearest nearest = nearest_to(patterns->list[p]);
		bool found = false;

		for (size_t i = 0; i < report->nr_cells; i++) {
			if (selection_takes(patterns->list[p], &report->cells[i], &nearest))
				(*wanted)[i] = found = true;
		}
		if (!found) {
			selection_refuse("advise: the report has no", &nearest);
			return -ENOENT;
		}
	}
	return 0;
}

static int print_json(const struct advice *advice)
{
	char *text = json_write(&advice_shape, advice, JSON_PRETTY);

	if (!text)
		return -errno;
	fputs(text, stdout);
	free(text);
	return 0;
}

static int print(const struct report *report, const struct advice *advice, enum format format)
{
	enum sheet_format dress = format == FORMAT_MARKDOWN ? SHEET_MARKDOWN : SHEET_TABLE;

	if (format == FORMAT_JSON)
		return print_json(advice);
	/* What stdout did not take, main tells. */
	counsel_print(&(struct sheet){ stdout, dress }, report, advice);
	return 0;
}

static int advise(const struct values *values, const struct report *report)
{
	struct advice advice = { 0 };
	bool *wanted = NULL;
	int error = 0;

	if (values->workloads.nr)
		error = select_cells(report, &values->workloads, &wanted);
	if (!error) {
		error = advice_make(report, wanted, &advice);
		error = error ? error : print(report, &advice, (enum format)values->format);
		if (error)
			complain("advise: %s", strerror(-error));
	}
	advice_release(&advice);
	free(wanted);
	if (error)
		return error == -ENOENT ? EXIT_USAGE : EXIT_FAILED;
	return EXIT_FINE;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	char message[FILE_MESSAGE_SIZE];
	struct values values = { .format = FORMAT_TABLE };
	struct report report;
	enum parsed parsed;
	int operand, status = EXIT_USAGE;

	(void)registry;
	parsed = options_parse(&advise_command, options, &values, argc, argv, &operand, 1);
	if (parsed != PARSED_GO) {
		status = (int)parsed;
	} else if (operand == argc) {
		complain("advise: which report? Give a file, or - for stdin");
	} else if (report_read(argv[operand], &report, message)) {
		complain("advise: %s", message);
	} else {
		status = advise(&values, &report);
		report_release(&report);
	}
	free(values.workloads.list);
	return status;
}

const struct command advise_command = {
	.name = "advise",
	.arguments = "[OPTION]... REPORT",
	.summary = "Say what to choose for each kind of work, and why",
	.run = run,
};
