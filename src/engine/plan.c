/* SPDX-License-Identifier: MIT */
#include "engine/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "engine/choice.h"
#include "engine/estimate.h"
#include "engine/places.h"
#include "engine/room.h"
#include "engine/settings.h"
#include "measure/figure.h"

#define DEFAULT_MODES "seq,threads,procs"
#define DEFAULT_PLACEMENT "scatter"

/* More cells than anybody waits for, and what their workers take to be placed: typing errors. */
#define MOST_CELLS 4096u
#define MOST_PLACES (UINT64_C(1) << 24)

/* What the making of a plan carries along. */
struct maker {
	const struct request *request;
	const struct topology *topology;
	struct plan *plan;
	struct wish *wishes;
	size_t nr_wishes;
	unsigned *counts; /* NULL: each workload's own */
	size_t nr_counts;
	struct places places;
	uint64_t nr_places; /* workers of all entries together */
	char *message;
};

/* How the workers of a cell exist. */
struct shape {
	enum mode mode;
	unsigned procs, threads;
	bool twin; /* see cell.h */
};

const struct workload *plan_find(const struct workload *const *registry, const char *name)
{
	for (; *registry; registry++) {
		if (!strcmp((*registry)->name, name))
			return *registry;
	}
	return NULL;
}

static int skip(struct plan_entry *entry, const char *reason)
{
	entry->status = STATUS_SKIPPED;
	entry->reason = strdup(reason);
	return entry->reason ? 0 : -ENOMEM;
}

/* Whether the workload can take this mode and count; else the entry is skipped. */
static int judge_shape(struct plan_entry *entry)
{
	const struct workload *workload = entry->workload;
	unsigned workers = entry->cell.workers;

	if (workload->unavailable)
		return skip(entry, workload->unavailable);
	if (!(workload->modes & MODE_BIT(entry->cell.mode)))
		return skip(entry, workload->modes_reason);
	if (entry->cell.mode == MODE_SEQ)
		return 0; /* one worker, who plays all parts */
	if (workers < workload_least(workload) || workers % workload_multiple(workload))
		return skip(entry, workload->workers_reason);
	return 0;
}

/* The count of a workload for which none was asked: every usable PU, as far as it can take them. */
static unsigned own_count(const struct workload *workload, unsigned usable)
{
	unsigned least = workload_least(workload), count = usable;

	if (workload->default_workers)
		return workload->default_workers;
	count -= count % workload_multiple(workload);
	return count < least ? least : count;
}

/* Skips the entry where the machine has no room for it. */
static int judge_room(struct plan_entry *entry, const struct request *request)
{
	int error;

	if (entry->status != STATUS_OK)
		return 0;
	error = room_judge(entry->workload, &entry->cell, request, &entry->reason);
	if (entry->reason)
		entry->status = STATUS_SKIPPED;
	return error;
}

static int place(struct plan_entry *entry, const struct maker *maker)
{
	const struct cell *cell = &entry->cell;

	if (maker->places.placement == PLACEMENT_NONE)
		return 0;
	entry->bind = calloc(cell->workers, sizeof(*entry->bind));
	if (!entry->bind)
		return -ENOMEM;
	places_assign(&maker->places, maker->topology, cell->procs, cell->threads, entry->bind);
	return 0;
}

static char *say_latency(const struct cell *cell, const struct workload *workload)
{
	const int64_t rate = cell_param(cell, PARAM_RATE);
	char *text;

	if (!rate)
		return strdup(workload->latency ? workload->latency : "service time, closed loop");
	return asprintf(&text, "response time, open loop at %" PRId64 "/s", rate) < 0 ? NULL : text;
}

static int fill_texts(struct cell *cell, const struct workload *workload, const char *placement)
{
	cell->workload = strdup(workload->name);
	cell->unit = strdup(workload->op);
	cell->placement = strdup(placement);
	cell->lap_every = FIGURE_NONE;
	if (workload->lap_every)
		cell->latency = say_latency(cell, workload);
	if (!cell->workload || !cell->unit || !cell->placement ||
		(workload->lap_every && !cell->latency))
		return -ENOMEM;
	cell->cell = cell_name(cell, workload->params);
	return cell->cell ? 0 : -ENOMEM;
}

