/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/causes.h"
#include "stats/sequential.h"

/* Whether b is the procs cell to a threads cell a, or its twin. */
static bool is_counterpart(const struct cell *a, const struct cell *b)
{
	return a->mode == MODE_THREADS && !a->twin && (b->mode == MODE_PROCS || b->twin) &&
	       a->workers == b->workers && a->ops == b->ops &&
	       !strcmp(a->placement, b->placement) && cell_same_work(a, b);
}

/* Below this, a verdict that sits on an edge of the margin would ask for rounds without end. */
#define NEAREST_EDGE 4

/* As many times wider than it must be as an interval is whose verdict is open, at the very least. */
#define OPEN_NEED 1.01

/* The sentence that a verdict comes to. */
static int say(struct verdict_row *row, const struct config *config, const char *others)
{
	size_t needed = results_are_sequential(config) ? SEQUENTIAL_FIRST : RATIO_LEAST;
	double margin = config->margin;
	char ratio[96];

	snprintf(ratio, sizeof(ratio),
		"%.3f times as long as threads (95 %% interval %.3f to %.3f)", row->ratio,
		row->ci_low, row->ci_high);
	switch (row->verdict) {
	case VERDICT_THREADS:
		return asprintf(&row->text, "threads: %s take %s", others, ratio);
	case VERDICT_PROCS:
		return asprintf(&row->text, "%s: they take %s", others, ratio);
	case VERDICT_EQUIVALENT:
		return asprintf(&row->text, "no difference past %.3g %%: %s take %s", margin * 100,
			others, ratio);
	case VERDICT_INCONCLUSIVE:
		return asprintf(&row->text, "cannot tell within %.3g %%: %s take %s", margin * 100,
			others, ratio);
	case VERDICT_NONE:
		break;
	}
	return asprintf(&row->text, "no verdict: %zu round%s where %zu are needed", (size_t)row->n,
		row->n == 1 ? "" : "s", needed);
}

static int make_verdict(
	const struct report *report, size_t threads, size_t procs, struct verdict_row *row)
{
	uint64_t threads_pss = report->results[threads].memory.pss_bytes;
	uint64_t procs_pss = report->results[procs].memory.pss_bytes;
	struct ratio work, total;
	int error = results_ratio(report, procs, threads, PAIRED_WORK, &work);

	error = error ? error : results_ratio(report, procs, threads, PAIRED_TOTAL, &total);
	if (error)
		return error;
	memset(row, 0, sizeof(*row));
	row->threads_cell = threads;
	row->procs_cell = procs;
	row->workers = report->cells[threads].workers;
	row->n = work.n;
	row->ratio = work.value;
	row->ci_low = work.ci_low;
	row->ci_high = work.ci_high;
	row->total_ratio = total.value;
	row->memory_ratio = threads_pss == FIGURE_NONE || procs_pss == FIGURE_NONE
				    ? NAN
				    : (double)procs_pss / (double)threads_pss;
	row->workload =
		strndup(report->cells[threads].cell, cell_work_length(&report->cells[threads]));
	if (isnan(report->config.margin)) {
		error = asprintf(&row->text, "no verdict: the report states no margin");
	} else if (cell_is_paced(&report->cells[threads])) {
		error = asprintf(
			&row->text, "no verdict: a rate sets the time, so compare latencies");
	} else if (report->results[threads].status == STATUS_OK &&
		   report->results[procs].status == STATUS_OK) {
		row->verdict = ratio_verdict(&work, report->config.margin);
		error = say(row, &report->config,
			report->cells[procs].twin ? "the same threads again" : "processes");
	} else {
		error = asprintf(&row->text, "no verdict: a trial failed");
	}
	if (error < 0)
		row->text = NULL;
	return row->workload && row->text ? cause_add(report, row) : -ENOMEM;
}

/* How far the ratio is from the nearer edge of the margin, in logs: what its interval may reach. */
static double room_of(const struct ratio *ratio, double margin)
{
	double edge = log1p(margin), distance = fabs(fabs(log(ratio->value)) - edge);

	return fmax(distance, edge / NEAREST_EDGE);
}

/* How many times wider the interval is than it needs to be; at most 1 when it is narrow enough. */
static double need_of_ratio(const struct ratio *ratio, const struct config *config)
{
	double reach = fmax(log(ratio->ci_high / ratio->value), log(ratio->value / ratio->ci_low));

	if (isfinite(config->target_ci))
		return reach / log1p(config->target_ci);
	if (ratio_verdict(ratio, config->margin) != VERDICT_INCONCLUSIVE)
		return 0;
	return fmax(reach / room_of(ratio, config->margin), OPEN_NEED);
}

static double goal_of_ratio(const struct ratio *ratio, const struct config *config)
{
	const bool looks = results_are_sequential(config);
	const size_t least = looks ? SEQUENTIAL_FIRST : RATIO_LEAST;
	double need, rounds;

	if (ratio_verdict(ratio, config->margin) == VERDICT_NONE)
		return ratio->n < least ? (double)least : INFINITY;
	need = need_of_ratio(ratio, config);
	if (!(need > 1))
		return 0;
	rounds = ceil((double)ratio->n * need * need);
	return looks && rounds < SEQUENTIAL_LAST ? (double)sequential_next((size_t)rounds) : rounds;
}

double verdicts_goal(const struct report *report, size_t threads, size_t procs)
{
	struct ratio ratio;

	if (!is_counterpart(&report->cells[threads], &report->cells[procs]))
		return NAN;
	if (cell_is_paced(&report->cells[threads]))
		return 0;
	if (results_ratio(report, procs, threads, PAIRED_WORK, &ratio))
		return INFINITY;
	return goal_of_ratio(&ratio, &report->config);
}

double verdicts_goal_of_time(const struct report *report, size_t cell)
{
	const struct config *config = &report->config;
	double target = isnan(config->target_ci) ? config->margin : config->target_ci, need;
	struct summary work;

	if (results_work(report, cell, &work))
		return INFINITY;
	need = fmax(work.ci_high / work.median - 1, 1 - work.ci_low / work.median) / target;
	if (isnan(need))
		return RATIO_LEAST; /* no interval yet */
	return need > 1 ? ceil((double)work.n * need * need) : 0;
}

int verdicts_make(struct report *report)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		free(report->verdicts[i].workload);
		free(report->verdicts[i].text);
		free(report->verdicts[i].cause);
	}
	free(report->verdicts);
	report->nr_verdicts = 0;
	report->verdicts = calloc(report->nr_cells + 1, sizeof(*report->verdicts));
	if (!report->verdicts)
		return -ENOMEM;
	for (size_t a = 0; !error && a < report->nr_cells; a++) {
		for (size_t b = 0; !error && b < report->nr_cells; b++) {
			if (!is_counterpart(&report->cells[a], &report->cells[b]) ||
				report->results[a].status == STATUS_SKIPPED ||
				report->results[b].status == STATUS_SKIPPED)
				continue;
			error = make_verdict(
				report, a, b, &report->verdicts[report->nr_verdicts++]);
		}
	}
	return error;
}
