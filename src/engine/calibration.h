/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CALIBRATION_H
#define ENGINE_CALIBRATION_H

#include "engine/leader.h"
#include "engine/plan.h"
#include "engine/store.h"

/*
 * How many ops a workload must do for a trial to take the wanted time. Found once for a group, on
 * seq (on the fewest workers it can take where it has no seq), in trials of their own, lowered
 * where a cell of the group would take far longer, and then the same for every mode and round.
 * Under a rate the first step needs no trial: the ops are those that fall due in the wanted time.
 *
 * Where a trial costs more beside its work than the wanted time, since memory of hundreds of MiB must be
 * filled first, its work is to take longer too: the geometric mean of the two. That is the best that can
 * be had for the time if work varies as much from trial to trial as within one (Kalibera and Jones,
 * ISMM 2013, section 5).
 */
struct calibration {
	const struct leader *leader;
	uint64_t target_ns; /* wanted of every group */
	uint64_t group_ns;  /* wanted of the group at hand: set by calibrate, for calibrate_down */
	uint64_t timeout_ns;
	const char *dir;
	struct store *store; /* whose inputs its trials fill and use like all others */
};

/*
 * Finds ops for the group of entry: a multiple of workers, so that the shares of the largest team
 * come out even. Returns 0, -EINTR, -ENOMEM, or -EIO with the trial that failed in *trial
 * (the caller's to release in every case).
 */
int calibrate(struct calibration *calibration, const struct plan_entry *entry, uint64_t workers,
	uint64_t *ops, struct trial *trial);

/*
 * Lowers ops where the order's cell would take more than four times the target with them: what is
 * a call in seq is a fork in procs, and what one worker does in a second may take many of them a
 * minute. workers and the return value are as above; the order's own ops do not matter.
 */
int calibrate_down(const struct calibration *calibration, const struct order *order,
	uint64_t workers, uint64_t *ops, struct trial *trial);

/*
 * The order for a cell that does the work of entry on seq, or on the fewest workers where there is
 * no seq. The caller fills in ops and releases it. Returns 0 or -ENOMEM.
 */
int calibration_order(
	const struct calibration *calibration, const struct plan_entry *entry, struct order *order);

#endif