/* Whether the group that is being added to has the shape already; its entries are the last ones. */
static int has_shape(const struct plan *plan, const struct shape *shape)
{
	for (size_t i = plan->nr_entries; i && plan->entries[i - 1].group == plan->nr_groups; i--) {
		const struct cell *cell = &plan->entries[i - 1].cell;

		if (cell->mode == shape->mode && cell->twin == shape->twin &&
			cell->procs == shape->procs && cell->threads == shape->threads)
			return 1;
	}
	return 0;
}

/* One entry more, all zero, of a shape; NULL with *error where there is no room for it. */
static struct plan_entry *grow(struct maker *maker, const struct shape *shape, int *error)
{
	struct plan *plan = maker->plan;
	struct plan_entry *grown = plan->entries;
	size_t nr = plan->nr_entries;

	maker->nr_places += (uint64_t)shape->procs * shape->threads;
	if (nr == MOST_CELLS || maker->nr_places > MOST_PLACES) {
		snprintf(maker->message, REQUEST_MESSAGE_SIZE,
			"more than %u cells, or %" PRIu64
			" workers in all: select less, with -w, -m, -n or --set",
			MOST_CELLS, MOST_PLACES);
		*error = -EINVAL;
		return NULL;
	}
	if (!(nr & (nr - 1))) /* there is room for a power of two */
		grown = reallocarray(grown, nr ? 2 * nr : 1, sizeof(*grown));
	*error = grown ? 0 : -ENOMEM;
	if (!grown)
		return NULL;
	plan->entries = grown;
	return memset(&grown[nr], 0, sizeof(*grown));
}

/* Adds one entry: base gives workload and parameters, the rest says how its workers exist. */
static int add_entry(struct maker *maker, const struct workload *workload, const struct cell *base,
	const struct shape *shape)
{
	struct plan *plan = maker->plan;
	struct plan_entry *entry;
	int error;

	if (has_shape(plan, shape))
		return 0;
	entry = grow(maker, shape, &error);
	if (!entry)
		return error;
	error = cell_copy(base, &entry->cell);
	if (error)
		return error;
	plan->nr_entries++;
	entry->workload = workload;
	entry->group = plan->nr_groups;
	entry->cell.mode = shape->mode;
	entry->cell.procs = shape->procs;
	entry->cell.threads = shape->threads;
	entry->cell.twin = shape->twin;
	entry->cell.workers = shape->procs * shape->threads;
	entry->cell.op_bytes = estimate_op_bytes(workload, &entry->cell);
	error = fill_texts(&entry->cell, workload, maker->places.text);
	error = error ? error : judge_shape(entry);
	error = error ? error : judge_room(entry, maker->request);
	return error ? error : place(entry, maker);
}

/* The shapes of one wish at one count: for hybrid every pair of factors. */
static int add_count(struct maker *maker, const struct workload *workload, const struct cell *base,
	enum mode mode, unsigned count)
{
	int error = 0;

	if (mode == MODE_THREADS)
		return add_entry(maker, workload, base, &(struct shape){ mode, 1, count, false });
	if (mode == MODE_PROCS && maker->request->twins)
		return add_entry(
			maker, workload, base, &(struct shape){ MODE_THREADS, 1, count, true });
	if (mode == MODE_PROCS)
		return add_entry(maker, workload, base, &(struct shape){ mode, count, 1, false });
	for (unsigned procs = 1; !error && procs <= count; procs++) {
		if (count % procs == 0)
			error = add_entry(maker, workload, base,
				&(struct shape){ mode, procs, count / procs, false });
	}
	return error;
}

static int add_wish(struct maker *maker, const struct workload *workload, const struct cell *base,
	const struct wish *wish)
{
	unsigned own = own_count(workload, topology_usable(maker->topology));
	int error = 0;

	if (wish->mode == MODE_SEQ)
		return add_entry(maker, workload, base, &(struct shape){ MODE_SEQ, 1, 1, false });
	if (wish->procs)
		return add_entry(maker, workload, base,
			&(struct shape){ wish->mode, wish->procs, wish->threads, false });
	if (!maker->counts)
		return add_count(maker, workload, base, wish->mode, own);
	for (size_t i = 0; !error && i < maker->nr_counts; i++)
		error = add_count(maker, workload, base, wish->mode, maker->counts[i]);
	return error;
}

