/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_PACE_H
#define COMPARE_PACE_H

#include "compare/drift.h"

/*
 * The first of drift.h's steps: gives the cells of run r that are corrected by this group, one of
 * those without a class, their times less what moved all of it in each round. Returns 0 or -ENOMEM.
 */
int pace_correct(const struct family *family, struct drift *drift, unsigned group, size_t r);

#endif
