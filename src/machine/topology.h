/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_TOPOLOGY_H
#define MACHINE_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include "machine/placement.h"

/*
 * What hwloc knows of the processing units (PUs), cores, packages, caches and memory nodes, and
 * where workers go. topology.c is the only user of hwloc, so that nothing else depends on it.
 *
 * Usable PUs are those that this process may run on: online, in its cpuset, in its affinity
 * mask. A quota does not change them (limits.h), nor what a hypervisor really gives (engine's
 * effective_cpus). Counts, caches and the synthetic description are of the whole machine, usable
 * or not, so that a cpuset does not make another machine of it.
 *
 * Silent: a caller reports an error. A loaded topology never changes and may be read by many.
 */
struct topology;

/*
 * Loads this machine's topology, or, for tests and plans on paper, the one that an hwloc synthetic
 * description names ("package:2 core:4 pu:2", every PU usable). The affinity mask is the calling
 * thread's at that moment, and loading leaves it alone. Returns 0 with *topology to be given to
 * topology_free (which takes NULL), or -errno with *topology NULL: -EINVAL for a bad description.
 */
int topology_load(const char *synthetic, struct topology **topology);
void topology_free(struct topology *topology);

/* How many PUs are usable; at least 1. */
unsigned topology_usable(const struct topology *topology);

/* Whether a PU (the kernel's number) is usable. */
bool topology_has(const struct topology *topology, unsigned pu);

/*
 * The PU (the kernel's number) for each of procs x threads workers, those of a process one after
 * the other: pus[0 .. procs x threads). With more workers than usable PUs the order starts again,
 * so that no PU gets a second worker while another has none. With PLACEMENT_NONE every entry is
 * -1; a PLACEMENT_LIST says itself who goes where, and must not be asked for here.
 */
void topology_place(const struct topology *topology, enum placement placement, unsigned procs,
	unsigned threads, int *pus);

/* Counts of what is online, as the report's machine.cpu gives them; each is at least 1. */
struct topology_counts {
	unsigned packages, cores, pus, usable_pus, numa_nodes;
	unsigned smt; /* most PUs of any core: 1 where there are no siblings */
};

void topology_count(const struct topology *topology, struct topology_counts *counts);

struct cache {
	unsigned level; /* 1, 2, 3 … */
	char *type;     /* "data", "instruction", "unified" */
	unsigned long long size_bytes;
	unsigned line_bytes; /* 0 where unknown */
	unsigned count;      /* how many such caches */
	unsigned pus;        /* how many PUs share one */
};

/*
 * One entry for each kind of cache, smallest level first, then by type and size; a machine with
 * two kinds of core has two kinds of some. *caches is the caller's to give to caches_free; NULL and
 * 0 where the machine shows none. Returns 0 or -ENOMEM.
 */
int topology_caches(const struct topology *topology, struct cache **caches, size_t *nr);
void caches_free(struct cache *caches, size_t nr);

/*
 * The topology in hwloc's synthetic language, which has no words for names, serial numbers or
 * addresses; without its memory where only that is irregular, NULL where all of it is. The
 * caller's to free.
 */
char *topology_synthetic(const struct topology *topology);

/* The usable PUs as a list, "0-3,8"; the caller's to free. NULL without memory. */
char *topology_usable_list(const struct topology *topology);

/* The version of the hwloc that runs, "2.9.0". Lasts as long as the topology. */
const char *topology_library(const struct topology *topology);

#endif
