/* SPDX-License-Identifier: MIT */
#include "audit/subject.h"

#include <inttypes.h>
#include <stdio.h>
#include "measure/figure.h"
#include "measure/histogram.h"

/* What all laps of a trial come to: each is counted for the least of its bucket. */
struct laps {
	uint64_t count, longest_ns;
	double sum_ns;
};

static struct laps add_up(const struct trial *trial)
{
	struct laps laps = { 0, 0, 0 };

	for (size_t k = 0; k < trial->nr_laps; k++) {
		const struct lap_count *lap = &trial->laps[k];
		uint64_t low_ns;

		if (lap->bucket >= HISTOGRAM_BUCKETS)
			continue;
		low_ns = histogram_bucket_low((unsigned)lap->bucket);
		laps.count += lap->count;
		laps.sum_ns += (double)low_ns * (double)lap->count;
		if (low_ns > laps.longest_ns)
			laps.longest_ns = low_ns;
	}
	return laps;
}

static void deviate(const struct subject *subject, const char *wanted)
{
	audit_deviate(subject->audit, "trials[%zu].laps: %s", subject->i, wanted);
}

/* Where one op in so many has a latency, each worker begins to count anew. */
static void check_sampled(const struct subject *subject, const struct laps *laps)
{
	const struct trial *trial = subject->trial;
	uint64_t every = trial->warmup ? 1 : subject->cell->lap_every, most = 0;
	double worked_ns = 0;

	for (size_t w = 0; w < trial->nr_workers; w++) {
		if (trial->workers[w].ops == FIGURE_NONE ||
			trial->workers[w].work_ns == FIGURE_NONE)
			return;
		most += trial->workers[w].ops / every + 1;
		worked_ns += (double)trial->workers[w].work_ns;
	}
	if (laps->count > most)
		deviate(subject, "more than there were ops to take one of");
	if (laps->sum_ns > worked_ns)
		deviate(subject, "longer together than the workers worked");
}

void audit_laps(const struct subject *subject)
{
	const struct trial *trial = subject->trial;
	const struct cell *cell = subject->cell;
	struct laps laps = add_up(trial);

	if (!trial->nr_laps)
		return;
	if (!cell->latency && subject->audit->same_build)
		deviate(subject, "there are some, and of the cell no latencies are taken");
	if (laps.longest_ns > trial->work_ns)
		deviate(subject, "longer than the trial's work");
	if (trial->nr_workers && cell->lap_every && cell->lap_every != FIGURE_NONE)
		check_sampled(subject, &laps);
}
