/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

/* A cell, and which of its parameters its name shows, one a bit: those that are not the default. */
struct named {
	const struct cell *cell;
	size_t i;
	uint64_t shown;
};
#define MOST_SHOWN 64

/* ---- Each in itself ---- */

/* What follows " NAME=VALUE" in a name; NULL where another thing stands there. */
static const char *after_setting(const char *name, const struct setting *setting)
{
	char value[32];
	size_t length = strlen(setting->name);

	if (*name != ' ' || strncmp(name + 1, setting->name, length) != 0)
		return NULL;
	name += 1 + length;
	length = (size_t)snprintf(value, sizeof(value), "=%" PRId64, setting->value);
	return !strncmp(name, value, length) && name[length] == ' ' ? name + length : NULL;
}

/* Whether the name is the workload, some of the parameters, and the mode as cell_name has it. */
static int read_name(struct named *named, bool *right)
{
	const struct cell *cell = named->cell;
	struct cell bare = *cell;
	size_t length = strlen(cell->workload);
	const char *rest = cell->cell + length;
	char none[] = "", *end;

	bare.workload = none;
	bare.nr_params = 0;
	*right = !strncmp(cell->cell, cell->workload, length);
	for (size_t k = 0; *right && k < cell->nr_params && k < MOST_SHOWN; k++) {
		const char *next = after_setting(rest, &cell->params[k]);

		named->shown |= next ? UINT64_C(1) << k : 0;
		rest = next ? next : rest;
	}
	end = cell_name(&bare, NULL);
	if (!end)
		return -ENOMEM;
	*right = *right && !strcmp(rest, end);
	free(end);
	return 0;
}

static int check_name(struct named *named, struct audit *audit)
{
	bool right;
	int error = read_name(named, &right);

	if (!error && !right)
		audit_deviate(audit,
			"cells[%zu].cell: \"%s\" in the report, not the name of %s in mode %s, of "
			"%u x %u",
			named->i, named->cell->cell, named->cell->workload,
			mode_name(named->cell->mode), named->cell->procs, named->cell->threads);
	return error;
}

/* What a mode has one of. */
static const struct {
	bool process, thread;
} ones[NR_MODES] = {
	[MODE_SEQ] = { true, true },
	[MODE_THREADS] = { true, false },
	[MODE_PROCS] = { false, true },
};

static void check_shape(const struct cell *cell, size_t i, struct audit *audit)
{
	if ((ones[cell->mode].process && cell->procs != 1) ||
		(ones[cell->mode].thread && cell->threads != 1))
		audit_deviate(audit, "cells[%zu].mode: \"%s\" in the report, of %u x %u workers", i,
			mode_name(cell->mode), cell->procs, cell->threads);
	if (cell->twin && cell->mode != MODE_THREADS)
		audit_deviate(audit, "cells[%zu].twin: true in the report, of %s", i,
			mode_name(cell->mode));
}

/* Where the clock sets the pace, what latencies are of says at which rate. */
static void check_rate(const struct cell *cell, size_t i, struct audit *audit)
{
	static const char open_loop[] = "response time, open loop";
	int64_t rate = cell_param(cell, PARAM_RATE);
	char wanted[64];

	if (!cell->latency)
		return;
	snprintf(wanted, sizeof(wanted), "%s at %" PRId64 "/s", open_loop, rate);
	if (rate ? strcmp(cell->latency, wanted) != 0
		 : !strncmp(cell->latency, open_loop, strlen(open_loop)))
		audit_deviate(audit,
			"cells[%zu].latency: \"%s\" in the report, of a rate of %" PRId64, i,
			cell->latency, rate);
}

/* ---- Against others ---- */

static void deviate_text(struct audit *audit, const struct named *cell, const char *member,
	const char *seen, const struct named *other, const char *theirs)
{
	seen = seen ? seen : "null";
	theirs = theirs ? theirs : "null";
	if (strcmp(seen, theirs) != 0)
		audit_deviate(audit, "cells[%zu].%s: \"%s\" in the report, \"%s\" of cells[%zu]",
			cell->i, member, seen, theirs, other->i);
}

static void deviate_number(struct audit *audit, const struct named *cell, const char *member,
	uint64_t seen, const struct named *other, uint64_t theirs)
{
	char texts[2][32];

	snprintf(texts[0], sizeof(texts[0]), "%" PRIu64, seen);
	snprintf(texts[1], sizeof(texts[1]), "%" PRIu64, theirs);
	deviate_text(audit, cell, member, seen == FIGURE_NONE ? NULL : texts[0], other,
		theirs == FIGURE_NONE ? NULL : texts[1]);
}

