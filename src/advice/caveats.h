/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_CAVEATS_H
#define ADVICE_CAVEATS_H

#include "advice/advice.h"

/*
 * What has to be known beside the choices of an advice: what weakens them, what was not measured,
 * and what would tell more. Each needs the rows, and returns 0 or -ENOMEM.
 */

/* Fills caveats: the warnings of the run, then those of cells, each code once. */
int caveats_find(const struct report *report, struct advice *advice);

/* Fills crash, with what is known for all classes and for those that there are rows of. */
int caveats_crash(struct advice *advice);

/* Sets untried. */
int caveats_untried(struct advice *advice);

/*
 * Sets command: what would measure the pairs that are missing, or else decide the choices that are
 * open. It repeats nothing of a report but names and counts that a shell takes as they are.
 */
int caveats_command(const struct report *report, struct advice *advice);

#endif
