/* SPDX-License-Identifier: MIT */
#include "report/classes.h"

#include <string.h>
#include "report/model.h"

const char *result_class(const void *from, size_t i)
{
	const struct report *report = from;

	return class_name(report->cells[report->results[i].cell].class);
}

const char *verdict_class(const void *from, size_t i)
{
	const struct report *report = from;

	return class_name(report->cells[report->verdicts[i].threads_cell].class);
}

static const char *class_of(const struct report *report, const char *workload)
{
	for (size_t c = 0; c < report->nr_cells; c++) {
		const struct cell *cell = &report->cells[c];
		size_t length = cell_work_length(cell);

		if (strlen(workload) == length && !strncmp(workload, cell->cell, length))
			return class_name(cell->class);
	}
	return "";
}

const char *hybrid_class(const void *from, size_t i)
{
	const struct report *report = from;

	return class_of(report, report->hybrids[i].workload);
}

const char *sweep_class(const void *from, size_t i)
{
	const struct report *report = from;

	return class_of(report, report->sweeps[i].workload);
}