/*
 * A name leaves out what is the default, of which there is one. Without the workload's table two
 * cells tell: what one leaves out the other shows where its value differs, and only there.
 */
static void check_default(struct audit *audit, const struct named *cell, const struct named *other)
{
	for (size_t k = 0; k < cell->cell->nr_params && k < MOST_SHOWN; k++) {
		const struct setting *own = &cell->cell->params[k];
		const struct setting *their = &other->cell->params[k];
		bool own_shown = cell->shown >> k & 1, their_shown = other->shown >> k & 1;

		if ((own->value == their->value) != (own_shown == their_shown) &&
			!(own_shown && their_shown))
			audit_deviate(audit,
				"cells[%zu].cell: \"%s\" in the report, whose %s cells[%zu] names "
				"otherwise",
				cell->i, cell->cell->cell, own->name, other->i);
	}
}

static bool has_same_params(const struct cell *a, const struct cell *b)
{
	bool same = a->nr_params == b->nr_params;

	for (size_t k = 0; same && k < a->nr_params; k++)
		same = !strcmp(a->params[k].name, b->params[k].name);
	return same;
}

/* Cells of one workload: what one op is does not depend on who does it. */
static void check_workload(struct audit *audit, const struct named *cell, const struct named *other)
{
	const struct cell *a = cell->cell, *b = other->cell;

	deviate_text(audit, cell, "class", class_name(a->class), other, class_name(b->class));
	deviate_text(audit, cell, "unit", a->unit, other, b->unit);
	deviate_number(
		audit, cell, "workload_version", a->workload_version, other, b->workload_version);
	if (has_same_params(a, b))
		check_default(audit, cell, other);
	else
		audit_deviate(audit, "cells[%zu].params: not those of cells[%zu], of one workload",
			cell->i, other->i);
}

/*
 * Cells of the same work do the same ops. Under weak scaling a team does so many times more as it has
 * workers, but of work that has a size of its own.
 */
static void check_work(
	struct audit *audit, const struct named *cell, const struct named *other, bool weak)
{
	const struct cell *a = cell->cell, *b = other->cell;

	deviate_number(audit, cell, "op_bytes", a->op_bytes, other, b->op_bytes);
	deviate_text(audit, cell, "latency", a->latency, other, b->latency);
	if (!a->ops || !b->ops || a->ops == b->ops || a->ops == FIGURE_NONE ||
		b->ops == FIGURE_NONE ||
		(weak && a->ops / a->workers == b->ops / b->workers && a->ops % a->workers == 0 &&
			b->ops % b->workers == 0))
		return;
	audit_deviate(audit,
		"cells[%zu].ops: %" PRIu64 " in the report, %" PRIu64 " of cells[%zu], of the same "
		"work under %s scaling",
		cell->i, a->ops, b->ops, other->i, weak ? "weak" : "strong");
}

/* The first cell of the same workload, and that of the same work: the cell itself, if it is. */
struct first {
	size_t workload, work;
};

static struct first first_before(const struct report *report, size_t i)
{
	struct first first = { i, i };

	for (size_t k = 0; k < i && first.work == i; k++) {
		if (first.workload == i &&
			!strcmp(report->cells[k].workload, report->cells[i].workload))
			first.workload = k;
		if (first.workload < i && cell_same_work(&report->cells[k], &report->cells[i]))
			first.work = k;
	}
	return first;
}

static void check_others(
	const struct report *report, const struct named *cells, size_t i, struct audit *audit)
{
	const struct config *config = &report->config;
	const struct first first = first_before(report, i);

	if (config->placement && strcmp(cells[i].cell->placement, config->placement) != 0)
		audit_deviate(audit,
			"cells[%zu].placement: \"%s\" in the report, \"%s\" of the run", i,
			cells[i].cell->placement, config->placement);
	if (first.workload < i)
		check_workload(audit, &cells[i], &cells[first.workload]);
	if (first.work < i)
		check_work(audit, &cells[i], &cells[first.work],
			config->scaling && !strcmp(config->scaling, "weak"));
}

int audit_cells(const struct report *report, struct audit *audit)
{
	struct named *cells = calloc(report->nr_cells + 1, sizeof(*cells));
	int error = cells ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		const struct cell *cell = &report->cells[i];

		cells[i] = (struct named){ cell, i, 0 };
		error = check_name(&cells[i], audit);
		check_shape(cell, i, audit);
		if (audit->same_build)
			check_rate(cell, i, audit);
		check_others(report, cells, i, audit);
	}
	free(cells);
	return error;
}
