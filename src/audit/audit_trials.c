/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include "measure/figure.h"

/* A figure of trial i that is not what it must be. */
static void deviate_figure(
	struct audit *audit, size_t i, const char *member, uint64_t seen, const char *wanted)
{
	if (seen == FIGURE_NONE)
		audit_deviate(audit, "trials[%zu].%s: null in the report, %s", i, member, wanted);
	else
		audit_deviate(audit, "trials[%zu].%s: %" PRIu64 " in the report, %s", i, member,
			seen, wanted);
}

/* Where each cell was seen last, and any, by rounds. */
struct rounds {
	uint64_t *of_cell, before;
};

/*
 * A run that was gone on with warms up anew, so that round 0 comes again, and trials of the round in
 * which it was broken off have become warm-ups where they stand.
 */
static bool is_late_warmup(const struct report *report, const struct trial *trial)
{
	return report->config.resumed != FIGURE_NONE && report->config.resumed > 0 &&
	       trial->round == 0;
}

static void check_order(
	const struct report *report, size_t i, struct rounds *rounds, struct audit *audit)
{
	const struct trial *trial = &report->trials[i];
	char wanted[64];

	if (trial->trial != i) {
		snprintf(wanted, sizeof(wanted), "%zu by its place", i);
		deviate_figure(audit, i, "trial", trial->trial, wanted);
	}
	if (trial->warmup != (trial->round == 0))
		audit_deviate(audit, "trials[%zu].warmup: %s in the report, of round %" PRIu64, i,
			trial->warmup ? "true" : "false", trial->round);
	if (is_late_warmup(report, trial))
		return;
	if (trial->round == FIGURE_NONE || trial->round < rounds->before) {
		snprintf(wanted, sizeof(wanted), "after one of round %" PRIu64, rounds->before);
		deviate_figure(audit, i, "round", trial->round, wanted);
	}
	if (rounds->of_cell[trial->cell] == trial->round)
		audit_deviate(audit, "trials[%zu].cell: %" PRIu64 " twice in round %" PRIu64, i,
			trial->cell, trial->round);
	rounds->of_cell[trial->cell] = trial->round;
	rounds->before = trial->round;
}

static void check_phases(const struct trial *trial, size_t i, struct audit *audit)
{
	uint64_t sum = figure_add(figure_add(trial->spawn_ns, trial->ready_ns),
		figure_add(trial->work_ns, trial->reap_ns));
	char wanted[64];

	if (trial->work_ns == FIGURE_NONE)
		audit_deviate(audit, "trials[%zu].work_ns: null in a trial that is ok", i);
	if (trial->total_ns == sum || sum == FIGURE_NONE)
		return;
	snprintf(wanted, sizeof(wanted), "%" PRIu64 " by its phases", sum);
	deviate_figure(audit, i, "total_ns", trial->total_ns, wanted);
}

/* Whether crews of so many workers, side by side, did so many ops, each member all of its own. */
static bool are_done_by(const struct trial *trial, size_t crew, uint64_t ops)
{
	uint64_t sum = 0;

	for (size_t w = 0; w < trial->nr_workers; w++) {
		uint64_t own = trial->workers[w].ops;

		if (w % crew == 0)
			sum = figure_add(sum, own);
		else if (own != trial->workers[w - 1].ops)
			return false;
	}
	return sum == ops || sum == FIGURE_NONE;
}

/* A worker does ops of its own, or, where a workload takes two or more to an op, in a crew. */
static bool are_done(const struct trial *trial, uint64_t ops)
{
	for (size_t crew = 1; crew <= trial->nr_workers; crew++) {
		if (trial->nr_workers % crew == 0 && are_done_by(trial, crew, ops))
			return true;
	}
	return !trial->nr_workers;
}

static void check_workers(
	const struct trial *trial, const struct cell *cell, size_t i, struct audit *audit)
{
	for (size_t w = 0; w < trial->nr_workers; w++) {
		const struct worker_figures *worker = &trial->workers[w];

		if (worker->work_ns != FIGURE_NONE && worker->work_ns > trial->work_ns)
			audit_deviate(audit,
				"trials[%zu].workers[%zu].work_ns: %" PRIu64
				" in the report, more than the trial's %" PRIu64,
				i, w, worker->work_ns, trial->work_ns);
	}
	if (!are_done(trial, cell->ops))
		audit_deviate(audit,
			"trials[%zu].workers: they did not do the %" PRIu64 " ops of the cell", i,
			cell->ops);
}

static void check_failed(const struct trial *trial, size_t i, struct audit *audit)
{
	if (trial->work_ns != FIGURE_NONE || trial->total_ns != FIGURE_NONE)
		audit_deviate(audit, "trials[%zu]: has figures, and is not ok", i);
	if (!trial->reason)
		audit_deviate(audit, "trials[%zu].reason: null in a trial that is not ok", i);
}

/* The first cell that does the same ops of the same work. */
static size_t first_like(const struct report *report, size_t cell)
{
	for (size_t i = 0; i < cell; i++) {
		if (report->cells[i].ops == report->cells[cell].ops &&
			cell_same_work(&report->cells[i], &report->cells[cell]))
			return i;
	}
	return cell;
}

/* What the trials of a cell are held against, each other. */
struct memory_of_cell {
	size_t like;  /* the cell that keeps the digest of this work */
	size_t first; /* the trial that it is of; nr_trials while there is none */
};

static void check_digest(
	const struct report *report, size_t i, struct memory_of_cell *cells, struct audit *audit)
{
	const struct trial *trial = &report->trials[i];
	struct memory_of_cell *keeper = &cells[cells[trial->cell].like];

	if (keeper->first == report->nr_trials)
		keeper->first = i;
	else if (trial->digest != report->trials[keeper->first].digest)
		audit_deviate(audit,
			"trials[%zu].digest: not that of trials[%zu], of the same work", i,
			keeper->first);
}

int audit_trials(const struct report *report, struct audit *audit)
{
	struct memory_of_cell *cells = calloc(report->nr_cells + 1, sizeof(*cells));
	struct rounds rounds = { calloc(report->nr_cells + 1, sizeof(uint64_t)), 0 };
	int error = cells && rounds.of_cell ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		cells[i] = (struct memory_of_cell){ first_like(report, i), report->nr_trials };
		rounds.of_cell[i] = FIGURE_NONE;
	}
	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		check_order(report, i, &rounds, audit);
		if (trial->status != STATUS_OK) {
			check_failed(trial, i, audit);
			continue;
		}
		check_phases(trial, i, audit);
		check_workers(trial, &report->cells[trial->cell], i, audit);
		check_digest(report, i, cells, audit);
	}
	free(cells);
	free(rounds.of_cell);
	return error;
}
