/* SPDX-License-Identifier: MIT */
#ifndef CMD_PLANNER_H
#define CMD_PLANNER_H

#include "cmd/asked.h"
#include "engine/experiment.h"
#include "engine/plan.h"
#include "machine/topology.h"

/*
 * What a run is going to do: the plan of what was asked for, by what the machine has free now, and how
 * much the experiment, whose directory is known, may keep of its inputs. Returns 0, or -errno with a
 * word said; the plan is the caller's to release either way.
 */
int planner_make(const struct asked *asked, const struct workload *const *registry,
	const struct topology *topology, struct experiment *experiment, struct plan *plan);

/* For --dry-run: each cell, and what all of them will take. Returns the exit status. */
int planner_print(const struct experiment *experiment, const struct plan *plan);

#endif
