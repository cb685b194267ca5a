/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_LAPS_H
#define ENGINE_LAPS_H

#include <stdint.h>
#include "engine/cell.h"

/*
 * Of how many ops a latency is taken. A workload says of how many at most; reading the clock, twice
 * for each latency, is not to take more than half a percent of the time of all ops, and how long
 * those take depends on the cell: one op of spawn/worker is a plain call in seq and a fork in procs. So
 * the cell's warm-up tells, and the interval stays the same for all its rounds.
 *
 * Only of laps: ticks, and ops that are due at a time, are each taken.
 */

/*
 * The interval for the rounds of a cell: one op in so many, by what its warm-up took, where one
 * reading of the clock takes read_ns. At least what the workload says; 0 where it takes no laps.
 */
uint64_t laps_spacing(const struct workload *workload, const struct cell *cell, uint64_t work_ns,
	uint64_t read_ns);

/* What a worker is to go by: the cell's interval where it has one, else the workload's. */
unsigned laps_interval(const struct workload *workload, const struct cell *cell);

#endif
