/* SPDX-License-Identifier: MIT */
#include "report/warnings.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine/build.h"
#include "report/results.h"

/* Fewer rounds have no interval (stats/summary.h). */
#define ROUNDS_LEAST 6

/* Shorter work is lost among timer ticks and wake-ups. */
#define WORK_LEAST_NS 1e6

/* An interval wider than this each way says little about a verdict with a margin of 3 %. */
#define UNSTABLE_WIDTH 0.05

/* Workers that start this share of the work apart did not work at the same time. */
#define SKEW_SHARE 0.01

/* The last worker took this much longer than the typical one. */
#define IMBALANCE 1.25

/* Effective CPUs below this share of the usable ones. */
#define SHARED_SHARE 0.85

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

static int warn(struct warning **warnings, size_t *nr, const char *code, const char *advice,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

static int warn(struct warning **warnings, size_t *nr, const char *code, const char *advice,
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
	return warn(&result->warnings, &result->nr_warnings, "FEW_ROUNDS",
		"ask for --rounds 6 or more, or a larger --budget",
		"%zu rounds: an interval needs %d", result->work_ns.n, ROUNDS_LEAST);
}

static int warn_short(const struct report *report, struct result *result)
{
	(void)report;
	if (result->work_ns.median >= WORK_LEAST_NS)
		return 0;
	return warn(&result->warnings, &result->nr_warnings, "TOO_SHORT",
		"give a larger --budget, so that each trial does more",
		"the work takes %.0f µs, less than a millisecond", result->work_ns.median / 1e3);
}

static int warn_unstable(const struct report *report, struct result *result)
{
	double width = half_width(&result->work_ns);

	(void)report;
	if (isnan(width) || width <= UNSTABLE_WIDTH)
		return 0;
	return warn(&result->warnings, &result->nr_warnings, "UNSTABLE",
		"stop what else runs on the machine, or ask for more rounds",
		"the time's interval reaches %.0f %% from its median", width * 100);
}

static int warn_skewed(const struct report *report, struct result *result)
{
	double share = result->start_skew_ns.median / result->work_ns.median;
	const struct cell *cell = &report->cells[result->cell];

	if (!(share > SKEW_SHARE) || cell->workers > report->machine.cpu.counts.usable_pus)
		return 0;
	return warn(&result->warnings, &result->nr_warnings, "SKEWED",
		"give a larger --budget, so that each trial does more",
		"the workers start %.0f µs apart, %.1f %% of the work",
		result->start_skew_ns.median / 1e3, share * 100);
}

static double imbalance(const struct trial *trial)
{
	uint64_t longest = 0, sum = 0;

	for (size_t i = 0; i < trial->nr_workers; i++) {
		uint64_t work_ns = trial->workers[i].work_ns;

		longest = work_ns > longest ? work_ns : longest;
		sum += work_ns;
	}
	return sum ? (double)longest * (double)trial->nr_workers / (double)sum : 1;
}

static int warn_imbalanced(const struct report *report, struct result *result)
{
	double *x = calloc(report->nr_trials + 1, sizeof(*x)), median;
	size_t n = 0;

	if (!x)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (results_uses(trial, result->cell))
			x[n++] = imbalance(trial);
	}
	median = summary_median(x, n);
	free(x);
	if (!(median > IMBALANCE))
		return 0;
	return warn(&result->warnings, &result->nr_warnings, "IMBALANCED",
		"try --schedule dynamic, or no more workers than effective CPUs",
		"the slowest worker takes %.2f times the mean", median);
}

static int warn_oversubscribed(const struct report *report, struct result *result)
{
	const struct cell *cell = &report->cells[result->cell];
	unsigned usable = report->machine.cpu.counts.usable_pus;

	if (cell->workers <= usable || cell->class != CLASS_CPU)
		return 0;
	return warn(&result->warnings, &result->nr_warnings, "OVERSUBSCRIBED",
		"ask for -n max to use each processing unit once",
		"%u workers compute on %u usable processing units", cell->workers, usable);
}

int result_warnings(const struct report *report, struct result *result)
{
	static int (*const checks[])(const struct report *, struct result *) = { warn_few,
		warn_short, warn_unstable, warn_skewed, warn_imbalanced, warn_oversubscribed };
	int error = 0;

	if (result->status == STATUS_SKIPPED || !result->work_ns.n)
		return 0;
	for (size_t i = 0; !error && i < sizeof(checks) / sizeof(checks[0]); i++)
		error = checks[i](report, result);
	return error;
}

bool results_unstable(const struct report *report)
{
	static const char *const codes[] = { "FEW_ROUNDS", "TOO_SHORT", "UNSTABLE" };

	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t w = 0; w < result->nr_warnings; w++) {
			for (size_t c = 0; c < sizeof(codes) / sizeof(codes[0]); c++) {
				if (!strcmp(result->warnings[w].code, codes[c]))
					return true;
			}
		}
	}
	return false;
}

/* ---- Of a run ---- */

static int warn_build(struct report *report)
{
	struct warning **warnings = &report->warnings;
	size_t *nr = &report->nr_warnings;
	int error = 0;

	if (!build.optimized)
		error = warn(warnings, nr, "DEBUG_BUILD", "build with CFLAGS='-O2 -g'",
			"built without optimisation: the times are not those of real programs");
	if (!error && *build.sanitizer)
		error = warn(warnings, nr, "SANITIZER", "build without SANITIZE=",
			"built with the sanitizers %s: the times are not those of real programs",
			build.sanitizer);
	if (!error && build.dirty)
		error = warn(warnings, nr, "DIRTY_BUILD", "commit, and build again",
			"built from a checkout with changes that its commit does not name");
	return error;
}

int run_warnings(struct report *report)
{
	const struct machine *machine = &report->machine;
	double usable = machine->cpu.counts.usable_pus;
	int error = warn_build(report);

	if (!error && machine->effective_cpus < SHARED_SHARE * usable)
		error = warn(&report->warnings, &report->nr_warnings, "SHARED_CPUS",
			"expect no more speed-up than that, or measure on a machine of your own",
			"%u processing units are usable and do the work of %.2f",
			machine->cpu.counts.usable_pus, machine->effective_cpus);
	if (!error && machine->limits.cpu_quota < usable)
		error = warn(&report->warnings, &report->nr_warnings, "CPU_QUOTA",
			"raise the container's CPU limit, or ask for fewer workers with -n",
			"a quota of %.2f CPUs bounds %u usable processing units",
			machine->limits.cpu_quota, machine->cpu.counts.usable_pus);
	return error;
}
