/* SPDX-License-Identifier: MIT */
/*
 * Walks a linked list of 64-byte nodes on one random cycle, 64 MiB in all, in stretches of 4096
 * steps, each from a random place.
 */
#include "crew.h"

#define NODES (UINT64_C(1) << 20)
#define STRETCH 4096

struct node {
	_Alignas(64) struct node *next;
};

/* The k-th node of the cycle: a permutation of the nodes' numbers. */
static uint64_t place(uint64_t k)
{
	for (int round = 0; round < 3; round++) {
		k = (k * 0x9e3779b97f4a7c15u + 0xbf58476d1ce4e5b9u) & (NODES - 1);
		k ^= k >> 10;
	}
	return k;
}

/* One load a page, so that every process has its page tables. */
static void prepare(struct hand *hand)
{
	struct node *volatile *page = hand->data;

	for (uint64_t i = 0; i < NODES * sizeof(struct node); i += 4096)
		(void)page[i / sizeof(*page)];
}

static uint64_t work(struct hand *hand)
{
	struct node *const nodes = hand->data;
	uint64_t sum = hand->count, i = hand->first;
	const uint64_t end = hand->first + hand->count;

	while (i < end) {
		const uint64_t k = mix(i / STRETCH) + i % STRETCH;
		const uint64_t left = STRETCH - i % STRETCH;
		const uint64_t steps = left < end - i ? left : end - i;
		const struct node *node = &nodes[place(k)];

		for (uint64_t step = 0; step < steps; step++) {
			node = node->next;
			sum += (uint64_t)(node - nodes);
		}
		i += steps;
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .prepare = prepare, .work = work };
	struct node *nodes;
	struct crew crew;

	crew_read(&crew, argc, argv);
	nodes = crew_share(NODES * sizeof(*nodes));
	for (uint64_t k = 0; k < NODES; k++)
		nodes[place(k)].next = &nodes[place(k + 1)];
	crew_run(&crew, &trade, nodes);
	return 0;
}
