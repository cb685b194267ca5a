/* SPDX-License-Identifier: MIT */
#include "engine/laps.h"

#include <limits.h>
#include "measure/figure.h"

/* Reading the clock may take one part in so many. */
#define SHARE 200u

/* Where the op before ends, and where this one does. */
#define READS 2u

static int takes_laps(const struct workload *workload, const struct cell *cell)
{
	return workload->lap_every && !workload->latency && !cell_is_paced(cell);
}

uint64_t laps_spacing(const struct workload *workload, const struct cell *cell, uint64_t work_ns,
	uint64_t read_ns)
{
	const uint64_t crews = cell->workers / workload_crew(workload, cell->workers);
	const double op_ns = (double)(work_ns * crews) / (double)(cell->ops ? cell->ops : 1);
	const double wanted = op_ns > 0 ? (double)(READS * SHARE * read_ns) / op_ns : UINT_MAX;

	if (!takes_laps(workload, cell))
		return 0;
	if (wanted <= workload->lap_every)
		return workload->lap_every;
	return wanted < UINT_MAX ? (uint64_t)wanted + 1 : UINT_MAX;
}

unsigned laps_interval(const struct workload *workload, const struct cell *cell)
{
	const uint64_t own = cell->lap_every;

	if (!takes_laps(workload, cell) || own == FIGURE_NONE || own < workload->lap_every)
		return workload->lap_every;
	return own < UINT_MAX ? (unsigned)own : UINT_MAX;
}
