/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "measure/histogram.h"
#include "report/file.h"
#include "tests/unit/made.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b) assert_true(fabs((a) - (b)) <= 1e-9 * fabs(b))

#define MS 1000000u

/* ---- A report by hand ---- */

static struct report report;

static int set_up(void **state)
{
	(void)state;
	made_init(&report);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	report_release(&report);
	return 0;
}

static size_t add_cell(enum mode mode, unsigned workers)
{
	return made_cell(&report, "work", mode, workers);
}

/* A parameter of a cell, which is then part of its name. */
static void set_param(size_t index, int64_t value)
{
	struct cell *cell = &report.cells[index];

	cell->params = calloc(1, sizeof(*cell->params));
	assert_non_null(cell->params);
	cell->params[0] = (struct setting){ strdup("size"), value };
	cell->nr_params = 1;
	free(cell->cell);
	cell->cell = cell_name(cell, NULL);
}

/* A good trial; every other phase takes 1, 2, 3 µs. */
static struct trial *add_trial(size_t cell, uint64_t round, uint64_t work_ns)
{
	struct trial *trial = made_trial(&report, cell, round);

	trial->spawn_ns = 1000;
	trial->ready_ns = 2000;
	trial->reap_ns = 3000;
	trial->work_ns = work_ns;
	trial->total_ns = work_ns + 6000;
	trial->start_skew_ns = 0;
	return trial;
}

/* Rounds 1 … nr of a cell that takes work_ns in each. */
static void add_rounds(size_t cell, uint64_t nr, uint64_t work_ns)
{
	for (uint64_t round = 1; round <= nr; round++)
		add_trial(cell, round, work_ns);
}

/* The same on a machine that is slower by half in each further round. */
static void add_drifting(size_t cell, uint64_t nr, uint64_t work_ns)
{
	for (uint64_t round = 1; round <= nr; round++)
		add_trial(cell, round, work_ns * (1 + round) / 2);
}

static void make(void)
{
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(report.nr_results, report.nr_cells);
	assert_int_equal(verdicts_make(&report), 0);
}

static const struct result *result_of(size_t cell)
{
	make();
	assert_int_equal(report.results[cell].cell, cell);
	return &report.results[cell];
}

/* ---- Figures ---- */

static void median_is_over_the_rounds(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_trial(cell, 1, 9 * MS);
	add_trial(cell, 2, 5 * MS);
	add_trial(cell, 3, 6 * MS);
	result = result_of(cell);
	assert_int_equal(result->work_ns.n, 3);
	assert_near(result->work_ns.median, 6.0 * MS);
	assert_near(result->work_ns.min, 5.0 * MS);
	assert_near(result->work_ns.max, 9.0 * MS);
}

static void each_phase_has_its_own_summary(void **state)
{
	size_t cell = add_cell(MODE_THREADS, 2);
	const struct result *result;

	(void)state;
	add_trial(cell, 1, 9 * MS)->start_skew_ns = 77;
	result = result_of(cell);
	assert_near(result->spawn_ns.median, 1000.0);
	assert_near(result->ready_ns.median, 2000.0);
	assert_near(result->reap_ns.median, 3000.0);
	assert_near(result->total_ns.median, 9.0 * MS + 6000);
	assert_near(result->start_skew_ns.median, 77.0);
}

static void warm_up_enters_no_figure(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_trial(cell, 0, 100 * MS)->warmup = true;
	add_rounds(cell, 2, 5 * MS);
	result = result_of(cell);
	assert_int_equal(result->work_ns.n, 2);
	assert_near(result->work_ns.max, 5.0 * MS);
	assert_int_equal(result->status, STATUS_OK);
}

static void failed_trial_enters_no_figure(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_trial(cell, 1, 100 * MS)->status = STATUS_FAILED;
	add_rounds(cell, 2, 5 * MS);
	result = result_of(cell);
	assert_int_equal(result->work_ns.n, 2);
	assert_near(result->work_ns.max, 5.0 * MS);
}

static void trials_of_other_cells_enter_no_figure(void **state)
{
	size_t one = add_cell(MODE_SEQ, 1), other = add_cell(MODE_THREADS, 2);

	(void)state;
	add_rounds(one, 3, 5 * MS);
	add_rounds(other, 3, 100 * MS);
	assert_near(result_of(one)->work_ns.max, 5.0 * MS);
	assert_near(result_of(other)->work_ns.min, 100.0 * MS);
}

static void rate_is_ops_over_time_with_its_interval_turned_round(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	for (uint64_t round = 1; round <= 7; round++)
		add_trial(cell, round, round * MS);
	result = result_of(cell);
	assert_near(result->ops_per_s.median, 1000 / 4e-3);
	assert_near(result->ops_per_s.ci_low, 1000e9 / result->work_ns.ci_high);
	assert_near(result->ops_per_s.ci_high, 1000e9 / result->work_ns.ci_low);
	assert_true(result->ops_per_s.ci_low < result->ops_per_s.ci_high);
}

