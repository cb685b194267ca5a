/* SPDX-License-Identifier: MIT */
#include "engine/experiment.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/forecast.h"
#include "engine/laps.h"
#include "engine/state.h"
#include "measure/clock.h"
#include "measure/figure.h"

/* ---- Telling ---- */

void state_tell(struct state *state, const struct plan_entry *entry, const char *doing)
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
			      : state->trials_expected *
					(state->trial_ns + forecast_trial_cost_ns(entry));
	hooks->begin(hooks->context, entry, doing, done, left_ns);
}

static void notice(const struct state *state, const char *sentence)
{
	if (state->experiment->hooks.notice)
		state->experiment->hooks.notice(state->experiment->hooks.context, sentence);
}

/* ---- What tuning.c uses as well ---- */

int state_order(struct state *state, const struct plan_entry *entry, struct order *order)
{
	const struct experiment *experiment = state->experiment;
	int error = plan_order(entry, experiment->dir, experiment->timeout_ns, order);

	if (error)
		return error;
	order->split = experiment->split;
	store_lend(&state->store, entry, order);
	return 0;
}

int state_end_entry(struct plan_entry *entry, enum status status, const char *reason)
{
	entry->status = status;
	entry->reason = reason ? strdup(reason) : NULL; /* which only a lack of memory leaves */
	return entry->reason ? 0 : -ENOMEM;
}

int state_end_cell(struct state *state, size_t index, struct trial *trial, uint64_t round)
{
	int error = state_end_entry(&state->plan->entries[index], trial->status, trial->reason);

	if (trial->status != STATUS_SKIPPED && !error)
		return record_keep(state->record, index, round);
	trial_release(trial);
	return error;
}

/* ---- Trials ---- */

/* By the warm-up, and for good: what is taken of an op is to be the same in all rounds of a cell. */
static void space_laps(
	const struct state *state, struct plan_entry *entry, const struct trial *warmup)
{
	uint64_t every =
		laps_spacing(entry->workload, &entry->cell, warmup->work_ns, state->clock.read_ns);

	if (every)
		entry->cell.lap_every = every;
}

static int run_trial(struct state *state, size_t index, uint64_t round)
{
	struct plan_entry *entry = &state->plan->entries[index];
	struct trial *trial = record_next(state->record);
	struct order order;
	int error = trial ? state_order(state, entry, &order) : -ENOMEM;
	char doing[32] = "warm-up";
	uint64_t begun_ns;

	if (error)
		return error;
	order.counters = !round;
	if (round)
		snprintf(doing, sizeof(doing), "round %" PRIu64, round);
	state_tell(state, entry, doing);
	begun_ns = clock_ns();
	error = leader_run(state->experiment->leader, &order, trial);
	state->took_ns[index] = clock_ns() - begun_ns;
	order_release(&order);
	if (error) {
		trial_release(trial);
		return error;
	}
	reference_check(state, index, trial);
	if (!round && entry->cell.lap_every == FIGURE_NONE && trial->status == STATUS_OK)
		space_laps(state, entry, trial);
	state->trials_done++;
	if (trial->status == STATUS_SKIPPED ||
		(trial->status == STATUS_FAILED && ++state->failures[index] >= MOST_FAILURES))
		return state_end_cell(state, index, trial, round);
	return record_keep(state->record, index, round);
}

/* What a round of a group takes, by the last trial of each of its cells. */
static uint64_t group_ns(const struct state *state, size_t group)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < state->plan->nr_entries; i++) {
		if (state->plan->entries[i].group == group)
			sum += state->took_ns[i];
	}
	return sum;
}

/* Runs the cells of order once, as the next round, or as the warm-up. */
static int run_round(struct state *state, uint64_t round, const size_t *order, size_t nr)
{
	const struct experiment_hooks *hooks = &state->experiment->hooks;
	uint64_t begun_ns = clock_ns();
	int error = 0;

	for (size_t i = 0; !error && i < nr; i++) {
		if (!round)
			error = reference_find(state, order[i]);
		error = error ? error : run_trial(state, order[i], round);
	}
	state->round_ns = clock_ns() - begun_ns;
	if (error || !round)
		return error;
	if (state->record->rounds < round)
		state->record->rounds = round;
	if (hooks->round)
		hooks->round(hooks->context);
	record_rest(state->record);
	return 0;
}

/* What is left of it where an earlier part of the run has begun it. */
static int run_whole_round(struct state *state, uint64_t round, size_t *order)
{
	size_t nr = schedule_round(state->plan, state->experiment->seed, round, order);

	if (round && !(nr = past_leave_out(state, round, order, nr)))
		return 0;
	return run_round(state, round, order, nr);
}

/* ---- Rounds ---- */

/*
 * Says beforehand that the least the plan may do does not fit into its budget: by the forecast, and
 * once more after the warm-up, which has seen what trials really take, if that is far more.
 */
static void announce_cost(struct state *state, uint64_t need_ns)
{
	char sentence[FORECAST_SENTENCE_SIZE];

	if (need_ns <= state->announced_ns / 4 * 5 ||
		!forecast_exceeds(state->experiment, state->plan, need_ns, sentence))
		return;
	state->announced_ns = need_ns;
	notice(state, sentence);
}

