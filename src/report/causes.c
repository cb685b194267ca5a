/* SPDX-License-Identifier: MIT */
#include "report/causes.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include "report/format.h"
#include "report/results.h"

#define LEAST_FACTOR 2.0
#define LEAST_SHARE 0.2 /* of the gap */
#define DEAR 10.0       /* times its price is the most that an event of the kernel costs */
#define EVENT 1.0
#define TICK_NS 10e6
#define CLOCK_NS 1e5 /* of an exact clock that is read around the work, not at its edges */
/* Times that differ by less are called the same. */
#define SAME 0.1

typedef double figure_of(const struct per_op *per_op);

static double faults(const struct per_op *per_op)
{
	return per_op->faults_minor;
}

static double major_faults(const struct per_op *per_op)
{
	return per_op->faults_major;
}

static double switches(const struct per_op *per_op)
{
	return per_op->ctx_voluntary + per_op->ctx_involuntary;
}

static double tlb_misses(const struct per_op *per_op)
{
	return per_op->dtlb_misses;
}

static double cache_misses(const struct per_op *per_op)
{
	return per_op->cache_misses;
}

static double system_time(const struct per_op *per_op)
{
	return per_op->cpu_sys_ns;
}

static double user_time(const struct per_op *per_op)
{
	return per_op->cpu_user_ns;
}

static double cpu_time(const struct per_op *per_op)
{
	return per_op->cpu_ns;
}

/* In the order of preference: what happens before the time that it takes. */
static const struct candidate {
	const char *name;
	figure_of *figure;
	double price_ns; /* of one */
	double grain;    /* of a trial: what it cannot tell from nothing */
	bool is_time;
	bool is_kernels; /* takes system time */
} candidates[] = {
	{ "page faults", faults, 500, EVENT, .is_kernels = true },
	{ "page faults that wait for the device", major_faults, 10000, EVENT, .is_kernels = true },
	{ "context switches", switches, 1000, EVENT, .is_kernels = true },
	{ "TLB misses", tlb_misses, 10, EVENT, .is_kernels = false },
	{ "cache misses", cache_misses, 50, EVENT, .is_kernels = false },
	{ "system time", system_time, 1, TICK_NS, .is_time = true },
	{ "user time", user_time, 1, TICK_NS, .is_time = true },
	{ "CPU time", cpu_time, 1, CLOCK_NS, .is_time = true },
};
#define NR_CANDIDATES (sizeof(candidates) / sizeof(*candidates))

/* The two sides of a verdict, per op. */
struct gap {
	const struct per_op *slow, *fast;
	const char *slow_name, *fast_name;
	double ops;
	double ns; /* of work of all workers together, per op */
};

/* How many workers run at once: as many as the machine's CPUs are worth, where that is known. */
static double at_once(const struct machine *machine, double workers)
{
	double cpus = machine->effective_cpus;

	if (!(cpus > 0))
		cpus = (double)machine->cpu.counts.usable_pus;
	return cpus > 0 && cpus < workers ? cpus : workers;
}

static struct gap gap_of(const struct report *report, const struct verdict_row *row)
{
	const struct result *threads = &report->results[row->threads_cell];
	const struct result *procs = &report->results[row->procs_cell];
	double ops = results_ops(report, row->threads_cell);
	double ns = fabs(row->ratio - 1) * threads->work_ns.median *
		    at_once(&report->machine, (double)row->workers) / ops;

	if (row->verdict == VERDICT_THREADS)
		return (struct gap){ &procs->per_op, &threads->per_op, "processes", "threads", ops,
			ns };
	return (struct gap){ &threads->per_op, &procs->per_op, "threads", "processes", ops, ns };
}

/* How many times as much the slower mode takes; 0 where that is unknown or less than twice. */
static double factor_of(const struct candidate *candidate, const struct gap *gap)
{
	double slow = candidate->figure(gap->slow), fast = candidate->figure(gap->fast);
	double factor = slow / fmax(fast, candidate->grain / gap->ops);

	/* fmax() passes a NaN over. */
	return !isnan(fast) && factor >= LEAST_FACTOR ? factor : 0;
}

