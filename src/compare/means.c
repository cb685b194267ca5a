/* SPDX-License-Identifier: MIT */
#include "compare/means.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define CLASSES 6
#define MODES 4

int means_make(struct comparison *comparison)
{
	struct mean means[CLASSES * MODES] = { 0 };

	comparison->means = calloc(CLASSES * MODES, sizeof(*comparison->means));
	if (!comparison->means)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct row *row = &comparison->rows[i];
		struct mean *mean = &means[(size_t)row->class * MODES + row->mode];

		if (row->reason || row->by_role || !(row->op_ratio > 0))
			continue;
		mean->n++;
		mean->ratio += log(row->op_ratio);
	}
	for (size_t i = 0; i < CLASSES * MODES; i++) {
		if (!means[i].n)
			continue;
		comparison->means[comparison->nr_means++] =
			(struct mean){ (enum workload_class)(i / MODES), (enum mode)(i % MODES),
				means[i].n, exp(means[i].ratio / (double)means[i].n) };
	}
	return 0;
}
