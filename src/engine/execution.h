/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_EXECUTION_H
#define ENGINE_EXECUTION_H

#include "engine/trial.h"

/*
 * Carries out an order: in the leader, which must be single-threaded and about to end. Whatever
 * happens is told in *trial; after a failure threads may be left running, so the caller must write
 * the trial and _exit.
 */
void execution_run(const struct workload *workload, const struct order *order, struct trial *trial);

#endif
