/* SPDX-License-Identifier: MIT */
#include "compare/side.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "compare/match.h"

static size_t count_cells(const struct side *side)
{
	size_t nr = 0;

	for (size_t r = 0; r < side->nr; r++)
		nr += side->digests[r]->report.nr_cells;
	return nr;
}

static void put(struct digest *whole, size_t at, const struct digest *digest, size_t i)
{
	whole->report.cells[at] = digest->report.cells[i];
	whole->report.results[at] = digest->report.results[i];
	whole->cells[at] = digest->cells[i];
}

/* What find_reason() of match.c holds a plan against: under another one cells are other experiments. */
static bool same_plan(const struct config *a, const struct config *b)
{
	return !strcmp(a->scaling, b->scaling) && !strcmp(a->schedule, b->schedule);
}

/* A cell without good trials gives way to one of a later run that has some. */
static void add_run(struct digest *whole, const struct digest *digest)
{
	for (size_t i = 0; i < digest->report.nr_cells; i++) {
		size_t at = match_like(digest, i, whole);

		if (at == DIGEST_NO_CELL)
			put(whole, whole->report.nr_cells++, digest, i);
		else if (!whole->cells[at].n && digest->cells[i].n)
			put(whole, at, digest, i);
	}
}

int side_complete(struct side *side)
{
	struct digest *whole = &side->whole;
	size_t most = count_cells(side) + 1;

	*whole = *side->digests[0];
	whole->report.cells = calloc(most, sizeof(*whole->report.cells));
	whole->report.results = calloc(most, sizeof(*whole->report.results));
	whole->cells = calloc(most, sizeof(*whole->cells));
	if (!whole->report.cells || !whole->report.results || !whole->cells)
		return -ENOMEM;
	/* As they stand in it: a report may have a cell twice. */
	for (size_t i = 0; i < whole->report.nr_cells; i++)
		put(whole, i, side->digests[0], i);
	for (size_t r = 1; r < side->nr; r++) {
		if (same_plan(&whole->report.config, &side->digests[r]->report.config))
			add_run(whole, side->digests[r]);
	}
	return 0;
}

bool side_is_uneven(const struct side *side)
{
	for (size_t r = 0; r < side->nr; r++) {
		for (size_t i = 0; i < side->whole.report.nr_cells; i++) {
			if (match_like(&side->whole, i, side->digests[r]) == DIGEST_NO_CELL)
				return true;
		}
	}
	return false;
}

void side_release(struct side *side)
{
	free(side->whole.report.cells);
	free(side->whole.report.results);
	free(side->whole.cells);
	free(side->digests);
	*side = (struct side){ 0 };
}
