/* SPDX-License-Identifier: MIT */
#include "compare/calls.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stats/summary.h"

static struct track track_of(const struct digest *digest, size_t cell)
{
	if (cell == DIGEST_NO_CELL)
		return (struct track){ NULL, NULL, 0 };
	return (struct track){ digest->cells[cell].logs, digest->cells[cell].rounds,
		digest->cells[cell].n };
}

/* The first cell that does the same work is the work's number. */
static size_t work_of(const struct report *report, size_t cell)
{
	size_t i = 0;

	while (i < cell && !cell_same_work(&report->cells[i], &report->cells[cell]))
		i++;
	return i;
}

static bool is_judged(const struct pair *pair)
{
	return !pair->reason[0] && !pair->by_role;
}

/* Members in the order of the pairs that are judged; tracks is one array for all of them. */
static void make_members(const struct pairing *pairing, struct family *family)
{
	const struct side *base = pairing->base, *other = pairing->other;
	const struct report *report = &base->whole.report;
	struct track *tracks = family->members[0].tracks;

	for (size_t i = 0; i < pairing->match->nr; i++) {
		const struct pair *pair = &pairing->match->pairs[i];
		struct member *member = &family->members[family->nr];

		if (!is_judged(pair))
			continue;
		*member = (struct member){ work_of(report, pair->base),
			report->cells[pair->base].class, report->cells[pair->base].workers > 1,
			tracks };
		for (size_t r = 0; r < base->nr; r++)
			*tracks++ =
				track_of(base->digests[r], pairing->base_cells[i * base->nr + r]);
		for (size_t r = 0; r < other->nr; r++)
			*tracks++ = track_of(
				other->digests[r], pairing->other_cells[i * other->nr + r]);
		family->nr++;
	}
}

static int explain(struct row *row)
{
	const struct change *change = &row->change;
	const char *what = change->lack == LACK_RUNS ? "run" : "round";

	if (change->lack == LACK_NOTHING)
		return 0;
	if (change->lack == LACK_CELLS) {
		row->lack = strdup("more cells");
		return row->lack ? 0 : -ENOMEM;
	}
	if (asprintf(&row->lack, "about %zu more %s%s a side", change->more, what,
		    change->more == 1 ? "" : "s") < 0) {
		row->lack = NULL;
		return -ENOMEM;
	}
	return 0;
}

static int take_changes(
	const struct match *match, const struct change *changes, struct comparison *comparison)
{
	double *spreads = calloc(match->nr + 1, sizeof(*spreads));
	size_t next = 0, n = 0;
	int error = spreads ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < match->nr; i++) {
		if (!is_judged(&match->pairs[i]))
			continue;
		comparison->rows[i].change = changes[next++];
		if (!isnan(comparison->rows[i].change.spread))
			spreads[n++] = comparison->rows[i].change.spread;
		error = explain(&comparison->rows[i]);
	}
	comparison->spread = error ? NAN : summary_median(spreads, n);
	free(spreads);
	return error;
}

static int judge(
	const struct family *family, const struct match *match, struct comparison *comparison)
{
	struct change *changes = calloc(family->nr + 1, sizeof(*changes));
	struct drift drift;
	int error = changes ? drift_correct(family, &drift) : -ENOMEM;

	if (!error) {
		error = outcome_judge(family, &drift, changes, &comparison->tested);
		comparison->called = true;
		comparison->common = exp(drift.common[DRIFT_ALL]);
		comparison->sampled = drift.sampled;
		comparison->real = drift.real;
		drift_release(&drift);
	}
	error = error ? error : take_changes(match, changes, comparison);
	free(changes);
	return error;
}

int calls_make(
	const struct pairing *pairing, const struct manner *manner, struct comparison *comparison)
{
	const struct match *match = pairing->match;
	size_t nr_base = pairing->base->nr, nr_other = pairing->other->nr;
	struct member *members = calloc(match->nr + 1, sizeof(*members));
	struct track *tracks = calloc((match->nr + 1) * (nr_base + nr_other), sizeof(*tracks));
	struct family family = { members, 0, nr_base, nr_other, *manner };
	int error = members && tracks ? 0 : -ENOMEM;

	if (!error) {
		members[0].tracks = tracks;
		make_members(pairing, &family);
		error = family.nr ? judge(&family, match, comparison) : 0;
	}
	free(members);
	free(tracks);
	return error;
}
