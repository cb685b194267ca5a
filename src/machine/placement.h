/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_PLACEMENT_H
#define MACHINE_PLACEMENT_H

#include <stddef.h>

/*
 * Where workers are put. Never depends on whether a worker is a thread or a process: as threads of
 * one process, or as processes of one thread each, as many workers are put on the same PUs.
 *
 * On a machine with unequal cores the faster ones come first: under compact before all others,
 * under scatter and numa before the others of their package or node.
 */
enum placement {
	PLACEMENT_NONE,    /* the kernel's scheduler decides */
	PLACEMENT_COMPACT, /* fill the siblings of a core, the cores of a package, then the next */
	PLACEMENT_SCATTER, /* one worker a core, packages in turn, before any SMT sibling is used;
			      a package that has run out of cores is passed over */
	PLACEMENT_NUMA,    /* as many workers on each memory node, neighbours on the same one, one
			      worker a core before any SMT sibling is used */
	PLACEMENT_LIST,    /* PUs that a person listed, in that order */
};

/* "none", "compact", "scatter", "numa"; and back: 0, or -EINVAL for another word. A list has no name. */
const char *placement_name(enum placement placement);
int placement_parse(const char *name, enum placement *placement);

/* A PU's number is below this: what a worker can be bound to. */
#define PLACEMENT_MOST_PUS 65536u

/*
 * One item of a list of PUs, "4" or "4-7", from its first PU to its last, and the comma behind it.
 * Returns what follows, or NULL where text does not begin with an item, or ends with its comma.
 */
const char *placement_item(const char *text, unsigned *low, unsigned *high);

/* How many PUs a list has; 0 for NULL, and for what is no list. */
size_t placement_listed(const char *list);

/* A PU that a worker may be put on. */
struct seat {
	int pu;            /* the kernel's number */
	unsigned package;  /* hwloc's logical number */
	unsigned node;     /* which memory is near: the same for PUs that are as near to the same */
	unsigned sibling;  /* how many seats of the same core come before it */
	unsigned slowness; /* 0 for the fastest kind of core, or where all are alike */
};

/*
 * Each takes the seats in hwloc's logical order, which keeps the PUs of a core together, and leaves
 * them in the order in which they are taken: the first n for n workers. Which worker of those has
 * which, is under numa for machine/nodes.h to say. Each returns 0 or -ENOMEM.
 */
int placement_compact(struct seat *seats, size_t nr);
int placement_scatter(struct seat *seats, size_t nr);
int placement_numa(struct seat *seats, size_t nr);

#endif