static void memory_is_the_median_of_each_figure(void **state)
{
	static const uint64_t pss[] = { 900, 100, 500 }, tables[] = { 1, 3, 2 };
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	for (uint64_t i = 0; i < 3; i++) {
		struct trial *trial = add_trial(cell, i + 1, MS);

		trial->memory = memory_zero;
		trial->memory.pss_bytes = pss[i];
		trial->memory.page_table_bytes = tables[i];
		trial->memory.peak_rss_bytes = 7;
	}
	result = result_of(cell);
	assert_int_equal(result->memory.pss_bytes, 500);
	assert_int_equal(result->memory.page_table_bytes, 2);
	assert_int_equal(result->memory.peak_rss_bytes, 7);
	assert_int_equal(result->memory.uss_bytes, 0);
}

static void memory_unknown_in_one_trial_is_unknown(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	for (uint64_t round = 1; round <= 3; round++)
		add_trial(cell, round, MS)->memory = memory_zero;
	report.trials[1].memory.pss_bytes = FIGURE_NONE;
	result = result_of(cell);
	assert_true(result->memory.pss_bytes == FIGURE_NONE);
	assert_int_equal(result->memory.rss_bytes, 0);
}

static void making_again_changes_nothing(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 2);
	size_t procs = add_cell(MODE_PROCS, 2), nr_warnings;

	(void)state;
	add_rounds(seq, 3, 8 * MS);
	add_rounds(threads, 3, 4 * MS);
	add_rounds(procs, 3, 5 * MS);
	make();
	nr_warnings = report.results[seq].nr_warnings;
	make();
	assert_int_equal(report.nr_results, 3);
	assert_int_equal(report.nr_verdicts, 1);
	assert_int_equal(report.results[seq].nr_warnings, nr_warnings);
	assert_near(report.results[procs].speedup.value, 1.6);
}

/* ---- Status ---- */

static void cell_whose_trials_were_good_is_ok(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	add_rounds(cell, 1, MS);
	assert_int_equal(result_of(cell)->status, STATUS_OK);
	assert_null(report.results[cell].reason);
	assert_int_equal(report.results[cell].failed, 0);
	assert_false(results_failed(&report));
}

static void one_failed_trial_makes_the_cell_failed(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	add_rounds(cell, 5, MS);
	trial_fail(&report.trials[2], "work: worker 1 was killed by SIGSEGV");
	trial_fail(&report.trials[4], "something else");
	assert_int_equal(result_of(cell)->status, STATUS_FAILED);
	assert_string_equal(report.results[cell].reason, "work: worker 1 was killed by SIGSEGV");
	assert_int_equal(report.results[cell].failed, 2);
	assert_int_equal(report.results[cell].work_ns.n, 3);
	assert_true(results_failed(&report));
}

static void failed_warm_up_makes_the_cell_failed(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	add_rounds(cell, 3, MS);
	report.trials[0].warmup = true;
	trial_fail(&report.trials[0], "setup: no space");
	assert_int_equal(result_of(cell)->status, STATUS_FAILED);
	assert_string_equal(report.results[cell].reason, "setup: no space");
}

/* What a plan has said of its cells before any trial. */
static void say_before(size_t cell, enum status status, const char *reason)
{
	report.results = calloc(report.nr_cells, sizeof(*report.results));
	assert_non_null(report.results);
	report.nr_results = report.nr_cells;
	for (size_t i = 0; i < report.nr_results; i++)
		report.results[i].cell = i;
	report.results[cell].status = status;
	report.results[cell].reason = strdup(reason);
}

static void skipped_cell_keeps_its_reason(void **state)
{
	size_t cell = add_cell(MODE_THREADS, 1);

	(void)state;
	add_rounds(add_cell(MODE_SEQ, 1), 6, MS);
	say_before(cell, STATUS_SKIPPED, "it takes two to play");
	assert_int_equal(result_of(cell)->status, STATUS_SKIPPED);
	assert_string_equal(report.results[cell].reason, "it takes two to play");
	assert_false(results_failed(&report));
}

/* When one cell of a group cannot be calibrated, the others fail with it, without a trial. */
static void cell_that_failed_before_its_first_trial_stays_failed(void **state)
{
	size_t cell = add_cell(MODE_THREADS, 1);

	(void)state;
	add_rounds(add_cell(MODE_SEQ, 1), 6, MS);
	say_before(cell, STATUS_FAILED, "calibration failed: setup: no space");
	assert_int_equal(result_of(cell)->status, STATUS_FAILED);
	assert_string_equal(report.results[cell].reason, "calibration failed: setup: no space");
	assert_true(results_failed(&report));
}

static void cell_without_a_round_is_skipped_with_a_sentence(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	add_trial(cell, 0, MS)->warmup = true;
	assert_int_equal(result_of(cell)->status, STATUS_SKIPPED);
	assert_non_null(report.results[cell].reason);
	assert_int_equal(report.results[cell].work_ns.n, 0);
	assert_int_equal(report.results[cell].nr_warnings, 0);
}

/* ---- Speed-up ---- */

