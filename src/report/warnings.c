/* SPDX-License-Identifier: MIT */
#include "report/warnings.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/ledger.h"
#include "report/results.h"
#include "report/roster.h"
#include "report/setting.h"
#include "stats/modes.h"

/* Fewer rounds have no interval (stats/summary.h). */
#define ROUNDS_LEAST 6

/* Shorter work is lost among timer ticks and wake-ups; pyperf's check has the same limit. */
#define WORK_LEAST_NS 1e6

/*
 * As many times WORK_LEAST_NS a cell takes that keeps the ops of the others few. Trials are to take ten
 * times that and more, and a slow cell up to four times as long (engine/calibration.h): a larger
 * budget, with which they take twice or three times as long, then does not help.
 */
#define HELD_DOWN 10

/* An interval wider than this each way says little about a verdict with a margin of 3 %. */
#define UNSTABLE_WIDTH 0.05

/* Workers that start this share of the work apart lose a third of the margin to it. */
#define SKEW_SHARE 0.01

/* The last worker took this much longer than the mean: a fifth of the team's time is idle. */
#define IMBALANCE 1.25

/*
 * The first round took this much longer than the slowest of the others, which themselves are within
 * the second factor of their median, so that it is no matter of spread: what the warm-up should
 * have warmed was cold.
 */
#define SLOW_FIRST 1.25
#define SLOW_FIRST_OTHERS 1.1

/*
 * Heaps (stats/modes.h) this far apart, by a factor. One heap with a hole in it is sometimes taken
 * for two; where it is narrow, that is of no account.
 */
#define MODES_APART 1.1

int warning_add(struct warning **warnings, size_t *nr, const char *code, const char *text,
	const char *advice)
{
	struct warning *grown = reallocarray(*warnings, *nr + 1, sizeof(*grown));
	struct warning *warning;

	if (!grown)
		return -ENOMEM;
	*warnings = grown;
	warning = &grown[(*nr)++];
	*warning = (struct warning){ strdup(code), strdup(text), strdup(advice) };
	return warning->code && warning->text && warning->advice ? 0 : -ENOMEM;
}

int warning_say(struct warning **warnings, size_t *nr, const char *code, const char *advice,
	const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return warning_add(warnings, nr, code, text, advice);
}

/* ---- Of a result ---- */

static double half_width(const struct summary *summary)
{
	double above = summary->ci_high - summary->median;
	double below = summary->median - summary->ci_low;

	return (above > below ? above : below) / summary->median;
}

static int warn_few(const struct report *report, struct result *result)
{
	(void)report;
	if (result->work_ns.n >= ROUNDS_LEAST)
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "FEW_ROUNDS",
		"ask for --rounds 6 or more, or a larger --budget",
		"%zu rounds: an interval needs %d", result->work_ns.n, ROUNDS_LEAST);
}

/* Whether a cell of the same work takes so long that it must be what keeps the ops few. */
static int find_slow(const struct report *report, size_t cell, bool *found)
{
	int error = 0;

	*found = false;
	for (size_t i = 0; !error && !*found && i < report->nr_cells; i++) {
		struct summary work;

		if (i == cell || !cell_same_work(&report->cells[i], &report->cells[cell]))
			continue;
		error = results_work(report, i, &work);
		*found = !error && work.n && work.median >= HELD_DOWN * WORK_LEAST_NS;
	}
	return error;
}

static int warn_short(const struct report *report, struct result *result)
{
	bool held;
	int error;

	if (result->work_ns.median >= WORK_LEAST_NS)
		return 0;
	error = find_slow(report, result->cell, &held);
	if (error)
		return error;
	return warning_say(&result->warnings, &result->nr_warnings, "TOO_SHORT",
		held ? "run the workload in this mode alone, with -m: all modes do as many ops, no "
		       "more than the slowest can"
		     : "give a larger --budget, so that each trial does more",
		"the work takes %.0f µs, less than a millisecond", result->work_ns.median / 1e3);
}

static int warn_unstable(const struct report *report, struct result *result)
{
	double width = half_width(&result->work_ns);

	(void)report;
	if (isnan(width) || width <= UNSTABLE_WIDTH)
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "UNSTABLE",
		"stop what else runs on the machine, or ask for more rounds",
		"the time's interval reaches %.0f %% from its median", width * 100);
}

static int warn_skewed(const struct report *report, struct result *result)
{
	double share = result->start_skew_ns.median / result->work_ns.median;
	const struct cell *cell = &report->cells[result->cell];

	if (!(share > SKEW_SHARE) || cell->workers > report->machine.cpu.counts.usable_pus)
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "SKEWED",
		"give a larger --budget, so that each trial does more",
		"the workers start %.0f µs apart, %.1f %% of the work",
		result->start_skew_ns.median / 1e3, share * 100);
}

/*
 * How many workers of a cell take turns on a CPU: their times follow each other there, and one that
 * is put off for a turn is late without anybody being idle. Workers that wait for a device do so at
 * once.
 */
static double turns_of(const struct report *report, const struct cell *cell)
{
	double turns = (double)cell->workers / report->machine.cpu.counts.usable_pus;

	return cell->class == CLASS_IO || !(turns > 1) ? 1 : turns;
}

/* The longest worker over the mean, or over all that the workers of a CPU take on average. */
static double imbalance(const struct trial *trial, double turns)
{
	uint64_t longest = 0, sum = 0;

	for (size_t i = 0; i < trial->nr_workers; i++) {
		uint64_t work_ns = trial->workers[i].work_ns;

		longest = work_ns > longest ? work_ns : longest;
		sum += work_ns;
	}
	return sum ? (double)longest * (double)trial->nr_workers / (double)sum / turns : 1;
}

