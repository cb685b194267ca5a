/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_NODES_H
#define MACHINE_NODES_H

#include <stddef.h>
#include "machine/placement.h"

/*
 * Placement numa: the usable PUs by memory node, and who is put where. A worker's own memory is
 * local to it by the kernel's first-touch policy, since it touches what it uses after it was bound.
 * Pure and silent.
 */
struct nodes {
	size_t nr_seats, nr;
	unsigned *turns; /* the node of each seat, in the order in which seats are taken */
	int *pus;        /* node by node; within one in the order in which they are taken */
	size_t *first;   /* [nr + 1]: where the PUs of each node begin in pus */
	size_t *cores;   /* how many cores of each node are usable */
};

/*
 * Takes seats as placement_numa leaves them; their nodes must be 0 … n - 1 without a gap. Returns 0
 * or -ENOMEM with what nodes_release frees, which takes an empty struct too.
 */
int nodes_init(struct nodes *nodes, const struct seat *seats, size_t nr);
void nodes_release(struct nodes *nodes);

/*
 * The PU of each of procs x threads workers, those of a process one after the other. Every node gets
 * as many workers as any other, as far as it has PUs; worker 0 and its neighbours are on the first.
 * Two processes or more of two threads or more are each put on one node, where all find room there,
 * on cores of their own if they can.
 */
void nodes_place(const struct nodes *nodes, size_t procs, size_t threads, int *pus);

#endif
