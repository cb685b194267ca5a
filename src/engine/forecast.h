/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_FORECAST_H
#define ENGINE_FORECAST_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/experiment.h"

/* What a trial costs beside its work: starting the leader, setting up, reading memory. */
uint64_t forecast_trial_cost_ns(const struct plan_entry *entry);

/* How long a trial on seq is meant to take, for a plan and a budget. */
uint64_t forecast_trial_ns(const struct experiment *experiment, const struct plan *plan);

/* What the whole run is expected to take at its least number of rounds, and at its most. */
struct forecast {
	uint64_t trials_min; /* with the warm-up, without calibration */
	uint64_t least_ns, most_ns;
};

struct forecast forecast_run(const struct experiment *experiment, const struct plan *plan);

/*
 * Whether the least that the plan may do, which takes need_ns, is more than the budget; then a
 * sentence says by how much, and what to leave out. Never where the number of rounds is fixed.
 */
#define FORECAST_SENTENCE_SIZE 320
bool forecast_exceeds(const struct experiment *experiment, const struct plan *plan,
	uint64_t need_ns, char sentence[FORECAST_SENTENCE_SIZE]);

#endif
