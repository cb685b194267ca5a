/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/build.h"
#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"
#include "report/sweeps.h"
#include "report/warnings.h"
#include "tests/unit/made.h"

#define MS 1000000u
#define OPS 1000
#define ROUNDS 6

/* ---- A report by hand: a seq, a threads and a procs cell, a warm-up and six rounds ---- */

enum { SEQ, THREADS, PROCS, NR_CELLS };

static struct report report;

static void add_trial(size_t cell, uint64_t round)
{
	struct trial *trial = made_trial(&report, cell, round);
	unsigned workers = report.cells[cell].workers;

	trial->digest = 0x1234;
	trial->spawn_ns = 1000;
	trial->ready_ns = 2000;
	trial->reap_ns = 3000;
	trial->work_ns = (10 * MS + round * 1000) / workers;
	trial->total_ns = trial->work_ns + 6000;
	trial->start_skew_ns = 0;
	trial->workers = calloc(workers, sizeof(*trial->workers));
	assert_non_null(trial->workers);
	trial->nr_workers = workers;
	for (unsigned w = 0; w < workers; w++)
		trial->workers[w] = (struct worker_figures){ trial->work_ns, OPS / workers, 0, -1 };
}

/* Computes what follows from the trials, as a run does in its end. */
static void finish(void)
{
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(verdicts_make(&report), 0);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(run_warnings(&report), 0);
}

static int set_up(void **state)
{
	(void)state;
	made_init(&report);
	report.schema_version = REPORT_SCHEMA_VERSION;
	report.complete = true;
	report.tool.version = strdup(build.version);
	report.tool.commit = *build.commit ? strdup(build.commit) : NULL;
	for (enum mode mode = MODE_SEQ; mode <= MODE_PROCS; mode++)
		made_cell(&report, "work", mode, mode == MODE_SEQ ? 1 : 2);
	for (uint64_t round = 0; round <= ROUNDS; round++) {
		for (size_t cell = 0; cell < NR_CELLS; cell++)
			add_trial(cell, round);
	}
	finish();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	report_release(&report);
	return 0;
}

/* What the audit says, line by line. */
static const char *audited(void)
{
	static char lines[AUDIT_TOLD * 256];
	struct audit audit;

	lines[0] = '\0';
	assert_int_equal(audit_make(&report, &audit), 0);
	for (size_t i = 0; i < audit.nr && i < AUDIT_TOLD; i++) {
		size_t used = strlen(lines);

		snprintf(lines + used, sizeof(lines) - used, "%s\n", audit.lines[i]);
	}
	audit_release(&audit);
	return lines;
}

static size_t nr_deviations(void)
{
	struct audit audit;
	size_t nr;

	assert_int_equal(audit_make(&report, &audit), 0);
	nr = audit.nr;
	audit_release(&audit);
	return nr;
}

static void assert_says(const char *line)
{
	const char *lines = audited();

	if (!strstr(lines, line))
		fail_msg("no \"%s\" in \"%s\"", line, lines);
}

static void set_text(char **text, const char *to)
{
	free(*text);
	*text = to ? strdup(to) : NULL;
}

/* The last trial of a cell fails, and what follows is computed anew. */
static struct trial *fail_last(size_t cell)
{
	struct trial *trial = &report.trials[report.nr_trials - NR_CELLS + cell];

	trial_fail(trial, "it broke");
	trial->nr_workers = 0;
	finish();
	return trial;
}

/* ---- Tests ---- */

static void a_report_agrees_with_itself(void **state)
{
	(void)state;
	assert_string_equal(audited(), "");
	assert_int_equal(report.nr_verdicts, 1);
	assert_int_equal(report.results[THREADS].work_ns.n, ROUNDS);
}

static void an_empty_report_agrees(void **state)
{
	(void)state;
	report_release(&report);
	report.tool.version = strdup(build.version);
	report.config.margin = 0.03;
	report.machine.effective_cpus = report.machine.limits.cpu_quota = NAN;
	assert_string_equal(audited(), "");
}

static void the_audit_leaves_the_report_as_it_is(void **state)
{
	struct result *results = report.results;
	char *text = report.verdicts[0].text;

	(void)state;
	report.results[SEQ].work_ns.median = 5;
	audited();
	assert_ptr_equal(report.results, results);
	assert_ptr_equal(report.verdicts[0].text, text);
	assert_true(report.results[SEQ].work_ns.median == 5);
}

static void a_figure_of_a_result_follows_from_its_trials(void **state)
{
	(void)state;
	report.results[SEQ].work_ns.median = 5;
	assert_string_equal(audited(),
		"results[0].work_ns.median: 5 in the report, 10003500 from its trials\n");
	report.results[SEQ].work_ns.median = NAN;
	assert_string_equal(audited(),
		"results[0].work_ns.median: null in the report, 10003500 from its trials\n");
}

