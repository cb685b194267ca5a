/* SPDX-License-Identifier: MIT */
#include "report/ledger.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "measure/figure.h"
#include "report/results.h"
#include "report/roster.h"
#include "report/warnings.h"

/* Canaries below this number make no thirds worth a median. */
#define CANARIES_LEAST 12

/*
 * How far the medians of the run's first and last third may lie apart. Where the clock rate stays
 * they agree within 0.1 %, on a busy machine too. The width of UNSTABLE: beyond it absolute times
 * say little against a margin of 3 %.
 */
#define DRIFT_SHIFT 0.05

/* How wide the middle half of the canaries may be: a shift as above, there and back. */
#define DRIFT_SPREAD 0.1

/*
 * Of the time of the usable CPUs. What wakes up now and then takes a few hundredths; one program that
 * computes takes more than this of up to 9 CPUs, and on more of them hinders few of the workers.
 */
#define FOREIGN_SHARE 0.1

/*
 * Of the work's time, in trials that know what others took. Short ones do not, and among trials that are
 * short when nobody disturbs them, those that know it are the ones that somebody did disturb.
 */
#define FOREIGN_KNOWN 0.5

/*
 * Of the work's time. Workers that compute, one a CPU, are in the way of nobody but what wakes up now
 * and then, for less than 1 % of it; with one more program that computes somebody waits most of it.
 */
#define PRESSURE_SHARE 0.1

/*
 * A second and worker, for kernels without pressure figures. Who shares a CPU loses it at the end of
 * each slice, of some 3 ms, and so 150 times a second.
 */
#define SWITCH_RATE 100

/* The default margin: as much again decides between threads and processes. */
#define STEAL_SHARE 0.03

/* A third of the margin: a worker held back comes back a period of 100 ms later, and all wait. */
#define THROTTLED_SHARE 0.01

/* A third of the margin: with memory to spare nobody ever waits for it. */
#define MEMORY_SHARE 0.01

/* Trials between two rests: a hundred kilobytes. */
#define REST_EVERY 256

static const char quieten[] = "stop what else runs on the machine, or measure when it is quiet";
static const char own_cpus[] =
	"measure when the host is quiet, or on a machine with CPUs of its own";
static const char more_quota[] =
	"raise the container's CPU limit, or ask for fewer workers with -n";

/*
 * Parts of a whole, summed up over the trials that know theirs: their share is NaN while there are
 * none. unknown is the whole of the others.
 */
struct share {
	double part, whole, unknown;
	size_t nr, nr_unknown;
};

static void share_add(struct share *share, uint64_t part, double whole)
{
	if (part == FIGURE_NONE) {
		share->unknown += whole;
		share->nr_unknown++;
		return;
	}
	share->part += (double)part;
	share->whole += whole;
	share->nr++;
}

static double share_of(const struct share *share)
{
	return share->part / share->whole;
}

struct ledger {
	struct share foreign, pressure, switches, steal, throttled, memory;
	double *canaries; /* in the order of the trials; NULL where nobody asks for them */
	size_t nr_canaries;
};

/*
 * Whose trials show that somebody else wanted the CPUs. More workers than CPUs wait for each other.
 * Beside workers that do I/O the kernel works for them, and what they create is not all known: no
 * foreign time. Whoever sleeps waits a moment for the CPU when it wakes, though it be idle: no
 * pressure but on those that only compute.
 */
static void add_contention(const struct report *report, const struct trial *trial,
	const struct cell *cell, struct ledger *ledger)
{
	double work_ns = (double)trial->work_ns, usable = report->machine.cpu.counts.usable_pus;

	if (cell->workers > usable || cell->class == CLASS_IO || cell->class == CLASS_SPAWN)
		return;
	share_add(&ledger->foreign, trial->noise.foreign_ns, work_ns * usable);
	if (cell->class != CLASS_CPU && cell->class != CLASS_MEMORY)
		return;
	share_add(&ledger->pressure, trial->noise.psi_cpu_ns, work_ns);
	if (trial->noise.psi_cpu_ns == FIGURE_NONE)
		share_add(&ledger->switches, trial->usage.ctx_involuntary,
			work_ns / 1e9 * cell->workers);
}

static void add_trial(const struct report *report, const struct trial *trial, struct ledger *ledger)
{
	const struct cell *cell = &report->cells[trial->cell];
	unsigned usable = report->machine.cpu.counts.usable_pus;
	double work_ns = (double)trial->work_ns;
	double cpu_ns = work_ns * (cell->workers < usable ? cell->workers : usable);

	add_contention(report, trial, cell, ledger);
	share_add(&ledger->steal, trial->noise.steal_ns, cpu_ns);
	share_add(&ledger->throttled, trial->noise.throttled_ns, cpu_ns);
	share_add(&ledger->memory, trial->noise.psi_memory_ns, work_ns);
	if (ledger->canaries && trial->noise.canary_ns != FIGURE_NONE)
		ledger->canaries[ledger->nr_canaries++] = (double)trial->noise.canary_ns;
}

