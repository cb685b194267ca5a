/* SPDX-License-Identifier: MIT */
#include "compare/digest.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"
#include "stats/sequential.h"
#include "stats/summary.h"

#define CANARIES_NEEDED 4

/* ---- Times ---- */

/* Trials stand in the order of execution, so rounds ascend but for a file that was edited. */
static void insert(struct digest_cell *cell, uint64_t round, double value)
{
	size_t at = cell->n++;

	while (at && cell->rounds[at - 1] > round) {
		cell->rounds[at] = cell->rounds[at - 1];
		cell->logs[at] = cell->logs[at - 1];
		at--;
	}
	cell->rounds[at] = round;
	cell->logs[at] = value;
}

static int make_room(const struct report *report, struct digest_cell *cells)
{
	size_t *counts = calloc(report->nr_cells + 1, sizeof(*counts));
	int error = counts ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_trials; i++)
		counts[report->trials[i].cell]++;
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		cells[i].logs = calloc(counts[i] + 1, sizeof(*cells[i].logs));
		cells[i].rounds = calloc(counts[i] + 1, sizeof(*cells[i].rounds));
		error = cells[i].logs && cells[i].rounds ? 0 : -ENOMEM;
	}
	free(counts);
	return error;
}

static int gather(const struct report *report, struct digest_cell *cells)
{
	int error = make_room(report, cells);

	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		double ops = results_ops(report, trial->cell);

		cells[trial->cell].failed |= trial->status == STATUS_FAILED;
		if (!results_uses(trial, trial->cell) || trial->work_ns == FIGURE_NONE ||
			!trial->work_ns || !(ops > 0))
			continue;
		insert(&cells[trial->cell], trial->round, log((double)trial->work_ns) - log(ops));
	}
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		if (cells[i].failed ||
			(i < report->nr_results && report->results[i].status == STATUS_FAILED))
			cells[i].n = 0;
	}
	return error;
}

static int find_median(const struct report *report, size_t i, struct digest_cell *cell)
{
	double *logs = malloc((cell->n + 1) * sizeof(*logs));

	if (!logs)
		return -ENOMEM;
	memcpy(logs, cell->logs, cell->n * sizeof(*logs));
	cell->op_ns = exp(summary_median(logs, cell->n));
	cell->median_ns = cell->op_ns * results_ops(report, i);
	free(logs);
	return 0;
}

/* ---- Ratios within rounds ---- */

/* tops and bases have room for the rounds of top. Returns how many rounds both have. */
static size_t pair_up(
	const struct digest_cell *top, const struct digest_cell *base, double *tops, double *bases)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < top->n; i++) {
		while (k < base->n && base->rounds[k] < top->rounds[i])
			k++;
		if (k == base->n || base->rounds[k] != top->rounds[i])
			continue;
		tops[n] = exp(top->logs[i]);
		bases[n++] = exp(base->logs[k++]);
	}
	return n;
}

/* As results_ratio() forms it, from the times that are kept. */
static int find_ratio(const struct config *config, const struct digest_cell *top,
	const struct digest_cell *base, struct ratio *ratio)
{
	double *tops = malloc((top->n + 1) * sizeof(*tops));
	double *bases = malloc((top->n + 1) * sizeof(*bases));
	int error = tops && bases ? 0 : -ENOMEM;

	if (!error) {
		size_t n = pair_up(top, base, tops, bases), look = sequential_look(n);

		error = results_are_sequential(config)
				? ratio_paired_at(tops, bases, look ? look : n,
					  look ? sequential_confidence(n) : 1, ratio)
				: ratio_paired(tops, bases, n, ratio);
	}
	free(tops);
	free(bases);
	return error == -EDOM ? 0 : error;
}

static size_t find(const struct report *report, size_t like, enum mode mode, unsigned workers)
{
	const struct cell *wanted = &report->cells[like];

	for (size_t i = 0; i < report->nr_cells; i++) {
		const struct cell *cell = &report->cells[i];

		if (cell->mode == mode && cell->workers == workers && !cell->twin &&
			cell_same_work(cell, wanted) &&
			(mode == MODE_SEQ || !strcmp(cell->placement, wanted->placement)))
			return i;
	}
	return DIGEST_NO_CELL;
}

static int relate(const struct report *report, struct digest_cell *cells, size_t i)
{
	static const struct ratio none = { 0, NAN, NAN, NAN };
	const struct cell *cell = &report->cells[i];
	struct digest_cell *kept = &cells[i];
	int error = 0;

	kept->speedup = kept->procs = none;
	kept->seq = cell->mode == MODE_SEQ ? DIGEST_NO_CELL : find(report, i, MODE_SEQ, 1);
	kept->threads = cell->mode == MODE_PROCS ? find(report, i, MODE_THREADS, cell->workers)
						 : DIGEST_NO_CELL;
	if (cell_is_paced(cell))
		return 0;
	if (kept->seq != DIGEST_NO_CELL)
		error = find_ratio(&report->config, &cells[kept->seq], kept, &kept->speedup);
	if (!error && kept->threads != DIGEST_NO_CELL)
		error = find_ratio(&report->config, kept, &cells[kept->threads], &kept->procs);
	return error;
}

/* ---- The rest ---- */

static int find_canary(const struct report *report, struct digest *digest)
{
	double *x = malloc((report->nr_trials + 1) * sizeof(*x));
	struct summary summary;
	size_t n = 0;
	int error = x ? 0 : -ENOMEM;

	digest->canary = digest->canary_q1 = digest->canary_q3 = NAN;
	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		uint64_t canary = trial->noise.canary_ns;

		if (results_uses(trial, trial->cell) && canary != FIGURE_NONE && canary)
			x[n++] = (double)canary;
	}
	if (!error && n >= CANARIES_NEEDED) {
		error = summary_of(x, n, &summary);
		digest->canary = summary.median;
		digest->canary_q1 = summary.q1;
		digest->canary_q3 = summary.q3;
	}
	free(x);
	return error;
}

/* What the trials take is most of a report; the rest of it is kept. */
static void drop_trials(struct report *report)
{
	for (size_t i = 0; i < report->nr_trials; i++)
		trial_release(&report->trials[i]);
	free(report->trials);
	report->trials = NULL;
	report->nr_trials = 0;
}

int digest_make(struct report *report, struct digest *digest)
{
	int error;

	*digest = (struct digest){ .cells = calloc(report->nr_cells + 1, sizeof(*digest->cells)) };
	error = digest->cells ? gather(report, digest->cells) : -ENOMEM;
	error = error ? error : find_canary(report, digest);
	digest->report = *report;
	memset(report, 0, sizeof(*report));
	drop_trials(&digest->report);
	for (size_t i = 0; !error && i < digest->report.nr_cells; i++)
		error = find_median(&digest->report, i, &digest->cells[i]);
	for (size_t i = 0; !error && i < digest->report.nr_cells; i++)
		error = relate(&digest->report, digest->cells, i);
	if (error)
		digest_release(digest);
	return error;
}

void digest_release(struct digest *digest)
{
	for (size_t i = 0; digest->cells && i < digest->report.nr_cells; i++) {
		free(digest->cells[i].logs);
		free(digest->cells[i].rounds);
	}
	free(digest->cells);
	digest->cells = NULL;
	report_release(&digest->report);
}
