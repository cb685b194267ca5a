/* SPDX-License-Identifier: MIT */
#include "engine/state.h"

#include <inttypes.h>
#include <stdio.h>

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

void reference_learn(struct state *state, size_t index, const struct trial *trial)
{
	struct reference *reference = reference_of(state, index);

	if (!reference->known)
		learn(reference, trial, &state->plan->entries[index].cell);
}

int reference_find(struct state *state, size_t index)
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
	state_tell(state, entry, "reference");
	error = leader_run(state->experiment->leader, &order, &trial);
	if (!error && trial.status == STATUS_OK)
		learn(reference, &trial, &order.cell);
	trial_release(&trial);
	order_release(&order);
	return error;
}

void reference_check(struct state *state, size_t index, struct trial *trial)
{
	const struct reference *reference = reference_of(state, index);

	if (trial->status != STATUS_OK)
		return;
	reference_learn(state, index, trial);
	if (trial->digest != reference->digest)
		trial_fail(trial, "verify: digest %016" PRIx64 " is not %016" PRIx64 ", that of %s",
			trial->digest, reference->digest, reference->by);
}