static void speedup_is_seq_over_this(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 4);
	const struct result *result;

	(void)state;
	add_rounds(seq, 6, 8 * MS);
	add_rounds(threads, 6, 4 * MS);
	result = result_of(threads);
	assert_int_equal(result->speedup.base_cell, seq);
	assert_near(result->speedup.base_median_ns, 8.0 * MS);
	assert_near(result->speedup.value, 2.0);
}

static void efficiency_is_speedup_over_workers(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 4);

	(void)state;
	add_rounds(seq, 6, 8 * MS);
	add_rounds(threads, 6, 4 * MS);
	assert_near(result_of(threads)->efficiency, 0.5);
}

static void drift_common_to_both_cancels(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 2);
	const struct result *result;

	(void)state;
	add_drifting(seq, 10, 8 * MS);
	add_drifting(threads, 10, 4 * MS);
	result = result_of(threads);
	assert_near(result->speedup.value, 2.0);
	assert_near(result->speedup.ci_low, 2.0);
	assert_near(result->speedup.ci_high, 2.0);
	assert_true(result->work_ns.ci_high > 1.5 * result->work_ns.ci_low);
}

static void only_rounds_that_both_have_are_paired(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 2);
	struct ratio ratio;

	(void)state;
	add_rounds(seq, 8, 8 * MS);
	add_rounds(threads, 7, 4 * MS);
	trial_fail(&report.trials[2], "seq's third");
	trial_fail(&report.trials[8], "threads' first");
	add_trial(threads, 0, 1)->warmup = true;
	add_trial(seq, 0, 1000)->warmup = true;
	assert_int_equal(results_ratio(&report, seq, threads, PAIRED_WORK, &ratio), 0);
	assert_int_equal(ratio.n, 5);
	assert_near(ratio.value, 2.0);
}

static void round_whose_time_is_unknown_makes_no_pair(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 2);
	struct ratio ratio;

	(void)state;
	add_rounds(seq, 3, 8 * MS);
	add_rounds(threads, 3, 4 * MS);
	for (size_t i = 0; i < 3; i++)
		report.trials[i].total_ns = 16 * MS, report.trials[3 + i].total_ns = 4 * MS;
	report.trials[1].total_ns = report.trials[2].total_ns = FIGURE_NONE;
	assert_int_equal(results_ratio(&report, seq, threads, PAIRED_TOTAL, &ratio), 0);
	assert_int_equal(ratio.n, 1);
	assert_near(ratio.value, 4.0);
}

static void without_seq_there_is_no_speedup(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2);
	const struct result *result;

	(void)state;
	add_rounds(threads, 6, 4 * MS);
	result = result_of(threads);
	assert_true(result->speedup.base_cell == FIGURE_NONE);
	assert_true(isnan(result->speedup.value) && isnan(result->efficiency));
}

static void seq_has_no_speedup_over_itself(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1);

	(void)state;
	add_rounds(seq, 6, 4 * MS);
	assert_true(result_of(seq)->speedup.base_cell == FIGURE_NONE);
}

static void base_has_the_same_parameters(void **state)
{
	size_t one = add_cell(MODE_SEQ, 1), two = add_cell(MODE_SEQ, 1);
	size_t threads = add_cell(MODE_THREADS, 2);

	(void)state;
	set_param(one, 1);
	set_param(two, 2);
	set_param(threads, 2);
	add_rounds(one, 6, 100 * MS);
	add_rounds(two, 6, 8 * MS);
	add_rounds(threads, 6, 4 * MS);
	assert_int_equal(result_of(threads)->speedup.base_cell, two);
	assert_near(report.results[threads].speedup.value, 2.0);
}

static void seq_that_failed_throughout_gives_no_speedup(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 2);

	(void)state;
	add_rounds(seq, 2, MS);
	trial_fail(&report.trials[0], "no");
	trial_fail(&report.trials[1], "no");
	add_rounds(threads, 2, MS);
	assert_true(isnan(result_of(threads)->speedup.value));
}

/* Four workers that do four times the work in the same time are four times as fast. */
static void weak_scaling_compares_throughput(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), threads = add_cell(MODE_THREADS, 4);

	(void)state;
	report.cells[threads].ops = 4000;
	add_rounds(seq, 6, 8 * MS);
	add_rounds(threads, 6, 8 * MS);
	assert_near(result_of(threads)->speedup.value, 4.0);
	assert_near(report.results[threads].efficiency, 1.0);
}

/* ---- Latency ---- */

static void add_laps(struct trial *trial, uint64_t bucket, uint64_t count)
{
	struct lap_count *grown = realloc(trial->laps, (trial->nr_laps + 1) * sizeof(*trial->laps));

	assert_non_null(grown);
	trial->laps = grown;
	grown[trial->nr_laps++] = (struct lap_count){ bucket, count };
}

static void no_laps_are_no_latency(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_rounds(cell, 3, MS);
	result = result_of(cell);
	assert_null(result->latency.kind);
	assert_int_equal(result->latency.count, 0);
	assert_true(result->latency.max == FIGURE_NONE);
}

