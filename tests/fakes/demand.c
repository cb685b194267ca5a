/* SPDX-License-Identifier: MIT */
/*
 * fake/picky: takes threads and procs only, and workers in pairs.
 * fake/huge: would need a petabyte.
 */
#include "tests/fakes/fakes.h"

#include "tests/fakes/sum.h"

#define PETABYTE (UINT64_C(1) << 50)

static void huge_footprint(const struct job *job, struct footprint *footprint)
{
	(void)job;
	footprint->shared_bytes = PETABYTE;
}

/* Each op is done by two together, of whom one counts it. */
static int picky_work(struct worker *worker, uint64_t first, uint64_t count)
{
	return worker->index % 2 ? 0 : sum_work(worker, first, count);
}

const struct workload fake_picky = {
	.name = "fake/picky",
	.summary = "takes some modes and some counts only",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = MODE_BIT(MODE_THREADS) | MODE_BIT(MODE_PROCS),
	.modes_reason = "it takes two of a kind to tango",
	.op_workers = 2,
	.workers_reason = "dancers come in pairs",
	.default_workers = 2,
	.work = picky_work,
	.verify = sum_verify,
};

const struct workload fake_huge = {
	.name = "fake/huge",
	.summary = "needs more memory than there is",
	.op = "nothing",
	.shares = "The memory.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.footprint = huge_footprint,
	.work = sum_work,
	.verify = sum_verify,
};
