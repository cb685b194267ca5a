/* SPDX-License-Identifier: MIT */
#ifndef FAKES_SUM_H
#define FAKES_SUM_H

#include "engine/workload.h"

/*
 * The digest that all fakes share: the sum of mix64(op) over the ops, which no compiler turns into
 * a formula, so that even fake/null takes a time that grows with its ops.
 */
uint64_t sum_of(uint64_t first, uint64_t count);

/* An op that does nothing else; for .work. */
int sum_work(struct worker *worker, uint64_t first, uint64_t count);

/* Every op once and no other; for .verify. */
int sum_verify(struct job *job);

#endif
