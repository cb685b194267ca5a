/* SPDX-License-Identifier: MIT */
#include "report/per_op.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/results.h"
#include "stats/summary.h"

/* Which figure of a trial is which of an op. */
struct source {
	size_t trial_offset, per_op_offset;
};

#define SOURCE(from, to)                                                  \
	{                                                                 \
		offsetof(struct trial, from), offsetof(struct per_op, to) \
	}

static const struct source usage_sources[] = {
	SOURCE(usage.cpu_ns, cpu_ns),
	SOURCE(usage.cpu_user_ns, cpu_user_ns),
	SOURCE(usage.cpu_sys_ns, cpu_sys_ns),
	SOURCE(usage.ctx_voluntary, ctx_voluntary),
	SOURCE(usage.ctx_involuntary, ctx_involuntary),
	SOURCE(usage.faults_minor, faults_minor),
	SOURCE(usage.faults_major, faults_major),
};

static const struct source counter_sources[] = {
	SOURCE(counters.cycles, cycles),
	SOURCE(counters.instructions, instructions),
	SOURCE(counters.cache_misses, cache_misses),
	SOURCE(counters.dtlb_misses, dtlb_misses),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef bool uses(const struct trial *trial, size_t cell);

static bool counts(const struct trial *trial, size_t cell)
{
	return trial->cell == cell && trial->status == STATUS_OK &&
	       trial->counters.counted != COUNTED_NONE;
}

static uint64_t figure_at(const struct trial *trial, size_t offset)
{
	uint64_t figure;

	memcpy(&figure, (const char *)trial + offset, sizeof(figure));
	return figure;
}

/* x has room for a value of each trial. */
static double median_of(
	const struct report *report, size_t cell, uses *used, size_t offset, double *x)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nr_trials; i++) {
		uint64_t figure;

		if (!used(&report->trials[i], cell))
			continue;
		figure = figure_at(&report->trials[i], offset);
		if (figure == FIGURE_NONE)
			return NAN;
		x[n++] = (double)figure;
	}
	return summary_median(x, n);
}

static void fill(const struct report *report, struct result *result, uses *used,
	const struct source *sources, size_t nr, double *x)
{
	size_t cell = result->cell;
	double ops = results_ops(report, cell);

	for (size_t i = 0; i < nr; i++) {
		double median = median_of(report, cell, used, sources[i].trial_offset, x);
		double figure = ops > 0 ? median / ops : NAN;

		memcpy((char *)&result->per_op + sources[i].per_op_offset, &figure, sizeof(figure));
	}
}

/* Whose counts they are; none where trials disagree, as of two machines' reports put together. */
static enum counted counted_of(const struct report *report, size_t cell)
{
	enum counted counted = COUNTED_NONE;

	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (!counts(trial, cell))
			continue;
		if (counted != COUNTED_NONE && counted != trial->counters.counted)
			return COUNTED_NONE;
		counted = trial->counters.counted;
	}
	return counted;
}

static bool never(const struct trial *trial, size_t cell)
{
	(void)trial;
	(void)cell;
	return false;
}

int per_op_make(const struct report *report, struct result *result)
{
	double *x = calloc(report->nr_trials + 1, sizeof(*x));
	uint64_t tables = result->memory.page_table_bytes;
	unsigned workers = report->cells[result->cell].workers;

	if (!x)
		return -ENOMEM;
	result->per_op.counted = counted_of(report, result->cell);
	fill(report, result, results_uses, usage_sources, COUNT(usage_sources), x);
	fill(report, result, result->per_op.counted == COUNTED_NONE ? never : counts,
		counter_sources, COUNT(counter_sources), x);
	result->worker_page_table_bytes =
		tables == FIGURE_NONE || !workers ? FIGURE_NONE : tables / workers;
	free(x);
	return 0;
}