static void a_verdict_follows_from_its_trials(void **state)
{
	(void)state;
	report.verdicts[0].verdict = VERDICT_THREADS;
	assert_string_equal(audited(),
		"verdicts[0].verdict: \"threads\" in the report, \"equivalent\" from its trials\n");
}

static void a_changed_trial_shows_in_what_follows(void **state)
{
	struct trial *trial = &report.trials[report.nr_trials - 1];

	(void)state;
	trial->work_ns *= 2;
	trial->total_ns = trial->work_ns + 6000;
	assert_says("results[2].work_ns.max: ");
	assert_says("verdicts[0].ci_high: ");
}

static void phases_add_up(void **state)
{
	(void)state;
	report.trials[0].total_ns++;
	assert_string_equal(
		audited(), "trials[0].total_ns: 10006001 in the report, 10006000 by its phases\n");
	report.trials[0].total_ns = FIGURE_NONE;
	assert_string_equal(
		audited(), "trials[0].total_ns: null in the report, 10006000 by its phases\n");
}

static void a_phase_that_is_unknown_has_no_sum(void **state)
{
	(void)state;
	report.trials[0].ready_ns = FIGURE_NONE;
	assert_string_equal(audited(), "");
}

static void a_good_trial_has_a_time(void **state)
{
	(void)state;
	report.trials[0].work_ns = report.trials[0].total_ns = FIGURE_NONE;
	assert_string_equal(audited(), "trials[0].work_ns: null in a trial that is ok\n");
}

static void a_worker_works_within_its_trial(void **state)
{
	(void)state;
	report.trials[1].workers[1].work_ns = report.trials[1].work_ns + 1;
	assert_string_equal(audited(), "trials[1].workers[1].work_ns: 5000001 in the report, more "
				       "than the trial's 5000000\n");
}

static void workers_share_the_ops_or_do_all_of_them(void **state)
{
	(void)state;
	report.trials[1].workers[0].ops = 100;
	report.trials[1].workers[1].ops = 900;
	assert_string_equal(audited(), "");
	report.trials[1].workers[0].ops = report.trials[1].workers[1].ops = OPS;
	assert_string_equal(audited(), "");
	report.trials[1].workers[0].ops = OPS - 1;
	assert_string_equal(
		audited(), "trials[1].workers: they did not do the 1000 ops of the cell\n");
	report.trials[1].nr_workers = 0;
	assert_string_equal(audited(), "");
}

static void workers_may_do_ops_in_crews(void **state)
{
	struct trial *trial = &report.trials[1];

	(void)state;
	report.cells[THREADS].workers = report.cells[THREADS].threads = 4;
	finish();
	free(trial->workers);
	trial->workers = calloc(4, sizeof(*trial->workers));
	assert_non_null(trial->workers);
	trial->nr_workers = 4;
	trial->workers[0].ops = trial->workers[1].ops = 501;
	trial->workers[2].ops = trial->workers[3].ops = 499;
	assert_string_equal(audited(), "");
	trial->workers[1].ops = 499;
	trial->workers[2].ops = 501;
	assert_int_equal(nr_deviations(), 1);
	assert_says("trials[1].workers: they did not do the 1000 ops of the cell\n");
}

static void one_work_has_one_digest(void **state)
{
	(void)state;
	report.trials[2].digest = 0x77;
	assert_string_equal(
		audited(), "trials[2].digest: not that of trials[0], of the same work\n");
}

static void other_ops_have_digests_of_their_own(void **state)
{
	(void)state;
	report.cells[PROCS].ops = 2 * OPS;
	for (size_t i = 0; i < report.nr_trials; i++) {
		if (report.trials[i].cell == PROCS) {
			report.trials[i].digest = 0x77;
			report.trials[i].workers[0].ops = report.trials[i].workers[1].ops = OPS;
		}
	}
	finish();
	assert_string_equal(audited(), "");
}

static void trials_stand_in_their_order(void **state)
{
	(void)state;
	report.trials[4].trial = 7;
	assert_string_equal(audited(), "trials[4].trial: 7 in the report, 4 by its place\n");
	report.trials[4].trial = 4;
	report.trials[0].warmup = false;
	assert_says("trials[0].warmup: false in the report, of round 0\n");
	report.trials[0].warmup = true;
	report.trials[5].round = 3;
	assert_says("trials[6].round: 2 in the report, after one of round 3\n");
	report.trials[5].round = 1;
	report.trials[4].cell = PROCS;
	assert_says("trials[5].cell: 2 twice in round 1\n");
}

static void a_failed_trial_has_a_reason_and_no_figures(void **state)
{
	struct trial *trial = fail_last(THREADS);

	(void)state;
	assert_int_equal(report.results[THREADS].status, STATUS_FAILED);
	assert_string_equal(audited(), "");
	trial->work_ns = 5;
	assert_string_equal(audited(), "trials[19]: has figures, and is not ok\n");
	trial->work_ns = FIGURE_NONE;
	set_text(&trial->reason, NULL);
	assert_says("trials[19].reason: null in a trial that is not ok\n");
}