/* How much longer the slower mode takes for it, per op and at its price. */
static double ns_of(const struct candidate *candidate, const struct gap *gap)
{
	return (candidate->figure(gap->slow) - candidate->figure(gap->fast)) * candidate->price_ns;
}

/* The one of the largest factor among those that account for so much time; NULL for none. */
static const struct candidate *largest(const struct gap *gap, bool kernels_alone, double ns)
{
	const struct candidate *best = NULL;
	double most = 0;

	for (size_t i = 0; i < NR_CANDIDATES; i++) {
		double factor = factor_of(&candidates[i], gap);

		if (factor > most && ns_of(&candidates[i], gap) >= ns &&
			(candidates[i].is_kernels || !kernels_alone)) {
			most = factor;
			best = &candidates[i];
		}
	}
	return best;
}

static const struct candidate *find(const struct gap *gap)
{
	const struct candidate *best = largest(gap, false, LEAST_SHARE * gap->ns), *event;

	if (!best || (best->figure != system_time && best->figure != cpu_time))
		return best;
	event = largest(gap, true, ns_of(best, gap) / DEAR);
	return event ? event : best;
}

static bool is_same_user_time(const struct gap *gap)
{
	double slow = gap->slow->cpu_user_ns, fast = gap->fast->cpu_user_ns;

	return fabs(slow - fast) <= SAME * fmax(slow, fast) && fast * gap->ops > TICK_NS;
}

/* Of what the faster mode takes too little of: of time, how much that is. */
static char *word_little(const struct candidate *candidate, const struct gap *gap, const char *much)
{
	char grain[FORMAT_SIZE], *text = NULL;
	int length;

	format_time(grain, candidate->grain / gap->ops);
	if (candidate->is_time)
		length = asprintf(&text,
			"%s take %s of %s an op, %s less than the %s that can be told",
			gap->slow_name, much, candidate->name, gap->fast_name, grain);
	else
		length = asprintf(&text, "%s take %s %s an op, %s next to none", gap->slow_name,
			much, candidate->name, gap->fast_name);
	return length < 0 ? NULL : text;
}

static char *word(const struct candidate *candidate, const struct gap *gap)
{
	double slow = candidate->figure(gap->slow), fast = candidate->figure(gap->fast);
	char much[FORMAT_SIZE], little[FORMAT_SIZE], times[FORMAT_SIZE], *text = NULL;
	bool same = candidate->figure == system_time && is_same_user_time(gap);
	int length;

	if (candidate->is_time) {
		format_time(much, slow);
		format_time(little, fast);
	} else {
		format_rate(much, slow);
		format_rate(little, fast);
	}
	if (fast * gap->ops < candidate->grain)
		return word_little(candidate, gap, much);
	length = asprintf(&text, "%s take %s%s times the %s (%s an op against %s)", gap->slow_name,
		same ? "the same user time but " : "",
		format_ratio(times, factor_of(candidate, gap)), candidate->name, much, little);
	return length < 0 ? NULL : text;
}

int cause_add(const struct report *report, struct verdict_row *row)
{
	const struct candidate *best;
	struct gap gap;
	char *text;

	if (row->verdict != VERDICT_THREADS && row->verdict != VERDICT_PROCS)
		return 0;
	gap = gap_of(report, row);
	best = find(&gap);
	if (!best)
		return 0;
	row->cause = word(best, &gap);
	if (!row->cause || asprintf(&text, "%s; %s", row->text, row->cause) < 0)
		return -ENOMEM;
	free(row->text);
	row->text = text;
	return 0;
}

void causes_print(const struct sheet *sheet, const struct report *report)
{
	bool begun = false;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		const struct verdict_row *row = &report->verdicts[i];

		if (!row->cause)
			continue;
		if (!begun)
			sheet_heading(sheet, "Where the difference may come from");
		begun = true;
		sheet_item(sheet, 1, "%s, %" PRIu64 " worker%s", row->workload, row->workers,
			row->workers == 1 ? "" : "s");
		sheet_item(sheet, 2, "%s", row->cause);
	}
}
