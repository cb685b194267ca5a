/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_HYBRIDS_H
#define ADVICE_HYBRIDS_H

#include "advice/advice.h"

/*
 * Which P x T: fills advice->hybrids, one for each of the report's hybrids whose workload has a row,
 * and adds to the summary how many of them have a best shape. Needs rows and summary. Returns 0 or
 * -ENOMEM.
 */
int hybrids_advise(const struct report *report, struct advice *advice);

#endif
