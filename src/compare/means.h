/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_MEANS_H
#define COMPARE_MEANS_H

#include "compare/comparison.h"

/*
 * Fills the means of a comparison from its rows: one for each class and mode of which both sides
 * have a comparable cell. Geometric, since they are of ratios, and only over what both have, at equal
 * worker counts; each says over how many. Returns 0 or -ENOMEM.
 */
int means_make(struct comparison *comparison);

#endif
