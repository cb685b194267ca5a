/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_NOISE_FLOOR_H
#define DOCTOR_NOISE_FLOOR_H

#include <stdint.h>
#include "report/model.h"

/*
 * What an A/A trial tells of a machine: threads are held against the same threads under another
 * name, so that whatever difference comes out is chance, and how well the ratio is known is the
 * least that any comparison here can show in as many rounds.
 */
struct noise_floor {
	char *workload; /* NULL: no A/A trial was made */
	uint64_t workers;
	uint64_t pairs; /* rounds that the interval stands on */
	double ratio, ci_low, ci_high;
	enum verdict verdict;
	double work_ns;    /* the median of a trial's work */
	double half_width; /* how far the interval reaches from the ratio, 0.006 for 0.6 % */
	uint64_t pair_ns;  /* what a round of the two takes, all told */
	/* To know a ratio to 1 %, by width ~ 1 / sqrt(pairs); unknown without an interval. */
	uint64_t pairs_for_percent;
	double seconds_for_percent;
	char *text; /* all of it in plain sentences */
};

/*
 * From the report of one pair, a threads cell and its twin, with results and verdicts made; the
 * first pair where there are more. Where a trial failed the verdict is none and the text says why.
 * Returns 0 or -ENOMEM, with *floor to be released either way.
 */
int noise_floor_make(const struct report *report, uint64_t pair_ns, struct noise_floor *floor);
void noise_floor_release(struct noise_floor *floor);

/* What it means for whoever wants to measure here: the verdict must be equivalent, may be
 * inconclusive, and anything else is wrong; so is noise under which no number of rounds that a run
 * makes would come to a verdict. False where no A/A trial was made. */
bool noise_floor_warns(const struct noise_floor *floor);

#endif
