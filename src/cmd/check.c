/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "audit/audit.h"
#include "cmd/crew.h"
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
	if (report->complete && results_empty(report))
		return EXIT_NOTHING;
	return strict && results_unstable(report) ? EXIT_UNSTABLE : EXIT_FINE;
}

/* ---- One report ---- */

/* What is to be told of a report. */
struct reply {
	char *text; /* NULL where it cannot be read; then message says why */
	char message[FILE_MESSAGE_SIZE];
	int status;
	bool done;
};

/* Returns 0 or -ENOMEM. */
static int write_reply(const char *path, bool strict, const struct report *report,
	const struct audit *audit, struct reply *reply)
{
	const struct audit_view view = { path, strict };
	size_t length;
	FILE *out = open_memstream(&reply->text, &length);

	if (!out)
		return -ENOMEM;
	audit_print(&(struct sheet){ out, SHEET_TABLE }, &view, report, audit);
	if (!fclose(out))
		return 0;
	free(reply->text);
	reply->text = NULL;
	return -ENOMEM;
}

static void check(const char *path, bool strict, struct reply *reply)
{
	struct report report;
	struct audit audit;
	int error;

	reply->status = EXIT_USAGE;
	if (report_read(path, &report, reply->message))
		return;
	error = audit_make(&report, &audit);
	if (!error) {
		error = write_reply(strcmp(path, "-") ? path : "standard input", strict, &report,
			&audit, reply);
		reply->status = error ? EXIT_USAGE : judge(&report, &audit, strict);
		audit_release(&audit);
	}
	if (error)
		snprintf(reply->message, sizeof(reply->message), "%s", strerror(ENOMEM));
	report_release(&report);
}

/* ---- All of them ---- */

/* Of several reports the gravest tells: that is wrong, that failed, that is empty, that is unstable. */
static int worse(int a, int b)
{
	static const int order[] = { EXIT_USAGE, EXIT_FAILED, EXIT_NOTHING, EXIT_UNSTABLE };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (a == order[i] || b == order[i])
			return order[i];
	}
	return EXIT_FINE;
}

/* Many are checked at once, and told in the order in which they were named, each as soon as it can be. */
struct desk {
	char *const *paths;
	size_t nr;
	bool strict;
	struct reply *replies;
	size_t nr_told;
	pthread_mutex_t lock; /* of nr_told, done and the output */
};

static void tell(const struct reply *reply)
{
	if (reply->text) {
		fputs(reply->text, stdout);
	} else {
		fflush(stdout); /* or the line would stand before those of the reports before it */
		complain("check: %s", reply->message);
	}
}

static void check_one(struct desk *desk, size_t i)
{
	check(desk->paths[i], desk->strict, &desk->replies[i]);
	pthread_mutex_lock(&desk->lock);
	desk->replies[i].done = true;
	for (; desk->nr_told < desk->nr && desk->replies[desk->nr_told].done; desk->nr_told++) {
		struct reply *next = &desk->replies[desk->nr_told];

		tell(next);
		free(next->text);
		next->text = NULL;
	}
	pthread_mutex_unlock(&desk->lock);
}

static bool is_stdin(const struct desk *desk, size_t i)
{
	return !strcmp(desk->paths[i], "-");
}

/* Stdin is read afterwards: who waits for it must not keep others from being checked. */
static int check_file(void *context, size_t i)
{
	struct desk *desk = context;

	if (!is_stdin(desk, i))
		check_one(desk, i);
	return 0;
}

static int check_all(char *const *paths, size_t nr, bool strict)
{
	struct desk desk = { .paths = paths,
		.nr = nr,
		.strict = strict,
		.replies = calloc(nr, sizeof(*desk.replies)),
		.lock = PTHREAD_MUTEX_INITIALIZER };
	int status = EXIT_FINE;

	if (!desk.replies) {
		complain("check: %s", strerror(ENOMEM));
		return EXIT_USAGE;
	}
	crew_each(nr, check_file, &desk);
	for (size_t i = 0; i < nr; i++) {
		if (is_stdin(&desk, i))
			check_one(&desk, i);
		status = worse(status, desk.replies[i].status);
	}
	free(desk.replies);
	return status;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { false };
	int operand;
	enum parsed parsed;

	(void)registry;
	parsed = options_parse(&check_command, options, &values, argc, argv, &operand, INT_MAX);
	if (parsed != PARSED_GO)
		return (int)parsed;
	if (operand == argc) {
		complain("check: which report? Give a file, or - for stdin");
		return EXIT_USAGE;
	}
	return check_all(argv + operand, (size_t)(argc - operand), values.strict);
}

const struct command check_command = {
	.name = "check",
	.arguments = "REPORT... [--strict]",
	.summary = "Compute a report again from its trials, and say what does not hold",
	.run = run,
};
