/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "audit/subject.h"
#include "measure/figure.h"

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

/* Rounds are numbered without a gap, since each is the next after the last that was run. */
static void check_round(const struct subject *subject, struct rounds *rounds)
{
	const struct trial *trial = subject->trial;
	char wanted[64];

	if (trial->round == FIGURE_NONE || trial->round < rounds->before ||
		trial->round > rounds->before + 1) {
		snprintf(wanted, sizeof(wanted), "after one of round %" PRIu64, rounds->before);
		subject_deviate(subject, "round", trial->round, wanted);
	}
	if (rounds->of_cell[trial->cell] == trial->round)
		audit_deviate(subject->audit,
			"trials[%zu].cell: %" PRIu64 " twice in round %" PRIu64, subject->i,
			trial->cell, trial->round);
	rounds->of_cell[trial->cell] = trial->round;
	rounds->before = trial->round;
}

static void check_order(const struct subject *subject, struct rounds *rounds)
{
	const struct trial *trial = subject->trial;
	char wanted[64];

	if (trial->trial != subject->i) {
		snprintf(wanted, sizeof(wanted), "%zu by its place", subject->i);
		subject_deviate(subject, "trial", trial->trial, wanted);
	}
	if (trial->warmup != (trial->round == 0))
		audit_deviate(subject->audit,
			"trials[%zu].warmup: %s in the report, of round %" PRIu64, subject->i,
			trial->warmup ? "true" : "false", trial->round);
	if (!is_late_warmup(subject->report, trial))
		check_round(subject, rounds);
}

/* What every machine can tell of a good trial. */
static const struct known {
	const char *member;
	size_t offset;
} known[] = {
#define KNOWN(name, member)                          \
	{                                            \
		name, offsetof(struct trial, member) \
	}
	KNOWN("digest", digest),
	KNOWN("spawn_ns", spawn_ns),
	KNOWN("ready_ns", ready_ns),
	KNOWN("reap_ns", reap_ns),
	KNOWN("start_skew_ns", start_skew_ns),
	KNOWN("end_skew_ns", end_skew_ns),
	KNOWN("gate_ns", gate_ns),
	KNOWN("setup_ns", setup_ns),
	KNOWN("overhead_ns", overhead_ns),
	KNOWN("cpu_ns", usage.cpu_ns),
	KNOWN("cpu_user_ns", usage.cpu_user_ns),
	KNOWN("cpu_sys_ns", usage.cpu_sys_ns),
	KNOWN("ctx_voluntary", usage.ctx_voluntary),
	KNOWN("ctx_involuntary", usage.ctx_involuntary),
	KNOWN("faults_minor", usage.faults_minor),
	KNOWN("faults_major", usage.faults_major),
#undef KNOWN
};

static void check_known(const struct subject *subject)
{
	for (size_t i = 0; subject->audit->same_build && i < sizeof(known) / sizeof(known[0]);
		i++) {
		uint64_t figure;

		memcpy(&figure, (const char *)subject->trial + known[i].offset, sizeof(figure));
		if (figure == FIGURE_NONE)
			audit_deviate(subject->audit, "trials[%zu].%s: null in a trial that is ok",
				subject->i, known[i].member);
	}
}

static void check_phases(const struct subject *subject)
{
	const struct trial *trial = subject->trial;
	uint64_t sum = figure_add(figure_add(trial->spawn_ns, trial->ready_ns),
		figure_add(trial->work_ns, trial->reap_ns));
	char wanted[64];

	if (trial->work_ns == FIGURE_NONE)
		audit_deviate(subject->audit, "trials[%zu].work_ns: null in a trial that is ok",
			subject->i);
	if (trial->total_ns == sum || sum == FIGURE_NONE)
		return;
	snprintf(wanted, sizeof(wanted), "%" PRIu64 " by its phases", sum);
	subject_deviate(subject, "total_ns", trial->total_ns, wanted);
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
	return false;
}

/* Another version's report may be one without workers. */
static bool tells_workers(const struct report *report)
{
	for (size_t i = 0; i < report->nr_trials; i++) {
		if (report->trials[i].nr_workers)
			return true;
	}
	return false;
}

