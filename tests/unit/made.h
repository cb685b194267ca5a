/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_MADE_H
#define TESTS_UNIT_MADE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/model.h"

/*
 * A made-up report for tests: cells and trials by hand, from which a test makes what it tests, and
 * which report_release frees. A test cannot do without it, so a failure ends the program.
 */
#define MADE_MOST_CELLS 32
#define MADE_MOST_TRIALS 1024

static inline void made_check(int failed, const char *what)
{
	if (failed) {
		fprintf(stderr, "a made-up report: %s\n", what);
		exit(EXIT_FAILURE);
	}
}

static inline char *made_text(const char *text)
{
	char *copy = strdup(text);

	made_check(!copy, "no memory");
	return copy;
}

/* Of a machine of four PUs of which no more is known, with a margin of 3 %; no cell, no trial. */
static inline void made_init(struct report *report)
{
	memset(report, 0, sizeof(*report));
	report->config.margin = 0.03;
	report->machine.cpu.counts.usable_pus = 4;
	report->machine.effective_cpus = NAN;
	report->machine.limits.cpu_quota = NAN;
	report->cells = calloc(MADE_MOST_CELLS, sizeof(*report->cells));
	report->trials = calloc(MADE_MOST_TRIALS, sizeof(*report->trials));
	made_check(!report->cells || !report->trials, "no memory");
}

/* A cell of 1000 ops that compute, of P x T workers. Returns its index. */
static inline size_t made_shape(struct report *report, const char *workload, enum mode mode,
	unsigned procs, unsigned threads)
{
	struct cell *cell = &report->cells[report->nr_cells];

	made_check(report->nr_cells == MADE_MOST_CELLS, "no room for a cell");
	*cell = (struct cell){ .workload = made_text(workload),
		.class = CLASS_CPU,
		.mode = mode,
		.procs = procs,
		.threads = threads,
		.workers = procs * threads,
		.placement = made_text("none"),
		.ops = 1000,
		.unit = made_text("op"),
		.op_bytes = FIGURE_NONE };
	cell->cell = cell_name(cell, NULL);
	made_check(!cell->cell, "no memory");
	return report->nr_cells++;
}

/* The same of so many workers, in any mode but hybrid. */
static inline size_t made_cell(
	struct report *report, const char *workload, enum mode mode, unsigned workers)
{
	bool forked = mode == MODE_PROCS;

	return made_shape(report, workload, mode, forked ? workers : 1, forked ? 1 : workers);
}

/* A good trial of which nothing is known yet. */
static inline struct trial *made_trial(struct report *report, size_t cell, uint64_t round)
{
	struct trial *trial = &report->trials[report->nr_trials];

	made_check(report->nr_trials == MADE_MOST_TRIALS, "no room for a trial");
	trial_init(trial);
	trial->trial = report->nr_trials++;
	trial->round = round;
	trial->warmup = round == 0;
	trial->cell = cell;
	trial->status = STATUS_OK;
	return trial;
}

/* Makes so many ops a second the rate of every cell, as its only parameter. */
static inline void made_pace(struct report *report, int64_t rate)
{
	for (size_t i = 0; i < report->nr_cells; i++) {
		struct cell *cell = &report->cells[i];

		cell->params = calloc(1, sizeof(*cell->params));
		made_check(!cell->params, "no memory");
		cell->params[0] = (struct setting){ made_text("rate"), rate };
		cell->nr_params = 1;
	}
}

#endif
