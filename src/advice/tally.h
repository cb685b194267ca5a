/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_TALLY_H
#define ADVICE_TALLY_H

#include "advice/advice.h"

/*
 * What the rows of an advice come to: the summary, and for each class that has rows its counts,
 * spreads and sentences. All of it is counted from the rows, and no sentence says anything of a
 * class that none of its workloads has shown:
 *
 *   - which choices there are, the most frequent first, the others with the names of who has them
 *   - by how much those differ at most that cannot be told, by their intervals
 *   - what a process costs beside a thread, in memory and in creation: (procs - threads) / workers
 *   - which mode takes less time where the team is created anew for a task as long as measured
 */

/* Sets advice->classes and advice->summary. Returns 0 or -ENOMEM. */
int tally_classes(struct advice *advice);

/* "cpu" and so on in words: "computing, each worker with memory of its own". */
const char *tally_about(enum workload_class class);

#endif
