/* SPDX-License-Identifier: MIT */
#include "compare/match.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

static bool are_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The work's name has the parameters that are not the default in it. */
static bool same_name(const struct cell *a, const struct cell *b)
{
	size_t length = cell_work_length(a);

	return length == cell_work_length(b) && !strncmp(a->cell, b->cell, length) &&
	       are_equal(a->workload, b->workload);
}

static bool same_way(const struct cell *a, const struct cell *b)
{
	return a->mode == b->mode && a->twin == b->twin;
}

static bool same_team(const struct cell *a, const struct cell *b)
{
	return a->procs == b->procs && a->threads == b->threads;
}

static bool is_all(const struct digest *digest, size_t i)
{
	const struct cell *cell = &digest->report.cells[i];

	return (cell->mode == MODE_THREADS || cell->mode == MODE_PROCS) &&
	       cell->workers == digest->report.machine.cpu.counts.usable_pus;
}

/* ---- Why two cells are not one experiment ---- */

static bool say(struct pair *pair, const char *what, const char *base, const char *other)
{
	if (are_equal(base, other))
		return false;
	snprintf(pair->reason, sizeof(pair->reason), "%s: %s, %s", what, base ? base : "-",
		other ? other : "-");
	return true;
}

static bool say_params(struct pair *pair, const struct cell *base, const struct cell *other)
{
	for (size_t i = 0; i < base->nr_params; i++) {
		const struct setting *mine = &base->params[i];
		const struct setting *its = cell_setting(other, mine->name);

		if (its && its->value == mine->value)
			continue;
		if (its)
			snprintf(pair->reason, sizeof(pair->reason),
				"parameter %.40s: %" PRId64 ", %" PRId64, mine->name, mine->value,
				its->value);
		else
			snprintf(pair->reason, sizeof(pair->reason),
				"parameter %.40s: only in the base", mine->name);
		return true;
	}
	if (base->nr_params != other->nr_params)
		snprintf(pair->reason, sizeof(pair->reason),
			"parameters: only one of them has further ones");
	return base->nr_params != other->nr_params;
}

static bool say_version(struct pair *pair, const struct cell *base, const struct cell *other)
{
	if (base->workload_version != other->workload_version)
		snprintf(pair->reason, sizeof(pair->reason), "workload version: %u, %u",
			base->workload_version, other->workload_version);
	return base->workload_version != other->workload_version;
}

static bool say_ops(struct pair *pair, const struct digest *base, const struct digest *other)
{
	uint64_t mine = base->report.cells[pair->base].ops;
	uint64_t its = other->report.cells[pair->other].ops;
	bool fixed = base->cells[pair->base].fixed_ops || other->cells[pair->other].fixed_ops;

	if (mine == its || !fixed)
		return false;
	snprintf(pair->reason, sizeof(pair->reason),
		"ops, which the workload fixes: %" PRIu64 ", %" PRIu64, mine, its);
	return true;
}

static bool say_empty(struct pair *pair, const struct digest_cell *cell, const char *which)
{
	if (cell->n)
		return false;
	snprintf(pair->reason, sizeof(pair->reason), "%s in the %s one",
		cell->failed ? "a trial failed" : "no good trial", which);
	return true;
}

static void find_reason(struct pair *pair, const struct digest *base, const struct digest *other)
{
	const struct cell *mine = &base->report.cells[pair->base];
	const struct cell *its = &other->report.cells[pair->other];
	const struct config *plan = &base->report.config, *its_plan = &other->report.config;

	pair->reason[0] = '\0';
	if (say_version(pair, mine, its) || say_params(pair, mine, its) ||
		say(pair, "op", mine->unit, its->unit) || say_ops(pair, base, other) ||
		say(pair, "scaling", plan->scaling, its_plan->scaling) ||
		say(pair, "schedule", plan->schedule, its_plan->schedule) ||
		say(pair, "placement", mine->placement, its->placement) ||
		say_empty(pair, &base->cells[pair->base], "first"))
		return;
	say_empty(pair, &other->cells[pair->other], "second");
}

/* ---- Matching ---- */

struct marks {
	bool *base, *other;
};