/* Of 40 values 1 … 10, each four times, half do not exceed 5. Below 256 ns buckets are exact. */
static void latency_is_merged_over_trials(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_rounds(cell, 2, MS);
	for (uint64_t ns = 1; ns <= 10; ns++) {
		add_laps(&report.trials[0], ns, 1);
		add_laps(&report.trials[1], ns, 3);
	}
	result = result_of(cell);
	assert_non_null(result->latency.kind);
	assert_int_equal(result->latency.count, 40);
	assert_int_equal(result->latency.p50, 5);
	assert_int_equal(result->latency.max, 10);
}

static void latency_of_warm_up_and_failures_is_left_out(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_rounds(cell, 3, MS);
	add_laps(&report.trials[0], 200, 1000);
	report.trials[0].warmup = true;
	add_laps(&report.trials[1], 201, 1000);
	report.trials[1].status = STATUS_FAILED;
	add_laps(&report.trials[2], 7, 20);
	result = result_of(cell);
	assert_int_equal(result->latency.count, 20);
	assert_int_equal(result->latency.max, 7);
}

/* A percentile needs ten values above it. */
static void percentile_of_too_few_is_withheld(void **state)
{
	static const uint64_t least[] = { 20, 100, 1000, 10000 };

	(void)state;
	for (size_t i = 0; i < COUNT(least); i++) {
		for (uint64_t missing = 0; missing < 2; missing++) {
			const struct latency *latency;
			uint64_t known[4];
			size_t cell;

			report_release(&report);
			set_up(NULL);
			cell = add_cell(MODE_SEQ, 1);
			add_laps(add_trial(cell, 1, MS), 9, least[i] - missing);
			latency = &result_of(cell)->latency;
			memcpy(known, &latency->p50, sizeof(known));
			for (size_t k = 0; k < COUNT(known); k++)
				assert_true((known[k] == 9) == (k + missing <= i));
			assert_int_equal(latency->max, 9);
		}
	}
}

static void greatest_bucket_has_no_greatest_latency(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	add_laps(add_trial(cell, 1, MS), HISTOGRAM_BUCKETS - 1, 20);
	result = result_of(cell);
	assert_int_equal(result->latency.count, 20);
	assert_true(result->latency.max == FIGURE_NONE);
}

/* ---- Findings ---- */

static void add_finding(struct trial *trial, const char *name, uint64_t value)
{
	struct finding *grown =
		realloc(trial->findings, (trial->nr_findings + 1) * sizeof(*trial->findings));

	assert_non_null(grown);
	trial->findings = grown;
	grown[trial->nr_findings++] = (struct finding){ strdup(name), value };
}

static void findings_are_medians(void **state)
{
	static const uint64_t lost[] = { 30, 10, 20 };
	size_t cell = add_cell(MODE_SEQ, 1);
	const struct result *result;

	(void)state;
	for (uint64_t i = 0; i < 3; i++) {
		struct trial *trial = add_trial(cell, i + 1, MS);

		add_finding(trial, "lost_ops", lost[i]);
		add_finding(trial, "retries", 5);
	}
	result = result_of(cell);
	assert_int_equal(result->nr_findings, 2);
	assert_string_equal(result->findings[0].name, "lost_ops");
	assert_int_equal(result->findings[0].value, 20);
	assert_string_equal(result->findings[1].name, "retries");
	assert_int_equal(result->findings[1].value, 5);
}

static void findings_of_warm_up_and_failures_are_left_out(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	for (uint64_t i = 0; i < 3; i++)
		add_finding(add_trial(cell, i + 1, MS), "lost_ops", i);
	report.trials[0].warmup = true;
	report.trials[1].status = STATUS_FAILED;
	assert_int_equal(result_of(cell)->findings[0].value, 2);
}

static void finding_unknown_in_one_trial_is_unknown(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	add_finding(add_trial(cell, 1, MS), "lost_ops", 1);
	add_finding(add_trial(cell, 2, MS), "lost_ops", FIGURE_NONE);
	add_finding(add_trial(cell, 3, MS), "lost_ops", FIGURE_NONE);
	assert_true(result_of(cell)->findings[0].value == FIGURE_NONE);
}

/* ---- Verdicts ---- */

/* Threads and procs of two workers over so many rounds on a drifting machine. */
static const struct verdict_row *verdict_between(
	uint64_t rounds, uint64_t threads_ns, uint64_t procs_ns)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	add_drifting(threads, rounds, threads_ns);
	add_drifting(procs, rounds, procs_ns);
	make();
	assert_int_equal(report.nr_verdicts, 1);
	assert_int_equal(report.verdicts[0].threads_cell, threads);
	assert_int_equal(report.verdicts[0].procs_cell, procs);
	return &report.verdicts[0];
}

static void threads_when_processes_take_longer(void **state)
{
	const struct verdict_row *row = verdict_between(6, 10 * MS, 12 * MS);

	(void)state;
	assert_int_equal(row->verdict, VERDICT_THREADS);
	assert_near(row->ratio, 1.2);
	assert_non_null(strstr(row->text, "1.200 times as long"));
}

static void procs_when_processes_take_less(void **state)
{
	const struct verdict_row *row = verdict_between(6, 12 * MS, 10 * MS);

	(void)state;
	assert_int_equal(row->verdict, VERDICT_PROCS);
	assert_near(row->ratio, 10 / 12.0);
	assert_non_null(strstr(row->text, "processes"));
}

