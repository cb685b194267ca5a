/* SPDX-License-Identifier: MIT */
#ifndef STATS_ADJUST_H
#define STATS_ADJUST_H

#include <stddef.h>

/*
 * Adjusts the p-values of a family of tests so that the chance of even one false finding among them
 * stays below the level that each is held against. Pure, allocates nothing.
 */

/*
 * Holm's step-down method (Scandinavian Journal of Statistics 6, 1979): of m p-values the k-th
 * smallest, counted from 1, is multiplied by m + 1 - k; none is then less than that of a smaller
 * p, and none above 1. Holds however the tests depend on each other. adjusted[i] belongs to p[i],
 * in an array of its own. A NaN, a test that could not be made, stays NaN and does not count.
 * Returns the size of the family: the p-values that are not NaN. Takes m * m steps.
 */
size_t adjust_holm(const double *p, size_t m, double *adjusted);

#endif
