/* SPDX-License-Identifier: MIT */
#include "stats/modes.h"

#include <math.h>

#include "stats/summary.h"

#define LEAST_VALUES 8

/* How many values lie below the widest gap with at least `least` values on either side. */
static size_t widest_split(const double *x, size_t n, size_t least)
{
	size_t split = least;

	for (size_t i = least; i <= n - least; i++)
		if (x[i] - x[i - 1] > x[split] - x[split - 1])
			split = i;
	return split;
}

bool modes_are_two(double *x, size_t n, struct modes *modes)
{
	double factor, gap, range;
	size_t split;

	*modes = (struct modes){ .low = NAN, .high = NAN };
	if (isnan(summary_median(x, n)) || n < LEAST_VALUES)
		return false;
	split = widest_split(x, n, (n + 4) / 5);
	factor = fmax(9 / ((double)n - 4), 0.25);
	gap = x[split] - x[split - 1];
	range = fmax(x[split - 1] - x[0], x[n - 1] - x[split]);
	if (!(gap > factor * range))
		return false;
	modes->nr_low = split;
	modes->low = summary_median(x, split);
	modes->high = summary_median(x + split, n - split);
	return true;
}