static void check_workers(const struct subject *subject)
{
	const struct trial *trial = subject->trial;

	for (size_t w = 0; w < trial->nr_workers; w++) {
		const struct worker_figures *worker = &trial->workers[w];

		if (worker->work_ns != FIGURE_NONE && worker->work_ns > trial->work_ns)
			audit_deviate(subject->audit,
				"trials[%zu].workers[%zu].work_ns: %" PRIu64
				" in the report, more than the trial's %" PRIu64,
				subject->i, w, worker->work_ns, trial->work_ns);
	}
	if (!trial->nr_workers && !subject->audit->same_build && !tells_workers(subject->report))
		return;
	if (!are_done(trial, subject->cell->ops))
		audit_deviate(subject->audit,
			"trials[%zu].workers: they did not do the %" PRIu64 " ops of the cell",
			subject->i, subject->cell->ops);
}

static void check_failed(const struct subject *subject)
{
	const struct trial *trial = subject->trial;

	if (trial->work_ns != FIGURE_NONE || trial->total_ns != FIGURE_NONE)
		audit_deviate(
			subject->audit, "trials[%zu]: has figures, and is not ok", subject->i);
	if (!trial->reason)
		audit_deviate(subject->audit, "trials[%zu].reason: null in a trial that is not ok",
			subject->i);
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
	size_t found; /* the first good trial of the cell itself, likewise */
};

static void check_digest(const struct subject *subject, struct memory_of_cell *cells)
{
	const struct trial *trial = subject->trial;
	struct memory_of_cell *keeper = &cells[cells[trial->cell].like];

	if (keeper->first == subject->report->nr_trials)
		keeper->first = subject->i;
	else if (trial->digest != subject->report->trials[keeper->first].digest)
		audit_deviate(subject->audit,
			"trials[%zu].digest: not that of trials[%zu], of the same work", subject->i,
			keeper->first);
}

static bool found_the_same(const struct trial *a, const struct trial *b)
{
	bool same = a->nr_findings == b->nr_findings;

	for (size_t f = 0; same && f < a->nr_findings; f++)
		same = !strcmp(a->findings[f].name, b->findings[f].name);
	return same;
}

/* A workload finds the same things in each trial, and of ops no more are late than all. */
static void check_findings(const struct subject *subject, struct memory_of_cell *cells)
{
	const struct trial *trial = subject->trial;
	struct memory_of_cell *own = &cells[trial->cell];

	if (own->found == subject->report->nr_trials)
		own->found = subject->i;
	else if (!found_the_same(trial, &subject->report->trials[own->found]))
		audit_deviate(subject->audit,
			"trials[%zu].findings: other ones than those of trials[%zu], of the same cell",
			subject->i, own->found);
	for (size_t f = 0; f < trial->nr_findings; f++) {
		if (!strcmp(trial->findings[f].name, "late_percent") &&
			trial->findings[f].value != FIGURE_NONE && trial->findings[f].value > 100)
			subject_deviate(subject, "findings.late_percent", trial->findings[f].value,
				"more than 100");
	}
}

static void check_good(const struct subject *subject, struct memory_of_cell *cells)
{
	check_known(subject);
	check_phases(subject);
	check_workers(subject);
	check_digest(subject, cells);
	check_findings(subject, cells);
	audit_memory(subject);
	audit_limits(subject);
	audit_places(subject);
	audit_laps(subject);
}

int audit_trials(const struct report *report, struct audit *audit)
{
	struct memory_of_cell *cells = calloc(report->nr_cells + 1, sizeof(*cells));
	struct rounds rounds = { calloc(report->nr_cells + 1, sizeof(uint64_t)), 0 };
	int error = cells && rounds.of_cell ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		cells[i] = (struct memory_of_cell){ first_like(report, i), report->nr_trials,
			report->nr_trials };
		rounds.of_cell[i] = FIGURE_NONE;
	}
	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		const struct subject subject = { report, trial, &report->cells[trial->cell], i,
			audit };

		check_order(&subject, &rounds);
		if (trial->status == STATUS_OK)
			check_good(&subject, cells);
		else
			check_failed(&subject);
	}
	free(cells);
	free(rounds.of_cell);
	return error;
}
