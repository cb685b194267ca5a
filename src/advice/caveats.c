/* SPDX-License-Identifier: MIT */
#include "advice/caveats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

/* ---- Warnings ---- */

/* The caveat of a code, which is added where it is new; NULL without memory. */
static struct caveat *find_caveat(struct advice *advice, const char *code, uint64_t workloads)
{
	struct caveat *more;

	for (size_t i = 0; i < advice->nr_caveats; i++) {
		if (!strcmp(advice->caveats[i].code, code))
			return &advice->caveats[i];
	}
	more = reallocarray(advice->caveats, advice->nr_caveats + 1, sizeof(*more));
	if (!more)
		return NULL;
	advice->caveats = more;
	more += advice->nr_caveats;
	*more = (struct caveat){ strdup(code), workloads };
	if (!more->code)
		return NULL;
	advice->nr_caveats++;
	return more;
}

static bool has_warning(const struct result *result, const char *code)
{
	for (size_t w = 0; w < result->nr_warnings; w++) {
		if (!strcmp(result->warnings[w].code, code))
			return true;
	}
	return false;
}

/* Whether an earlier cell of the same workload has a warning, which then is counted with it. */
static bool is_counted(const struct report *report, size_t first, size_t cell, const char *code)
{
	for (size_t i = first; i < cell; i++) {
		if (headcount_is_like(report, first, i) && has_warning(&report->results[i], code))
			return true;
	}
	return false;
}

static int find_of_row(
	const struct report *report, const struct advice_row *row, struct advice *advice)
{
	for (size_t i = row->cell; i < report->nr_cells; i++) {
		const struct result *result = &report->results[i];

		if (!headcount_is_like(report, row->cell, i))
			continue;
		for (size_t w = 0; w < result->nr_warnings; w++) {
			const char *code = result->warnings[w].code;
			struct caveat *caveat;

			if (is_counted(report, row->cell, i, code))
				continue;
			caveat = find_caveat(advice, code, 0);
			if (!caveat)
				return -ENOMEM;
			caveat->workloads += caveat->workloads != FIGURE_NONE;
		}
	}
	return 0;
}

int caveats_find(const struct report *report, struct advice *advice)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_warnings; i++) {
		if (!find_caveat(advice, report->warnings[i].code, FIGURE_NONE))
			return -ENOMEM;
	}
	for (size_t i = 0; !error && i < advice->nr_rows; i++)
		error = find_of_row(report, &advice->rows[i], advice);
	return error;
}

/* ---- What a crash takes down ---- */

/*
 * pthreads(7) and signal(7): a fatal signal ends the process. pthread_mutexattr_setrobust(3) for
 * locks; pipe(7), eventfd(2), mq_overview(7), futex(2) for messages; fcntl_locking(2) for files.
 */
static const char *const crash_everywhere =
	"A crash ends a whole process. Among threads that is every worker and all that they hold in "
	"memory; among processes it is that one worker, and its parent is told (SIGCHLD, waitpid).";
static const char *const crash_of[NR_CLASSES] = {
	[CLASS_IO] = "The kernel closes the files and drops the file locks of a process that ends; "
		     "what it had written by half stays so.",
	[CLASS_SYNC] =
		"What a dead process had locked in shared memory stays locked. A robust mutex says so "
		"to whoever takes it next; behind any other mutex, rwlock, semaphore, spin lock or "
		"barrier the others wait for ever. What it was changing is left half changed.",
	[CLASS_IPC] =
		"The peer of a dead process sees the end of a pipe or a socket once nobody else holds "
		"the other end; on a futex, an eventfd, a semaphore or a message queue it waits for "
		"ever.",
};

static int add_crash(struct advice *advice, const char *about, const char *text)
{
	struct knowledge *crash = &advice->crash[advice->nr_crash++];

	crash->about = strdup(about);
	crash->text = strdup(text);
	return crash->about && crash->text ? 0 : -ENOMEM;
}

int caveats_crash(struct advice *advice)
{
	int error;

	advice->crash = calloc(1 + NR_CLASSES, sizeof(*advice->crash));
	if (!advice->crash)
		return -ENOMEM;
	error = add_crash(advice, "every class", crash_everywhere);
	for (size_t i = 0; !error && i < advice->nr_classes; i++) {
		enum workload_class class = advice->classes[i].class;

		if (crash_of[class])
			error = add_crash(advice, class_name(class), crash_of[class]);
	}
	return error;
}

/* ---- What nobody tried ---- */

