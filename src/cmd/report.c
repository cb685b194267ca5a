/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cmd/intake.h"
#include "cmd/options.h"
#include "page/page.h"

struct values {
	const char *output;
};

static const struct option_spec options[] = {
	{ "output", 'o', "FILE", "write the page here; - is stdout (stdout)", OPTION_PATH,
		offsetof(struct values, output), 0, NULL },
	{ .name = NULL },
};

struct collection {
	struct source *sources;
	struct report *reports;
	struct page_report *pages;
	size_t nr;
};

static int read_one(void *context, size_t i, char message[FILE_MESSAGE_SIZE])
{
	struct collection *all = context;
	int error = report_read(all->sources[i].path, &all->reports[i], message);

	return error ? error : source_name(&all->sources[i], &all->reports[i]);
}

/* Returns 0, or -errno with the complaint made. */
static int read_all(char **operands, struct collection *all)
{
	const struct intake intake = { "report", all->sources, all->nr, read_one, all };
	int error = intake_read(&intake, operands);

	if (error)
		return error;
	error = sources_distinguish(all->sources, all->nr);
	if (error)
		complain("report: %s", strerror(-error));
	for (size_t i = 0; i < all->nr && !error; i++)
		all->pages[i] = (struct page_report){ all->sources[i].name, &all->reports[i] };
	return error;
}

static int write_page(const struct collection *all, const char *output)
{
	char message[FILE_MESSAGE_SIZE], *text;
	int error = page_make(all->pages, all->nr, &text);

	if (error) {
		complain("report: %s", strerror(-error));
		return EXIT_FAILED;
	}
	error = file_write(output, text, message);
	free(text);
	if (!error || (error == -EPIPE && !strcmp(output, "-")))
		return EXIT_FINE;
	complain("report: %s", message);
	return EXIT_USAGE;
}

static void release(struct collection *all)
{
	for (size_t i = 0; all->reports && i < all->nr; i++)
		report_release(&all->reports[i]);
	if (all->sources)
		sources_release(all->sources, all->nr);
	free(all->reports);
	free(all->pages);
}

static int make(char **operands, size_t nr, const char *output)
{
	struct collection all = { calloc(nr, sizeof(*all.sources)),
		calloc(nr, sizeof(*all.reports)), calloc(nr, sizeof(*all.pages)), nr };
	int status = EXIT_USAGE;

	if (!all.sources || !all.reports || !all.pages)
		complain("report: %s", strerror(ENOMEM));
	else if (!read_all(operands, &all))
		status = write_page(&all, output);
	release(&all);
	return status;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { NULL };
	enum parsed parsed;
	int operand;

	(void)registry;
	parsed = options_parse(&report_command, options, &values, argc, argv, &operand, argc);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (operand == argc) {
		complain("report: which report? Give one file or several, or - for stdin");
		return EXIT_USAGE;
	}
	if (!values.output && isatty(STDOUT_FILENO)) {
		complain("report: a page is not for a terminal; where to? Give -o page.html");
		return EXIT_USAGE;
	}
	return make(argv + operand, (size_t)(argc - operand), values.output ? values.output : "-");
}

const struct command report_command = {
	.name = "report",
	.arguments = "[OPTION]... [NAME=]REPORT...",
	.summary = "Make one HTML page of one report or several, with charts",
	.run = run,
};
