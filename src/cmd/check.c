/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "audit/audit.h"
#include "cmd/options.h"
#include "report/file.h"
#include "report/results.h"

struct values {
	bool strict;
};

static const struct option_spec options[] = {
	{ "strict", 0, NULL, "exit 4 when the figures are not stable, and name what is not",
		OPTION_FLAG, offsetof(struct values, strict), 0, NULL },
	{ .name = NULL },
};

static int judge(const struct report *report, const struct audit *audit, bool strict)
{
	if (audit->nr)
		return EXIT_USAGE;
	if (results_failed(report))
		return EXIT_FAILED;
	return strict && results_unstable(report) ? EXIT_UNSTABLE : EXIT_FINE;
}

static int check(const char *path, bool strict)
{
	const struct audit_view view = { strcmp(path, "-") ? path : "standard input", strict };
	char message[FILE_MESSAGE_SIZE];
	struct report report;
	struct audit audit;
	int status;

	if (report_read(path, &report, message)) {
		fflush(stdout); /* or the line would stand before those of the reports before it */
		complain("%s", message);
		return EXIT_USAGE;
	}
	if (audit_make(&report, &audit)) {
		complain("check: %s", strerror(ENOMEM));
		status = EXIT_USAGE;
	} else {
		audit_print(&(struct sheet){ stdout, SHEET_TABLE }, &view, &report, &audit);
		status = judge(&report, &audit, strict);
		audit_release(&audit);
	}
	report_release(&report);
	return status;
}

/* Of several reports the gravest tells: one that is wrong, that failed, that is unstable. */
static int worse(int a, int b)
{
	static const int order[] = { EXIT_USAGE, EXIT_FAILED, EXIT_UNSTABLE };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (a == order[i] || b == order[i])
			return order[i];
	}
	return EXIT_FINE;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { false };
	int operand, status = EXIT_FINE, printed;
	enum parsed parsed;

	(void)registry;
	parsed = options_parse(&check_command, options, &values, argc, argv, &operand, INT_MAX);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (operand == argc) {
		complain("check: which report? Give a file, or - for stdin");
		return EXIT_USAGE;
	}
	for (; operand < argc; operand++)
		status = worse(status, check(argv[operand], values.strict));
	printed = finish_output();
	return status == EXIT_FINE ? printed : status;
}

const struct command check_command = {
	.name = "check",
	.arguments = "REPORT... [--strict]",
	.summary = "Compute a report again from its trials, and say what does not hold",
	.run = run,
};
