/* SPDX-License-Identifier: MIT */
#include "engine/state.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include "engine/estimate.h"

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
		if (state_end_entry(entry, status, reason))
			return -ENOMEM;
	}
	return 0;
}

/* Whether calibration has run just this cell. */
static bool was_calibrated(const struct plan_entry *entry)
{
	return entry->cell.mode == MODE_SEQ && !cell_is_paced(&entry->cell);
}

/* Lowers ops for a cell that they would keep too long. A cell that fails at it is failed. */
static int lower_ops(struct state *state, size_t index, uint64_t *ops)
{
	struct plan_entry *entry = &state->plan->entries[index];
	struct trial *trial = record_next(state->record);
	uint64_t own = ops_of(state, entry, *ops);
	struct order order;
	int error = trial ? state_order(state, entry, &order) : -ENOMEM;

	if (error)
		return error;
	state_tell(state, entry, "calibrating");
	error = calibrate_down(
		&state->calibration, &order, most_workers(state->plan, entry->group), &own, trial);
	order_release(&order);
	if (error == -EIO)
		return state_end_cell(state, index, trial, 0);
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
	state_tell(state, entry, "calibrating");
	error = calibrate(
		&state->calibration, entry, most_workers(state->plan, group), &ops, trial);
	if (error == -EIO && trial->status == STATUS_SKIPPED) {
		error = end_group(state, group, STATUS_SKIPPED, trial->reason);
		trial_release(trial);
		return error;
	}
	if (error == -EIO) {
		snprintf(reason, sizeof(reason), "calibration failed: %s", trial->reason);
		error = record_keep(state->record, first, 0);
		return error ? error : end_group(state, group, STATUS_FAILED, reason);
	}
	trial_release(trial);
	for (size_t i = first; !error && i < state->plan->nr_entries; i++) {
		entry = &state->plan->entries[i];
		if (entry->group == group && entry->status == STATUS_OK && !was_calibrated(entry))
			error = lower_ops(state, i, &ops);
	}
	if (!error)
		settle_group(state, group, ops);
	return error;
}

int tuning_run(struct state *state)
{
	struct plan *plan = state->plan;
	size_t next_group = 0;
	int error = 0;

	for (size_t i = 0; !error && i < plan->nr_entries; i++) {
		if (plan->entries[i].status != STATUS_OK || plan->entries[i].group < next_group)
			continue;
		next_group = plan->entries[i].group + 1;
		if (!plan->entries[i].cell.ops)
			error = calibrate_group(state, i);
	}
	return error;
}
