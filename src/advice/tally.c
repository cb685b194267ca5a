/* SPDX-License-Identifier: MIT */
#include "advice/tally.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "stats/summary.h"

/* More names than that are counted. */
#define NAMES_TOLD 4

#define MIB 1048576.0

const char *tally_about(enum workload_class class)
{
	static const char *const about[NR_CLASSES] = {
		[CLASS_CPU] = "CPU: computing, with next to nothing shared",
		[CLASS_MEMORY] = "Memory: allocating, reading and copying it",
		[CLASS_IO] = "Input and output: files, databases, the network",
		[CLASS_SYNC] = "Synchronisation: workers that share data under locks",
		[CLASS_IPC] = "Messages from one worker to another",
		[CLASS_SPAWN] = "Creating workers, and handing them tasks",
	};

	return about[class];
}

/* ---- Which choices ---- */

typedef bool row_test(const struct advice_row *row, int what);

static bool has_choice(const struct advice_row *row, int what)
{
	return row->choice == (enum choice)what;
}

static bool has_total(const struct advice_row *row, int what)
{
	return row->choice != CHOICE_NONE && row->total_verdict == (enum verdict)what;
}

static size_t count(const struct advice_rows *rows, row_test *test, int what)
{
	size_t nr = 0;

	for (size_t i = 0; i < rows->nr; i++)
		nr += test(&rows->list[i], what);
	return nr;
}

/* " (a, b and 3 more)" */
static void put_names(FILE *text, const struct advice_rows *rows, row_test *test, int what)
{
	size_t nr = count(rows, test, what), told = 0;
	/* One more name is shorter than to say that there is one more. */
	size_t most = nr == NAMES_TOLD + 1 ? nr : NAMES_TOLD;

	for (size_t i = 0; i < rows->nr && told < most; i++) {
		if (test(&rows->list[i], what))
			fprintf(text, "%s%s", told++ ? ", " : " (", rows->list[i].workload);
	}
	if (nr > told)
		fprintf(text, " and %zu more", nr - told);
	fputs(nr ? ")" : "", text);
}

/* The choice that most have, of those not in done; the first of equals. CHOICE_SEQ + 1 without. */
static int next_choice(const struct advice_rows *rows, unsigned done)
{
	int best = CHOICE_SEQ + 1;
	size_t most = 0;

	for (int choice = CHOICE_SEQ; choice >= CHOICE_NONE; choice--) {
		size_t nr = done & 1u << choice ? 0 : count(rows, has_choice, choice);

		if (nr > most) {
			most = nr;
			best = choice;
		}
	}
	return best;
}

static void put_choices(FILE *text, const struct advice_rows *rows, double margin, bool names)
{
	unsigned done = 0;
	int choice;

	while ((choice = next_choice(rows, done)) <= CHOICE_SEQ) {
		size_t nr = count(rows, has_choice, choice);
		const char *words = choice_words((enum choice)choice);

		if (done)
			fprintf(text, "; %s", words);
		else
			fprintf(text, "%c%s", words[0] - 'a' + 'A', words + 1);
		if (choice == CHOICE_EITHER)
			fprintf(text, " past %.3g %%", margin * 100);
		if (nr < rows->nr)
			fprintf(text, done ? " in %zu" : " in %zu of %zu", nr, rows->nr);
		else if (nr > 1)
			fprintf(text, " in all %zu", nr);
		if (names && (done || nr == 1))
			put_names(text, rows, has_choice, choice);
		done |= 1u << choice;
	}
	putc('.', text);
}

/* ---- How far apart those may be that cannot be told ---- */

/* By how much one mode takes longer than the other at most; NaN where that is unknown. */
static double apart(const struct advice_row *row)
{
	return fmax(row->ci_high, 1 / row->ci_low) - 1;
}

static void put_bound(FILE *text, const struct advice_rows *rows)
{
	const struct advice_row *widest = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < rows->nr; i++) {
		const struct advice_row *row = &rows->list[i];

		if (row->choice != CHOICE_OPEN || !isfinite(apart(row)))
			continue;
		nr++;
		if (!widest || apart(row) > apart(widest))
			widest = row;
	}
	if (nr == 1)
		fprintf(text,
			"Where it cannot tell, in %s, the two differ by at most %.0f %% either way.",
			widest->workload, ceil(apart(widest) * 100));
	else if (nr)
		fprintf(text,
			"Where it cannot tell, the two differ by at most %.0f %% either way (most in %s).",
			ceil(apart(widest) * 100), widest->workload);
}

/* ---- What processes cost ---- */

static double pss_each(const struct advice_row *row)
{
	if (row->threads.pss_bytes == FIGURE_NONE || row->procs.pss_bytes == FIGURE_NONE)
		return NAN;
	return ((double)row->procs.pss_bytes - (double)row->threads.pss_bytes) /
	       (double)row->workers;
}

static double creation_each(const struct advice_row *row)
{
	return (row->procs.creation_ns - row->threads.creation_ns) / (double)row->workers;
}

static int spread_of(const struct advice_rows *rows, double (*figure)(const struct advice_row *),
	struct spread *spread)
{
	double *x = calloc(rows->nr + 1, sizeof(*x));
	size_t n = 0;