static void equivalent_within_the_margin(void **state)
{
	const struct verdict_row *row = verdict_between(6, 100 * MS, 102 * MS);

	(void)state;
	assert_int_equal(row->verdict, VERDICT_EQUIVALENT);
	assert_non_null(strstr(row->text, "3 %"));
}

static void margin_is_the_one_that_was_asked_for(void **state)
{
	(void)state;
	report.config.margin = 0.01;
	assert_int_equal(verdict_between(6, 100 * MS, 102 * MS)->verdict, VERDICT_THREADS);
}

static void no_verdict_without_a_margin(void **state)
{
	const struct verdict_row *row;

	(void)state;
	report.config.margin = NAN;
	row = verdict_between(6, 100 * MS, 120 * MS);
	assert_int_equal(row->verdict, VERDICT_NONE);
	assert_non_null(strstr(row->text, "no margin"));
}

static void inconclusive_when_rounds_disagree(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	for (uint64_t round = 1; round <= 8; round++) {
		add_trial(threads, round, 10 * MS);
		add_trial(procs, round, (round % 2 ? 8 : 13) * MS);
	}
	make();
	assert_int_equal(report.verdicts[0].verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(report.verdicts[0].n, 8);
}

/* The ratios are 0.8 and 1.3, and so is their interval; its middle lies a good 1 % from an edge of the margin. */
static void goal_grows_with_the_square_of_what_the_interval_is_too_wide(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);
	const double middle = sqrt(0.8 * 1.3), reach = log(1.3 / middle);

	(void)state;
	for (uint64_t round = 1; round <= 8; round++) {
		add_trial(threads, round, 10 * MS);
		add_trial(procs, round, (round % 2 ? 8 : 13) * MS);
	}
	report.config.target_ci = NAN;
	assert_near(verdicts_goal(&report, threads, procs),
		ceil(8 * pow(reach / log(1.03 / middle), 2)));
	report.config.target_ci = 0.1;
	assert_near(verdicts_goal(&report, threads, procs), ceil(8 * pow(reach / log1p(0.1), 2)));
	report.config.target_ci = 0.3;
	assert_true(verdicts_goal(&report, threads, procs) <= 0);
	assert_true(isnan(verdicts_goal(&report, procs, threads)));
}

/* Rounds that told when to stop: the looks are at 8, 45, 64 and others. */
static void goal_is_a_look_where_the_rounds_decide(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	report.config.stop_rule = made_text("target");
	report.config.target_ci = 0.1;
	for (uint64_t round = 1; round <= 10; round++) {
		assert_near(verdicts_goal(&report, threads, procs), round < 9 ? 8.0 : 64.0);
		add_trial(threads, round, 10 * MS);
		add_trial(procs, round, (round % 2 ? 8 : 13) * MS);
	}
	assert_near(verdicts_goal(&report, threads, procs), 64.0);
}

static void goal_of_a_time_is_where_it_is_known_to_the_margin(void **state)
{
	size_t cell = add_cell(MODE_SEQ, 1);

	(void)state;
	report.config.target_ci = NAN;
	add_rounds(cell, 5, 10 * MS);
	assert_near(verdicts_goal_of_time(&report, cell), 6.0);
	add_trial(cell, 6, 10 * MS);
	assert_true(verdicts_goal_of_time(&report, cell) <= 0);
	/* Of 9 ms to 11 ms 3 % is 3.33 times too wide. */
	report.trials[0].work_ns = 9 * MS;
	report.trials[5].work_ns = 11 * MS;
	assert_near(verdicts_goal_of_time(&report, cell), ceil(6 * pow(0.1 / 0.03, 2)));
	report.config.target_ci = 0.11;
	assert_true(verdicts_goal_of_time(&report, cell) <= 0);
}

static void none_below_six_rounds(void **state)
{
	const struct verdict_row *row = verdict_between(5, 10 * MS, 20 * MS);

	(void)state;
	assert_int_equal(row->verdict, VERDICT_NONE);
	assert_int_equal(row->n, 5);
	assert_near(row->ratio, 2.0);
	assert_non_null(strstr(row->text, "5 rounds"));
}

static void none_when_a_trial_failed(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	add_rounds(threads, 10, 10 * MS);
	add_rounds(procs, 10, 20 * MS);
	trial_fail(&report.trials[15], "work: worker 0 was killed by SIGKILL");
	make();
	assert_int_equal(report.nr_verdicts, 1);
	assert_int_equal(report.verdicts[0].verdict, VERDICT_NONE);
	assert_int_equal(report.verdicts[0].n, 9);
	assert_non_null(strstr(report.verdicts[0].text, "failed"));
}

static void no_verdict_where_a_cell_was_skipped(void **state)
{
	size_t procs;

	(void)state;
	add_rounds(add_cell(MODE_THREADS, 2), 6, MS);
	procs = add_cell(MODE_PROCS, 2);
	say_before(procs, STATUS_SKIPPED, "no");
	make();
	assert_int_equal(report.nr_verdicts, 0);
}

