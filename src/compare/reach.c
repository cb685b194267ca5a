/* SPDX-License-Identifier: MIT */
#include "compare/reach.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "stats/summary.h"

int reach_find(const struct comparison *comparison, struct reach *reach)
{
	double *logs = malloc((comparison->nr_rows + 1) * sizeof(*logs)), widest = NAN;

	*reach = (struct reach){ 0, NAN, NAN };
	if (!logs)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct change *change = &comparison->rows[i].change;
		double low = log(change->ci_low), high = log(change->ci_high), end;

		if (change->outcome != OUTCOME_SAME || !isfinite(low) || !isfinite(high))
			continue;
		end = -low > high ? low : high;
		logs[reach->n++] = fabs(end);
		if (!(fabs(end) <= fabs(widest)))
			widest = end;
	}
	reach->widest = exp(widest);
	reach->median = exp(summary_median(logs, reach->n));
	free(logs);
	return 0;
}
