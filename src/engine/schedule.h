/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_SCHEDULE_H
#define ENGINE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/plan.h"

/*
 * Which cell comes next. A round runs every entry of the plan that is to be run once: groups in
 * random order, the entries of a group side by side in random order, so that what is compared was
 * measured within a moment of each other. Round 0, the warm-up, keeps the plan's order, in which
 * seq comes first and gives the digest to compare with.
 *
 * The order is a pure function of plan, seed and round: the same seed repeats a run's order.
 */

/*
 * Fills order[0 … plan_runnable(plan)) with indices of entries, and returns how many. Entries that
 * are not ok are left out.
 */
size_t schedule_round(const struct plan *plan, uint64_t seed, uint64_t round, size_t *order);

/* The same for a round of one group. */
size_t schedule_group(
	const struct plan *plan, uint64_t seed, uint64_t round, size_t group, size_t *order);

/* What a group has had, and after how many rounds its answer is likely to be known. */
struct pursuit {
	uint64_t rounds, round_ns;
	double goal; /* see the hook of an experiment */
};

/*
 * Whether a's answer is nearer than b's: the rounds that it lacks take less time, or, where both are as
 * far, it has had fewer. To take the nearest first answers as many as the time allows, and any of them
 * as early as can be on average: the shortest job first (Smith 1956). To take the furthest first would
 * spend the time on those that may never be answered.
 */
bool schedule_nearer(const struct pursuit *a, const struct pursuit *b);

#endif
