/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_EFFECTIVE_H
#define ENGINE_EFFECTIVE_H

#include "engine/leader.h"
#include "machine/topology.h"

/*
 * How many CPUs' worth of work this machine does at once, at the time of asking: the throughput of
 * as many spinning workers as there are usable PUs over that of one. Virtual machines whose cores
 * are shared, SMT siblings and whatever else runs make it less than the PUs that the system shows.
 *
 * It is of a moment: neighbours come and go, and one that stays for all tries of one side falsifies
 * it. A quota of CPU time holds back after some tens of milliseconds only, and may not show.
 */

/* The spinning: a workload like any other, which only this and a leader know. */
extern const struct workload spin;

/*
 * From the times of one worker and of all of them, who do as much each. No machine does less than one
 * CPU's work nor more than that of its PUs: where the times say so, one side was disturbed and not
 * the other, and it is the nearer of the two bounds.
 */
double effective_of(unsigned workers, uint64_t one_ns, uint64_t all_ns);

/*
 * Measures it in a third of a second: one worker and all of them, eight times each, by turns, each
 * for some 15 ms; and of each the fastest, since a slow one was disturbed. Returns 0 with *cpus;
 * -EINTR; or -EIO when a trial failed, with *cpus NaN.
 */
int effective_cpus(const struct leader *leader, const struct topology *topology, double *cpus);

#endif
