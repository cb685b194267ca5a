/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PLACES_H
#define ENGINE_PLACES_H

#include <stddef.h>
#include "machine/topology.h"

/*
 * What --placement means: plan.c's reader of its words, "numa" or "0,2,4-7". Worker i is on the
 * i-th PU of a list, and the list starts again for more workers than it has PUs.
 */
struct places {
	enum placement placement;
	int *pus; /* of a list; else NULL */
	size_t nr;
	char *text; /* the word, or the list in its shortest form: as cells have it */
};

/*
 * Returns 0, -ENOMEM, or -EINVAL with message (of REQUEST_MESSAGE_SIZE) for a word that is no
 * placement, a PU that is listed twice, and one that is not usable, with those that are.
 * places_release takes what either leaves.
 */
int places_read(
	const char *words, const struct topology *topology, struct places *places, char *message);
void places_release(struct places *places);

/* The PU of each of procs x threads workers, as topology_place; not for PLACEMENT_NONE. */
void places_assign(const struct places *places, const struct topology *topology, unsigned procs,
	unsigned threads, int *pus);

#endif
