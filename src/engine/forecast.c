/* SPDX-License-Identifier: MIT */
#include "engine/forecast.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include "engine/estimate.h"
#include "measure/figure.h"

/*
 * A trial on seq is meant to take this long: long against its start, short against what comes and goes
 * on a machine. Rounds narrow an interval, long trials do not: in the same time the ratio of processes
 * to threads came out within 0.7 % four times over from trials of 20 ms, within 1.0 % from 40 and 2.4 %
 * from 80; from 10 ms within 0.3 %, but there the start shows, in times 2 to 6 % longer.
 */
#define TRIAL_MOST_NS 20000000u
#define TRIAL_LEAST_NS 10000000u

/*
 * And longer for large teams, up to a point: each worker should have as much as this. Under a rate the
 * time is waited for rather than worked, and few requests fall due in a short one: the longest.
 */
#define SHARE_NS UINT64_C(5000000)
#define TRIAL_LONGEST_NS UINT64_C(100000000)

/* What the calibration of a group costs, in trials. */
#define CALIBRATION_TRIALS 3u

/* What a trial costs beside its work: starting the leader, its lines, reading memory. */
#define TRIAL_COST_NS 6000000u

/* And this for each process of the team but the leader, and for each worker but one. */
#define PROCESS_COST_NS 400000u
#define WORKER_COST_NS 100000u

/* And this for each byte that it fills beforehand, in memory or in a file. */
#define FILL_NS_PER_BYTE 1u

/* The longest that a trial is meant to take, budget or no budget. */
static uint64_t longest_ns(const struct plan *plan)
{
	uint64_t most = TRIAL_MOST_NS;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		const struct cell *cell = &plan->entries[i].cell;
		uint64_t wish_ns =
			cell_is_paced(cell) ? TRIAL_LONGEST_NS : cell->workers * SHARE_NS;

		if (plan->entries[i].status == STATUS_OK && wish_ns > most)
			most = wish_ns;
	}
	return most < TRIAL_LONGEST_NS ? most : TRIAL_LONGEST_NS;
}

uint64_t forecast_trial_ns(const struct experiment *experiment, const struct plan *plan)
{
	uint64_t cells = plan_runnable(plan), most_ns = longest_ns(plan), rounds, trial_ns;

	if (experiment->budget_ns == FIGURE_NONE || !cells)
		return most_ns;
	/*
	 * Three fifths of the budget, since a contended cell takes several times what seq took, over
	 * twice as many rounds as the least.
	 */
	rounds = 2 * experiment->rounds_min + 1;
	trial_ns = experiment->budget_ns / 5 * 3 /
		   (cells * rounds + plan->nr_groups * CALIBRATION_TRIALS);
	if (trial_ns > most_ns)
		return most_ns;
	return trial_ns < TRIAL_LEAST_NS ? TRIAL_LEAST_NS : trial_ns;
}

/* The bytes that a trial fills: any but the first, which alone fills those of its inputs. */
static uint64_t filled_bytes(const struct plan_entry *entry)
{
	unsigned inputs = entry->workload->inputs;
	struct footprint footprint;

	estimate_footprint(entry->workload, &entry->cell, &footprint);
	if (inputs & INPUT_BIT(INPUT_MEMORY))
		footprint.shared_bytes = 0;
	if (inputs & INPUT_BIT(INPUT_FILE))
		footprint.disk_bytes = 0;
	return footprint.shared_bytes + footprint.worker_bytes * entry->cell.workers +
	       footprint.disk_bytes;
}

uint64_t forecast_trial_cost_ns(const struct plan_entry *entry)
{
	const struct cell *cell = &entry->cell;

	return TRIAL_COST_NS + (cell->procs - 1) * (uint64_t)PROCESS_COST_NS +
	       (cell->workers - 1) * (uint64_t)WORKER_COST_NS +
	       FILL_NS_PER_BYTE * filled_bytes(entry);
}

/* What a round of the cells of one worker count takes, 0 for all counts. */
static uint64_t round_of(
	const struct experiment *experiment, const struct plan *plan, unsigned count)
{
	uint64_t trial_ns = forecast_trial_ns(experiment, plan), sum = 0;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		if (entry->status == STATUS_OK && (!count || entry->cell.workers == count))
			sum += trial_ns + forecast_trial_cost_ns(entry);
	}
	return sum;
}

/* The worker count whose cells take longest in a round. */
static unsigned heaviest(
	const struct experiment *experiment, const struct plan *plan, double *share)
{
	uint64_t all = round_of(experiment, plan, 0), most = 0;
	unsigned count = 0;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		unsigned own = plan->entries[i].cell.workers;
		uint64_t sum = own == count ? 0 : round_of(experiment, plan, own);

		if (sum > most) {
			most = sum;
			count = own;
		}
	}
	*share = all ? (double)most / (double)all : 0;
	return count;
}

struct forecast forecast_run(const struct experiment *experiment, const struct plan *plan)
{
	uint64_t cells = plan_runnable(plan), trial_ns = forecast_trial_ns(experiment, plan);
	uint64_t costs_ns = 0, round_ns, calibration_ns;
	struct forecast forecast;

	for (size_t i = 0; i < plan->nr_entries; i++) {
		if (plan->entries[i].status == STATUS_OK)
			costs_ns += forecast_trial_cost_ns(&plan->entries[i]);
	}
	round_ns = cells * trial_ns + costs_ns;
	/* Each cell is tried with few ops as well, before it is trusted with all. */
	calibration_ns = costs_ns + plan->nr_groups * CALIBRATION_TRIALS * trial_ns;
	if (cells)
		calibration_ns += costs_ns / cells * plan->nr_groups * CALIBRATION_TRIALS;
	forecast.trials_min = cells * (experiment->rounds_min + 1);
	forecast.least_ns = calibration_ns + (experiment->rounds_min + 1) * round_ns;
	forecast.most_ns = calibration_ns + (experiment->rounds_max + 1) * round_ns;
	if (forecast.most_ns > experiment->budget_ns)
		forecast.most_ns = experiment->budget_ns;
	if (forecast.most_ns < forecast.least_ns)
		forecast.most_ns = forecast.least_ns;
	return forecast;
}

/* A budget that the least fits into: with more of it trials are longer as well. */
static uint64_t enough_ns(
	const struct experiment *experiment, const struct plan *plan, uint64_t need_ns)
{
	struct experiment longer = *experiment;

	longer.budget_ns = need_ns;
	while (forecast_run(&longer, plan).least_ns > longer.budget_ns)
		longer.budget_ns += longer.budget_ns / 16 + 1;
	return longer.budget_ns;
}

bool forecast_exceeds(const struct experiment *experiment, const struct plan *plan,
	uint64_t need_ns, char sentence[FORECAST_SENTENCE_SIZE])
{
	double share;
	unsigned count;

	if (experiment->budget_ns == FIGURE_NONE || need_ns <= experiment->budget_ns ||
		experiment->rounds_min == experiment->rounds_max)
		return false;
	count = heaviest(experiment, plan, &share);
	snprintf(sentence, FORECAST_SENTENCE_SIZE,
		"the minimum of %" PRIu64 " rounds takes about %.1f s, %.1f s more than the "
		"budget: leave out workloads (-w), modes (-m) or worker counts (-n; %.0f %% of "
		"it is for cells of %u), or give --budget %.0fs",
		experiment->rounds_min, (double)need_ns / 1e9,
		(double)(need_ns - experiment->budget_ns) / 1e9, share * 100, count,
		ceil((double)enough_ns(experiment, plan, need_ns) / 1e9));
	return true;
}