/* One group for each combination of parameter values; depth counts the parameters already set. */
static int add_groups(
	struct maker *maker, const struct workload *workload, struct cell *base, size_t depth)
{
	const struct param *param = workload->params ? &workload->params[depth] : NULL;
	int64_t *values;
	size_t nr;
	int error;

	if (!param || !param->name) {
		base->nr_params = depth;
		error = 0;
		for (size_t i = 0; !error && i < maker->nr_wishes; i++)
			error = add_wish(maker, workload, base, &maker->wishes[i]);
		maker->plan->nr_groups++;
		return error;
	}
	error = settings_values(maker->request, workload, param, &values, &nr);
	for (size_t i = 0; !error && i < nr; i++) {
		base->params[depth] = (struct setting){ (char *)(uintptr_t)param->name, values[i] };
		error = add_groups(maker, workload, base, depth + 1);
	}
	free(values);
	return error;
}

static int add_workload(struct maker *maker, const struct workload *workload)
{
	struct cell base = { .class = workload->class, .workload_version = workload->version };
	size_t nr = 0;
	int error;

	while (workload->params && workload->params[nr].name)
		nr++;
	base.params = calloc(nr + 1, sizeof(*base.params));
	if (!base.params)
		return -ENOMEM;
	error = add_groups(maker, workload, &base, 0);
	free(base.params);
	return error;
}

static int read_request(struct maker *maker, const struct workload *const *registry, char *message)
{
	const struct request *request = maker->request;
	int error = choice_patterns(registry, request, message);

	error = error ? error : settings_check(registry, request, message);
	error = error ? error
		      : choice_modes(request->modes ? request->modes : DEFAULT_MODES,
				&maker->wishes, &maker->nr_wishes, message);
	if (!error && request->counts)
		error = choice_counts(request->counts, topology_usable(maker->topology),
			&maker->counts, &maker->nr_counts, message);
	if (error)
		return error;
	return places_read(request->placement ? request->placement : DEFAULT_PLACEMENT,
		maker->topology, &maker->places, message);
}

int plan_make(const struct workload *const *registry, const struct request *request,
	const struct topology *topology, struct plan *plan, char message[REQUEST_MESSAGE_SIZE])
{
	struct maker maker = {
		.request = request, .topology = topology, .plan = plan, .message = message
	};
	int error;

	memset(plan, 0, sizeof(*plan));
	snprintf(message, REQUEST_MESSAGE_SIZE, "no memory for the plan");
	error = read_request(&maker, registry, message);
	for (; !error && *registry; registry++) {
		if (choice_selects(request, *registry))
			error = add_workload(&maker, *registry);
	}
	plan->placement = maker.places.text;
	maker.places.text = NULL;
	if (error)
		plan_release(plan);
	places_release(&maker.places);
	free(maker.wishes);
	free(maker.counts);
	return error;
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->nr_entries; i++) {
		cell_release(&plan->entries[i].cell);
		free(plan->entries[i].reason);
		free(plan->entries[i].bind);
	}
	free(plan->entries);
	free(plan->placement);
	memset(plan, 0, sizeof(*plan));
}

size_t plan_runnable(const struct plan *plan)
{
	size_t nr = 0;

	for (size_t i = 0; i < plan->nr_entries; i++)
		nr += plan->entries[i].status == STATUS_OK;
	return nr;
}

int plan_order(
	const struct plan_entry *entry, const char *dir, uint64_t timeout_ns, struct order *order)
{
	unsigned workers = entry->cell.workers;

	memset(order, 0, sizeof(*order));
	order->protocol = LEADER_PROTOCOL;
	order->timeout_ns = timeout_ns;
	order->parent_pid = getpid();
	order->dir = strdup(dir);
	if (entry->bind) {
		order->bind = malloc(workers * sizeof(*order->bind));
		if (order->bind)
			memcpy(order->bind, entry->bind, workers * sizeof(*order->bind));
		order->nr_bind = order->bind ? workers : 0;
	}
	if (order->dir && (!entry->bind || order->bind) && !cell_copy(&entry->cell, &order->cell))
		return 0;
	order_release(order);
	return -ENOMEM;
}
