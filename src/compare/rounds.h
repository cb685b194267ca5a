/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_ROUNDS_H
#define COMPARE_ROUNDS_H

#include "compare/outcome.h"
#include "stats/resample.h"

/*
 * One cell by its rounds, all runs of a side together: Mann and Whitney's test, whose p goes to
 * *change with the counts of rounds, everything else there being unknown yet; and in *shift how far the
 * median has moved, a log, with its 95 % interval. Where a side is of several runs the interval is
 * drawn, by the family's seed; else it is counted. Returns 0 or -ENOMEM, or -EDOM for a time that is no
 * number.
 */
int rounds_test(const struct family *family, const struct corrected *cell,
	struct resample_shift *shift, struct change *change);

#endif
