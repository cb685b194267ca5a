/* SPDX-License-Identifier: MIT */
#include "cmd/selection.h"

#include "cmd/cmd.h"
#include "engine/choice.h"

bool selection_takes(const char *pattern, const struct cell *cell, struct nearest *nearest)
{
	const struct request request = { .patterns = &pattern, .nr_patterns = 1 };
	const struct workload workload = { .name = cell->workload, .class = cell->class };

	choice_offer(&workload, nearest);
	return choice_selects(&request, &workload);
}

void selection_refuse(const char *whose, const struct nearest *nearest)
{
	char hint[NEAREST_HINT_SIZE];

	complain("%s workload or class '%.60s'%s", whose, nearest->word,
		nearest_hint(nearest, NULL, hint));
}
