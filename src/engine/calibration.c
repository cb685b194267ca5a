/* SPDX-License-Identifier: MIT */
#include "engine/calibration.h"

#include <errno.h>
#include <math.h>
#include "measure/figure.h"

/* A trial this close to the target, from below, is enough to extrapolate from. */
#define CLOSE 3

/* And the work of a trial that is dear to set up takes no longer than so many times the target. */
#define LONGEST 5

/* A cell may take so many times the target: contention costs what it costs, up to a point. */
#define SLOWEST 4

/* The first try of a cell that may be slow does this share of the ops. */
#define FIRST_SHARE 1024

/* No step multiplies ops by more, since the first few ops say little of the rest. */
#define BIGGEST_STEP 1000

/* Beyond this the sum of two ops counts could overflow, and no report could hold it. */
#define MOST_OPS (1ull << 52)

#define NS_PER_S UINT64_C(1000000000)

int calibration_order(
	const struct calibration *calibration, const struct plan_entry *entry, struct order *order)
{
	const struct workload *workload = entry->workload;
	struct cell *cell = &order->cell;
	int error = plan_order(entry, calibration->dir, calibration->timeout_ns, order);

	if (error)
		return error;
	store_lend(calibration->store, entry, order);
	if (!(workload->modes & MODE_BIT(MODE_SEQ)))
		return 0;
	cell->mode = MODE_SEQ;
	cell->procs = cell->threads = cell->workers = 1;
	order->nr_bind = order->bind ? 1 : 0;
	return 0;
}

/* To two significant digits, and up to a multiple of workers. */
static uint64_t round_ops(uint64_t ops, uint64_t workers)
{
	uint64_t unit = 1;

	while (ops / unit >= 100)
		unit *= 10;
	ops = (ops + unit / 2) / unit * unit;
	return ops < workers ? workers : (ops + workers - 1) / workers * workers;
}

static uint64_t next_ops(uint64_t ops, uint64_t took_ns, uint64_t target_ns)
{
	double step = took_ns ? (double)target_ns / (double)took_ns : BIGGEST_STEP;
	double next;

	if (step > BIGGEST_STEP)
		step = BIGGEST_STEP;
	next = (double)ops * step;
	return next >= (double)MOST_OPS ? MOST_OPS : next < 1 ? 1 : (uint64_t)next;
}

/* Runs the order with so many ops. 0, -EINTR, or -EIO with the trial that failed. */
static int try_ops(const struct calibration *calibration, struct order *order, uint64_t ops,
	struct trial *trial)
{
	int error;

	order->cell.ops = ops;
	trial_release(trial);
	error = leader_run(calibration->leader, order, trial);
	return error ? error : trial->status == STATUS_OK ? 0 : -EIO;
}

/* How long the work of a trial is to take that costs as much beside it as this one. */
static uint64_t wanted_ns(const struct calibration *calibration, const struct trial *trial)
{
	const uint64_t target_ns = calibration->target_ns;
	const uint64_t whole_ns =
		figure_add(figure_add(trial->total_ns, trial->setup_ns), trial->overhead_ns);
	double beside_ns, wanted;

	if (whole_ns == FIGURE_NONE)
		return target_ns;
	beside_ns = (double)figure_since(whole_ns, trial->work_ns);
	wanted = sqrt(beside_ns * (double)target_ns);
	if (wanted <= (double)target_ns)
		return target_ns;
	return wanted < LONGEST * (double)target_ns ? (uint64_t)wanted : LONGEST * target_ns;
}

int calibrate(struct calibration *calibration, const struct plan_entry *entry, uint64_t workers,
	uint64_t *ops, struct trial *trial)
{
	struct order order;
	uint64_t rate = (uint64_t)cell_param(&entry->cell, PARAM_RATE);
	int error, close = 0;

	trial_init(trial);
	calibration->group_ns = calibration->target_ns;
	if (rate) {
		*ops = round_ops(calibration->target_ns * rate / NS_PER_S, workers);
		return 0;
	}
	error = calibration_order(calibration, entry, &order);
	if (error)
		return error;
	*ops = order.cell.workers;
	/* Twice: one disturbed trial alone would pass off too few ops as enough. */
	while (close < 2 && order.cell.ops < MOST_OPS) {
		error = try_ops(calibration, &order, *ops, trial);
		if (error)
			break;
		close += trial->work_ns >= calibration->target_ns / CLOSE;
		calibration->group_ns = wanted_ns(calibration, trial);
		*ops = next_ops(*ops, trial->work_ns, calibration->group_ns);
	}
	*ops = round_ops(*ops, workers);
	order_release(&order);
	return error;
}

int calibrate_down(const struct calibration *calibration, const struct order *order,
	uint64_t workers, uint64_t *ops, struct trial *trial)
{
	uint64_t most_ns = SLOWEST * calibration->group_ns;
	uint64_t tried = round_ops(*ops / FIRST_SHARE, workers);
	struct order trying = *order; /* borrows its texts */

	trial_init(trial);
	while (tried < *ops) {
		int error = try_ops(calibration, &trying, tried, trial);
		double whole_ns = (double)trial->work_ns * (double)*ops / (double)tried;

		if (error || whole_ns <= (double)most_ns)
			return error;
		if (trial->work_ns >= calibration->group_ns / CLOSE) {
			*ops = round_ops(next_ops(tried, trial->work_ns, most_ns), workers);
			return 0;
		}
		/* So short a trial is mostly wake-ups: the ops may be better than it says. */
		tried = round_ops(next_ops(tried, trial->work_ns, calibration->group_ns), workers);
	}
	return 0;
}
