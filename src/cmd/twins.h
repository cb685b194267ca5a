/* SPDX-License-Identifier: MIT */
#ifndef CMD_TWINS_H
#define CMD_TWINS_H

#include "doctor/noise_floor.h"
#include "engine/leader.h"
#include "engine/workload.h"
#include "machine/topology.h"

/*
 * An A/A trial for a few seconds: some workload on threads against itself under a second name, by
 * the same engine as a run and without a file. The workload is the first of class cpu that threads
 * can do and that states no footprint, so nothing but CPUs is in it. Draws progress on a terminal.
 *
 * Returns 0, -EINTR when it was stopped, -ENOENT when there is no such workload, or another
 * -errno; *floor is to be released after 0.
 */
int twins_measure(const struct workload *const *registry, const struct topology *topology,
	const struct leader *leader, const char *dir, struct noise_floor *floor);

#endif
