/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_PLACEMENT_H
#define MACHINE_PLACEMENT_H

#include <stddef.h>

/* Where workers are put. Never depends on whether a worker is a thread or a process. */
enum placement {
	PLACEMENT_NONE,    /* the kernel's scheduler decides */
	PLACEMENT_COMPACT, /* fill the siblings of a core, the cores of a package, then the next */
	PLACEMENT_SCATTER, /* one worker a core, packages in turn, before any SMT sibling is used;
			      a package that has run out of cores is passed over */
};

/* "none", "compact", "scatter"; and back: 0, or -EINVAL for another word. */
const char *placement_name(enum placement placement);
int placement_parse(const char *name, enum placement *placement);

/* A PU that a worker may be put on. */
struct seat {
	int pu;           /* the kernel's number */
	unsigned package; /* hwloc's logical number */
	unsigned sibling; /* how many seats of the same core come before it */
};

/* Takes the seats in compact order and leaves them in scatter order. Returns 0 or -ENOMEM. */
int placement_scatter(struct seat *seats, size_t nr);

#endif
