/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_EFFECTIVE_H
#define ENGINE_EFFECTIVE_H

#include "engine/leader.h"
#include "machine/topology.h"

/*
 * How many CPUs' worth of work this machine really does at once: the throughput of as many
 * spinning workers as there are usable PUs over that of one. Virtual machines whose cores are
 * shared, SMT siblings and quotas make it less than the PUs that the system shows.
 */

/* The spinning: a workload like any other, which only this and a leader know. */
extern const struct workload spin;

/*
 * Measures it, alternating one worker and all of them three times, each for about 40 ms, and taking
 * the fastest of each: a slow one was disturbed. Returns 0 with *cpus; -EINTR; or -EIO when a
 * trial failed, with *cpus NaN.
 */
int effective_cpus(const struct leader *leader, const struct topology *topology, double *cpus);

#endif
