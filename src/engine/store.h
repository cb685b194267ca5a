/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_STORE_H
#define ENGINE_STORE_H

#include <stddef.h>
#include <stdint.h>
#include "engine/plan.h"

/*
 * Where the trials of a run keep what all of them only read, or write anew in the same memory: for each
 * group of the plan whose workload has inputs, memory or a file for each. The first leader of a group fills them, the later
 * ones map what it left: the contract of both is engine/workload.h, the leaders' part input.c.
 *
 * Nothing of it has a name, so that nothing is left when the run ends, in whichever way. This
 * process never maps any: its own memory, and what a trial shares its pages with, stay as they were.
 */
struct larder {
	int fds[NR_INPUTS]; /* 0: none */
	uint64_t bytes;     /* that they take, when last looked at */
};

/* What may be kept, and where. */
struct keeping {
	uint64_t
		bytes; /* by all groups together; one that finds too little room makes its own anew */
	unsigned inputs; /* of these alone: set of INPUT_BIT() */
	const char *dir; /* where files go: it must outlive the store */
};

struct store {
	struct larder *larders; /* one a group */
	size_t nr_larders, nr_open;
	uint64_t bytes; /* that all take */
	size_t lent;    /* to the last order; nr_larders: to none */
	struct keeping keeping;
};

/* Returns 0 or -ENOMEM. */
int store_init(struct store *store, size_t nr_groups, const struct keeping *keeping);
void store_release(struct store *store);

/*
 * Gives an order the inputs of its entry's group, and the room that is left for them. Where the
 * machine refuses one, the order goes without: its leader does as one that was never offered any.
 */
void store_lend(struct store *store, const struct plan_entry *entry, struct order *order);

#endif
