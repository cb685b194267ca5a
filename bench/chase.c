/* SPDX-License-Identifier: MIT */
/*
 * chase: from node to node of a linked list, of which nobody can guess the next.
 *
 * One op is one load, of the address that the next load needs. All nodes, 64 bytes each, lie on one
 * random cycle. The walk takes it in stretches of 4096 steps, each from a random place, so that the
 * ops of any two workers are as far apart as those of any two parts of one worker's: on one long
 * walk a worker that happens to start just behind another would find all it needs in their common
 * cache. One load in 4096, a stretch's first, does not have to wait for the one before.
 *
 * Shared: the nodes, only read. Each process has page tables of its own for them.
 *
 * The number does not show the latency of memory alone. Misses of the TLB are in it, at 4 KiB a
 * page nearly one a load; and of the nodes as many are found in the last cache as it has room for,
 * so that chase.mib is to be well above it where memory is meant. Nor does it show bandwidth: each
 * worker waits for one line at a time. On several NUMA nodes all of it lies on that of the leader.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>

#define NODE_BYTES 64
#define MIB (UINT64_C(1) << 20)

#define STRETCH 4096

/* Of how many ops verify computes the digest: some 10 ms. */
#define VERIFY_OPS (UINT64_C(1) << 20)

/* Odd, so that the product with INVERSE is 1 in 64 bits, and in fewer. */
#define FACTOR 0x9e3779b97f4a7c15u
#define INVERSE 0xf1de83e19937733du
#define ADDEND 0xbf58476d1ce4e5b9u
_Static_assert(1 == FACTOR * INVERSE, "an inverse");

struct node {
	_Alignas(NODE_BYTES) const struct node *next;
};

struct list {
	struct node *nodes;
	unsigned bits; /* of a node's number */
};

/* The power of two at or below the size that was asked for. */
static unsigned bits_of(const struct job *job)
{
	const uint64_t nr = (uint64_t)job_param(job, "mib") * (MIB / NODE_BYTES);
	unsigned bits = 0;

	while (nr >> (bits + 1))
		bits++;
	return bits;
}

static void chase_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = (uint64_t)NODE_BYTES << bits_of(job);
}

/*
 * The k-th node of the cycle. Every step can be undone within so many bits, so that no two k give
 * the same node; the multiplications carry a bit's weight up, the shifts carry it down.
 */
static uint64_t place(const struct list *list, uint64_t k)
{
	const uint64_t mask = (UINT64_C(1) << list->bits) - 1;

	for (unsigned round = 0; round < 3; round++) {
		k = (k * FACTOR + ADDEND) & mask;
		k ^= k >> (list->bits / 2);
	}
	return k;
}

/* Which node of the cycle lies at a place: the steps of place() undone, from the last to the first. */
static uint64_t rank(const struct list *list, uint64_t k)
{
	const uint64_t mask = (UINT64_C(1) << list->bits) - 1;
	const unsigned half = list->bits / 2;

	for (unsigned round = 0; round < 3; round++) {
		k ^= k >> half ^ k >> 2 * half;
		k = (k - ADDEND) * INVERSE & mask;
	}
	return k;
}

/* Which node of the cycle op begins at; only stretches, and not the cycle, have an end. */
static uint64_t position(uint64_t op)
{
	return mix64(op / STRETCH) + op % STRETCH;
}

/* In the order of memory: in that of the cycle each store would miss every cache, and the TLB. */
static int chase_setup(struct job *job)
{
	struct list *list = job_share(job, sizeof(*list));

	if (!list)
		return -ENOMEM;
	list->bits = bits_of(job);
	list->nodes = job_share(job, (size_t)NODE_BYTES << list->bits);
	if (!list->nodes)
		return -ENOMEM;
	for (uint64_t i = 0; i >> list->bits == 0; i++)
		list->nodes[i].next = list->nodes + place(list, rank(list, i) + 1);
	job->data = list;
	return 0;
}

static int chase_open(struct worker *worker)
{
	const struct list *list = worker->job->data;

	worker_touch(list->nodes, (size_t)NODE_BYTES << list->bits);
	return 0;
}

/*
 * The digest is of the nodes arrived at. That the last one is right says of each load of the
 * stretch that it was right, since each hung on the one before.
 */
static int chase_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct list list = *(const struct list *)worker->job->data;
	uint64_t digest = count;

	while (count) {
		const uint64_t k = position(first), left = STRETCH - first % STRETCH;
		const uint64_t steps = left < count ? left : count;
		const struct node *node = list.nodes + place(&list, k);

		for (uint64_t i = 0; i < steps; i++) {
			node = node->next;
			digest += (uint64_t)(node - list.nodes);
		}
		if (node != list.nodes + place(&list, k + steps))
			return worker_error(
				worker, 0, "the stretch of op %" PRIu64 " ended astray", first);
		first += steps;
		count -= steps;
	}
	worker->digest += digest;
	return 0;
}

/* Every stretch was checked by its worker; this tells that the right ones were walked. */
static int chase_verify(struct job *job)
{
	const struct list *list = job->data;
	uint64_t digest = job->ops;

	job_finding(job, "list_bytes", (uint64_t)NODE_BYTES << list->bits);
	if (job->ops > VERIFY_OPS)
		return 0;
	for (uint64_t op = 0; op < job->ops; op++)
		digest += place(list, position(op) + 1);
	if (digest != job->digest)
		return job_error(job, 0, "the nodes visited are not those asked for");
	return 0;
}

static const struct param params[] = {
	{ "mib", 64, 1, 65536, "size in MiB, taken down to a power of two" },
	{ .name = NULL },
};

const struct workload chase = {
	.name = "chase",
	.summary = "memory latency: loads, each from where the one before it points",
	.op = "load",
	.shares = "The nodes of one list, only read.",
	.class = CLASS_MEMORY,
	.version = 2,
	.modes = ALL_MODES,
	.params = params,
	.footprint = chase_footprint,
	.setup = chase_setup,
	.open = chase_open,
	.work = chase_work,
	.verify = chase_verify,
};
