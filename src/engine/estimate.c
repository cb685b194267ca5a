/* SPDX-License-Identifier: MIT */
#include "engine/estimate.h"

#include <string.h>
#include "engine/harness.h"
#include "measure/figure.h"

/* A job that has nothing but its cell, for callbacks that ask for no more. */
struct inquiry {
	struct order order;
	struct harness harness;
	struct job job;
};

static const struct job *inquire(
	struct inquiry *inquiry, const struct workload *workload, const struct cell *cell)
{
	inquiry->order = (struct order){ .cell = *cell };
	inquiry->harness = (struct harness){ .workload = workload, .order = &inquiry->order };
	inquiry->job = (struct job){
		.ops = cell->ops, .workers = cell->workers, .harness = &inquiry->harness
	};
	return &inquiry->job;
}

void estimate_footprint(
	const struct workload *workload, const struct cell *cell, struct footprint *footprint)
{
	struct inquiry inquiry;

	memset(footprint, 0, sizeof(*footprint));
	if (workload->footprint)
		workload->footprint(inquire(&inquiry, workload, cell), footprint);
}

uint64_t estimate_op_bytes(const struct workload *workload, const struct cell *cell)
{
	struct inquiry inquiry;

	return workload->op_bytes ? workload->op_bytes(inquire(&inquiry, workload, cell))
				  : FIGURE_NONE;
}

uint64_t estimate_fixed_ops(const struct workload *workload, const struct cell *cell)
{
	struct inquiry inquiry;

	return workload->fixed_ops ? workload->fixed_ops(inquire(&inquiry, workload, cell)) : 0;
}
