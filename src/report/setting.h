/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SETTING_H
#define REPORT_SETTING_H

#include <stdbool.h>
#include "report/model.h"

/*
 * What speaks against a run before its first trial: how the program was built, and what the machine
 * is set to. All from the report's own blocks and its results, as warnings of the run; what a machine does not tell
 * warns of nothing.
 *
 *   DEBUG_BUILD SANITIZER DIRTY_BUILD   not the program that others measure with
 *   SHARED                              two runs at once
 *   SHARED_CPUS CPU_QUOTA               fewer CPUs than the system shows; the first is of a moment, and
 *                                       not said where a workload of class cpu was then faster
 *   POWER_SAVE                          the clock rate is held down
 *   TMPFS                               files that lie in memory
 */

/* Adds the warnings to the run's. Returns 0 or -ENOMEM. */
int setting_warnings(struct report *report);

/* Whether flags of a compiler, as given, ask for optimisation: the last -O counts. NULL does not. */
bool setting_optimised(const char *cflags);

#endif
