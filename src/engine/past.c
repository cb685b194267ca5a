/* SPDX-License-Identifier: MIT */
#include "engine/state.h"

#include <errno.h>

static bool is_whole(const struct state *state, uint64_t round, size_t group)
{
	const struct record *record = state->record;

	for (size_t i = 0; i < state->plan->nr_entries; i++) {
		const struct plan_entry *entry = &state->plan->entries[i];
		bool ran = entry->group != group || entry->status != STATUS_OK;

		for (size_t k = record->nr; !ran && k--;)
			ran = record->trials[k].cell == i && record->trials[k].round == round;
		if (!ran)
			return false;
	}
	return true;
}

/* Groups run one after the other, so that only the one of the last trial can be broken off. */
static void set_broken_off_aside(struct state *state)
{
	const struct plan_entry *entries = state->plan->entries;
	struct trial *trials = state->record->trials;
	const struct trial *last = &trials[state->record->nr - 1];
	uint64_t round = last->round;
	size_t group = entries[last->cell].group;

	if (!round || is_whole(state, round, group))
		return;
	for (size_t i = 0; i < state->record->nr; i++) {
		if (trials[i].round != round || entries[trials[i].cell].group != group)
			continue;
		trials[i].round = 0;
		trials[i].warmup = true;
	}
}

/* Ends the entries that had failed too often, or could not be given their ops. */
static int end_failed(struct state *state)
{
	const struct record *record = state->record;

	for (size_t i = 0; i < record->nr; i++) {
		const struct trial *trial = &record->trials[i];
		struct plan_entry *entry = &state->plan->entries[trial->cell];

		if (trial->status != STATUS_FAILED)
			continue;
		state->failures[trial->cell]++;
		if (entry->status != STATUS_OK ||
			(entry->cell.ops && state->failures[trial->cell] < MOST_FAILURES))
			continue;
		if (state_end_entry(entry, STATUS_FAILED, trial->reason ? trial->reason : "failed"))
			return -ENOMEM;
	}
	return 0;
}

int past_take_up(struct state *state)
{
	struct record *record = state->record;

	state->nr_past = record->nr;
	record->rounds = 0;
	if (!record->nr)
		return 0;
	if (end_failed(state))
		return -ENOMEM;
	set_broken_off_aside(state);
	for (size_t i = 0; i < record->nr; i++) {
		struct trial *trial = &record->trials[i];

		trial->trial = i;
		if (trial->round > record->rounds)
			record->rounds = trial->round;
		if (trial->status == STATUS_OK)
			reference_learn(state, trial->cell, trial);
	}
	state->trials_done = record->nr;
	return 0;
}

size_t past_leave_out(const struct state *state, uint64_t round, size_t *order, size_t nr)
{
	size_t left = 0;

	for (size_t i = 0; i < nr; i++) {
		bool ran = false;

		for (size_t k = 0; !ran && k < state->nr_past; k++) {
			const struct trial *trial = &state->record->trials[k];

			ran = trial->cell == order[i] && trial->round == round;
		}
		if (!ran)
			order[left++] = order[i];
	}
	return left;
}

uint64_t past_rounds(const struct state *state, size_t group)
{
	uint64_t most = state->experiment->rounds_min;

	for (size_t i = 0; i < state->plan->nr_entries; i++) {
		uint64_t rounds = 0;

		if (state->plan->entries[i].group != group)
			continue;
		for (size_t k = 0; k < state->record->nr; k++)
			rounds += state->record->trials[k].cell == i &&
				  state->record->trials[k].round > 0;
		most = rounds > most ? rounds : most;
	}
	return most;
}
