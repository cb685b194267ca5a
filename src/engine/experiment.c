/* SPDX-License-Identifier: MIT */
#include "engine/experiment.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/calibration.h"
#include "engine/estimate.h"
#include "engine/forecast.h"
#include "engine/schedule.h"
#include "measure/clock.h"
#include "measure/figure.h"

/* A cell that failed so often is not tried again: each failure may cost a whole timeout. */
#define MOST_FAILURES 2

/* The sum that ops must give, known once a trial on seq, or the first that is ok, has given it. */
struct reference {
	uint64_t digest;
	int known;
	char by[48];
};

struct state {
	const struct experiment *experiment;
	struct plan *plan;
	struct record *record;
	struct calibration calibration;
	struct reference *references; /* one an entry: of its own ops */
	unsigned *failures;           /* one an entry */
	uint64_t begun_ns, trial_ns, trials_expected, trials_done;
	uint64_t round_ns; /* what the last round took */
};

/* ---- Telling ---- */

static void tell(struct state *state, const struct plan_entry *entry, const char *doing)
{
	const struct experiment_hooks *hooks = &state->experiment->hooks;
	uint64_t spent_ns = clock_ns() - state->begun_ns, left_ns;
	double done = (double)state->trials_done / (double)state->trials_expected;

	if (!hooks->begin)
		return;
	if (state->experiment->budget_ns != FIGURE_NONE &&
		(double)spent_ns / (double)state->experiment->budget_ns > done)
		done = (double)spent_ns / (double)state->experiment->budget_ns;
	if (done > 1)
		done = 1;
	left_ns = done > 0.01 ? (uint64_t)((double)spent_ns * (1 - done) / done)
			      : state->trials_expected * (state->trial_ns + FORECAST_TRIAL_COST_NS);
	hooks->begin(hooks->context, entry, doing, done, left_ns);
}

static void notice(const struct state *state, const char *sentence)
{
	if (state->experiment->hooks.notice)
		state->experiment->hooks.notice(state->experiment->hooks.context, sentence);
}

/* ---- Calibration ---- */

static int order_of(
	const struct experiment *experiment, const struct plan_entry *entry, struct order *order)
{
	int error = plan_order(entry, experiment->dir, experiment->timeout_ns, order);

	order->split = experiment->split;
	return error;
}

/* Work of a fixed size stays so under weak scaling. */
static uint64_t ops_of(const struct state *state, const struct plan_entry *entry, uint64_t ops)
{
	if (state->experiment->scaling != SCALING_WEAK || entry->workload->fixed_ops)
		return ops;
	return ops * entry->cell.workers;
}

static unsigned most_workers(const struct plan *plan, size_t group)
{
	unsigned most = 1;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		if (entry->group == group && entry->status == STATUS_OK &&
			entry->cell.workers > most)
			most = entry->cell.workers;
	}
	return most;
}

/* No trial of the entry is run any more: it is failed or skipped, for this reason. */
static int end_entry(struct plan_entry *entry, enum status status, const char *reason)
{
	entry->status = status;
	entry->reason = strdup(reason);
	return entry->reason ? 0 : -ENOMEM;
}

/* Gives every cell of a group that is to be run its ops. */
static void settle_group(struct state *state, size_t group, uint64_t ops)
{
	for (size_t i = 0; i < state->plan->nr_entries; i++) {
		struct plan_entry *entry = &state->plan->entries[i];

		if (entry->group == group && entry->status == STATUS_OK)
			entry->cell.ops = ops_of(state, entry, ops);
	}
}

/* No cell of a group is run any more, since its calibration failed or was skipped. */
static int end_group(struct state *state, size_t group, enum status status, const char *reason)
{
	for (size_t i = 0; i < state->plan->nr_entries; i++) {
		struct plan_entry *entry = &state->plan->entries[i];

		if (entry->group != group || entry->status != STATUS_OK)
			continue;
		if (end_entry(entry, status, reason))
			return -ENOMEM;
	}
	return 0;
}

/* What a trial that was not ok leaves: a failed one is kept, a skipped one says all by its reason. */
static int end_cell(struct state *state, size_t index, struct trial *trial, uint64_t round)
{
	int error = end_entry(&state->plan->entries[index], trial->status, trial->reason);

	if (trial->status == STATUS_SKIPPED)
		trial_release(trial);
	else
		record_keep(state->record, index, round);
	return error;
}

