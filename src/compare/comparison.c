/* SPDX-License-Identifier: MIT */
#include "compare/comparison.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/calls.h"
#include "compare/means.h"
#include "compare/rows.h"
#include "compare/turns.h"

/* Those that are not left out. */
static int name_unmatched(const struct digest *digest, const size_t *cells, size_t nr_cells,
	char ***names, size_t *nr)
{
	*nr = 0;
	*names = calloc(nr_cells + 1, sizeof(**names));
	for (size_t i = 0; *names && i < nr_cells; i++) {
		if (!digest->cells[cells[i]].left_out)
			(*names)[(*nr)++] = digest->report.cells[cells[i]].cell;
	}
	return *names ? 0 : -ENOMEM;
}

static void add_once(char **doubts, size_t *nr, const char *text)
{
	for (size_t i = 0; i < *nr; i++) {
		if (!strcmp(doubts[i], text))
			return;
	}
	doubts[(*nr)++] = (char *)text;
}

/* The doubts about any report of a side, each once. */
static int doubt(const struct side *side, char ***doubts, size_t *nr)
{
	size_t most = 2;
	const char *text;

	for (size_t r = 0; r < side->nr; r++) {
		for (unsigned k = 0; setting_doubt(&side->digests[r]->report, k); k++)
			most++;
	}
	*doubts = calloc(most, sizeof(**doubts));
	if (!*doubts)
		return -ENOMEM;
	for (size_t r = 0; r < side->nr; r++) {
		for (unsigned k = 0; (text = setting_doubt(&side->digests[r]->report, k)); k++)
			add_once(*doubts, nr, text);
	}
	if (side_is_uneven(side))
		add_once(*doubts, nr,
			"some of its cells are not in all of its runs; they are of those that have "
			"them");
	return 0;
}

static double spread_of(const struct digest *digest)
{
	return (digest->canary_q3 - digest->canary_q1) / digest->canary;
}

static void begin(const struct side *base, const struct side *other, double margin,
	struct comparison *comparison)
{
	const struct digest *mine = base->digests[0], *its = other->digests[0];

	*comparison = (struct comparison){ .base_name = (char *)base->name,
		.other_name = (char *)other->name,
		.nr_base = base->nr,
		.nr_other = other->nr,
		.likeness = setting_likeness(&mine->report, &its->report),
		.margin = margin,
		.common = NAN,
		.spread = NAN,
		.canary = its->canary / mine->canary,
		.base_canary_spread = spread_of(mine),
		.other_canary_spread = spread_of(its) };
}

static int fill(const struct pairing *pairing, const struct match *match,
	const struct manner *manner, struct comparison *comparison)
{
	const struct digest *mine = &pairing->base->whole, *its = &pairing->other->whole;
	int error = rows_make(pairing, comparison);

	if (!error && comparison->likeness != LIKE_NOTHING)
		error = calls_make(pairing, manner, comparison);
	rows_select(pairing, comparison);
	error = error ? error : turns_make(comparison);
	error = error ? error : means_make(comparison);
	if (!error)
		error = name_unmatched(mine, match->only_base, match->nr_only_base,
			&comparison->only_base, &comparison->nr_only_base);
	if (!error)
		error = name_unmatched(its, match->only_other, match->nr_only_other,
			&comparison->only_other, &comparison->nr_only_other);
	return error;
}

int comparison_make(const struct side *base, const struct side *other, const struct manner *manner,
	struct comparison *comparison)
{
	struct pairing pairing;
	struct match match;
	int error;

	begin(base, other, manner->margin, comparison);
	error = match_make(&base->whole, &other->whole, &match);
	if (!error) {
		error = pairing_make(base, other, &match, &pairing);
		error = error ? error : fill(&pairing, &match, manner, comparison);
		pairing_release(&pairing);
		match_release(&match);
	}
	if (!error)
		error = doubt(base, &comparison->base_doubts, &comparison->nr_base_doubts);
	if (!error)
		error = doubt(other, &comparison->other_doubts, &comparison->nr_other_doubts);
	error = error ? error
		      : differences_make(&base->digests[0]->report, &other->digests[0]->report,
				&comparison->differences);
	if (error)
		comparison_release(comparison);
	return error;
}

void comparison_release(struct comparison *comparison)
{
	differences_release(&comparison->differences);
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		free(comparison->rows[i].reason);
		free(comparison->rows[i].lack);
	}
	free(comparison->rows);
	free(comparison->base_doubts);
	free(comparison->other_doubts);
	free(comparison->only_base);
	free(comparison->only_other);
	free(comparison->turns);
	free(comparison->means);
	*comparison = (struct comparison){ 0 };
}

size_t comparison_count(const struct comparison *comparison, enum outcome outcome)
{
	size_t nr = 0;

	for (size_t i = 0; i < comparison->nr_rows; i++)
		nr += !comparison->rows[i].reason && comparison->rows[i].change.outcome == outcome;
	return nr;
}
