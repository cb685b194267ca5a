/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_STEPS_H
#define ADVICE_STEPS_H

#include "advice/advice.h"

/*
 * What to run next: what would tell more than the report does, and what would not. A command repeats
 * nothing of a report but names, counts and what makes a run the same experiment (--set, scaling,
 * schedule, placement and margin), all of them words that a shell takes as they are. Each needs the
 * rows, and returns 0 or -ENOMEM.
 */

/*
 * Sets untried: of which workloads one worker count alone was tried, and the counts that may do more.
 * Work that waits is offered fewer and more workers than there were, any other work two and more up
 * to the usable PUs; where there are no others, and where a rate or a clock sets the time, nothing.
 */
int steps_untried(const struct report *report, struct advice *advice);

/* Sets beyond: which open choices no mode of run makes rounds enough for (advice_is_beyond). */
int steps_beyond(struct advice *advice);

/*
 * Sets command: what would measure the pairs that are missing, or else decide the choices that are
 * open and not beyond.
 */
int steps_command(const struct report *report, struct advice *advice);

#endif
