/* SPDX-License-Identifier: MIT */
#include "advice/hybrids.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "report/hybrids.h"

static bool is_advised(const struct advice *advice, const char *workload)
{
	for (size_t i = 0; i < advice->nr_rows; i++) {
		if (!strcmp(advice->rows[i].workload, workload))
			return true;
	}
	return false;
}

static uint64_t memory_of(const struct report *report, uint64_t cell)
{
	const struct result *result = &report->results[cell];

	return result->status == STATUS_OK ? result->memory.pss_bytes : FIGURE_NONE;
}

/* The teams of the least and the most memory; false where that of one is unknown, or all have as
 * much. */
static bool find_ends(const struct report *report, const struct hybrid_team *teams, size_t nr,
	uint64_t *least, uint64_t *most)
{
	if (!nr)
		return false;
	*least = *most = teams[0].cell;
	for (size_t i = 0; i < nr; i++) {
		uint64_t bytes = memory_of(report, teams[i].cell);

		if (bytes == FIGURE_NONE)
			return false;
		if (bytes < memory_of(report, *least))
			*least = teams[i].cell;
		if (bytes > memory_of(report, *most))
			*most = teams[i].cell;
	}
	return memory_of(report, *least) < memory_of(report, *most);
}

/* "2 processes of 4 threads each". */
static void put_shape(FILE *out, const struct cell *cell)
{
	if (cell->procs == 1)
		fprintf(out, "one process of %u threads", cell->threads);
	else if (cell->threads == 1)
		fprintf(out, "%u processes of one thread each", cell->procs);
	else
		fprintf(out, "%u processes of %u threads each", cell->procs, cell->threads);
}

static int say(const struct report *report, const struct hybrid_row *row,
	const struct hybrid_team *teams, size_t nr, char **text)
{
	char few[FORMAT_SIZE], many[FORMAT_SIZE];
	uint64_t least, most;
	size_t length;
	FILE *out = open_memstream(text, &length);

	if (!out)
		return -ENOMEM;
	if (row->verdict == HYBRID_BEST) {
		put_shape(out, &report->cells[row->best_cell]);
		fputs(", ", out);
	}
	fputs(row->text, out);
	if (find_ends(report, teams, nr, &least, &most))
		fprintf(out, "; the least memory is that of %s (%s), the most that of %s (%s)",
			hybrids_team_name(report, least),
			format_bytes(few, memory_of(report, least)),
			hybrids_team_name(report, most),
			format_bytes(many, memory_of(report, most)));
	return fclose(out) ? -ENOMEM : 0;
}

static int name_team(const struct report *report, uint64_t cell, char **name)
{
	*name = cell == FIGURE_NONE ? NULL : strdup(hybrids_team_name(report, cell));
	return cell == FIGURE_NONE || *name ? 0 : -ENOMEM;
}

static int fill(const struct report *report, size_t i, struct advice_hybrid *hybrid)
{
	const struct hybrid_row *row = &report->hybrids[i];
	struct hybrid_team *teams;
	size_t nr;
	int error = hybrids_teams(report, i, &teams, &nr);

	hybrid->workers = row->workers;
	hybrid->verdict = row->verdict;
	hybrid->n = row->n;
	hybrid->ratio = row->ratio;
	hybrid->ci_low = row->ci_low;
	hybrid->ci_high = row->ci_high;
	hybrid->best_pss_bytes = hybrid->nearest_pss_bytes = FIGURE_NONE;
	if (row->best_cell != FIGURE_NONE)
		hybrid->best_pss_bytes = memory_of(report, row->best_cell);
	if (row->next_cell != FIGURE_NONE)
		hybrid->nearest_pss_bytes = memory_of(report, row->next_cell);
	hybrid->workload = strdup(row->workload);
	error = error ? error : name_team(report, row->best_cell, &hybrid->best);
	error = error ? error : name_team(report, row->next_cell, &hybrid->nearest);
	error = error ? error : say(report, row, teams, nr, &hybrid->text);
	free(teams);
	return error || hybrid->workload ? error : -ENOMEM;
}

static int add_to_summary(struct advice *advice)
{
	char *text;
	size_t best = 0;

	for (size_t i = 0; i < advice->nr_hybrids; i++)
		best += advice->hybrids[i].verdict == HYBRID_BEST;
	if (asprintf(&text, "%s A best shape of team in %zu of %zu.", advice->summary, best,
		    advice->nr_hybrids) < 0)
		return -ENOMEM;
	free(advice->summary);
	advice->summary = text;
	return 0;
}

int hybrids_advise(const struct report *report, struct advice *advice)
{
	int error = 0;

	advice->hybrids = calloc(report->nr_hybrids + 1, sizeof(*advice->hybrids));
	if (!advice->hybrids)
		return -ENOMEM;
	for (size_t i = 0; !error && i < report->nr_hybrids; i++) {
		if (is_advised(advice, report->hybrids[i].workload))
			error = fill(report, i, &advice->hybrids[advice->nr_hybrids++]);
	}
	return error || !advice->nr_hybrids ? error : add_to_summary(advice);
}
