/* SPDX-License-Identifier: MIT */
#include "engine/effective.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Many and short: what disturbs for some tens of milliseconds leaves tries of either side alone. */
#define ROUNDS 8
#define OPS_EACH 15000u /* of about a microsecond */
#define TIMEOUT_NS 30000000000u

static int spin_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t sum = 0;

	for (uint64_t i = first; i < first + count; i++) {
		uint64_t x = i;

		/* Each step needs the one before: no unit of a core can run ahead or be shared
		 * well. */
		for (int step = 0; step < 200; step++)
			x = mix64(x);
		sum += x;
	}
	worker->digest += sum;
	return 0;
}

static int spin_verify(struct job *job)
{
	return job->digest ? 0 : job_error(job, 0, "the digest of the spinning is zero");
}

const struct workload spin = {
	.name = "spin",
	.summary = "dependent integer arithmetic, for counting effective CPUs",
	.op = "spin",
	.shares = "Nothing.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.work = spin_work,
	.verify = spin_verify,
};

static int fill_order(struct order *order, const struct topology *topology, unsigned workers)
{
	struct cell *cell = &order->cell;

	memset(order, 0, sizeof(*order));
	order->protocol = LEADER_PROTOCOL;
	order->timeout_ns = TIMEOUT_NS;
	order->parent_pid = getpid();
	cell->class = spin.class;
	cell->workload_version = spin.version;
	cell->mode = MODE_THREADS;
	cell->procs = 1;
	cell->threads = cell->workers = workers;
	cell->ops = (uint64_t)OPS_EACH * workers;
	cell->workload = strdup(spin.name);
	cell->unit = strdup(spin.op);
	cell->placement = strdup(placement_name(PLACEMENT_SCATTER));
	cell->cell = cell_name(cell, NULL);
	order->dir = strdup("/");
	order->bind = calloc(workers, sizeof(*order->bind));
	if (!cell->workload || !cell->unit || !cell->placement || !cell->cell || !order->dir ||
		!order->bind) {
		order_release(order);
		return -ENOMEM;
	}
	order->nr_bind = workers;
	topology_place(topology, PLACEMENT_SCATTER, 1, workers, order->bind);
	return 0;
}

/* Lowers *best_ns to the time of one trial, if that is less. */
static int measure(const struct leader *leader, const struct topology *topology, unsigned workers,
	uint64_t *best_ns)
{
	struct order order;
	struct trial trial;
	int error = fill_order(&order, topology, workers);

	if (error)
		return error;
	error = leader_run(leader, &order, &trial);
	if (!error && trial.status != STATUS_OK)
		error = -EIO;
	else if (!error && trial.work_ns < *best_ns)
		*best_ns = trial.work_ns;
	trial_release(&trial);
	order_release(&order);
	return error;
}

double effective_of(unsigned workers, uint64_t one_ns, uint64_t all_ns)
{
	double cpus = (double)workers * (double)one_ns / (double)all_ns;

	return fmin(fmax(cpus, 1), workers);
}

int effective_cpus(const struct leader *leader, const struct topology *topology, double *cpus)
{
	unsigned workers = topology_usable(topology);
	uint64_t one_ns = UINT64_MAX, all_ns = UINT64_MAX;
	int error = 0;

	*cpus = NAN;
	for (int round = 0; !error && round < ROUNDS; round++) {
		bool one_first = round % 2 == 0;

		error = measure(
			leader, topology, one_first ? 1 : workers, one_first ? &one_ns : &all_ns);
		error = error ? error
			      : measure(leader, topology, one_first ? workers : 1,
					one_first ? &all_ns : &one_ns);
	}
	if (!error)
		*cpus = effective_of(workers, one_ns, all_ns);
	return error;
}
