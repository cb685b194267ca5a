/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LEDGER_H
#define REPORT_LEDGER_H

#include "report/model.h"

/*
 * What the noise ledgers of a run's measured trials say together, as warnings of the run: the
 * cells of a round stand side by side in random order, so that what disturbs lands on all of them.
 * Each share is a sum over trials by a sum over trials, since a single one may be no longer than
 * the ticks in which it is counted. What a machine does not tell warns of nothing, and neither does
 * what others took of the CPUs where the trials that know it are less than half of the work: only
 * long trials do, and where most are short it is the disturbance that makes one long.
 *
 *   DRIFT      the canary was slower or faster in the end than at the beginning, or all along
 *   CONTENDED  others took CPUs that the workers could have had
 *   STEAL      the hypervisor did
 *   THROTTLED  a quota held the workers back
 *   SWAPPING   memory had to be made free
 */

/* Adds the warnings to the run's. Returns 0 or -ENOMEM. */
int ledger_warnings(struct report *report);

/*
 * What to do against what took CPUs from the workers of a cell, by the ledgers of its measured trials
 * together and the thresholds of THROTTLED, CONTENDED and STEAL, in this order; NULL where none is
 * past. Static.
 */
const char *ledger_advice(const struct report *report, size_t cell);

#endif
