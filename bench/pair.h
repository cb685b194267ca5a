/* SPDX-License-Identifier: MIT */
#ifndef BENCH_PAIR_H
#define BENCH_PAIR_H

#include "engine/workload.h"

/*
 * Workers who come in pairs: workers 0 and 1 are the first, the even one begins. A worker alone is
 * a pair by itself.
 */
unsigned pair_count(const struct job *job);

/*
 * Reports from setup that something could not be made for the pairs. What the kernel lacks or
 * forbids and a limit that is reached are the machine's, and the trial is skipped; all else is a
 * failure. doing says what was being done. Returns -error.
 */
int pair_refused(struct job *job, int error, const char *doing);

#endif