static int warn_drift(struct report *report, const struct ledger *ledger)
{
	static const char advice[] = "let the machine cool, fix its clock rate, or measure when it "
				     "is quiet; ratios within rounds hold";
	size_t n = ledger->nr_canaries, third = n / 3;
	struct summary all;
	double first, last, spread;
	int error;

	if (n < CANARIES_LEAST)
		return 0;
	error = summary_of(ledger->canaries, n, &all);
	if (error)
		return error;
	first = summary_median(ledger->canaries, third);
	last = summary_median(ledger->canaries + n - third, third);
	spread = (all.q3 - all.q1) / all.median;
	/* As factors, so that a machine that sped up counts like one that slowed down. */
	if (fabs(log(last / first)) > log1p(DRIFT_SHIFT))
		return warning_say(&report->warnings, &report->nr_warnings, "DRIFT", advice,
			"the same arithmetic took %.0f %% %s in the run's last third than in its "
			"first",
			fabs(last / first - 1) * 100, last > first ? "longer" : "less time");
	if (!(spread > DRIFT_SPREAD))
		return 0;
	return warning_say(&report->warnings, &report->nr_warnings, "DRIFT", advice,
		"the same arithmetic took times that differ by %.0f %%, quartile to quartile",
		spread * 100);
}

/* "", or " (…)" where trials did not know how much of their CPUs' time others took. */
#define SEEN_SIZE 64
static const char *seen_in(const struct share *share, char text[SEEN_SIZE])
{
	text[0] = '\0';
	if (share->nr_unknown)
		snprintf(text, SEEN_SIZE, " (seen in %zu of %zu trials)", share->nr,
			share->nr + share->nr_unknown);
	return text;
}

static bool is_known(const struct share *share)
{
	return share->whole >= FOREIGN_KNOWN * (share->whole + share->unknown);
}

static bool is_contended(const struct ledger *ledger)
{
	return (share_of(&ledger->foreign) > FOREIGN_SHARE && is_known(&ledger->foreign)) ||
	       share_of(&ledger->pressure) > PRESSURE_SHARE ||
	       share_of(&ledger->switches) > SWITCH_RATE;
}

static int warn_contended(struct report *report, const struct ledger *ledger)
{
	const char *advice = quieten;
	char seen[SEEN_SIZE];
	struct warning **warnings = &report->warnings;
	size_t *nr = &report->nr_warnings;
	double foreign = share_of(&ledger->foreign), pressure = share_of(&ledger->pressure);
	double rate = share_of(&ledger->switches);

	if (foreign > FOREIGN_SHARE && is_known(&ledger->foreign))
		return warning_say(warnings, nr, "CONTENDED", advice,
			"others took %.0f %% of the usable CPUs' time during the work%s",
			foreign * 100, seen_in(&ledger->foreign, seen));
	if (pressure > PRESSURE_SHARE)
		return warning_say(warnings, nr, "CONTENDED", advice,
			"somebody waited for a CPU during %.0f %% of the work that leaves one to "
			"each worker",
			fmin(pressure, 1) * 100);
	if (rate > SWITCH_RATE)
		return warning_say(warnings, nr, "CONTENDED", advice,
			"workers that had a CPU each lost it to others %.0f times a second", rate);
	return 0;
}

static int warn_held_back(struct report *report, const struct ledger *ledger)
{
	struct warning **warnings = &report->warnings;
	size_t *nr = &report->nr_warnings;
	double steal = share_of(&ledger->steal), throttled = share_of(&ledger->throttled);
	double memory = share_of(&ledger->memory);
	int error = 0;

	if (steal > STEAL_SHARE)
		error = warning_say(warnings, nr, "STEAL", own_cpus,
			"the hypervisor kept %.0f %% of the workers' time to itself", steal * 100);
	if (!error && throttled > THROTTLED_SHARE)
		error = warning_say(warnings, nr, "THROTTLED", more_quota,
			"a CPU quota held the workers back for %.1f %% of their time",
			throttled * 100);
	if (!error && memory > MEMORY_SHARE)
		error = warning_say(warnings, nr, "SWAPPING",
			"stop what needs the memory, or select smaller work with -w and --set",
			"somebody waited for memory during %.1f %% of the work: it was swapped or "
			"reclaimed",
			memory * 100);
	return error;
}

/* Whether a trial is one of those that the ledger sums up. */
static bool counts(const struct report *report, const struct trial *trial)
{
	return trial->cell < report->nr_cells && results_uses(trial, trial->cell) &&
	       trial->work_ns != FIGURE_NONE;
}

const char *ledger_advice(const struct report *report, size_t cell)
{
	struct ledger ledger = { .canaries = NULL };
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;

	while ((trial = walk_next(&walk))) {
		if (counts(report, trial))
			add_trial(report, trial, &ledger);
	}
	if (share_of(&ledger.throttled) > THROTTLED_SHARE)
		return more_quota;
	if (is_contended(&ledger))
		return quieten;
	return share_of(&ledger.steal) > STEAL_SHARE ? own_cpus : NULL;
}

int ledger_warnings(struct report *report)
{
	struct ledger ledger = { .canaries = calloc(report->nr_trials + 1, sizeof(double)) };
	int error = ledger.canaries ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		if (counts(report, &report->trials[i]))
			add_trial(report, &report->trials[i], &ledger);
		if (i % REST_EVERY == REST_EVERY - 1)
			roster_rest(report);
	}
	error = error ? error : warn_drift(report, &ledger);
	error = error ? error : warn_contended(report, &ledger);
	error = error ? error : warn_held_back(report, &ledger);
	free(ledger.canaries);
	return error;
}
