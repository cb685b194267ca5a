/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_TURNS_H
#define COMPARE_TURNS_H

#include "compare/comparison.h"

/*
 * Fills the turns of a comparison from its rows: one for each procs cell that both sides can hold
 * against threads, with the verdict of either side at the comparison's margin. Returns 0 or -ENOMEM.
 */
int turns_make(struct comparison *comparison);

#endif