/* The least rounds, of all groups. */
static int run_least(struct state *state, size_t *order)
{
	int error = run_whole_round(state, 0, order);

	if (!state->nr_past)
		announce_cost(state, clock_ns() - state->begun_ns +
					     state->experiment->rounds_min * state->round_ns);
	for (uint64_t round = 1; !error && round <= state->experiment->rounds_min; round++) {
		if (plan_runnable(state->plan))
			error = run_whole_round(state, round, order);
	}
	for (size_t i = 0; i < state->plan->nr_groups; i++)
		state->groups[i] = (struct pursuit){ .rounds = past_rounds(state, i),
			.round_ns = group_ns(state, i) };
	return error;
}

static void ask_goal(struct state *state, size_t group)
{
	const struct experiment_hooks *hooks = &state->experiment->hooks;

	state->groups[group].goal = hooks->goal ? hooks->goal(hooks->context, group) : 0;
	record_rest(state->record);
}

/* Whether one more round of a group is allowed, and else why not. */
static bool may_go_on(const struct state *state, size_t group, const char **why)
{
	const struct experiment *experiment = state->experiment;
	const struct pursuit *pursuit = &state->groups[group];

	if (pursuit->rounds >= experiment->rounds_max)
		*why = "the most rounds were run";
	else if (experiment->budget_ns != FIGURE_NONE &&
		 clock_ns() - state->begun_ns + pursuit->round_ns > experiment->budget_ns)
		*why = state->record->rounds > experiment->rounds_min
			       ? "the budget is spent"
			       : "the least rounds have spent the budget";
	else
		return true;
	return false;
}

/* The group to go on with, or nr_groups when there is none; the reason then stands in the record. */
static size_t next_group(const struct state *state)
{
	size_t best = state->plan->nr_groups;
	const char *why = state->experiment->hooks.settled;

	for (size_t i = 0; i < state->plan->nr_groups; i++) {
		if (state->groups[i].goal <= 0 || !may_go_on(state, i, &why))
			continue;
		if (best == state->plan->nr_groups ||
			schedule_nearer(&state->groups[i], &state->groups[best]))
			best = i;
	}
	state->record->stop_reason = why;
	return best;
}

/* Rounds of single groups, until nothing is needed or nothing may be done. */
static int pursue(struct state *state, size_t *order)
{
	size_t group;
	int error = 0;

	for (size_t i = 0; i < state->plan->nr_groups; i++)
		ask_goal(state, i);
	while (!error && (group = next_group(state)) < state->plan->nr_groups) {
		uint64_t round = state->record->rounds + 1;
		size_t nr =
			schedule_group(state->plan, state->experiment->seed, round, group, order);

		error = nr ? run_round(state, round, order, nr) : 0;
		state->groups[group].rounds++;
		state->groups[group].round_ns = state->round_ns;
		ask_goal(state, group);
		if (!nr)
			state->groups[group].goal = 0; /* all its cells have failed */
	}
	if (error)
		state->record->stop_reason = NULL;
	return error;
}

static int run_rounds(struct state *state, size_t *order)
{
	const struct experiment *experiment = state->experiment;
	int error = run_least(state, order);

	if (error)
		return error;
	if (!plan_runnable(state->plan))
		state->record->stop_reason = "no cell is left to run";
	else if (experiment->rounds_min == experiment->rounds_max)
		state->record->stop_reason = "the number of rounds was fixed";
	else
		return pursue(state, order);
	return 0;
}

int experiment_run(const struct experiment *experiment, struct plan *plan, struct record *record)
{
	uint64_t trial_ns = forecast_trial_ns(experiment, plan);
	struct state state = { .experiment = experiment,
		.plan = plan,
		.record = record,
		.begun_ns = clock_ns(),
		.trial_ns = trial_ns,
		.calibration = { .leader = experiment->leader,
			.target_ns = trial_ns,
			.timeout_ns = experiment->timeout_ns,
			.dir = experiment->dir,
			.store = &state.store } };
	const struct keeping keeping = { experiment->keep_bytes, experiment->keep_inputs,
		experiment->dir };
	size_t *order = calloc(plan->nr_entries + 1, sizeof(*order));
	int error = -ENOMEM;

	record->stop_reason = NULL;
	clock_describe(&state.clock);
	state.trials_expected = plan_runnable(plan) * (experiment->rounds_max + 1) + 1;
	state.references = calloc(plan->nr_entries + 1, sizeof(*state.references));
	state.failures = calloc(plan->nr_entries + 1, sizeof(*state.failures));
	state.groups = calloc(plan->nr_groups + 1, sizeof(*state.groups));
	state.took_ns = calloc(plan->nr_entries + 1, sizeof(*state.took_ns));
	if (order && state.references && state.failures && state.groups && state.took_ns &&
		!store_init(&state.store, plan->nr_groups, &keeping)) {
		error = past_take_up(&state);
		if (!record->nr)
			announce_cost(&state, forecast_run(experiment, plan).least_ns);
		error = error ? error : tuning_run(&state);
	}
	if (!error)
		error = run_rounds(&state, order);
	store_release(&state.store);
	free(order);
	free(state.references);
	free(state.failures);
	free(state.groups);
	free(state.took_ns);
	return error;
}
