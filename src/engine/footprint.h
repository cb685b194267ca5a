/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_FOOTPRINT_H
#define ENGINE_FOOTPRINT_H

#include "engine/cell.h"

/* What a cell of a workload will take, by the workload's own estimate; zero where it makes none. */
void footprint_of(
	const struct workload *workload, const struct cell *cell, struct footprint *footprint);

#endif
