/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

/* Whether b is the procs cell to a threads cell a. */
static bool is_counterpart(const struct cell *a, const struct cell *b)
{
	return a->mode == MODE_THREADS && b->mode == MODE_PROCS && a->workers == b->workers &&
	       a->ops == b->ops && !strcmp(a->placement, b->placement) && cell_same_work(a, b);
}

/* The sentence that a verdict comes to. */
static int say(struct verdict_row *row, double margin)
{
	char ratio[96];

	snprintf(ratio, sizeof(ratio),
		"%.3f times as long as threads (95 %% interval %.3f to %.3f)", row->ratio,
		row->ci_low, row->ci_high);
	switch (row->verdict) {
	case VERDICT_THREADS:
		return asprintf(&row->text, "threads: processes take %s", ratio);
	case VERDICT_PROCS:
		return asprintf(&row->text, "processes: they take %s", ratio);
	case VERDICT_EQUIVALENT:
		return asprintf(&row->text, "no difference past %.3g %%: processes take %s",
			margin * 100, ratio);
	case VERDICT_INCONCLUSIVE:
		return asprintf(&row->text, "cannot tell within %.3g %%: processes take %s",
			margin * 100, ratio);
	case VERDICT_NONE:
		break;
	}
	return asprintf(&row->text, "no verdict: %zu round%s where 6 are needed", (size_t)row->n,
		row->n == 1 ? "" : "s");
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
	if (report->results[threads].status == STATUS_OK &&
		report->results[procs].status == STATUS_OK) {
		row->verdict = ratio_verdict(&work, report->config.margin);
		error = say(row, report->config.margin);
	} else {
		error = asprintf(&row->text, "no verdict: a trial failed");
	}
	if (error < 0)
		row->text = NULL;
	return row->workload && row->text ? 0 : -ENOMEM;
}

int verdicts_make(struct report *report)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		free(report->verdicts[i].workload);
		free(report->verdicts[i].text);
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