static void counts_are_compared_with_their_like(void **state)
{
	size_t cells[4];

	(void)state;
	cells[0] = add_cell(MODE_THREADS, 2);
	cells[1] = add_cell(MODE_THREADS, 4);
	cells[2] = add_cell(MODE_PROCS, 4);
	cells[3] = add_cell(MODE_PROCS, 8);
	for (size_t i = 0; i < COUNT(cells); i++)
		add_rounds(cells[i], 6, MS);
	make();
	assert_int_equal(report.nr_verdicts, 1);
	assert_int_equal(report.verdicts[0].workers, 4);
	assert_int_equal(report.verdicts[0].threads_cell, cells[1]);
	assert_int_equal(report.verdicts[0].procs_cell, cells[2]);
}

static void other_parameters_are_not_compared(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	set_param(threads, 1);
	set_param(procs, 2);
	add_rounds(threads, 6, MS);
	add_rounds(procs, 6, MS);
	make();
	assert_int_equal(report.nr_verdicts, 0);
}

static void other_placements_are_not_compared(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	free(report.cells[procs].placement);
	report.cells[procs].placement = strdup("compact");
	add_rounds(threads, 6, MS);
	add_rounds(procs, 6, MS);
	make();
	assert_int_equal(report.nr_verdicts, 0);
}

static void verdict_names_workload_and_parameters(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	set_param(threads, 7);
	set_param(procs, 7);
	add_rounds(threads, 6, MS);
	add_rounds(procs, 6, MS);
	make();
	assert_string_equal(report.verdicts[0].workload, "work size=7");
}

static void total_and_memory_have_their_own_ratio(void **state)
{
	size_t threads = add_cell(MODE_THREADS, 2), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	for (uint64_t round = 1; round <= 6; round++) {
		struct trial *one = add_trial(threads, round, 10 * MS);
		struct trial *other = add_trial(procs, round, 10 * MS);

		one->total_ns = 20 * MS;
		other->total_ns = 30 * MS;
		one->memory.pss_bytes = 1000;
		other->memory.pss_bytes = 4000;
	}
	make();
	assert_near(report.verdicts[0].ratio, 1.0);
	assert_near(report.verdicts[0].total_ratio, 1.5);
	assert_near(report.verdicts[0].memory_ratio, 4.0);
}

static void unknown_memory_has_no_ratio(void **state)
{
	(void)state;
	assert_true(isnan(verdict_between(6, MS, MS)->memory_ratio));
}

/* ---- Warnings of results ---- */

static bool warns(const struct warning *warnings, size_t nr, const char *code)
{
	bool found = false;

	for (size_t i = 0; i < nr; i++) {
		assert_true(warnings[i].text[0] && warnings[i].advice[0]);
		found = found || !strcmp(warnings[i].code, code);
	}
	return found;
}

static bool cell_warns(size_t cell, const char *code)
{
	const struct result *result = result_of(cell);

	return warns(result->warnings, result->nr_warnings, code);
}

static void good_result_has_no_warning(void **state)
{
	size_t cell = add_cell(MODE_THREADS, 4);

	(void)state;
	for (uint64_t round = 1; round <= 10; round++)
		add_trial(cell, round, 100 * MS)->start_skew_ns = 50000;
	assert_int_equal(result_of(cell)->nr_warnings, 0);
	assert_false(results_unstable(&report));
}

static void fewer_than_six_rounds_are_few(void **state)
{
	size_t five = add_cell(MODE_SEQ, 1), six = add_cell(MODE_THREADS, 2);

	(void)state;
	add_rounds(five, 5, 10 * MS);
	add_rounds(six, 6, 10 * MS);
	assert_true(cell_warns(five, "FEW_ROUNDS"));
	assert_false(cell_warns(six, "FEW_ROUNDS"));
	assert_true(results_unstable(&report));
}

static void work_below_a_millisecond_is_too_short(void **state)
{
	size_t shorter = add_cell(MODE_SEQ, 1), enough = add_cell(MODE_THREADS, 2);

	(void)state;
	add_rounds(shorter, 6, MS - 1);
	add_rounds(enough, 6, MS);
	assert_true(cell_warns(shorter, "TOO_SHORT"));
	assert_false(cell_warns(enough, "TOO_SHORT"));
	assert_true(results_unstable(&report));
}

static const char *advice_of(size_t cell, const char *code)
{
	const struct result *result = result_of(cell);

	for (size_t i = 0; i < result->nr_warnings; i++) {
		if (!strcmp(result->warnings[i].code, code))
			return result->warnings[i].advice;
	}
	return "";
}

/* What is a call in seq is a fork in procs, and both do as many. */
static void short_work_beside_a_slow_mode_is_to_be_run_alone(void **state)
{
	size_t seq = add_cell(MODE_SEQ, 1), procs = add_cell(MODE_PROCS, 2);

	(void)state;
	add_rounds(seq, 6, MS / 20);
	add_rounds(procs, 6, 9 * MS);
	assert_non_null(strstr(advice_of(seq, "TOO_SHORT"), "larger --budget"));
	add_rounds(add_cell(MODE_THREADS, 2), 6, 11 * MS);
	assert_non_null(strstr(advice_of(seq, "TOO_SHORT"), "in this mode alone, with -m"));
	assert_null(strstr(advice_of(seq, "TOO_SHORT"), "budget"));
}

