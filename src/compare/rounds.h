/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_ROUNDS_H
#define COMPARE_ROUNDS_H

#include "compare/outcome.h"
#include "stats/resample.h"

/*
 * Each cell by its rounds, all runs of a side together: Mann and Whitney's test, whose p goes to
 * changes with the counts of rounds, everything else there being unknown yet; and in shifts how far the
 * median has moved, a log, with its 95 % interval. Where a side is of several runs the interval is
 * drawn, for each cell anew from the seed, so that neither the number of threads nor the other cells
 * have a part in it; else it is counted. Returns 0 or -ENOMEM.
 */
int rounds_test(const struct family *family, const struct drift *drift,
	struct resample_shift *shifts, struct change *changes);

#endif
