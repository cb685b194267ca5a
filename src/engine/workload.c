/* SPDX-License-Identifier: MIT */
#include "engine/workload.h"

static const char *const class_names[NR_CLASSES] = { "cpu", "memory", "io", "sync", "ipc",
	"spawn" };

const char *class_name(enum workload_class class)
{
	return class_names[class];
}

unsigned workload_multiple(const struct workload *workload)
{
	return workload->op_workers && workload->op_workers != EVERY_WORKER ? workload->op_workers
									    : 1;
}

unsigned workload_crew(const struct workload *workload, unsigned workers)
{
	unsigned crew = workload->op_workers ? workload->op_workers : 1;

	return crew < workers ? crew : workers;
}

unsigned workload_least(const struct workload *workload)
{
	const unsigned multiple = workload_multiple(workload);

	return workload->min_workers > multiple ? workload->min_workers : multiple;
}
