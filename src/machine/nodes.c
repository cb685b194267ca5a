/* SPDX-License-Identifier: MIT */
#include "machine/nodes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void count_seats(struct nodes *nodes, const struct seat *seats)
{
	for (size_t i = 0; i < nodes->nr_seats; i++) {
		nodes->turns[i] = seats[i].node;
		nodes->first[seats[i].node + 1]++;
		nodes->cores[seats[i].node] += !seats[i].sibling;
	}
	for (size_t node = 0; node < nodes->nr; node++)
		nodes->first[node + 1] += nodes->first[node];
}

int nodes_init(struct nodes *nodes, const struct seat *seats, size_t nr)
{
	size_t next = 0;

	memset(nodes, 0, sizeof(*nodes));
	for (size_t i = 0; i < nr; i++) {
		if (seats[i].node >= nodes->nr)
			nodes->nr = (size_t)seats[i].node + 1;
	}
	nodes->nr_seats = nr;
	nodes->turns = calloc(nr, sizeof(*nodes->turns));
	nodes->pus = calloc(nr, sizeof(*nodes->pus));
	nodes->first = calloc(nodes->nr + 1, sizeof(*nodes->first));
	nodes->cores = calloc(nodes->nr, sizeof(*nodes->cores));
	if (!nodes->turns || !nodes->pus || !nodes->first || !nodes->cores)
		return -ENOMEM;
	count_seats(nodes, seats);
	for (size_t node = 0; node < nodes->nr; node++) {
		for (size_t i = 0; i < nr; i++) {
			if (seats[i].node == node)
				nodes->pus[next++] = seats[i].pu;
		}
	}
	return 0;
}

void nodes_release(struct nodes *nodes)
{
	free(nodes->turns);
	free(nodes->pus);
	free(nodes->first);
	free(nodes->cores);
	memset(nodes, 0, sizeof(*nodes));
}

static size_t seats_of(const struct nodes *nodes, size_t node)
{
	return nodes->first[node + 1] - nodes->first[node];
}

/* How many of so many workers a node gets when each is dealt with by itself. */
static size_t share_of(const struct nodes *nodes, size_t node, size_t workers)
{
	size_t share = workers / nodes->nr_seats * seats_of(nodes, node);

	for (size_t i = 0; i < workers % nodes->nr_seats; i++)
		share += nodes->turns[i] == node;
	return share;
}

/* How many whole processes find room on a node: on its cores, or on all its PUs. */
static size_t room_of(const struct nodes *nodes, size_t node, size_t threads, const size_t *cores)
{
	return (cores ? cores[node] : seats_of(nodes, node)) / threads;
}

static int have_room(const struct nodes *nodes, size_t procs, size_t threads, const size_t *cores)
{
	size_t room = 0;

	for (size_t node = 0; node < nodes->nr; node++)
		room += room_of(nodes, node, threads, cores);
	return room >= procs;
}

/* How many whole processes a node gets when they are dealt in turn; all must find room. */
static size_t processes_of(
	const struct nodes *nodes, size_t wanted, size_t procs, size_t threads, const size_t *cores)
{
	size_t dealt = 0, own = 0;

	for (size_t lap = 0; dealt < procs; lap++) {
		for (size_t node = 0; node < nodes->nr && dealt < procs; node++) {
			if (room_of(nodes, node, threads, cores) <= lap)
				continue;
			own += node == wanted;
			dealt++;
		}
	}
	return own;
}

void nodes_place(const struct nodes *nodes, size_t procs, size_t threads, int *pus)
{
	const size_t *cores = have_room(nodes, procs, threads, nodes->cores) ? nodes->cores : NULL;
	int whole = procs > 1 && threads > 1 && have_room(nodes, procs, threads, cores);
	size_t next = 0;

	for (size_t node = 0; node < nodes->nr; node++) {
		size_t workers = whole ? threads * processes_of(nodes, node, procs, threads, cores)
				       : share_of(nodes, node, procs * threads);

		for (size_t i = 0; i < workers; i++)
			pus[next++] = nodes->pus[nodes->first[node] + i % seats_of(nodes, node)];
	}
}
