/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "measure/histogram.h"
#include "report/per_op.h"
#include "report/roster.h"
#include "report/warnings.h"
#include "report/worth.h"

/* Values of one figure over the good trials of a cell. */
struct sample {
	double *x;
	size_t n;
};

typedef uint64_t figure_of(const struct trial *trial);

static uint64_t work_of(const struct trial *trial)
{
	return trial->work_ns;
}

static uint64_t total_of(const struct trial *trial)
{
	return trial->total_ns;
}

static uint64_t spawn_of(const struct trial *trial)
{
	return trial->spawn_ns;
}

static uint64_t ready_of(const struct trial *trial)
{
	return trial->ready_ns;
}

static uint64_t reap_of(const struct trial *trial)
{
	return trial->reap_ns;
}

static uint64_t start_skew_of(const struct trial *trial)
{
	return trial->start_skew_ns;
}

double results_ops(const struct report *report, size_t cell)
{
	uint64_t ops = report->cells[cell].ops;

	return ops == FIGURE_NONE ? NAN : (double)ops;
}

bool results_uses(const struct trial *trial, size_t cell)
{
	return trial->cell == cell && !trial->warmup && trial->status == STATUS_OK;
}

/* The caller frees sample->x. */
static int sample_of(
	const struct report *report, size_t cell, figure_of *figure, struct sample *sample)
{
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;

	sample->n = 0;
	sample->x = calloc(walk_most(report, cell) + 1, sizeof(*sample->x));
	if (!sample->x)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		if (results_uses(trial, cell) && figure(trial) != FIGURE_NONE)
			sample->x[sample->n++] = (double)figure(trial);
	}
	return 0;
}

static int summarise(
	const struct report *report, size_t cell, figure_of *figure, struct summary *summary)
{
	struct sample sample;
	int error = sample_of(report, cell, figure, &sample);

	if (!error)
		error = summary_of(sample.x, sample.n, summary);
	free(sample.x);
	return error;
}

int results_work(const struct report *report, size_t cell, struct summary *work)
{
	return summarise(report, cell, work_of, work);
}

/* The median of a member of trial that lies at offset; unknown as soon as one trial's is. */
static int median_member(const struct report *report, size_t cell, size_t offset, uint64_t *median)
{
	double *x = calloc(report->nr_trials + 1, sizeof(*x));
	size_t n = 0;
	bool known = true;

	if (!x)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		uint64_t value;

		if (!results_uses(trial, cell))
			continue;
		memcpy(&value, (const char *)trial + offset, sizeof(value));
		known = known && value != FIGURE_NONE;
		x[n++] = (double)value;
	}
	*median = known && n ? (uint64_t)llround(summary_median(x, n)) : FIGURE_NONE;
	free(x);
	return 0;
}

static int summarise_memory(const struct report *report, size_t cell, struct memory *memory)
{
	uint64_t *members = (uint64_t *)memory;
	int error = 0;

	/* struct memory is figures from end to end: each is the median of its like. */
	for (size_t i = 0; !error && i < sizeof(*memory) / sizeof(*members); i++)
		error = median_member(report, cell,
			offsetof(struct trial, memory) + i * sizeof(*members), &members[i]);
	return error;
}

/* The value of a finding in a trial: a workload finds the same things in the same order. */
static uint64_t finding_of(const struct trial *trial, size_t f)
{
	return f < trial->nr_findings ? trial->findings[f].value : FIGURE_NONE;
}

/* Over the good trials of a cell; unknown as soon as one of them does not know it. */
static int median_finding(const struct report *report, size_t cell, size_t f, uint64_t *median)
{
	double *x = calloc(walk_most(report, cell) + 1, sizeof(*x));
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;
	bool known = true;
	size_t n = 0;

	if (!x)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		if (!results_uses(trial, cell))
			continue;
		known = known && finding_of(trial, f) != FIGURE_NONE;
		x[n++] = (double)finding_of(trial, f);
	}
	*median = known ? (uint64_t)llround(summary_median(x, n)) : FIGURE_NONE;
	free(x);
	return 0;
}