int caveats_untried(struct advice *advice)
{
	uint64_t nr = 0;
	int least = 0, most = 0;
	char counts[64];

	for (size_t i = 0; i < advice->nr_rows; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (row->nr_tried != 1)
			continue;
		least = nr && least < row->tried[0] ? least : row->tried[0];
		most = nr && most > row->tried[0] ? most : row->tried[0];
		nr++;
	}
	if (!nr)
		return 0;
	snprintf(counts, sizeof(counts), least == most ? "%d" : "%d to %d", least, most);
	if (asprintf(&advice->untried,
		    "Only one worker count was tried (%s) in %" PRIu64 " of %zu. To find the best: "
		    "parallax run -n 1,2,max",
		    counts, nr, advice->nr_rows) < 0)
		advice->untried = NULL;
	return advice->untried ? 0 : -ENOMEM;
}

/* ---- What would tell more ---- */

#define MINUTE_NS 60000000000u
#define RIGOROUS_NS (10 * MINUTE_NS)

/* With more workloads than that a command is of all of them. */
#define MOST_NAMED 6

/* Whether a shell takes a word as it is, and run as what it was. */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789/_,";

	return *word && strspn(word, plain) == strlen(word);
}

static bool is_unpaired(const struct report *report, const struct advice_row *row)
{
	bool seen[NR_MODES] = { false };

	for (size_t i = row->cell; i < report->nr_cells; i++) {
		if (headcount_is_like(report, row->cell, i) && !report->cells[i].twin)
			seen[report->cells[i].mode] = true;
	}
	return row->n == FIGURE_NONE && !(seen[MODE_THREADS] && seen[MODE_PROCS]);
}

static bool is_open(const struct report *report, const struct advice_row *row)
{
	(void)report;
	return row->choice == CHOICE_OPEN;
}

typedef bool row_test(const struct report *report, const struct advice_row *row);

/* " -w a -w b", nothing where there are too many, or where a name alone is not what was run. */
static void put_workloads(
	FILE *text, const struct report *report, const struct advice *advice, row_test *test)
{
	size_t nr = 0, nr_plain = 0;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		nr += test(report, &advice->rows[i]);
		nr_plain += test(report, &advice->rows[i]) && is_plain(advice->rows[i].workload);
	}
	for (size_t i = 0; nr <= MOST_NAMED && nr_plain == nr && i < advice->nr_rows; i++) {
		if (test(report, &advice->rows[i]))
			fprintf(text, " -w %s", advice->rows[i].workload);
	}
}

/* The counts that the run was asked for, if it was. */
static void put_counts(FILE *text, const struct config *config)
{
	static const char option[] = "--workers=";

	for (size_t i = 0; i < config->nr_argv; i++) {
		const char *word = config->argv[i];

		if (!strncmp(word, option, strlen(option)) && is_plain(word + strlen(option)))
			fprintf(text, " -n %s", word + strlen(option));
	}
}

/* Rounds enough for all that are open; 0 where that is unknown of one, or nobody would wait. */
static uint64_t rounds_for_all(const struct advice *advice)
{
	uint64_t most = 0;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (row->choice != CHOICE_OPEN)
			continue;
		if (row->rounds_needed == FIGURE_NONE)
			return 0;
		most = row->rounds + row->rounds_needed > most ? row->rounds + row->rounds_needed
							       : most;
	}
	return most <= 1024 ? most : 0;
}

/* Five times as long as it was, or what --rigorous takes, whatever is more. */
static void put_more_time(FILE *text, const struct config *config)
{
	fputs(" --rigorous", text);
	if (config->budget_ns != FIGURE_NONE && config->budget_ns > RIGOROUS_NS / 5)
		fprintf(text, " --budget %" PRIu64 "m", config->budget_ns * 5 / MINUTE_NS);
}

int caveats_command(const struct report *report, struct advice *advice)
{
	bool unpaired = false, open = false;
	uint64_t rounds = rounds_for_all(advice);
	size_t length;
	FILE *text;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		unpaired = unpaired || is_unpaired(report, &advice->rows[i]);
		open = open || is_open(report, &advice->rows[i]);
	}
	if (!unpaired && !open && advice->nr_rows)
		return 0;
	text = open_memstream(&advice->command, &length);
	if (!text)
		return -ENOMEM;
	fputs("parallax run", text);
	put_workloads(text, report, advice, unpaired ? is_unpaired : is_open);
	put_counts(text, &report->config);
	if (!unpaired && open && rounds)
		fprintf(text, " --rounds %" PRIu64, rounds);
	else if (!unpaired && open)
		put_more_time(text, &report->config);
	return fclose(text) ? -ENOMEM : 0;
}
