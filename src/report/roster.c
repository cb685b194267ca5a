/* SPDX-License-Identifier: MIT */
#include "report/roster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * The kernel maps file pages in stretches of 64 KiB around the one that is touched. So many of them a
 * walk may leave mapped, in fewer of which there is little to give back.
 */
#define SPAN_BITS 16
#define MOST_SPANS 8

int roster_init(struct roster *roster, size_t nr_cells)
{
	*roster = (struct roster){ .nr_rows = nr_cells };
	roster->rows = calloc(nr_cells + 1, sizeof(*roster->rows));
	return roster->rows ? 0 : -ENOMEM;
}

void roster_release(struct roster *roster)
{
	for (size_t i = 0; roster->rows && i < roster->nr_rows; i++)
		free(roster->rows[i].trials);
	free(roster->rows);
	memset(roster, 0, sizeof(*roster));
}

static int add(struct roster_row *row, size_t trial)
{
	if (row->nr == row->room) {
		size_t room = row->room ? row->room + row->room / 2 : 8;
		uint32_t *grown = reallocarray(row->trials, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		row->trials = grown;
		row->room = room;
	}
	row->trials[row->nr++] = (uint32_t)trial;
	return 0;
}

int roster_update(struct roster *roster, const struct trial *trials, size_t nr)
{
	for (; roster->nr_trials < nr; roster->nr_trials++) {
		if (add(&roster->rows[trials[roster->nr_trials].cell], roster->nr_trials))
			return -ENOMEM;
	}
	return 0;
}

void roster_rest(const struct report *report)
{
	const struct roster *roster = report->roster;

	if (roster && roster->rest)
		roster->rest(roster->owner);
}

/* ---- Walks ---- */

struct walk walk_begin(const struct report *report, size_t cell)
{
	return (struct walk){ .report = report, .cell = cell };
}

/* NULL where all trials are to be looked through. */
static const struct roster_row *row_of(const struct report *report, size_t cell)
{
	const struct roster *roster = report->roster;

	return roster && roster->rows ? &roster->rows[cell] : NULL;
}

static const struct trial *find_next(struct walk *walk)
{
	const struct report *report = walk->report;
	const struct roster_row *row = row_of(report, walk->cell);

	if (row)
		return walk->at < row->nr ? &report->trials[row->trials[walk->at++]] : NULL;
	while (walk->at < report->nr_trials && report->trials[walk->at].cell != walk->cell)
		walk->at++;
	return walk->at < report->nr_trials ? &report->trials[walk->at++] : NULL;
}

static void enter(struct walk *walk, int which, const void *at)
{
	uintptr_t span = (uintptr_t)at >> SPAN_BITS;

	walk->nr_spans += span != walk->spans[which];
	walk->spans[which] = span;
}

const struct trial *walk_next(struct walk *walk)
{
	const struct trial *trial = find_next(walk);

	if (!trial)
		return NULL;
	enter(walk, 0, trial);
	enter(walk, 1, trial->workers);
	if (walk->nr_spans > MOST_SPANS) {
		walk->nr_spans = 0;
		roster_rest(walk->report);
	}
	return trial;
}

size_t walk_most(const struct report *report, size_t cell)
{
	const struct roster_row *row = row_of(report, cell);

	return row ? row->nr : report->nr_trials;
}

/* ---- Portions ---- */

int portion_make(const struct report *report, size_t cell, struct portion *own)
{
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;

	own->report = *report;
	own->report.nr_trials = 0;
	own->report.trials = calloc(walk_most(report, cell) + 1, sizeof(*own->report.trials));
	if (!own->report.trials)
		return -ENOMEM;
	while ((trial = walk_next(&walk)))
		own->report.trials[own->report.nr_trials++] = *trial;
	if (!report->roster)
		return 0;
	own->roster =
		(struct roster){ .rest = report->roster->rest, .owner = report->roster->owner };
	own->report.roster = &own->roster;
	return 0;
}

void portion_release(struct portion *own)
{
	free(own->report.trials);
}
