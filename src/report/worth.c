/* SPDX-License-Identifier: MIT */
#include "report/worth.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "report/classes.h"
#include "report/grid.h"

double worth_from(double creation, double speedup)
{
	return speedup > 1 ? creation / (1 - 1 / speedup) : NAN;
}

double worth_creation(const struct result *result)
{
	return result->spawn_ns.median + result->ready_ns.median + result->reap_ns.median;
}

/* Why nothing can be said; NULL where something can. */
static const char *why_not(const struct report *report, const struct result *result)
{
	const struct speedup *speedup = &result->speedup;

	if (report->cells[result->cell].mode == MODE_SEQ)
		return "seq creates nothing";
	if (result->status == STATUS_SKIPPED)
		return "it was skipped";
	if (result->status == STATUS_FAILED)
		return "a trial failed";
	if (cell_is_paced(&report->cells[result->cell]))
		return "a rate sets the time";
	if (speedup->base_cell == FIGURE_NONE)
		return "there is no seq cell to compare with";
	if (isnan(speedup->ci_low) || isnan(speedup->ci_high))
		return "the speed-up has no interval";
	if (speedup->ci_high <= 1)
		return "the work is no faster than in seq";
	if (speedup->ci_low <= 1)
		return "the interval of the speed-up reaches 1";
	return isnan(worth_creation(result)) ? "what creation takes is unknown" : NULL;
}

int worth_make(const struct report *report, struct result *result)
{
	const struct speedup *speedup = &result->speedup;
	struct break_even *even = &result->break_even_ns;
	const char *reason = why_not(report, result);
	double creation = worth_creation(result);

	*even = (struct break_even){ NAN, NAN, NAN, NULL };
	if (reason) {
		even->reason = strdup(reason);
		return even->reason ? 0 : -ENOMEM;
	}
	even->value = worth_from(creation, speedup->value);
	even->ci_low = worth_from(creation, speedup->ci_high);
	even->ci_high = worth_from(creation, speedup->ci_low);
	return 0;
}

/* ---- The section of the table ---- */

static bool fill_row_of(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];
	const struct break_even *even = &result->break_even_ns;

	if (report->cells[result->cell].mode == MODE_SEQ || isnan(worth_creation(result)) ||
		!result->spawn_ns.n)
		return false;
	grid_fill_cell(&report->cells[result->cell], cells);
	format_time(cells[3], result->spawn_ns.median);
	format_time(cells[4], worth_creation(result));
	if (even->value > 0)
		format_time_interval(cells[5], even->value, even->ci_low, even->ci_high);
	else if (even->reason)
		snprintf(cells[5], GRID_CELL_SIZE, "- %.*s", GRID_CELL_SIZE - 3, even->reason);
	else
		snprintf(cells[5], GRID_CELL_SIZE, "-");
	return true;
}

void worth_print(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "n", false },
		{ "spawn", false },
		{ "creation", false },
		{ "a task of [95 % CI]", true },
	};
	const struct grid grid = { columns, 6, report->nr_results, fill_row_of };

	if (!grid_groups(sheet, &grid, report,
		    "Worth creating workers from: the shortest task, by its time in seq, that "
		    "pays for them",
		    result_class))
		return;
	sheet_gap(sheet);
	sheet_line(sheet, "spawn: creating all workers · creation: with getting ready and reaping");
}