	*spread = (struct spread){ NAN, NAN, NAN };
	if (!x)
		return -ENOMEM;
	for (size_t i = 0; i < rows->nr; i++) {
		if (rows->list[i].n != FIGURE_NONE && isfinite(figure(&rows->list[i])))
			x[n++] = figure(&rows->list[i]);
	}
	spread->median = summary_median(x, n);
	if (n) {
		/* Sorted by now. */
		spread->low = x[0];
		spread->high = x[n - 1];
	}
	free(x);
	return 0;
}

/* Times with their sign, which format_time has no units for. */
static const char *signed_time(char text[FORMAT_SIZE + 1], double ns)
{
	text[0] = '-';
	format_time(text + 1, fabs(ns));
	return text + (ns >= 0);
}

static void put_costs(FILE *text, const struct advice_class *class)
{
	const struct spread *pss = &class->pss_each_bytes, *creation = &class->creation_each_ns;
	char number[3][FORMAT_SIZE + 1];

	if (isnan(pss->median) && isnan(creation->median))
		return;
	fputs("A process takes", text);
	if (!isnan(pss->median)) {
		fprintf(text, " %s MiB %s memory", format_ratio(number[0], fabs(pss->median) / MIB),
			pss->median < 0 ? "less" : "more");
		if (pss->low < pss->high)
			fprintf(text, " (%s to %s)", format_ratio(number[1], pss->low / MIB),
				format_ratio(number[2], pss->high / MIB));
	}
	fputs(isnan(pss->median) || isnan(creation->median) ? "" : " and", text);
	if (!isnan(creation->median)) {
		fprintf(text, " %s %s to create", format_time(number[0], fabs(creation->median)),
			creation->median < 0 ? "less" : "more");
		if (creation->low < creation->high)
			fprintf(text, " (%s to %s)", signed_time(number[1], creation->low),
				signed_time(number[2], creation->high));
	}
	fputs(" than a thread.", text);
}

/* ---- Created for each task ---- */

static void put_created(FILE *text, const struct advice_rows *rows)
{
	size_t threads = count(rows, has_total, VERDICT_THREADS);
	size_t procs = count(rows, has_total, VERDICT_PROCS);

	if (!threads && !procs)
		return;
	fputs("Where workers are created anew for each task, and tasks are as long as these,",
		text);
	if (threads) {
		fprintf(text, " threads take less time in %zu", threads);
		put_names(text, rows, has_total, VERDICT_THREADS);
	}
	if (procs) {
		fprintf(text, "%s processes %s in %zu", threads ? "," : "",
			threads ? "do" : "take less time", procs);
		put_names(text, rows, has_total, VERDICT_PROCS);
	}
	putc('.', text);
}

/* ---- All together ---- */

/* Takes the text that a stream has made, unless it is empty. */
static int add_sentence(struct advice_class *class, FILE *stream, char **text)
{
	if (fclose(stream))
		return -ENOMEM;
	if (**text)
		class->sentences[class->nr_sentences++] = *text;
	else
		free(*text);
	return 0;
}

#define MOST_SENTENCES 4

static int say_class(struct advice_class *class, const struct advice_rows *rows, double margin)
{
	class->sentences = calloc(MOST_SENTENCES, sizeof(*class->sentences));
	if (!class->sentences)
		return -ENOMEM;
	for (int i = 0; i < MOST_SENTENCES; i++) {
		char *text = NULL;
		size_t length;
		FILE *stream = open_memstream(&text, &length);

		if (!stream)
			return -ENOMEM;
		if (i == 0)
			put_choices(stream, rows, margin, true);
		else if (i == 1)
			put_bound(stream, rows);
		else if (i == 2)
			put_costs(stream, class);
		else
			put_created(stream, rows);
		if (add_sentence(class, stream, &text))
			return -ENOMEM;
	}
	return 0;
}

static int fill_class(struct advice_class *class, const struct advice_rows *rows, double margin)
{
	int error = spread_of(rows, pss_each, &class->pss_each_bytes);

	class->class = rows->list[0].class;
	class->nr = rows->nr;
	for (int choice = 0; choice <= CHOICE_SEQ; choice++)
		class->nr_choices[choice] = count(rows, has_choice, choice);
	error = error ? error : spread_of(rows, creation_each, &class->creation_each_ns);
	return error ? error : say_class(class, rows, margin);
}

static int say_summary(struct advice *advice)
{
	const struct advice_rows all = { advice->rows, advice->nr_rows };
	size_t length;
	FILE *text = open_memstream(&advice->summary, &length);

	if (!text)
		return -ENOMEM;
	if (all.nr)
		put_choices(text, &all, advice->margin, false);
	else
		fputs("Nothing was measured.", text);
	return fclose(text) ? -ENOMEM : 0;
}

int tally_classes(struct advice *advice)
{
	int error = say_summary(advice);

	advice->classes = calloc(NR_CLASSES, sizeof(*advice->classes));
	if (!advice->classes)
		return -ENOMEM;
	for (size_t first = 0, next; !error && first < advice->nr_rows; first = next) {
		struct advice_rows rows = { &advice->rows[first], 0 };

		for (next = first; next < advice->nr_rows &&
				   advice->rows[next].class == advice->rows[first].class;
			next++)
			rows.nr++;
		error = fill_class(&advice->classes[advice->nr_classes++], &rows, advice->margin);
	}
	return error;
}
