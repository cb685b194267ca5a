/* SPDX-License-Identifier: MIT */
#include "stats/adjust.h"

#include <math.h>

static size_t count_from(double least, const double *p, size_t m)
{
	size_t count = 0;

	for (size_t i = 0; i < m; i++)
		count += p[i] >= least;
	return count;
}

size_t adjust_holm(const double *p, size_t m, double *adjusted)
{
	size_t family = 0;

	/* Of equal p-values the first in any order has the largest factor, and the rest follow it. */
	for (size_t i = 0; i < m; i++) {
		family += isnan(p[i]) ? 0 : 1;
		adjusted[i] = isnan(p[i]) ? NAN : fmin((double)count_from(p[i], p, m) * p[i], 1);
	}
	/* In place: what a smaller p has already risen to is the maximum of still smaller ones. */
	for (size_t i = 0; i < m; i++)
		for (size_t k = 0; k < m; k++)
			if (p[k] < p[i] && adjusted[k] > adjusted[i])
				adjusted[i] = adjusted[k];
	return family;
}
