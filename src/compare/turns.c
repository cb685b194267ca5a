/* SPDX-License-Identifier: MIT */
#include "compare/turns.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "stats/ratio.h"

static enum verdict decide(double value, double low, double high, double margin)
{
	return ratio_verdict(&(struct ratio){ 0, value, low, high }, margin);
}

static bool is_decided(enum verdict verdict)
{
	return verdict != VERDICT_NONE && verdict != VERDICT_INCONCLUSIVE;
}

int turns_make(struct comparison *comparison)
{
	double margin = comparison->margin;

	comparison->turns = calloc(comparison->nr_rows + 1, sizeof(*comparison->turns));
	if (!comparison->turns)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->nr_rows; i++) {
		const struct row *row = &comparison->rows[i];
		const struct both *procs = &row->procs;
		struct turn *turn = &comparison->turns[comparison->nr_turns];
		bool decided;

		if (isnan(procs->base) || isnan(procs->other))
			continue;
		*turn = (struct turn){ row, row->cell, row->other_cell,
			decide(procs->base, procs->base_low, procs->base_high, margin),
			decide(procs->other, procs->other_low, procs->other_high, margin), false,
			false };
		decided = is_decided(turn->base) && is_decided(turn->other);
		turn->changed = decided && turn->base != turn->other;
		turn->same = decided && turn->base == turn->other;
		comparison->nr_turns++;
	}
	return 0;
}
