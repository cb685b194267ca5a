/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <string.h>
#include "cmd/options.h"
#include "export/export.h"
#include "report/file.h"

static const char *const forms[] = { "pyperf", "google", "trials", NULL };
static exporter *const exporters[] = { export_pyperf, export_google, export_trials };

struct values {
	int form;
};

static const struct option_spec options[] = {
	{ "to", 0, "FORM", "JSON of pyperf or Google Benchmark, or CSV of trials", OPTION_WORD,
		offsetof(struct values, form), 0, forms },
	{ .name = NULL },
};

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { -1 };
	char message[FILE_MESSAGE_SIZE];
	struct report report;
	enum parsed parsed;
	int operand, error;

	(void)registry;
	parsed = options_parse(&export_command, options, &values, argc, argv, &operand, 1);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (values.form < 0) {
		complain("export: to which form? Give --to=pyperf, google or trials");
		return EXIT_USAGE;
	}
	if (operand == argc) {
		complain("export: which report? Give a file, or - for stdin");
		return EXIT_USAGE;
	}
	if (report_read(argv[operand], &report, message)) {
		complain("export: %s", message);
		return EXIT_USAGE;
	}
	error = exporters[values.form](&report, stdout);
	report_release(&report);
	if (error == -ENOMEM) {
		complain("export: %s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	return EXIT_FINE;
}

const struct command export_command = {
	.name = "export",
	.arguments = "--to=FORM REPORT",
	.summary = "Write a report in a form that other tools read",
	.run = run,
};
