/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ESTIMATE_H
#define ENGINE_ESTIMATE_H

#include "engine/cell.h"

/*
 * What a workload says of a cell before anything of it exists, from its parameters and its number
 * of workers alone.
 */

/* What the cell will take; zero where the workload makes no estimate. */
void estimate_footprint(
	const struct workload *workload, const struct cell *cell, struct footprint *footprint);

/* The bytes that one op moves, a figure: none where the workload does not say. */
uint64_t estimate_op_bytes(const struct workload *workload, const struct cell *cell);

/* The number of ops that the work itself fixes; 0 where it is any number. */
uint64_t estimate_fixed_ops(const struct workload *workload, const struct cell *cell);

#endif
