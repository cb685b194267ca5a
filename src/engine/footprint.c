/* SPDX-License-Identifier: MIT */
#include "engine/footprint.h"

#include <string.h>
#include "engine/harness.h"

void footprint_of(
	const struct workload *workload, const struct cell *cell, struct footprint *footprint)
{
	const struct order order = { .cell = *cell };
	struct harness harness = { .workload = workload, .order = &order };
	const struct job job = { .ops = cell->ops, .workers = cell->workers, .harness = &harness };

	memset(footprint, 0, sizeof(*footprint));
	if (workload->footprint)
		workload->footprint(&job, footprint);
}