static void a_failure_is_told_by_the_result(void **state)
{
	(void)state;
	fail_last(THREADS);
	report.results[THREADS].status = STATUS_OK;
	set_text(&report.results[THREADS].reason, NULL);
	assert_says("results[1].status: \"ok\" in the report, \"failed\" from its trials\n");
	assert_says("results[1].reason: null in the report, \"it broke\" from its trials\n");
}

static void a_failure_has_the_reason_of_one_of_its_trials(void **state)
{
	(void)state;
	fail_last(THREADS);
	set_text(&report.results[THREADS].reason, "calibration failed: it broke");
	assert_string_equal(audited(), "");
	set_text(&report.results[THREADS].reason, "bad luck");
	assert_string_equal(audited(), "results[1].reason: that of none of its trials\n");
}

static void a_failure_without_a_trial_failing_is_none(void **state)
{
	(void)state;
	report.results[SEQ].status = STATUS_FAILED;
	set_text(&report.results[SEQ].reason, "bad luck");
	assert_says("results[0].reason: that of none of its trials\n");
}

static void why_a_cell_was_skipped_is_believed(void **state)
{
	struct cell *cell = &report.cells[PROCS];
	size_t kept = 0;

	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++) {
		if (report.trials[i].cell == PROCS) {
			trial_release(&report.trials[i]);
			continue;
		}
		report.trials[kept] = report.trials[i];
		report.trials[kept].trial = kept;
		kept++;
	}
	report.nr_trials = kept;
	cell->ops = 0;
	report.results[PROCS].status = STATUS_SKIPPED;
	set_text(&report.results[PROCS].reason, "it takes three");
	finish();
	assert_string_equal(audited(), "");
	assert_int_equal(report.nr_verdicts, 0);
	assert_string_equal(report.results[PROCS].reason, "it takes three");
	report.results[PROCS].work_ns.median = 5;
	assert_says("results[2].work_ns.median: 5 in the report, null from its trials\n");
}

static void of_another_build_sentences_may_differ_and_figures_may_not(void **state)
{
	(void)state;
	set_text(&report.tool.version, "0.0.1");
	set_text(&report.verdicts[0].text, "other words");
	assert_string_equal(audited(), "");
	report.verdicts[0].ratio *= 1.001;
	assert_int_equal(nr_deviations(), 1);
	assert_says("verdicts[0].ratio: ");
}

static void of_this_build_sentences_may_not_differ(void **state)
{
	(void)state;
	set_text(&report.verdicts[0].text, "other words");
	assert_int_equal(nr_deviations(), 1);
	set_text(&report.tool.commit, "0");
	assert_int_equal(nr_deviations(), 0);
}

static void warnings_of_the_run_come_at_its_end(void **state)
{
	(void)state;
	report.tool.dirty = true;
	assert_says("warnings: a list of 0 in the report, a list of 1 from its trials\n");
	report.complete = false;
	assert_string_equal(audited(), "");
	report.config.stop_reason = strdup("it was interrupted");
	assert_says("warnings: a list of 0 in the report, a list of 1 from its trials\n");
}

static void without_a_margin_nothing_is_computed(void **state)
{
	(void)state;
	report.config.margin = NAN;
	assert_string_equal(audited(), "config.margin: not a number of 0 or more\n");
	report.config.margin = -0.03;
	assert_string_equal(audited(), "config.margin: not a number of 0 or more\n");
}

static void all_deviations_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].trial = 99;
	assert_int_equal(nr_deviations(), report.nr_trials);
	assert_true(report.nr_trials > AUDIT_TOLD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(a_report_agrees_with_itself),
	TEST(an_empty_report_agrees),
	TEST(the_audit_leaves_the_report_as_it_is),
	TEST(a_figure_of_a_result_follows_from_its_trials),
	TEST(a_verdict_follows_from_its_trials),
	TEST(a_changed_trial_shows_in_what_follows),
	TEST(phases_add_up),
	TEST(a_phase_that_is_unknown_has_no_sum),
	TEST(a_good_trial_has_a_time),
	TEST(a_worker_works_within_its_trial),
	TEST(workers_share_the_ops_or_do_all_of_them),
	TEST(workers_may_do_ops_in_crews),
	TEST(one_work_has_one_digest),
	TEST(other_ops_have_digests_of_their_own),
	TEST(trials_stand_in_their_order),
	TEST(a_failed_trial_has_a_reason_and_no_figures),
	TEST(a_failure_is_told_by_the_result),
	TEST(a_failure_has_the_reason_of_one_of_its_trials),
	TEST(a_failure_without_a_trial_failing_is_none),
	TEST(why_a_cell_was_skipped_is_believed),
	TEST(of_another_build_sentences_may_differ_and_figures_may_not),
	TEST(of_this_build_sentences_may_not_differ),
	TEST(warnings_of_the_run_come_at_its_end),
	TEST(without_a_margin_nothing_is_computed),
	TEST(all_deviations_are_counted),
};

int main(void)
{
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
