/* SPDX-License-Identifier: MIT */
#include "doctor/noise_floor.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "stats/sequential.h"

/* The answer whose cost is told. */
#define WANTED 0.01

/* With so many for 1 %, the most that run makes does not do for the usual margin of 3 %, three times as wide. */
#define PAIRS_HOPELESS (9 * SEQUENTIAL_LAST)

static void extrapolate(struct noise_floor *floor)
{
	double reach = fmax(log(floor->ci_high / floor->ratio), log(floor->ratio / floor->ci_low));
	double times = reach / log1p(WANTED), pairs = (double)floor->pairs * times * times;

	if (isnan(reach))
		return;
	floor->half_width = expm1(reach);
	floor->pairs_for_percent = (uint64_t)ceil(fmax(pairs, SEQUENTIAL_FIRST));
	if (floor->pair_ns != FIGURE_NONE)
		floor->seconds_for_percent =
			(double)floor->pairs_for_percent * (double)floor->pair_ns / 1e9;
}

static const char *say_verdict(const struct noise_floor *floor)
{
	switch (floor->verdict) {
	case VERDICT_EQUIVALENT:
		return "The verdict is that there is no difference, as it must be.";
	case VERDICT_INCONCLUSIVE:
		return "The verdict is that it cannot tell yet, which is not wrong: more rounds may "
		       "settle it.";
	case VERDICT_THREADS:
	case VERDICT_PROCS:
		return "The verdict is that they differ, and they cannot: this machine favours one "
		       "place in a round over the other, or changes its speed by leaps. Trust no "
		       "verdict from it before what disturbs it is found.";
	case VERDICT_NONE:
		break;
	}
	return "That is too few for an interval.";
}

static int say_cost(const struct noise_floor *floor, char *text, size_t size)
{
	char seconds[FORMAT_SIZE];

	if (isnan(floor->seconds_for_percent))
		return snprintf(text, size, "%s", "");
	format_time(seconds, floor->seconds_for_percent * 1e9);
	if (floor->pairs_for_percent > SEQUENTIAL_LAST)
		return snprintf(text, size,
			" Knowing a ratio to 1 %% would take about %" PRIu64
			" rounds, more than the %u that run --rigorous makes at most: it is out of "
			"reach here.",
			floor->pairs_for_percent, SEQUENTIAL_LAST);
	return snprintf(text, size,
		" Knowing such a ratio to 1 %% takes about %" PRIu64
		" rounds, %s for a workload like it.",
		floor->pairs_for_percent, seconds);
}

static int say(struct noise_floor *floor)
{
	char ratio[FORMAT_SIZE], work[FORMAT_SIZE], cost[224], width[160] = "";
	double percent = floor->half_width * 100;

	format_ratio_interval(ratio, floor->ratio, floor->ci_low, floor->ci_high);
	format_time(work, floor->work_ns);
	say_cost(floor, cost, sizeof(cost));
	if (!isnan(floor->half_width))
		snprintf(width, sizeof(width),
			" This machine's noise floor, here and now: a ratio is known to %.*f %%.",
			percent < 0.995  ? 2
			: percent < 9.95 ? 1
					 : 0,
			percent);
	return asprintf(&floor->text,
		"%s on %" PRIu64
		" thread%s was held against itself under a second name, for %" PRIu64
		" round%s with trials of %s: the ratio is %s.%s %s%s",
		floor->workload, floor->workers, floor->workers == 1 ? "" : "s", floor->pairs,
		floor->pairs == 1 ? "" : "s", work, ratio, width, say_verdict(floor), cost);
}

static int say_failed(const struct report *report, struct noise_floor *floor)
{
	const char *reason = "no trial of it could be run";

	for (size_t i = 0; i < report->nr_results; i++) {
		if (report->results[i].reason) {
			reason = report->results[i].reason;
			break;
		}
	}
	return asprintf(&floor->text, "%s was to be held against itself, and was not: %s.",
		floor->workload, reason);
}

static int take(
	const struct report *report, const struct verdict_row *row, struct noise_floor *floor)
{
	const struct result *result = &report->results[row->threads_cell];

	floor->workers = row->workers;
	floor->pairs = row->n;
	floor->ratio = row->ratio;
	floor->ci_low = row->ci_low;
	floor->ci_high = row->ci_high;
	floor->verdict = row->verdict;
	floor->work_ns = result->work_ns.median;
	extrapolate(floor);
	return say(floor);
}

int noise_floor_make(const struct report *report, uint64_t pair_ns, struct noise_floor *floor)
{
	const struct verdict_row *row = report->nr_verdicts ? &report->verdicts[0] : NULL;
	bool good = row && report->results[row->threads_cell].status == STATUS_OK &&
		    report->results[row->procs_cell].status == STATUS_OK;
	int length;

	*floor = (struct noise_floor){ .ratio = NAN,
		.ci_low = NAN,
		.ci_high = NAN,
		.work_ns = NAN,
		.half_width = NAN,
		.pair_ns = pair_ns,
		.pairs_for_percent = FIGURE_NONE,
		.seconds_for_percent = NAN };
	floor->workload = strdup(report->nr_cells ? report->cells[0].workload : "nothing");
	if (!floor->workload)
		return -ENOMEM;
	length = good ? take(report, row, floor) : say_failed(report, floor);
	if (length < 0)
		floor->text = NULL;
	return length < 0 ? -ENOMEM : 0;
}

void noise_floor_release(struct noise_floor *floor)
{
	free(floor->workload);
	free(floor->text);
	memset(floor, 0, sizeof(*floor));
}

bool noise_floor_warns(const struct noise_floor *floor)
{
	if (!floor->workload)
		return false;
	if (floor->verdict != VERDICT_EQUIVALENT && floor->verdict != VERDICT_INCONCLUSIVE)
		return true;
	return floor->pairs_for_percent != FIGURE_NONE && floor->pairs_for_percent > PAIRS_HOPELESS;
}
