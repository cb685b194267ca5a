/* SPDX-License-Identifier: MIT */
#include "advice/advice.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice/caveats.h"
#include "advice/grounds.h"
#include "advice/hybrids.h"
#include "advice/steps.h"
#include "advice/tally.h"
#include "measure/figure.h"
#include "report/json.h"
#include "report/results.h"
#include "report/worth.h"

const char *choice_words(enum choice choice)
{
	static const char *const words[] = { "no advice", "cannot tell", "no difference", "threads",
		"processes", "sequential" };

	return words[choice];
}

/* ---- Of which pair ---- */

static bool is_good(const struct report *report, const struct verdict_row *pair)
{
	return report->results[pair->threads_cell].status == STATUS_OK &&
	       report->results[pair->procs_cell].status == STATUS_OK;
}

/* Of the faster of the two. */
static double throughput_of(const struct report *report, const struct verdict_row *pair)
{
	return fmax(report->results[pair->threads_cell].ops_per_s.median,
		report->results[pair->procs_cell].ops_per_s.median);
}

/*
 * Whether pair tells more than best. One worker is no team: what it does says nothing of those that
 * failed.
 */
static bool is_better(
	const struct report *report, const struct verdict_row *pair, const struct verdict_row *best)
{
	if (!best || (pair->workers > 1) != (best->workers > 1))
		return !best || pair->workers > 1;
	if (is_good(report, pair) != is_good(report, best))
		return is_good(report, pair);
	return throughput_of(report, pair) > throughput_of(report, best);
}

/* NULL where the workload of a cell was not measured in both modes at one count. */
static const struct verdict_row *find_pair(const struct report *report, size_t cell)
{
	const struct verdict_row *best = NULL;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		const struct verdict_row *pair = &report->verdicts[i];

		if (report->cells[pair->procs_cell].twin ||
			!headcount_is_like(report, cell, pair->threads_cell))
			continue;
		if (is_better(report, pair, best))
			best = pair;
	}
	return best;
}

/* ---- The choice ---- */

/*
 * In ipc and spawn the op is the message, or the new worker: what seq does in its place, one worker
 * playing all parts, is not another way to get it.
 */
static bool seq_is_a_way(enum workload_class class)
{
	return class != CLASS_IPC && class != CLASS_SPAWN;
}

/* Whether no team of the workload is faster than seq past the margin, at any count. */
static bool is_seq_enough(const struct report *report, size_t cell)
{
	size_t nr = 0;

	if (!seq_is_a_way(report->cells[cell].class))
		return false;
	for (size_t i = 0; i < report->nr_cells; i++) {
		const struct cell *other = &report->cells[i];
		const struct speedup *speedup = &report->results[i].speedup;

		if (other->mode == MODE_SEQ || other->twin || other->workers < 2 ||
			report->results[i].status == STATUS_SKIPPED ||
			!headcount_is_like(report, cell, i))
			continue;
		nr++;
		if (report->results[i].status != STATUS_OK || speedup->base_cell == FIGURE_NONE ||
			report->results[speedup->base_cell].status != STATUS_OK ||
			!(speedup->ci_high <= 1 + report->config.margin))
			return false;
	}
	return nr;
}

static enum choice choose(const struct report *report, const struct verdict_row *pair)
{
	size_t cell = pair->threads_cell;

	if (!is_good(report, pair) || grounds_clock(report, cell))
		return CHOICE_NONE;
	if (is_seq_enough(report, cell))
		return CHOICE_SEQ;
	switch (pair->verdict) {
	case VERDICT_THREADS:
		return CHOICE_THREADS;
	case VERDICT_PROCS:
		return CHOICE_PROCS;
	case VERDICT_EQUIVALENT:
		return CHOICE_EITHER;
	case VERDICT_INCONCLUSIVE:
	case VERDICT_NONE:
		break;
	}
	return CHOICE_OPEN;
}

/* ---- More rounds ---- */

/* Nobody runs that many. */
#define MOST_ROUNDS 1e6

static uint64_t rounds_of(const struct report *report, const struct verdict_row *pair)
{
	size_t threads = report->results[pair->threads_cell].work_ns.n;
	size_t procs = report->results[pair->procs_cell].work_ns.n;

	return threads < procs ? threads : procs;
}

static uint64_t rounds_needed(const struct report *report, const struct verdict_row *pair)
{
	uint64_t had = rounds_of(report, pair);
	struct report plain = *report;
	double goal;

	/* A verdict is asked for, even where the run asked for an interval. */
	plain.config.target_ci = NAN;
	goal = verdicts_goal(&plain, pair->threads_cell, pair->procs_cell);
	if (!(goal > 0 && goal < MOST_ROUNDS))
		return FIGURE_NONE;
	return goal > (double)had ? (uint64_t)goal - had : 1;
}