static int summarise_findings(const struct report *report, struct result *result)
{
	const struct trial *first = NULL;
	int error = 0;

	for (size_t i = 0; !first && i < report->nr_trials; i++) {
		if (results_uses(&report->trials[i], result->cell))
			first = &report->trials[i];
	}
	if (!first || !first->nr_findings)
		return 0;
	result->findings = calloc(first->nr_findings, sizeof(*result->findings));
	if (!result->findings)
		return -ENOMEM;
	for (size_t f = 0; !error && f < first->nr_findings; f++) {
		struct finding *finding = &result->findings[result->nr_findings++];

		finding->name = strdup(first->findings[f].name);
		error = finding->name ? median_finding(report, result->cell, f, &finding->value)
				      : -ENOMEM;
	}
	return error;
}

static uint64_t quantile_of(const struct histogram *histogram, double quantile)
{
	return histogram_supports(histogram, quantile) ? histogram_quantile(histogram, quantile)
						       : FIGURE_NONE;
}

static int summarise_latency(const struct report *report, struct result *result)
{
	struct histogram *all = calloc(1, sizeof(*all));
	struct latency *latency = &result->latency;
	const char *kind = report->cells[result->cell].latency;
	struct walk walk = walk_begin(report, result->cell);
	const struct trial *trial;

	*latency = (struct latency){ NULL, 0, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE,
		FIGURE_NONE };
	if (!all)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		for (size_t k = 0; results_uses(trial, result->cell) && k < trial->nr_laps; k++) {
			uint64_t bucket = trial->laps[k].bucket, high;

			if (bucket >= HISTOGRAM_BUCKETS)
				continue;
			all->counts[bucket] += trial->laps[k].count;
			all->count += trial->laps[k].count;
			high = histogram_bucket_high((unsigned)bucket);
			all->max_ns = high > all->max_ns ? high : all->max_ns;
		}
	}
	if (all->count) {
		latency->kind = strdup(kind ? kind : "service time, closed loop");
		latency->count = all->count;
		latency->p50 = quantile_of(all, 0.5);
		latency->p90 = quantile_of(all, 0.9);
		latency->p99 = quantile_of(all, 0.99);
		latency->p999 = quantile_of(all, 0.999);
		latency->max = all->max_ns;
	}
	free(all);
	return latency->count && !latency->kind ? -ENOMEM : 0;
}

/* The seq cell that does the same work; nr_cells when there is none. */
static size_t base_of(const struct report *report, size_t cell)
{
	for (size_t i = 0; i < report->nr_cells; i++) {
		if (report->cells[i].mode == MODE_SEQ &&
			cell_same_work(&report->cells[i], &report->cells[cell]))
			return i;
	}
	return report->nr_cells;
}

static int summarise_speedup(const struct report *report, struct result *result)
{
	const struct cell *cell = &report->cells[result->cell];
	struct speedup *speedup = &result->speedup;
	size_t base = base_of(report, result->cell);
	struct summary base_work;
	struct ratio ratio;
	int error;

	*speedup = (struct speedup){ FIGURE_NONE, NAN, NAN, NAN, NAN };
	result->efficiency = NAN;
	if (base == report->nr_cells || base == result->cell)
		return 0;
	error = summarise(report, base, work_of, &base_work);
	error = error ? error : results_ratio(report, base, result->cell, PAIRED_WORK, &ratio);
	if (error)
		return error;
	*speedup = (struct speedup){ base, base_work.median, ratio.value, ratio.ci_low,
		ratio.ci_high };
	result->efficiency = ratio.value / cell->workers;
	return 0;
}

/* ---- Results ---- */