/* Of six values the interval is from the least to the greatest. */
static void interval_past_a_twentieth_is_unstable(void **state)
{
	size_t wide = add_cell(MODE_SEQ, 1), narrow = add_cell(MODE_THREADS, 2);

	(void)state;
	add_rounds(wide, 5, 100 * MS);
	add_trial(wide, 6, 94 * MS);
	add_rounds(narrow, 5, 100 * MS);
	add_trial(narrow, 6, 96 * MS);
	assert_true(cell_warns(wide, "UNSTABLE"));
	assert_false(cell_warns(narrow, "UNSTABLE"));
	assert_true(results_unstable(&report));
}

static void start_apart_by_a_hundredth_is_skewed(void **state)
{
	size_t skewed = add_cell(MODE_THREADS, 4), tight = add_cell(MODE_PROCS, 4);

	(void)state;
	for (uint64_t round = 1; round <= 6; round++) {
		add_trial(skewed, round, 100 * MS)->start_skew_ns = MS + 1000;
		add_trial(tight, round, 100 * MS)->start_skew_ns = MS - 1000;
	}
	assert_true(cell_warns(skewed, "SKEWED"));
	assert_false(cell_warns(tight, "SKEWED"));
	assert_false(results_unstable(&report));
}

/* With more workers than PUs nobody expects that all start at once. */
static void skew_of_more_workers_than_pus_is_no_warning(void **state)
{
	size_t cell = add_cell(MODE_THREADS, 5);

	(void)state;
	for (uint64_t round = 1; round <= 6; round++)
		add_trial(cell, round, 100 * MS)->start_skew_ns = 10 * MS;
	assert_false(cell_warns(cell, "SKEWED"));
}

static void add_workers(struct trial *trial, uint64_t first_ns, uint64_t second_ns)
{
	trial->workers = calloc(2, sizeof(*trial->workers));
	assert_non_null(trial->workers);
	trial->nr_workers = 2;
	trial->workers[0].work_ns = first_ns;
	trial->workers[1].work_ns = second_ns;
}

static void slowest_past_five_quarters_of_the_mean_is_imbalanced(void **state)
{
	size_t uneven = add_cell(MODE_THREADS, 2), even = add_cell(MODE_PROCS, 2);

	(void)state;
	for (uint64_t round = 1; round <= 6; round++) {
		add_workers(add_trial(uneven, round, 13 * MS), 7 * MS, 13 * MS);
		add_workers(add_trial(even, round, 12 * MS), 8 * MS, 12 * MS);
	}
	assert_true(cell_warns(uneven, "IMBALANCED"));
	assert_false(cell_warns(even, "IMBALANCED"));
}

static void more_computing_workers_than_pus_are_oversubscribed(void **state)
{
	size_t many = add_cell(MODE_THREADS, 5), as_many = add_cell(MODE_THREADS, 4);
	size_t waiting = add_cell(MODE_PROCS, 5);

	(void)state;
	report.cells[waiting].class = CLASS_IO;
	add_rounds(many, 6, MS);
	add_rounds(as_many, 6, MS);
	add_rounds(waiting, 6, MS);
	assert_true(cell_warns(many, "OVERSUBSCRIBED"));
	assert_false(cell_warns(as_many, "OVERSUBSCRIBED"));
	assert_false(cell_warns(waiting, "OVERSUBSCRIBED"));
}

static void warning_has_texts_of_its_own(void **state)
{
	char code[] = "CODE", text[] = "text", advice[] = "advice";

	(void)state;
	assert_int_equal(warning_add(&report.warnings, &report.nr_warnings, code, text, advice), 0);
	code[0] = text[0] = advice[0] = '?';
	assert_int_equal(report.nr_warnings, 1);
	assert_string_equal(report.warnings[0].code, "CODE");
	assert_string_equal(report.warnings[0].text, "text");
	assert_string_equal(report.warnings[0].advice, "advice");
}

/* ---- Methods ---- */

static void each_method_is_a_sentence_under_a_name_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(methods_make(&report), 0);
	assert_true(report.nr_methods > 5);
	for (size_t i = 0; i < report.nr_methods; i++) {
		const char *text = report.methods[i].text;

		assert_int_equal(text[strlen(text) - 1], '.');
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(report.methods[i].name, report.methods[k].name);
	}
}

/* ---- A rate ---- */

/* Processes take twice as long as threads and as seq, as far as times say. */
static void add_three(void)
{
	add_rounds(add_cell(MODE_SEQ, 1), 12, 20 * MS);
	add_rounds(add_cell(MODE_THREADS, 2), 12, 10 * MS);
	add_rounds(add_cell(MODE_PROCS, 2), 12, 20 * MS);
}

