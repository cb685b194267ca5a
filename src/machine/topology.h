/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_TOPOLOGY_H
#define MACHINE_TOPOLOGY_H

#include <stddef.h>

/*
 * What hwloc knows of the processing units (PUs), cores, packages, caches and memory nodes, and
 * where workers go. topology.c is the only user of hwloc, so that nothing else depends on it.
 *
 * Usable PUs are those that this process may run on: online, in its cpuset, in its affinity
 * mask. A quota does not change them (limits.h), nor what a hypervisor really gives (engine's
 * effective_cpus).
 */
struct topology;

/*
 * Loads this machine's topology, or, for tests and plans on paper, the one that an hwloc synthetic
 * description names ("package:2 core:4 pu:2", every PU usable). Returns 0 with *topology to be
 * given to topology_free, or -errno.
 */
int topology_load(const char *synthetic, struct topology **topology);
void topology_free(struct topology *topology);

/* How many PUs are usable; at least 1. */
unsigned topology_usable(const struct topology *topology);

/* Where workers are put. Never depends on whether a worker is a thread or a process. */
enum placement {
	PLACEMENT_NONE,	   /* the kernel's scheduler decides */
	PLACEMENT_COMPACT, /* fill the siblings of a core, the cores of a package, then the next */
	PLACEMENT_SCATTER, /* one worker a core, packages in turn, before any SMT sibling is used */
};

/* "none", "compact", "scatter"; and back: 0, or -EINVAL for another word. */
const char *placement_name(enum placement placement);
int placement_parse(const char *name, enum placement *placement);

/*
 * The PU (the kernel's number) for each of nr workers: pus[0..nr). With more workers than usable
 * PUs the order starts again, so that no PU gets a second worker while another has none. With
 * PLACEMENT_NONE every entry is -1.
 */
void topology_place(const struct topology *topology, enum placement placement, int *pus, size_t nr);

/* Counts over the whole machine, as the report's machine.cpu gives them. */
struct topology_counts {
	unsigned packages, cores, pus, usable_pus, numa_nodes;
	unsigned smt; /* most PUs of any core: 1 where there are no siblings */
};

void topology_count(const struct topology *topology, struct topology_counts *counts);

struct cache {
	unsigned level; /* 1, 2, 3 … */
	char *type;	/* "data", "instruction", "unified"; the caller's to free */
	unsigned long long size_bytes;
	unsigned line_bytes; /* 0 where unknown */
	unsigned count;	     /* how many such caches */
	unsigned pus;	     /* how many PUs share one */
};

/*
 * One entry for each kind of cache, smallest level first. *caches (and each type) is the caller's
 * to free. Returns 0 or -ENOMEM.
 */
int topology_caches(const struct topology *topology, struct cache **caches, size_t *nr);

/*
 * The topology in hwloc's synthetic language, without names or serial numbers; NULL where it is
 * too irregular for that. The caller's to free.
 */
char *topology_synthetic(const struct topology *topology);

/* The usable PUs as a list, "0-3,8"; the caller's to free. NULL without memory. */
char *topology_usable_list(const struct topology *topology);

/* The version of the hwloc that runs, "2.9.0". Static. */
const char *topology_library(void);

#endif
