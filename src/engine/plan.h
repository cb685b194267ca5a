/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include <stddef.h>
#include "engine/cell.h"
#include "engine/request.h"
#include "engine/trial.h"
#include "machine/topology.h"

/*
 * A plan is the cells of a run, made from what a person selected, before anything runs. Pure: it
 * reads its arguments and nothing of the machine, so that a plan for any machine can be tested.
 */
struct plan_entry {
	struct cell cell;
	const struct workload *workload;
	enum status status; /* ok: to be run; skipped or failed: not, for this reason */
	char *reason;
	int *bind;    /* the PU of each worker; NULL under placement none */
	size_t group; /* entries of one group do the same work and stand side by side */
};

struct plan {
	struct plan_entry *entries;
	size_t nr_entries, nr_groups;
	char *placement; /* of every cell */
};

/*
 * Makes the plan. A workload that cannot take a mode or a count, or for which there is no room
 * (engine/room.h), has an entry all the same, skipped with its sentence. Returns 0; -EINVAL with
 * message for an unknown name, a value out of range or more than 4,096 cells, -ENOMEM.
 */
int plan_make(const struct workload *const *registry, const struct request *request,
	const struct topology *topology, struct plan *plan, char message[REQUEST_MESSAGE_SIZE]);
void plan_release(struct plan *plan);

/* How many entries are to be run. */
size_t plan_runnable(const struct plan *plan);

/*
 * The order to run an entry once, bound as planned, under the static split; the caller may change
 * it, and releases it. Returns 0 or -ENOMEM.
 */
int plan_order(
	const struct plan_entry *entry, const char *dir, uint64_t timeout_ns, struct order *order);

/* The workload of that name, or NULL. */
const struct workload *plan_find(const struct workload *const *registry, const char *name);

#endif
