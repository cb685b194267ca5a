/* SPDX-License-Identifier: MIT */
#include "cmd/twins.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include "cmd/cmd.h"
#include "cmd/progress.h"
#include "cmd/recorder.h"
#include "engine/experiment.h"
#include "measure/clock.h"
#include "measure/figure.h"

#define BUDGET_NS 7000000000u
#define TIMEOUT_NS 20000000000u

/* Both are looks of stats/sequential.h, at others the interval is that of the look before. */
#define ROUNDS_LEAST 23
#define ROUNDS_MOST 64

#define MARGIN 0.03

struct twins {
	struct plan plan;
	struct recorder recorder;
	struct progress progress;
	uint64_t first_ns, last_ns, rounds; /* when the first and the last round ended */
};

static const struct workload *choose(const struct workload *const *registry)
{
	for (; *registry; registry++) {
		const struct workload *workload = *registry;

		if (workload->class == CLASS_CPU && workload->modes & MODE_BIT(MODE_THREADS) &&
			!workload->footprint && !workload->unavailable)
			return workload;
	}
	return NULL;
}

/* ---- Hooks ---- */

static void on_begin(void *context, const struct plan_entry *entry, const char *doing, double done,
	uint64_t left_ns)
{
	const struct twins *twins = context;

	progress_draw(&twins->progress, done, doing, entry->cell.cell, left_ns);
}

static void on_round(void *context)
{
	struct twins *twins = context;

	twins->last_ns = clock_ns();
	if (!twins->rounds++)
		twins->first_ns = twins->last_ns;
}

/* The more rounds, the better the floor is known: the budget ends it. */
static double on_need(void *context, size_t group)
{
	(void)context, (void)group;
	return INFINITY;
}

/* ---- The trial ---- */

static int make_plan(struct twins *twins, const struct workload *workload,
	const struct workload *const *registry, const struct topology *topology)
{
	const struct request request = { .patterns = &workload->name,
		.nr_patterns = 1,
		.modes = "threads,procs",
		.placement = "scatter",
		.twins = true,
		.memory_free_bytes = FIGURE_NONE,
		.address_free_bytes = FIGURE_NONE,
		.tasks_free = FIGURE_NONE,
		.disk_free_bytes = FIGURE_NONE };
	char message[REQUEST_MESSAGE_SIZE];
	int error = plan_make(registry, &request, topology, &twins->plan, message);

	if (error)
		complain("doctor: %s", message);
	return error;
}

static int measure(struct twins *twins, const struct leader *leader, const char *dir)
{
	/* Weak: trials of one length whatever the number of CPUs. */
	const struct experiment experiment = { .leader = leader,
		.hooks = { twins, on_begin, NULL, on_round, on_need, "" },
		.seed = clock_ns(),
		.budget_ns = BUDGET_NS,
		.rounds_min = ROUNDS_LEAST,
		.rounds_max = ROUNDS_MOST,
		.timeout_ns = TIMEOUT_NS,
		.scaling = SCALING_WEAK,
		.dir = dir };
	struct config *config = &twins->recorder.report.config;
	int error;

	config->margin = MARGIN;
	config->target_ci = NAN;
	/* As a run without --rounds has it, so that the floor is that of such a run. */
	config->stop_rule = strdup("verdict");
	error = config->stop_rule
			? experiment_run(&experiment, &twins->plan, &twins->recorder.record)
			: -ENOMEM;
	progress_clear(&twins->progress);
	return error ? error : recorder_finish(&twins->recorder, true);
}

static uint64_t pair_ns(const struct twins *twins)
{
	return twins->rounds > 1 ? (twins->last_ns - twins->first_ns) / (twins->rounds - 1)
				 : FIGURE_NONE;
}

int twins_measure(const struct workload *const *registry, const struct topology *topology,
	const struct leader *leader, const char *dir, struct noise_floor *floor)
{
	const struct workload *workload = choose(registry);
	struct twins twins = { 0 };
	int error = workload ? make_plan(&twins, workload, registry, topology) : -ENOENT;

	if (error)
		return error;
	progress_init(&twins.progress);
	error = recorder_init(&twins.recorder, &twins.plan, NULL, dir);
	if (!error) {
		error = measure(&twins, leader, dir);
		error = error ? error
			      : noise_floor_make(&twins.recorder.report, pair_ns(&twins), floor);
		recorder_release(&twins.recorder);
	}
	plan_release(&twins.plan);
	return error;
}