/* Of workers that only compute the CPU is all that they wait for: what took it made them late. */
static const char *balance_advice(const struct report *report, size_t cell, double turns)
{
	enum workload_class class = report->cells[cell].class;
	const char *advice = NULL;

	if (class == CLASS_CPU || class == CLASS_MEMORY)
		advice = ledger_advice(report, cell);
	if (advice)
		return advice;
	return turns > 1 ? "ask for no more workers than CPUs, with -n max"
			 : "try --schedule dynamic, so that who is late has less to do";
}

/* A rate sets when a worker does its ops, and so how long it takes. */
static int warn_imbalanced(const struct report *report, struct result *result)
{
	double *x = calloc(walk_most(report, result->cell) + 1, sizeof(*x)), median;
	double turns = turns_of(report, &report->cells[result->cell]);
	struct walk walk = walk_begin(report, result->cell);
	const struct trial *trial;
	size_t n = 0;

	if (!x)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		if (results_uses(trial, result->cell))
			x[n++] = imbalance(trial, turns);
	}
	median = summary_median(x, n);
	free(x);
	if (!(median > IMBALANCE) || cell_is_paced(&report->cells[result->cell]))
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "IMBALANCED",
		balance_advice(report, result->cell, turns),
		"the slowest worker takes %.2f times %s", median,
		turns > 1 ? "what all workers of a CPU together do" : "the mean");
}

/* Work times of a cell in the order of the rounds; the caller frees *x. Returns 0 or -ENOMEM. */
static int work_times(const struct report *report, size_t cell, double **x, size_t *n)
{
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;

	*n = 0;
	*x = calloc(walk_most(report, cell) + 1, sizeof(**x));
	if (!*x)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		if (results_uses(trial, cell) && trial->work_ns != FIGURE_NONE)
			(*x)[(*n)++] = (double)trial->work_ns;
	}
	return 0;
}

/* Of the times' logarithms: times spread by factors, to the right. */
static int warn_bimodal(const struct report *report, struct result *result)
{
	struct modes modes;
	double *x;
	size_t n;
	int error = work_times(report, result->cell, &x, &n);

	for (size_t i = 0; i < n; i++)
		x[i] = log(x[i]);
	if (error || !modes_are_two(x, n, &modes) || modes.high - modes.low <= log(MODES_APART)) {
		free(x);
		return error;
	}
	free(x);
	return warning_say(&result->warnings, &result->nr_warnings, "BIMODAL",
		"look at its trials for what differs: the PUs, the canary, the memory",
		"the times fall into two heaps: %zu around %.3g ms, %zu around %.3g ms",
		modes.nr_low, exp(modes.low) / 1e6, n - modes.nr_low, exp(modes.high) / 1e6);
}

static int warn_slow_first(const struct report *report, struct result *result)
{
	double *x, first, median, slowest;
	size_t n;
	int error = work_times(report, result->cell, &x, &n);

	if (error || n < ROUNDS_LEAST) {
		free(x);
		return error;
	}
	first = x[0];
	median = summary_median(x + 1, n - 1);
	slowest = x[n - 1];
	free(x);
	if (first <= SLOW_FIRST * slowest || slowest > SLOW_FIRST_OTHERS * median)
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "SLOW_FIRST",
		"run again, now that files are cached and the machine is awake",
		"its first round took %.2f times as long as the slowest of the others",
		first / slowest);
}

static int warn_oversubscribed(const struct report *report, struct result *result)
{
	const struct cell *cell = &report->cells[result->cell];
	unsigned usable = report->machine.cpu.counts.usable_pus;
	size_t listed = cell_listed(cell);

	if (listed && cell->workers > listed)
		return warning_say(&result->warnings, &result->nr_warnings, "OVERSUBSCRIBED",
			"list as many PUs in --placement as there are workers",
			"%u workers run on the %zu processing unit%s of --placement", cell->workers,
			listed, listed > 1 ? "s" : "");
	if (cell->workers <= usable || cell->class != CLASS_CPU)
		return 0;
	return warning_say(&result->warnings, &result->nr_warnings, "OVERSUBSCRIBED",
		"ask for -n max to use each processing unit once",
		"%u workers compute on %u usable processing units", cell->workers, usable);
}

int result_warnings(const struct report *report, struct result *result)
{
	static int (*const checks[])(const struct report *, struct result *) = { warn_few,
		warn_short, warn_unstable, warn_bimodal, warn_slow_first, warn_skewed,
		warn_imbalanced, warn_oversubscribed };
	int error = 0;

	if (result->status == STATUS_SKIPPED || !result->work_ns.n)
		return 0;
	for (size_t i = 0; !error && i < sizeof(checks) / sizeof(checks[0]); i++)
		error = checks[i](report, result);
	return error;
}

bool warning_is_unstable(const char *code)
{
	static const char *const codes[] = { "FEW_ROUNDS", "TOO_SHORT", "UNSTABLE", "DRIFT" };

	for (size_t c = 0; c < sizeof(codes) / sizeof(codes[0]); c++) {
		if (!strcmp(code, codes[c]))
			return true;
	}
	return false;
}

static bool is_unstable(const struct warning *warnings, size_t nr)
{
	for (size_t w = 0; w < nr; w++) {
		if (warning_is_unstable(warnings[w].code))
			return true;
	}
	return false;
}

bool results_unstable(const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		if (is_unstable(report->results[i].warnings, report->results[i].nr_warnings))
			return true;
	}
	return is_unstable(report->warnings, report->nr_warnings);
}

int run_warnings(struct report *report)
{
	int error = setting_warnings(report);

	return error ? error : ledger_warnings(report);
}