static int set_status(const struct report *report, struct result *result)
{
	bool ran = false;

	result->failed = 0;
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (trial->cell != result->cell)
			continue;
		ran = ran || results_uses(trial, result->cell);
		if (trial->status != STATUS_FAILED)
			continue;
		result->failed++;
		result->status = STATUS_FAILED;
		if (!result->reason && trial->reason)
			result->reason = strdup(trial->reason);
	}
	if (result->status == STATUS_OK && !ran) {
		result->status = STATUS_SKIPPED;
		result->reason = strdup(RESULTS_UNREACHED);
		return result->reason ? 0 : -ENOMEM;
	}
	return 0;
}

static void set_rates(const struct report *report, struct result *result)
{
	size_t cell = result->cell;
	double ops = results_ops(report, cell);
	double bytes = (double)report->cells[cell].op_bytes;

	result->ops_per_s = (struct rate){ ops * 1e9 / result->work_ns.median,
		ops * 1e9 / result->work_ns.ci_high, ops * 1e9 / result->work_ns.ci_low };
	result->bytes_per_s = (struct rate){ NAN, NAN, NAN };
	if (report->cells[cell].op_bytes != FIGURE_NONE)
		result->bytes_per_s = (struct rate){ result->ops_per_s.median * bytes,
			result->ops_per_s.ci_low * bytes, result->ops_per_s.ci_high * bytes };
}

/* From a report that need hold no trials but those of the result's cell. */
static int make_own(const struct report *own, struct result *result)
{
	size_t cell = result->cell;
	int error = set_status(own, result);

	error = error ? error : summarise(own, cell, work_of, &result->work_ns);
	error = error ? error : summarise(own, cell, total_of, &result->total_ns);
	error = error ? error : summarise(own, cell, spawn_of, &result->spawn_ns);
	error = error ? error : summarise(own, cell, ready_of, &result->ready_ns);
	error = error ? error : summarise(own, cell, reap_of, &result->reap_ns);
	error = error ? error : summarise(own, cell, start_skew_of, &result->start_skew_ns);
	error = error ? error : summarise_memory(own, cell, &result->memory);
	error = error ? error : summarise_findings(own, result);
	error = error ? error : summarise_latency(own, result);
	error = error ? error : per_op_make(own, result);
	if (!error)
		set_rates(own, result);
	return error;
}

static int make_result(const struct report *report, struct result *result)
{
	struct portion own;
	int error = portion_make(report, result->cell, &own);

	error = error ? error : make_own(&own.report, result);
	portion_release(&own);
	error = error ? error : summarise_speedup(report, result);
	error = error ? error : worth_make(report, result);
	return error ? error : result_warnings(report, result);
}

static void release_result(struct result *result)
{
	for (size_t i = 0; i < result->nr_findings; i++)
		free(result->findings[i].name);
	for (size_t i = 0; i < result->nr_warnings; i++) {
		free(result->warnings[i].code);
		free(result->warnings[i].text);
		free(result->warnings[i].advice);
	}
	free(result->findings);
	free(result->warnings);
	free(result->latency.kind);
	free(result->break_even_ns.reason);
}

int results_make(struct report *report)
{
	struct result *results = calloc(report->nr_cells + 1, sizeof(*results));
	int error = results ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		results[i].cell = i;
		if (i >= report->nr_results)
			continue;
		if (report->results[i].status != STATUS_OK) {
			results[i].status = report->results[i].status;
			results[i].reason = report->results[i].reason;
		} else {
			free(report->results[i].reason);
		}
		report->results[i].reason = NULL;
		release_result(&report->results[i]);
	}
	if (error)
		return error;
	free(report->results);
	report->results = results;
	report->nr_results = report->nr_cells;
	for (size_t i = 0; !error && i < report->nr_cells; i++)
		error = make_result(report, &results[i]);
	return error;
}

bool results_empty(const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		if (report->results[i].work_ns.n)
			return false;
	}
	return true;
}

bool results_failed(const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		if (report->results[i].status == STATUS_FAILED)
			return true;
	}
	return false;
}
