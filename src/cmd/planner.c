/* SPDX-License-Identifier: MIT */
#include "cmd/planner.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include "cmd/cmd.h"
#include "engine/forecast.h"
#include "machine/limits.h"
#include "measure/figure.h"
#include "report/format.h"

/* Of the memory that is free one part in so many. */
#define KEEP_SHARE 8

/* Says once that a list of PUs is shorter than a team: which a person may want, or have miscounted. */
static void warn_doubled(const struct plan *plan)
{
	const struct cell *largest = NULL;
	size_t nr = 0, listed;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		listed = cell_listed(&entry->cell);
		if (!listed || entry->status != STATUS_OK || entry->cell.workers <= listed)
			continue;
		nr++;
		if (!largest || entry->cell.workers > largest->workers)
			largest = &entry->cell;
	}
	if (!largest)
		return;
	listed = cell_listed(largest);
	complain("run: --placement lists %zu PU%s for the %u workers of %s: the list starts again, "
		 "in %zu cell%s",
		listed, listed > 1 ? "s" : "", largest->workers, largest->cell, nr,
		nr > 1 ? "s" : "");
}

static uint64_t disk_free(const char *dir)
{
	struct statvfs fs;

	return statvfs(dir, &fs) ? FIGURE_NONE : (uint64_t)fs.f_bavail * fs.f_frsize;
}

/*
 * How much the inputs of all workloads may keep while the trials of one run: what is left of the memory
 * of which a trial may take four fifths has room for that, and so has what --max-memory allows.
 */
static uint64_t keep_bytes(const struct request *request)
{
	uint64_t free_bytes = request->memory_free_bytes, most = request->most_memory_bytes;

	if (free_bytes == FIGURE_NONE)
		return 0;
	return (most && most < free_bytes ? most : free_bytes) / KEEP_SHARE;
}

/* Which of them: where memory is on several nodes, each trial's is to lie near who touched it first. */
static unsigned keep_inputs(const struct topology *topology)
{
	const unsigned all = (1u << NR_INPUTS) - 1;
	struct topology_counts counts;

	topology_count(topology, &counts);
	return counts.numa_nodes > 1 ? all & ~INPUT_BIT(INPUT_ROOM) : all;
}

int planner_make(const struct asked *asked, const struct workload *const *registry,
	const struct topology *topology, struct experiment *experiment, struct plan *plan)
{
	struct request request = asked_request(asked);
	char message[REQUEST_MESSAGE_SIZE];
	int error;

	request.memory_free_bytes = limits_memory_free();
	request.address_free_bytes = limits_address_free();
	request.disk_free_bytes = disk_free(experiment->dir);
	request.tasks_free = limits_tasks_free();
	request.most_maps = limits_most_maps();
	request.most_files = limits_most_files();
	experiment->keep_bytes = keep_bytes(&request);
	experiment->keep_inputs = keep_inputs(topology);
	error = plan_make(registry, &request, topology, plan, message);
	if (error)
		complain("run: %s", message);
	else
		warn_doubled(plan);
	return error;
}

int planner_print(const struct experiment *experiment, const struct plan *plan)
{
	struct forecast forecast = forecast_run(experiment, plan);
	char sentence[FORECAST_SENTENCE_SIZE];
	char trial[FORMAT_SIZE], least[FORMAT_SIZE], most[FORMAT_SIZE];
	size_t nr = plan_runnable(plan);
	uint64_t rounds = experiment->rounds_min;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		printf("%-8s%s", entry->status == STATUS_OK ? "run" : status_name(entry->status),
			entry->cell.cell);
		printf(entry->reason ? ": %s\n" : "\n", entry->reason);
	}
	format_time(trial, (double)forecast_trial_ns(experiment, plan));
	format_time(least, (double)forecast.least_ns);
	format_time(most, (double)forecast.most_ns);
	printf("%zu cell%s, at least %" PRIu64 " round%s, %" PRIu64
	       " trials of about %s: about %s at least, %s at most\n",
		nr, nr == 1 ? "" : "s", rounds, rounds == 1 ? "" : "s", forecast.trials_min, trial,
		least, most);
	if (forecast_exceeds(experiment, plan, forecast.least_ns, sentence))
		complain("run: %s", sentence);
	return EXIT_FINE;
}
