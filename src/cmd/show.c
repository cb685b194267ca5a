/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <stdio.h>
#include "cmd/options.h"
#include "report/file.h"
#include "report/table.h"

static int run(const struct workload *const *registry, int argc, char **argv)
{
	static const struct option_spec none[] = { { .name = NULL } };
	char message[FILE_MESSAGE_SIZE];
	struct report report;
	enum parsed parsed;
	int operand;

	(void)registry;
	parsed = options_parse(&show_command, none, NULL, argc, argv, &operand, 1);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (operand == argc) {
		complain("show: which report? Give a file, or - for stdin");
		return EXIT_USAGE;
	}
	if (report_read(argv[operand], &report, message)) {
		complain("%s", message);
		return EXIT_USAGE;
	}
	table_print(&(struct sheet){ stdout, SHEET_TABLE }, &report);
	report_release(&report);
	return finish_output();
}

const struct command show_command = {
	.name = "show",
	.arguments = "REPORT",
	.summary = "Print the table, the verdicts and the warnings of a report",
	.run = run,
};
