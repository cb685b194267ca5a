/* SPDX-License-Identifier: MIT */
#include "advice/steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice/grounds.h"
#include "measure/figure.h"
#include "stats/sequential.h"

/* ---- Of which workloads ---- */

/* With more workloads than that a command is of all of them. */
#define MOST_NAMED 6

#define PLAIN "abcdefghijklmnopqrstuvwxyz0123456789/_,"

/* Whether a shell takes a word as it is, and run as what it was. */
static bool is_plain(const char *word)
{
	return *word && strspn(word, PLAIN) == strlen(word);
}

typedef bool row_test(const struct report *report, const struct advice_row *row);

/*
 * " -w a -w b"; false, and nothing, where there are too many, or where a name alone is not what was
 * run.
 */
static bool put_workloads(
	FILE *text, const struct report *report, const struct advice *advice, row_test *test)
{
	size_t nr = 0, nr_plain = 0;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		nr += test(report, &advice->rows[i]);
		nr_plain += test(report, &advice->rows[i]) && is_plain(advice->rows[i].workload);
	}
	if (nr > MOST_NAMED || nr_plain < nr)
		return false;
	for (size_t i = 0; i < advice->nr_rows; i++) {
		if (test(report, &advice->rows[i]))
			fprintf(text, " -w %s", advice->rows[i].workload);
	}
	return true;
}

/* " -w io -w sync": the classes of all rows of which test is true. */
static void put_classes(
	FILE *text, const struct report *report, const struct advice *advice, row_test *test)
{
	bool wanted[NR_CLASSES] = { false };

	for (size_t i = 0; i < advice->nr_rows; i++) {
		if (test(report, &advice->rows[i]))
			wanted[advice->rows[i].class] = true;
	}
	for (unsigned class = 0; class < NR_CLASSES; class ++) {
		if (wanted[class])
			fprintf(text, " -w %s", class_name(class));
	}
}

/* What makes a run the same experiment and its question the same one. */
static const char *const repeated[] = { "--scaling=", "--schedule=", "--placement=", "--margin=" };
static const char set[] = "--set=";

/* Whether a parameter is one of a family that has such a row: run refuses those of any other. */
static bool is_set_for(
	const char *param, const struct report *report, const struct advice *advice, row_test *test)
{
	size_t length = strcspn(param, ".");

	for (size_t i = 0; i < advice->nr_rows; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (test(report, row) && strcspn(row->workload, "/ ") == length &&
			!strncmp(row->workload, param, length))
			return true;
	}
	return false;
}

static bool is_repeated(
	const char *word, const struct report *report, const struct advice *advice, row_test *test)
{
	static const char plain[] = PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZ.=%-";

	if (strspn(word, plain) != strlen(word))
		return false;
	for (size_t i = 0; i < sizeof(repeated) / sizeof(*repeated); i++) {
		if (!strncmp(word, repeated[i], strlen(repeated[i])))
			return true;
	}
	return !strncmp(word, set, strlen(set)) &&
	       is_set_for(word + strlen(set), report, advice, test);
}

/* " --scaling=weak": as the run was asked for, if it was. */
static void put_plan(
	FILE *text, const struct report *report, const struct advice *advice, row_test *test)
{
	for (size_t i = 0; i < report->config.nr_argv; i++) {
		const char *word = report->config.argv[i];

		if (is_repeated(word, report, advice, test))
			fprintf(text, " %s", word);
	}
}

/* ---- What nobody tried ---- */

static bool tried_one(const struct report *report, const struct advice_row *row)
{
	return row->nr_tried == 1 && !grounds_clock(report, row->cell);
}

/* Whoever waits for others may be more than there are CPUs. */
static bool may_be_more(const struct report *report, const struct advice_row *row)
{
	return tried_one(report, row) && row->class == CLASS_IO;
}

/* One worker is what seq tells of, so that two CPUs have no count beside two. */
static bool may_be_fewer(const struct report *report, const struct advice_row *row)
{
	unsigned usable = report->machine.cpu.counts.usable_pus;

	return tried_one(report, row) && row->class != CLASS_IO &&
	       (usable > 2 || (usable == 2 && row->tried[0] != 2));
}

/* The least and the most of the counts that were the only ones. */
struct tried {
	int least, most;
	size_t nr;
};

static void count_tried(const struct report *report, const struct advice *advice, row_test *test,
	struct tried *tried)
{
	for (size_t i = 0; i < advice->nr_rows; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (!test(report, row))
			continue;
		if (!tried->nr || row->tried[0] < tried->least)
			tried->least = row->tried[0];
		if (!tried->nr || row->tried[0] > tried->most)
			tried->most = row->tried[0];
		tried->nr++;
	}
}

static void put_run(
	FILE *text, const struct report *report, const struct advice *advice, row_test *test)
{
	fputs("parallax run", text);
	if (!put_workloads(text, report, advice, test))
		put_classes(text, report, advice, test);
	put_plan(text, report, advice, test);
}