static void pair_up(struct match *match, const struct digest *base, const struct digest *other,
	struct pair pair, struct marks *marks)
{
	find_reason(&pair, base, other);
	match->pairs[match->nr++] = pair;
	marks->base[pair.base] = true;
	marks->other[pair.other] = true;
}

/* Of the same name and way, and the same team, or by role of all usable PUs. */
static size_t partner(const struct digest *base, size_t i, const struct digest *other, bool by_role)
{
	const struct cell *cell = &base->report.cells[i];

	for (size_t k = 0; k < other->report.nr_cells; k++) {
		const struct cell *its = &other->report.cells[k];

		if (!same_way(cell, its) || !same_name(cell, its))
			continue;
		if (by_role ? is_all(other, k) && !same_team(cell, its) : same_team(cell, its))
			return k;
	}
	return DIGEST_NO_CELL;
}

/* What differs in its parameters has another name: it is no partner, but the reason can be told. */
static size_t relative(
	const struct digest *base, size_t i, const struct digest *other, const bool *taken)
{
	const struct cell *cell = &base->report.cells[i];

	for (size_t k = 0; k < other->report.nr_cells; k++) {
		const struct cell *its = &other->report.cells[k];

		if (!taken[k] && same_way(cell, its) && same_team(cell, its) &&
			are_equal(cell->workload, its->workload))
			return k;
	}
	return DIGEST_NO_CELL;
}

static size_t *list_unmarked(const bool *marks, size_t nr_cells, size_t *nr)
{
	size_t *list = calloc(nr_cells + 1, sizeof(*list));

	*nr = 0;
	for (size_t i = 0; list && i < nr_cells; i++) {
		if (!marks[i])
			list[(*nr)++] = i;
	}
	return list;
}

static void find_pairs(const struct digest *base, const struct digest *other, struct marks *marks,
	struct match *match)
{
	size_t nr = base->report.nr_cells, k;

	for (size_t i = 0; i < nr; i++) {
		k = partner(base, i, other, false);
		if (k != DIGEST_NO_CELL)
			pair_up(match, base, other, (struct pair){ i, k, false, "" }, marks);
	}
	for (size_t i = 0; i < nr; i++) {
		k = is_all(base, i) ? partner(base, i, other, true) : DIGEST_NO_CELL;
		if (k != DIGEST_NO_CELL)
			pair_up(match, base, other, (struct pair){ i, k, true, "" }, marks);
	}
	for (size_t i = 0; i < nr; i++) {
		k = marks->base[i] ? DIGEST_NO_CELL : relative(base, i, other, marks->other);
		if (k != DIGEST_NO_CELL)
			pair_up(match, base, other, (struct pair){ i, k, false, "" }, marks);
	}
}

int match_make(const struct digest *base, const struct digest *other, struct match *match)
{
	size_t nr = base->report.nr_cells, its = other->report.nr_cells;
	struct marks marks = { calloc(nr + 1, sizeof(bool)), calloc(its + 1, sizeof(bool)) };
	int error = marks.base && marks.other ? 0 : -ENOMEM;

	/* A cell has a partner at most by count and one by role. */
	*match = (struct match){ .pairs = calloc(2 * nr + 1, sizeof(*match->pairs)) };
	if (!match->pairs)
		error = -ENOMEM;
	if (!error) {
		find_pairs(base, other, &marks, match);
		match->only_base = list_unmarked(marks.base, nr, &match->nr_only_base);
		match->only_other = list_unmarked(marks.other, its, &match->nr_only_other);
		error = match->only_base && match->only_other ? 0 : -ENOMEM;
	}
	free(marks.base);
	free(marks.other);
	if (error)
		match_release(match);
	return error;
}

void match_release(struct match *match)
{
	free(match->pairs);
	free(match->only_base);
	free(match->only_other);
	*match = (struct match){ 0 };
}

size_t match_like(const struct digest *base, size_t cell, const struct digest *other)
{
	return partner(base, cell, other, false);
}

size_t match_find(const struct digest *base, size_t cell, const struct digest *other)
{
	size_t k = match_like(base, cell, other);
	struct pair pair = { cell, k, false, "" };

	if (k == DIGEST_NO_CELL)
		return k;
	find_reason(&pair, base, other);
	return pair.reason[0] ? DIGEST_NO_CELL : k;
}