static void rate_leaves_no_speedup_and_no_break_even(void **state)
{
	const struct result *result;

	(void)state;
	add_three();
	assert_near(result_of(1)->speedup.value, 2.0);
	made_pace(&report, 1000);
	result = result_of(1);
	assert_true(isnan(result->speedup.value) && isnan(result->speedup.ci_low));
	assert_true(isnan(result->efficiency));
	assert_true(isnan(result->break_even_ns.value));
	assert_string_equal(result->break_even_ns.reason, "a rate sets the time");
	assert_near(result->ops_per_s.median, 100000.0);
}

static void rate_leaves_no_verdict_and_asks_for_no_rounds(void **state)
{
	const struct verdict_row *row;

	(void)state;
	add_three();
	make();
	assert_int_equal(report.verdicts[0].verdict, VERDICT_THREADS);
	made_pace(&report, 1000);
	make();
	row = &report.verdicts[0];
	assert_int_equal(row->verdict, VERDICT_NONE);
	assert_true(isnan(row->ratio) && isnan(row->ci_low) && isnan(row->total_ratio));
	assert_string_equal(row->text, "no verdict: a rate sets the time, so compare latencies");
	assert_true(verdicts_goal(&report, 1, 2) <= 0);
}

/* Rate 0 is a closed loop. */
static void rate_of_zero_is_none(void **state)
{
	(void)state;
	add_three();
	made_pace(&report, 0);
	make();
	assert_int_equal(report.verdicts[0].verdict, VERDICT_THREADS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(median_is_over_the_rounds),
	TEST(each_phase_has_its_own_summary),
	TEST(warm_up_enters_no_figure),
	TEST(failed_trial_enters_no_figure),
	TEST(trials_of_other_cells_enter_no_figure),
	TEST(rate_is_ops_over_time_with_its_interval_turned_round),
	TEST(rate_leaves_no_speedup_and_no_break_even),
	TEST(rate_leaves_no_verdict_and_asks_for_no_rounds),
	TEST(rate_of_zero_is_none),
	TEST(memory_is_the_median_of_each_figure),
	TEST(memory_unknown_in_one_trial_is_unknown),
	TEST(making_again_changes_nothing),
	TEST(cell_whose_trials_were_good_is_ok),
	TEST(one_failed_trial_makes_the_cell_failed),
	TEST(failed_warm_up_makes_the_cell_failed),
	TEST(skipped_cell_keeps_its_reason),
	TEST(cell_that_failed_before_its_first_trial_stays_failed),
	TEST(cell_without_a_round_is_skipped_with_a_sentence),
	TEST(speedup_is_seq_over_this),
	TEST(efficiency_is_speedup_over_workers),
	TEST(drift_common_to_both_cancels),
	TEST(only_rounds_that_both_have_are_paired),
	TEST(round_whose_time_is_unknown_makes_no_pair),
	TEST(without_seq_there_is_no_speedup),
	TEST(seq_has_no_speedup_over_itself),
	TEST(base_has_the_same_parameters),
	TEST(seq_that_failed_throughout_gives_no_speedup),
	TEST(weak_scaling_compares_throughput),
	TEST(no_laps_are_no_latency),
	TEST(latency_is_merged_over_trials),
	TEST(latency_of_warm_up_and_failures_is_left_out),
	TEST(percentile_of_too_few_is_withheld),
	TEST(greatest_bucket_has_no_greatest_latency),
	TEST(findings_are_medians),
	TEST(findings_of_warm_up_and_failures_are_left_out),
	TEST(finding_unknown_in_one_trial_is_unknown),
	TEST(threads_when_processes_take_longer),
	TEST(procs_when_processes_take_less),
	TEST(equivalent_within_the_margin),
	TEST(margin_is_the_one_that_was_asked_for),
	TEST(no_verdict_without_a_margin),
	TEST(inconclusive_when_rounds_disagree),
	TEST(goal_grows_with_the_square_of_what_the_interval_is_too_wide),
	TEST(goal_is_a_look_where_the_rounds_decide),
	TEST(goal_of_a_time_is_where_it_is_known_to_the_margin),
	TEST(none_below_six_rounds),
	TEST(none_when_a_trial_failed),
	TEST(no_verdict_where_a_cell_was_skipped),
	TEST(counts_are_compared_with_their_like),
	TEST(other_parameters_are_not_compared),
	TEST(other_placements_are_not_compared),
	TEST(verdict_names_workload_and_parameters),
	TEST(total_and_memory_have_their_own_ratio),
	TEST(unknown_memory_has_no_ratio),
	TEST(good_result_has_no_warning),
	TEST(fewer_than_six_rounds_are_few),
	TEST(work_below_a_millisecond_is_too_short),
	TEST(short_work_beside_a_slow_mode_is_to_be_run_alone),
	TEST(interval_past_a_twentieth_is_unstable),
	TEST(start_apart_by_a_hundredth_is_skewed),
	TEST(skew_of_more_workers_than_pus_is_no_warning),
	TEST(slowest_past_five_quarters_of_the_mean_is_imbalanced),
	TEST(more_computing_workers_than_pus_are_oversubscribed),
	TEST(warning_has_texts_of_its_own),
	TEST(each_method_is_a_sentence_under_a_name_of_its_own),
};

int main(void)
{
	return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
