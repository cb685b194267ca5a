/* SPDX-License-Identifier: MIT */
#include "engine/forecast.h"

#include "measure/figure.h"

/* A trial on seq is meant to take this long: long against a timer tick, short against a drift. */
#define TRIAL_MOST_NS 100000000u
#define TRIAL_LEAST_NS 10000000u

/* What the calibration of a group costs, in trials. */
#define CALIBRATION_TRIALS 3u

uint64_t forecast_trial_ns(const struct experiment *experiment, const struct plan *plan)
{
	uint64_t cells = plan_runnable(plan), rounds, trial_ns;

	if (experiment->budget_ns == FIGURE_NONE || !cells)
		return TRIAL_MOST_NS / 2;
	/*
	 * Half of the budget, since a contended cell takes several times what seq took, over twice as
	 * many rounds as the least: rounds narrow an interval, long trials do not.
	 */
	rounds = 2 * experiment->rounds_min + 1;
	trial_ns =
		experiment->budget_ns / 2 / (cells * rounds + plan->nr_groups * CALIBRATION_TRIALS);
	if (trial_ns > TRIAL_MOST_NS)
		return TRIAL_MOST_NS;
	return trial_ns < TRIAL_LEAST_NS ? TRIAL_LEAST_NS : trial_ns;
}

struct forecast forecast_run(const struct experiment *experiment, const struct plan *plan)
{
	uint64_t cells = plan_runnable(plan), trial_ns = forecast_trial_ns(experiment, plan);
	uint64_t each_ns = trial_ns + FORECAST_TRIAL_COST_NS;
	uint64_t calibration_ns = plan->nr_groups * CALIBRATION_TRIALS * each_ns;
	struct forecast forecast;

	forecast.trials_min = cells * (experiment->rounds_min + 1);
	forecast.least_ns = calibration_ns + forecast.trials_min * each_ns;
	forecast.most_ns = calibration_ns + cells * (experiment->rounds_max + 1) * each_ns;
	if (forecast.most_ns > experiment->budget_ns)
		forecast.most_ns = experiment->budget_ns;
	if (forecast.most_ns < forecast.least_ns)
		forecast.most_ns = forecast.least_ns;
	return forecast;
}
