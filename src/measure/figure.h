/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_FIGURE_H
#define MEASURE_FIGURE_H

#include <stdint.h>

/*
 * A figure is a uint64_t that this machine may not be able to give. Where it cannot, the figure
 * holds FIGURE_NONE, which a report prints as null: absent is not zero. Where a figure is a
 * double, NaN plays the same part.
 */
#define FIGURE_NONE UINT64_MAX

/* The sum of two figures; unknown as soon as one of them is, since a partial sum is a lie. */
static inline uint64_t figure_add(uint64_t a, uint64_t b)
{
	return a == FIGURE_NONE || b == FIGURE_NONE ? FIGURE_NONE : a + b;
}

/* after - before of two readings of a growing counter; 0 where the counter stepped back. */
static inline uint64_t figure_since(uint64_t after, uint64_t before)
{
	if (after == FIGURE_NONE || before == FIGURE_NONE)
		return FIGURE_NONE;
	return after > before ? after - before : 0;
}

#endif