/* Lowers ops for a cell that they would keep too long. A cell that fails at it is failed. */
static int lower_ops(struct state *state, size_t index, uint64_t *ops)
{
	struct plan_entry *entry = &state->plan->entries[index];
	struct trial *trial = record_next(state->record);
	uint64_t own = ops_of(state, entry, *ops);
	struct order order;
	int error = trial ? order_of(state->experiment, entry, &order) : -ENOMEM;

	if (error)
		return error;
	tell(state, entry, "calibrating");
	error = calibrate_down(
		&state->calibration, &order, most_workers(state->plan, entry->group), &own, trial);
	order_release(&order);
	if (error == -EIO)
		return end_cell(state, index, trial, 0);
	trial_release(trial);
	*ops = state->experiment->scaling == SCALING_WEAK ? own / entry->cell.workers : own;
	return error;
}

/* Calibrates the group whose first entry to be run is given, and sets the ops of all of it. */
static int calibrate_group(struct state *state, size_t first)
{
	struct plan_entry *entry = &state->plan->entries[first];
	struct trial *trial = record_next(state->record);
	size_t group = entry->group;
	uint64_t ops = 0;
	char reason[640];
	int error;

	if (!trial)
		return -ENOMEM;
	if (entry->workload->fixed_ops) {
		settle_group(state, group, estimate_fixed_ops(entry->workload, &entry->cell));
		return 0;
	}
	tell(state, entry, "calibrating");
	error = calibrate(
		&state->calibration, entry, most_workers(state->plan, group), &ops, trial);
	if (error == -EIO && trial->status == STATUS_SKIPPED) {
		error = end_group(state, group, STATUS_SKIPPED, trial->reason);
		trial_release(trial);
		return error;
	}
	if (error == -EIO) {
		record_keep(state->record, first, 0);
		snprintf(reason, sizeof(reason), "calibration failed: %s", trial->reason);
		return end_group(state, group, STATUS_FAILED, reason);
	}
	trial_release(trial);
	for (size_t i = first; !error && i < state->plan->nr_entries; i++) {
		entry = &state->plan->entries[i];
		if (entry->group == group && entry->status == STATUS_OK)
			error = lower_ops(state, i, &ops);
	}
	if (!error)
		settle_group(state, group, ops);
	return error;
}

static int calibrate_all(struct state *state)
{
	struct plan *plan = state->plan;
	size_t next_group = 0;
	int error = 0;

	for (size_t i = 0; !error && i < plan->nr_entries; i++) {
		if (plan->entries[i].status != STATUS_OK || plan->entries[i].group < next_group)
			continue;
		next_group = plan->entries[i].group + 1;
		error = calibrate_group(state, i);
	}
	return error;
}

/* ---- Trials ---- */

static struct reference *reference_of(struct state *state, size_t entry)
{
	const struct plan_entry *entries = state->plan->entries;

	/* Kept with the first entry of the group that does as many ops. */
	for (size_t i = 0; i < entry; i++) {
		if (entries[i].group == entries[entry].group &&
			entries[i].cell.ops == entries[entry].cell.ops)
			return &state->references[i];
	}
	return &state->references[entry];
}

static void learn(struct reference *reference, const struct trial *trial, const struct cell *cell)
{
	reference->known = 1;
	reference->digest = trial->digest;
	if (cell->mode == MODE_SEQ)
		snprintf(reference->by, sizeof(reference->by), "seq");
	else
		snprintf(reference->by, sizeof(reference->by), "%s %ux%u", mode_name(cell->mode),
			cell->procs, cell->threads);
}

/* The digest that an entry's ops must give, from a trial of its own where no seq cell gives it. */
static int find_reference(struct state *state, size_t index)
{
	const struct plan_entry *entry = &state->plan->entries[index];
	struct reference *reference = reference_of(state, index);
	struct order order;
	struct trial trial;
	int error;

	if (reference->known || entry->cell.mode == MODE_SEQ)
		return 0;
	error = calibration_order(&state->calibration, entry, &order);
	if (error)
		return error;
	order.cell.ops = entry->cell.ops;
	tell(state, entry, "reference");
	error = leader_run(state->experiment->leader, &order, &trial);
	if (!error && trial.status == STATUS_OK)
		learn(reference, &trial, &order.cell);
	trial_release(&trial);
	order_release(&order);
	return error;
}

static void check_digest(struct state *state, size_t index, struct trial *trial)
{
	const struct plan_entry *entry = &state->plan->entries[index];
	struct reference *reference = reference_of(state, index);

	if (trial->status != STATUS_OK)
		return;
	if (!reference->known)
		learn(reference, trial, &entry->cell);
	if (trial->digest != reference->digest)
		trial_fail(trial, "verify: digest %016" PRIx64 " is not %016" PRIx64 ", that of %s",
			trial->digest, reference->digest, reference->by);
}

