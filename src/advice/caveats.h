/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_CAVEATS_H
#define ADVICE_CAVEATS_H

#include "advice/advice.h"

/*
 * What has to be known beside the choices of an advice: what weakens them, and what was not
 * measured. Each needs the rows, and returns 0 or -ENOMEM.
 */

/* Fills caveats: the warnings of the run, then those of cells, each code once. */
int caveats_find(const struct report *report, struct advice *advice);

/* Fills crash, with what is known for all classes and for those that there are rows of. */
int caveats_crash(struct advice *advice);

#endif
