/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "cmd/options.h"
#include "report/excerpt.h"
#include "report/file.h"
#include "report/table.h"

static int print_table(FILE *out, const struct report *report)
{
	return table_print(&(struct sheet){ out, SHEET_TABLE }, report);
}

static int print_markdown(FILE *out, const struct report *report)
{
	return table_print(&(struct sheet){ out, SHEET_MARKDOWN }, report);
}

enum format { FORMAT_TABLE, FORMAT_MARKDOWN, FORMAT_CSV, FORMAT_JSON };

/* In the order of the enum. */
static const char *const format_words[] = { "table", "markdown", "csv", "json", NULL };
static int (*const printers[])(FILE *out, const struct report *report) = { print_table,
	print_markdown, excerpt_csv, excerpt_json };

struct values {
	enum format format;
};

static const struct option_spec options[] = {
	{ "format", 0, "FORMAT", "csv: a row a cell; json: all but the trials (table)", OPTION_WORD,
		offsetof(struct values, format), 0, format_words },
	{ .name = NULL },
};

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { FORMAT_TABLE };
	char message[FILE_MESSAGE_SIZE];
	struct report report;
	enum parsed parsed;
	int operand, error;

	(void)registry;
	parsed = options_parse(&show_command, options, &values, argc, argv, &operand, 1);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (operand == argc) {
		complain("show: which report? Give a file, or - for stdin");
		return EXIT_USAGE;
	}
	if (report_read(argv[operand], &report, message)) {
		complain("show: %s", message);
		return EXIT_USAGE;
	}
	error = printers[values.format](stdout, &report);
	report_release(&report);
	/* That stdout takes no more is main's to tell. */
	if (error && error != -EIO) {
		complain("show: %s", strerror(-error));
		return EXIT_FAILED;
	}
	return EXIT_FINE;
}

const struct command show_command = {
	.name = "show",
	.arguments = "[OPTION]... REPORT",
	.summary = "Print the table, the verdicts and the warnings of a report",
	.run = run,
};