/* From a quarter of what was tried to four times as many: "2,8,32". */
static void put_around(FILE *text, const struct tried *tried)
{
	int count = tried->least / 4 > 2 ? tried->least / 4 : 2;

	fprintf(text, " -n %d", count);
	while (count <= tried->most) {
		count *= 4;
		fprintf(text, ",%d", count);
	}
}

int steps_untried(const struct report *report, struct advice *advice)
{
	struct tried waiting = { .nr = 0 }, all;
	size_t length, nr_others;
	FILE *text;

	count_tried(report, advice, may_be_more, &waiting);
	all = waiting;
	count_tried(report, advice, may_be_fewer, &all);
	nr_others = all.nr - waiting.nr;
	if (!all.nr)
		return 0;
	text = open_memstream(&advice->untried, &length);
	if (!text)
		return -ENOMEM;
	fprintf(text, "Only one worker count was tried (%d", all.least);
	if (all.most > all.least)
		fprintf(text, " to %d", all.most);
	fprintf(text, ") in %zu of %zu. To find the best: ", all.nr, advice->nr_rows);
	if (waiting.nr) {
		put_run(text, report, advice, may_be_more);
		put_around(text, &waiting);
	}
	if (nr_others) {
		fputs(waiting.nr ? ", and " : "", text);
		put_run(text, report, advice, may_be_fewer);
		fputs(" -n 2..max", text);
	}
	return fclose(text) ? -ENOMEM : 0;
}

/* ---- What will not be told ---- */

bool advice_is_beyond(const struct advice_row *row)
{
	return row->choice == CHOICE_OPEN && row->verdict == VERDICT_INCONCLUSIVE &&
	       (row->rounds_needed == FIGURE_NONE ||
		       row->rounds + row->rounds_needed > SEQUENTIAL_LAST);
}

int steps_beyond(struct advice *advice)
{
	size_t length, nr = 0, told = 0;
	FILE *text;

	for (size_t i = 0; i < advice->nr_rows; i++)
		nr += advice_is_beyond(&advice->rows[i]);
	if (!nr)
		return 0;
	text = open_memstream(&advice->beyond, &length);
	if (!text)
		return -ENOMEM;
	fprintf(text, "In %zu of %zu (", nr, advice->nr_rows);
	for (size_t i = 0; i < advice->nr_rows; i++) {
		if (advice_is_beyond(&advice->rows[i]) && told++ < MOST_NAMED)
			fprintf(text, "%s%s", told > 1 ? ", " : "", advice->rows[i].workload);
	}
	fprintf(text,
		"%s) no run is likely to tell with this margin, unless the machine becomes quieter: it would "
		"take more than the %u rounds of --rigorous.",
		nr > MOST_NAMED ? ", …" : "", SEQUENTIAL_LAST);
	return fclose(text) ? -ENOMEM : 0;
}

/* ---- What would tell more ---- */

#define MINUTE_NS 60000000000u
#define RIGOROUS_NS (10 * MINUTE_NS)

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
	return row->choice == CHOICE_OPEN && !advice_is_beyond(row);
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

/* Rounds enough for all that are open; 0 where that is unknown of one. */
static uint64_t rounds_for_all(const struct advice *advice)
{
	uint64_t most = 0;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (row->choice != CHOICE_OPEN || advice_is_beyond(row))
			continue;
		if (row->rounds_needed == FIGURE_NONE)
			return 0;
		most = row->rounds + row->rounds_needed > most ? row->rounds + row->rounds_needed
							       : most;
	}
	return most;
}

/* Five times as long as it was, or what --rigorous takes, whatever is more. */
static void put_more_time(FILE *text, const struct config *config)
{
	fputs(" --rigorous", text);
	if (config->budget_ns != FIGURE_NONE && config->budget_ns > RIGOROUS_NS / 5)
		fprintf(text, " --budget %" PRIu64 "m", config->budget_ns * 5 / MINUTE_NS);
}

int steps_command(const struct report *report, struct advice *advice)
{
	bool unpaired = false, open = false, named;
	uint64_t rounds = rounds_for_all(advice);
	row_test *test;
	size_t length;
	FILE *text;

	for (size_t i = 0; i < advice->nr_rows; i++) {
		unpaired = unpaired || is_unpaired(report, &advice->rows[i]);
		open = open || is_open(report, &advice->rows[i]);
	}
	if (!unpaired && !open && advice->nr_rows)
		return 0;
	test = unpaired ? is_unpaired : is_open;
	text = open_memstream(&advice->command, &length);
	if (!text)
		return -ENOMEM;
	fputs("parallax run", text);
	named = put_workloads(text, report, advice, test);
	put_plan(text, report, advice, test);
	put_counts(text, &report->config);
	/* Of all workloads nobody waits for so many rounds: a budget gives them to those that need them. */
	if (!unpaired && open && rounds && named)
		fprintf(text, " --rounds %" PRIu64, rounds);
	else if (!unpaired && open)
		put_more_time(text, &report->config);
	return fclose(text) ? -ENOMEM : 0;
}