/* ---- A row ---- */

static int copy_text(const char *from, char **to)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -ENOMEM : 0;
}

static int fill_side(const struct report *report, size_t cell, struct side *side)
{
	const struct result *result = &report->results[cell];
	bool good = result->status == STATUS_OK;
	double creation = worth_creation(result);

	side->pss_bytes = good ? result->memory.pss_bytes : FIGURE_NONE;
	side->creation_ns = good && isfinite(creation) ? creation : NAN;
	side->speedup = good ? result->speedup.value : NAN;
	side->speedup_low = good ? result->speedup.ci_low : NAN;
	side->speedup_high = good ? result->speedup.ci_high : NAN;
	if (good)
		side->break_even = result->break_even_ns;
	return copy_text(good ? result->break_even_ns.reason : NULL, &side->break_even.reason);
}

static int fill_ratios(
	const struct report *report, const struct verdict_row *pair, struct advice_row *row)
{
	struct ratio total;
	int error =
		results_ratio(report, pair->procs_cell, pair->threads_cell, PAIRED_TOTAL, &total);

	if (error || !is_good(report, pair))
		return error;
	row->verdict = pair->verdict;
	row->n = pair->n == FIGURE_NONE ? 0 : pair->n;
	row->ratio = pair->ratio;
	row->ci_low = pair->ci_low;
	row->ci_high = pair->ci_high;
	row->total_verdict = ratio_verdict(&total, report->config.margin);
	row->total_ratio = pair->total_ratio;
	row->total_ci_low = total.ci_low;
	row->total_ci_high = total.ci_high;
	row->rounds = rounds_of(report, pair);
	if (row->choice == CHOICE_OPEN)
		row->rounds_needed = rounds_needed(report, pair);
	return copy_text(pair->cause, &row->cause);
}

static int fill_pair(
	const struct report *report, const struct verdict_row *pair, struct advice_row *row)
{
	int error;

	row->workers = pair->workers;
	row->choice = choose(report, pair);
	error = fill_ratios(report, pair, row);
	error = error ? error : fill_side(report, pair->threads_cell, &row->threads);
	return error ? error : fill_side(report, pair->procs_cell, &row->procs);
}

static int fill_row(const struct report *report, size_t cell, struct advice_row *row)
{
	const struct verdict_row *pair = find_pair(report, cell);
	int error = 0;

	shape_clear(&advice_row_shape, row);
	row->workload = strndup(report->cells[cell].cell, cell_work_length(&report->cells[cell]));
	row->class = report->cells[cell].class;
	row->cell = cell;
	if (pair)
		error = fill_pair(report, pair, row);
	error = error ? error : headcount_tried(report, cell, &row->tried, &row->nr_tried);
	error = error ? error : headcount_make(report, cell, MODE_THREADS, &row->threads.headcount);
	error = error ? error : headcount_make(report, cell, MODE_PROCS, &row->procs.headcount);
	error = error ? error : grounds_reason(report, cell, pair, row);
	error = error ? error : grounds_other_counts(report, pair, row);
	return error || row->workload ? error : -ENOMEM;
}

static bool begins(const struct report *report, size_t cell)
{
	for (size_t i = 0; i < cell; i++) {
		if (headcount_is_like(report, i, cell))
			return false;
	}
	return true;
}

/* By class, else as the report has them. */
static int fill_rows(const struct report *report, const bool *wanted, struct advice *advice)
{
	int error = 0;

	advice->rows = calloc(report->nr_cells + 1, sizeof(*advice->rows));
	if (!advice->rows)
		return -ENOMEM;
	for (unsigned class = 0; class < NR_CLASSES; class ++) {
		for (size_t i = 0; !error && i < report->nr_cells; i++) {
			if (report->cells[i].class == class && (!wanted || wanted[i]) &&
				begins(report, i))
				error = fill_row(report, i, &advice->rows[advice->nr_rows++]);
		}
	}
	return error;
}

int advice_make(const struct report *report, const bool *wanted, struct advice *advice)
{
	int error;

	*advice = (struct advice){ .complete = report->complete, .margin = report->config.margin };
	error = copy_text(report->label, &advice->label);
	error = error ? error : copy_text(report->started, &advice->started);
	error = error ? error : fill_rows(report, wanted, advice);
	error = error ? error : tally_classes(advice);
	error = error ? error : hybrids_advise(report, advice);
	error = error ? error : caveats_find(report, advice);
	error = error ? error : caveats_crash(advice);
	error = error ? error : steps_untried(report, advice);
	error = error ? error : steps_beyond(advice);
	error = error ? error : steps_command(report, advice);
	if (error)
		advice_release(advice);
	return error;
}

void advice_release(struct advice *advice)
{
	json_release(&advice_shape, advice);
}