static int run_trial(struct state *state, size_t index, uint64_t round)
{
	struct plan_entry *entry = &state->plan->entries[index];
	struct trial *trial = record_next(state->record);
	struct order order;
	int error = trial ? order_of(state->experiment, entry, &order) : -ENOMEM;
	char doing[32] = "warm-up";

	if (error)
		return error;
	if (round)
		snprintf(doing, sizeof(doing), "round %" PRIu64, round);
	tell(state, entry, doing);
	error = leader_run(state->experiment->leader, &order, trial);
	order_release(&order);
	if (error) {
		trial_release(trial);
		return error;
	}
	check_digest(state, index, trial);
	state->trials_done++;
	if (trial->status == STATUS_SKIPPED ||
		(trial->status == STATUS_FAILED && ++state->failures[index] >= MOST_FAILURES))
		return end_cell(state, index, trial, round);
	record_keep(state->record, index, round);
	return 0;
}

static int run_round(struct state *state, uint64_t round, size_t *order)
{
	size_t nr = schedule_round(state->plan, state->experiment->seed, round, order);
	uint64_t begun_ns = clock_ns();
	int error = 0;

	for (size_t i = 0; !error && i < nr; i++) {
		if (!round)
			error = find_reference(state, order[i]);
		error = error ? error : run_trial(state, order[i], round);
	}
	state->round_ns = clock_ns() - begun_ns;
	return error;
}

/* ---- Rounds ---- */

/* Says beforehand that the least the plan may do does not fit into its budget. */
static void announce_cost(const struct state *state)
{
	const struct experiment *experiment = state->experiment;
	uint64_t spent_ns = clock_ns() - state->begun_ns;
	uint64_t need_ns = spent_ns + experiment->rounds_min * state->round_ns;
	char sentence[200];

	if (experiment->budget_ns == FIGURE_NONE || need_ns <= experiment->budget_ns ||
		experiment->rounds_min == experiment->rounds_max)
		return;
	snprintf(sentence, sizeof(sentence),
		"the minimum of %" PRIu64 " rounds takes about %.0f s, %.0f s more than the budget",
		experiment->rounds_min, (double)need_ns / 1e9,
		(double)(need_ns - experiment->budget_ns) / 1e9);
	notice(state, sentence);
}

/* Whether the run is over after so many rounds; the reason then stands in the record. */
static int may_stop(struct state *state, uint64_t rounds)
{
	const struct experiment *experiment = state->experiment;
	const struct experiment_hooks *hooks = &experiment->hooks;
	struct record *record = state->record;

	if (hooks->settled &&
		hooks->settled(hooks->context, record->trials, record->nr, &record->stop_reason) &&
		rounds >= experiment->rounds_min)
		return 1;
	record->stop_reason = NULL;
	if (!plan_runnable(state->plan))
		record->stop_reason = "no cell is left to run";
	else if (rounds >= experiment->rounds_max)
		record->stop_reason = experiment->rounds_min == experiment->rounds_max
					      ? "the number of rounds was fixed"
					      : "the most rounds were run";
	else if (rounds >= experiment->rounds_min && experiment->budget_ns != FIGURE_NONE &&
		 clock_ns() - state->begun_ns + state->round_ns > experiment->budget_ns)
		record->stop_reason = "the budget is spent";
	return record->stop_reason != NULL;
}

static int run_rounds(struct state *state, size_t *order)
{
	int error = run_round(state, 0, order);

	if (error)
		return error;
	announce_cost(state);
	while (!error && !may_stop(state, state->record->rounds)) {
		error = run_round(state, state->record->rounds + 1, order);
		if (!error)
			state->record->rounds++;
	}
	return error;
}

int experiment_run(const struct experiment *experiment, struct plan *plan, struct record *record)
{
	uint64_t trial_ns = forecast_trial_ns(experiment, plan);
	struct state state = { .experiment = experiment,
		.plan = plan,
		.record = record,
		.begun_ns = clock_ns(),
		.trial_ns = trial_ns,
		.calibration = {
			experiment->leader, trial_ns, experiment->timeout_ns, experiment->dir } };
	size_t *order = calloc(plan->nr_entries + 1, sizeof(*order));
	int error = -ENOMEM;

	memset(record, 0, sizeof(*record));
	state.trials_expected = plan_runnable(plan) * (experiment->rounds_max + 1) + 1;
	state.references = calloc(plan->nr_entries + 1, sizeof(*state.references));
	state.failures = calloc(plan->nr_entries + 1, sizeof(*state.failures));
	if (order && state.references && state.failures)
		error = calibrate_all(&state);
	if (!error)
		error = run_rounds(&state, order);
	free(order);
	free(state.references);
	free(state.failures);
	return error;
}
