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
#include "machine/identity.h"
#include "measure/figure.h"
#include "measure/histogram.h"
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
	trial->start_skew_ns = trial->end_skew_ns = trial->gate_ns = trial->setup_ns = 0;
	trial->overhead_ns = MS;
	trial->usage = (struct usage){ .cpu_ns = workers * trial->work_ns };
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

static void set_text(char **text, const char *to)
{
	free(*text);
	*text = to ? strdup(to) : NULL;
}

static int set_up(void **state)
{
	(void)state;
	made_init(&report);
	report.schema_version = REPORT_SCHEMA_VERSION;
	report.complete = true;
	report.tool.version = strdup(build.version);
	report.tool.commit = *build.commit ? strdup(build.commit) : NULL;
	report.config.rounds_min = report.config.rounds_max = ROUNDS;
	report.config.stop_reason = strdup("the number of rounds was fixed");
	report.duration_ns = 1000 * MS;
	report.machine.memory_bytes = FIGURE_NONE;
	assert_int_equal(methods_make(&report), 0);
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

/* The last trial of a cell fails, and what follows is computed anew. */
static struct trial *fail_last(size_t cell)
{
	struct trial *trial = &report.trials[report.nr_trials - NR_CELLS + cell];

	trial_fail(trial, "it broke");
	trial->nr_workers = 0;
	finish();
	return trial;
}

/* Asked for in the words that the report keeps. */
static void set_scaling(const char *scaling)
{
	char word[64];

	snprintf(word, sizeof(word), "--scaling=%s", scaling);
	set_text(&report.config.scaling, scaling);
	report.config.argv = calloc(1, sizeof(*report.config.argv));
	assert_non_null(report.config.argv);
	report.config.argv[report.config.nr_argv++] = strdup(word);
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
	assert_int_equal(methods_make(&report), 0);
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
	assert_string_equal(audited(), "trials[0].ready_ns: null in a trial that is ok\n");
	set_text(&report.tool.version, "0.0.1");
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
	assert_string_equal(
		audited(), "trials[1].workers: they did not do the 1000 ops of the cell\n");
	set_text(&report.tool.version, "0.0.1");
	assert_int_equal(nr_deviations(), 1);
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].nr_workers = 0;
	assert_string_equal(audited(), "");
}

static void workers_may_do_ops_in_crews(void **state)
{
	struct trial *trial = &report.trials[1];

	(void)state;
	report.cells[THREADS].workers = report.cells[THREADS].threads = 4;
	set_text(&report.cells[THREADS].cell, "work threads:4");
	finish();
	free(trial->workers);
	trial->workers = calloc(4, sizeof(*trial->workers));
	assert_non_null(trial->workers);
	trial->nr_workers = 4;
	for (size_t w = 0; w < 4; w++)
		trial->workers[w].bound_pu = -1;
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
	set_scaling("weak");
	report.cells[SEQ].ops = OPS / 2;
	for (size_t i = 0; i < report.nr_trials; i++) {
		if (report.trials[i].cell == SEQ) {
			report.trials[i].digest = 0x77;
			report.trials[i].workers[0].ops = OPS / 2;
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
	set_text(&report.config.stop_reason, NULL);
	assert_string_equal(audited(), "");
	set_text(&report.config.stop_reason, "it was interrupted");
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

/* ---- Trials in themselves ---- */

static void the_parts_of_pss_add_up_to_it(void **state)
{
	struct memory *memory = &report.trials[2].memory;

	(void)state;
	memory->pss_bytes = 106 * 1024;
	memory->pss_anon_bytes = 50 * 1024;
	memory->pss_shmem_bytes = 30 * 1024;
	memory->pss_file_bytes = 20 * 1024;
	assert_string_equal(audited(), ""); /* a leader and two processes: 2 KiB each */
	memory->pss_bytes = 107 * 1024;
	assert_string_equal(audited(),
		"trials[2].memory.pss_bytes: 109568 in the report, 102400 by its parts\n");
	memory->pss_bytes = 99 * 1024;
	assert_int_equal(nr_deviations(), 1);
	memory->pss_shmem_bytes = FIGURE_NONE;
	assert_string_equal(audited(), "");
}

static void threads_are_one_process(void **state)
{
	struct memory *memory = &report.trials[1].memory;

	(void)state;
	memory->pss_anon_bytes = memory->pss_shmem_bytes = memory->pss_file_bytes = 4096;
	memory->pss_bytes = 3 * 4096 + 2048;
	assert_string_equal(audited(), "");
	memory->pss_bytes++;
	assert_int_equal(nr_deviations(), 1);
}

static void one_kind_of_memory_is_within_the_next(void **state)
{
	struct memory *memory = &report.trials[0].memory;

	(void)state;
	report.machine.cpu.counts.pus = 4;
	report.machine.kernel.arch = strdup("x86_64");
	*memory = (struct memory){ 2 << 20, 2 << 20, 0, 0, 9 << 20, 1 << 20, 0, 9 << 20 };
	assert_string_equal(audited(), "");
	memory->uss_bytes = 3 << 20;
	assert_string_equal(audited(), "trials[0].memory.uss_bytes: 3145728 in the report, more "
				       "than the pss_bytes of 2097152\n");
	memory->uss_bytes = 1 << 20;
	memory->peak_rss_bytes = 1 << 20; /* by more than counters hold back */
	assert_says("trials[0].memory.rss_bytes: 9437184 in the report, more than the peak_rss");
	memory->peak_rss_bytes = 8 << 20;
	assert_string_equal(audited(), "");
	memory->rss_bytes = 1 << 20;
	assert_says("trials[0].memory.pss_bytes: 2097152 in the report, more than the rss_bytes");
	memory->rss_bytes = 2 << 20;
	report.machine.memory_bytes = 1 << 20;
	assert_says("trials[0].memory.pss_bytes: 2097152 in the report, more than the machine's");
}

static void what_a_good_trial_knows_is_not_null(void **state)
{
	(void)state;
	report.trials[0].usage.faults_minor = FIGURE_NONE;
	report.trials[0].overhead_ns = FIGURE_NONE;
	assert_string_equal(audited(), "trials[0].overhead_ns: null in a trial that is ok\n"
				       "trials[0].faults_minor: null in a trial that is ok\n");
}

static void cpu_time_fits_into_the_trial_and_the_machine(void **state)
{
	struct usage *usage = &report.trials[1].usage;

	(void)state;
	report.trials[1].setup_ns = 100 * MS; /* with phases and overhead 106 ms */
	usage->cpu_ns = 2 * 105 * MS;
	assert_string_equal(audited(), "");
	usage->cpu_ns = 2 * 120 * MS;
	assert_string_equal(audited(), "trials[1].cpu_ns: 240000000 in the report, more than fits "
				       "into the trial's 106006000 ns\n");
	report.machine.cpu.counts.pus = 1;
	usage->cpu_ns = 105 * MS;
	assert_string_equal(audited(), "");
	usage->cpu_ns = 120 * MS;
	assert_int_equal(nr_deviations(), 1);
	usage->cpu_ns = 0;
	usage->cpu_user_ns = usage->cpu_sys_ns = 1000 * MS;
	usage->faults_minor = 1000 * MS;
	usage->ctx_involuntary = 1000 * MS;
	assert_int_equal(nr_deviations(), 4);
}

static void disturbance_is_within_the_trial(void **state)
{
	struct noise *noise = &report.trials[0].noise;

	(void)state;
	noise->psi_cpu_ns = 11 * MS;
	noise->canary_ns = MS;
	noise->steal_ns = 500 * MS; /* which is booked late */
	noise->frequency_khz = 5 * MS;
	assert_string_equal(audited(), "");
	noise->psi_cpu_ns = 30 * MS;
	assert_says("trials[0].noise.psi_cpu_ns: 30000000 in the report, more than fits");
	noise->canary_ns = 30 * MS;
	noise->steal_ns = 10000ul * MS;
	noise->frequency_khz = 50 * MS;
	assert_int_equal(nr_deviations(), 4);
}

static void workers_start_and_end_within_the_work(void **state)
{
	(void)state;
	report.trials[1].start_skew_ns = report.trials[1].work_ns;
	assert_string_equal(audited(), "");
	report.trials[1].end_skew_ns = report.trials[1].work_ns + 1;
	assert_string_equal(audited(),
		"trials[1].end_skew_ns: 5000001 in the report, at most 5000000 by its work\n");
	report.trials[1].end_skew_ns = 0;
	report.trials[0].start_skew_ns = 1;
	assert_says("trials[0].start_skew_ns: 1 in the report, at most 0 by its work\n");
}

static void workers_are_on_pus_that_they_may_use(void **state)
{
	struct worker_figures *workers = report.trials[1].workers;

	(void)state;
	report.machine.cpuset = strdup("4,70-71");
	report.machine.cpu.counts.usable_pus = 3;
	for (size_t i = 0; i < report.nr_trials; i++) {
		for (size_t w = 0; w < report.trials[i].nr_workers; w++)
			report.trials[i].workers[w].pu = 70;
	}
	finish();
	assert_string_equal(audited(), "");
	workers[0].pu = -1; /* the kernel would not say */
	assert_string_equal(audited(), "");
	workers[0].pu = 5;
	assert_string_equal(
		audited(), "trials[1].workers[0].pu: 5 in the report, not a PU that may be used\n");
	workers[0].pu = 70;
	workers[0].bound_pu = 70;
	assert_string_equal(audited(),
		"trials[1].workers[0].bound_pu: 70 in the report, -1 by its placement\n");
}

static void workers_are_where_their_placement_puts_them(void **state)
{
	struct worker_figures *workers = report.trials[1].workers;

	(void)state;
	report.machine.cpuset = strdup("0-3");
	set_text(&report.cells[THREADS].placement, "3");
	for (size_t i = 0; i < report.nr_trials; i++) {
		struct trial *trial = &report.trials[i];

		for (size_t w = 0; trial->cell == THREADS && w < trial->nr_workers; w++)
			trial->workers[w].pu = trial->workers[w].bound_pu = 3;
	}
	finish();
	assert_string_equal(audited(), "");
	workers[1].pu = 2;
	assert_string_equal(audited(),
		"trials[1].workers[1].pu: 2 in the report, not the PU that it was bound to\n");
	workers[1].bound_pu = 2;
	assert_string_equal(audited(), "trials[1].workers[1].bound_pu: 2 in the report, not the PU "
				       "that its placement lists\n");
	workers[1].pu = workers[1].bound_pu = -1;
	assert_says("trials[1].workers[1].bound_pu: -1 in the report, not a PU that may be used\n");
}

/* A trial of the warm-up, which enters no figure, with one lap. */
static struct lap_count *add_lap(size_t cell, uint64_t bucket, uint64_t count)
{
	struct trial *trial = &report.trials[cell];

	trial->laps = calloc(1, sizeof(*trial->laps));
	assert_non_null(trial->laps);
	trial->laps[0] = (struct lap_count){ bucket, count };
	trial->nr_laps = 1;
	return trial->laps;
}

static void latencies_are_of_ops_that_were_done(void **state)
{
	struct lap_count *lap = add_lap(SEQ, 9, OPS);

	(void)state;
	assert_says("trials[0].laps: there are some, and of the cell no latencies are taken\n");
	report.cells[SEQ].latency = strdup("service time, closed loop");
	report.cells[THREADS].latency = strdup("service time, closed loop");
	report.cells[PROCS].latency = strdup("service time, closed loop");
	report.cells[SEQ].lap_every = 1;
	assert_string_equal(audited(), "");
	lap->count = 2 * OPS;
	assert_string_equal(audited(), "trials[0].laps: more than there were ops to take one of\n");
	lap->count = 20;
	lap->bucket = histogram_bucket(MS);
	assert_string_equal(audited(), "trials[0].laps: longer together than the workers worked\n");
	lap->count = 1;
	assert_string_equal(audited(), "");
	lap->bucket = histogram_bucket(20 * MS);
	assert_says("trials[0].laps: longer than the trial's work\n");
}

/* One finding of a trial. */
static void add_finding(struct trial *trial, const char *name, uint64_t value)
{
	trial->findings = calloc(1, sizeof(*trial->findings));
	assert_non_null(trial->findings);
	trial->findings[0] = (struct finding){ strdup(name), value };
	trial->nr_findings = 1;
}

static void each_trial_of_a_cell_finds_the_same(void **state)
{
	(void)state;
	for (size_t i = SEQ; i < report.nr_trials; i += NR_CELLS)
		add_finding(&report.trials[i], "late_percent", 100);
	finish();
	assert_string_equal(audited(), "");
	report.trials[0].findings[0].value = 101;
	assert_string_equal(
		audited(), "trials[0].findings.late_percent: 101 in the report, more than 100\n");
	set_text(&report.trials[0].findings[0].name, "lost");
	assert_says("trials[3].findings: other ones than those of trials[0], of the same cell\n");
}

/* ---- Cells ---- */

static void a_cell_has_the_name_of_what_it_is(void **state)
{
	(void)state;
	set_text(&report.cells[SEQ].cell, "quicksort threads:64");
	assert_says(
		"cells[0].cell: \"quicksort threads:64\" in the report, not the name of work in "
		"mode seq, of 1 x 1\n");
	set_text(&report.cells[SEQ].cell, "work threads:1");
	assert_says("cells[0].cell: ");
	set_text(&report.cells[SEQ].cell, "wor");
	assert_says("cells[0].cell: ");
}

static void add_setting(struct cell *cell, int64_t value)
{
	cell->params = calloc(1, sizeof(*cell->params));
	assert_non_null(cell->params);
	cell->params[0] = (struct setting){ strdup("us"), value };
	cell->nr_params = 1;
}

static void a_name_leaves_out_one_value_of_a_parameter(void **state)
{
	(void)state;
	for (size_t i = SEQ; i < NR_CELLS; i++)
		add_setting(&report.cells[i], 7);
	finish();
	assert_string_equal(audited(), "");
	set_text(&report.cells[PROCS].cell, "work us=7 procs:2");
	assert_says("cells[2].cell: \"work us=7 procs:2\" in the report, whose us cells[0] names "
		    "otherwise\n");
	set_text(&report.cells[PROCS].cell, "work us=8 procs:2");
	assert_says("cells[2].cell: \"work us=8 procs:2\" in the report, not the name of work");
	report.cells[PROCS].params[0].value = 8;
	finish();
	assert_string_equal(audited(), "");
	set_text(&report.cells[PROCS].cell, "work procs:2");
	finish();
	assert_says("cells[2].cell: \"work procs:2\" in the report, whose us cells[0] names");
}

static void a_mode_has_its_shape(void **state)
{
	(void)state;
	report.cells[PROCS].procs = 1;
	report.cells[PROCS].threads = 2;
	report.cells[SEQ].twin = true;
	assert_says("cells[2].mode: \"procs\" in the report, of 1 x 2 workers\n");
	assert_says("cells[0].twin: true in the report, of seq\n");
}

static void cells_of_one_workload_are_of_one_kind(void **state)
{
	(void)state;
	report.cells[SEQ].class = CLASS_SYNC;
	set_text(&report.cells[PROCS].unit, "bogus");
	report.cells[PROCS].op_bytes = 8;
	assert_says("cells[1].class: \"cpu\" in the report, \"sync\" of cells[0]\n");
	assert_says("cells[2].unit: \"bogus\" in the report, \"op\" of cells[0]\n");
	assert_says("cells[2].op_bytes: \"8\" in the report, \"null\" of cells[0]\n");
	report.config.placement = strdup("scatter");
	assert_says("cells[0].placement: \"none\" in the report, \"scatter\" of the run\n");
}

static void the_same_work_has_the_same_ops(void **state)
{
	(void)state;
	report.cells[PROCS].ops = 2 * OPS;
	assert_says("cells[2].ops: 2000 in the report, 1000 of cells[0], of the same work under "
		    "strong scaling\n");
	set_scaling("weak");
	report.cells[PROCS].ops = 3 * OPS;
	assert_says("cells[2].ops: 3000 in the report, 1000 of cells[0], of the same work under "
		    "weak scaling\n");
}

static void latencies_under_a_rate_say_so(void **state)
{
	(void)state;
	for (size_t i = SEQ; i < NR_CELLS; i++) {
		struct cell *cell = &report.cells[i];

		add_setting(cell, 500);
		set_text(&cell->params[0].name, "rate");
		cell->latency = strdup("response time, open loop at 500/s");
	}
	finish();
	assert_string_equal(audited(), "");
	set_text(&report.cells[SEQ].latency, "response time, open loop at 5/s");
	assert_says(
		"cells[0].latency: \"response time, open loop at 5/s\" in the report, of a rate "
		"of 500\n");
}

/* ---- The run ---- */

static void what_was_asked_for_stands_in_its_words(void **state)
{
	(void)state;
	report.config.scaling = strdup("strong");
	report.config.schedule = strdup("static");
	report.config.stop_rule = strdup("fixed");
	assert_string_equal(audited(), "");
	set_text(&report.config.schedule, "dynamic");
	assert_says("config.schedule: \"dynamic\" in the report, \"static\" by config.argv\n");
	set_text(&report.config.stop_rule, "verdict");
	assert_says("config.stop_rule: \"verdict\" in the report, \"fixed\" by its rounds");
	set_text(&report.tool.version, "0.0.1");
	set_text(&report.config.stop_rule, "fixed");
	assert_string_equal(audited(), "");
}

static void a_list_of_pus_is_the_same_however_it_is_written(void **state)
{
	(void)state;
	set_scaling("strong");
	set_text(&report.config.argv[0], "--placement=0,1,2,7");
	report.config.placement = strdup("0-2,7");
	for (size_t i = SEQ; i < NR_CELLS; i++)
		set_text(&report.cells[i].placement, "0-2,7");
	for (size_t i = 0; i < report.nr_trials; i++) {
		for (size_t w = 0; w < report.trials[i].nr_workers; w++)
			report.trials[i].workers[w].pu = report.trials[i].workers[w].bound_pu =
				(int64_t)w;
	}
	finish();
	assert_string_equal(audited(), "");
	set_text(&report.config.argv[0], "--placement=0,1,7,2");
	assert_string_equal(audited(), "config.placement: \"0-2,7\" in the report, "
				       "\"0,1,7,2\" by config.argv\n");
}

static void ids_are_of_the_machine_that_is_told_of(void **state)
{
	(void)state;
	assert_int_equal(machine_identify(&report.machine), 0);
	assert_string_equal(audited(), "");
	report.machine.cpu.model = strdup("Cray-1");
	assert_says("machine.hw_id: \"");
	set_text(&report.machine.cpu.model, NULL);
	report.machine.libc = strdup("none");
	assert_says("machine.env_id: \"");
}

static void usable_pus_are_those_of_the_cpuset(void **state)
{
	(void)state;
	report.machine.cpuset = strdup("0,8-9");
	assert_string_equal(audited(), "machine.cpu.usable_pus: 4 in the report, 3 by "
				       "machine.limits.cpuset\n");
}

/* ---- Rounds ---- */

static void rounds_have_no_gap(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].round += report.trials[i].round > 2;
	assert_string_equal(audited(), "trials[9].round: 4 in the report, after one of round 2\n");
}

static void rounds_are_as_many_as_config_allows(void **state)
{
	(void)state;
	set_text(&report.config.stop_reason, "the most rounds were run");
	report.config.rounds_min = 2;
	assert_string_equal(audited(), "");
	report.config.rounds_min = report.config.rounds_max = 9;
	set_text(&report.config.stop_reason, "the number of rounds was fixed");
	assert_says("config.rounds_min: 9 in the report, and cells[0] had 6 rounds\n");
	report.config.rounds_min = report.config.rounds_max = 2;
	assert_says("config.rounds_max: 2 in the report, and cells[0] had 6 rounds\n");
}

static void a_run_that_was_broken_off_may_lack_rounds(void **state)
{
	(void)state;
	report.complete = false;
	report.config.rounds_min = report.config.rounds_max = 9;
	set_text(&report.config.stop_reason, "it was interrupted");
	assert_string_equal(audited(), "");
	report.complete = true;
	assert_says("complete: true in the report, and it was interrupted\n");
	report.complete = false;
	set_text(&report.config.stop_reason, "the budget is spent");
	assert_says("complete: false in the report, and the budget is spent\n");
}

static void cells_of_the_same_work_have_the_same_rounds(void **state)
{
	(void)state;
	report.config.rounds_min = 2;
	set_text(&report.config.stop_reason, "the most rounds were run");
	trial_release(&report.trials[--report.nr_trials]);
	finish();
	assert_string_equal(audited(), "cells[2]: had 5 rounds, and cells[0] of the same work 6\n");
}

static void assert_stops(const char *reason, bool holds)
{
	char line[160];

	set_text(&report.config.stop_reason, reason);
	snprintf(line, sizeof(line),
		"config.stop_reason: \"%s\" in the report, which does not follow from its trials\n",
		reason);
	assert_string_equal(audited(), holds ? "" : line);
}

static void why_a_run_ended_follows_from_its_trials(void **state)
{
	(void)state;
	report.config.rounds_min = 2;
	report.config.budget_ns = 1500 * MS;
	report.config.target_ci = NAN;
	assert_stops("the most rounds were run", true);
	assert_stops("the number of rounds was fixed", false);
	assert_stops("no cell is left to run", false);
	assert_stops("the target interval is met", false);
	assert_stops("I was tired", false);
	assert_stops("the budget is spent", true);
	report.config.budget_ns = 5000ul * MS;
	assert_stops("the budget is spent", false);
	report.config.rounds_max = 9;
	assert_stops("the most rounds were run", false);
	assert_stops("every verdict is settled", true);
	set_text(&report.config.stop_reason, NULL);
	assert_string_equal(audited(), "config.stop_reason: null in a run that is complete\n");
	set_text(&report.tool.version, "0.0.1");
	assert_string_equal(audited(), "");
}

static void what_is_not_settled_is_no_reason_to_end(void **state)
{
	(void)state;
	report.config.rounds_min = 2;
	report.config.rounds_max = 9;
	report.config.target_ci = NAN;
	set_text(&report.config.stop_rule, "verdict");
	finish();
	assert_stops("every verdict is settled", false);
}

static void a_run_takes_longer_than_its_trials(void **state)
{
	(void)state;
	report.duration_ns = 100 * MS;
	assert_says("duration_ns: 100000000 in the report, less than the ");
	report.duration_ns = FIGURE_NONE;
	assert_string_equal(audited(), "duration_ns: null in the report\n");
}

/* ---- What follows ---- */

static void methods_are_those_of_this_build(void **state)
{
	(void)state;
	set_text(&report.methods[0].text, "as I like");
	assert_int_equal(nr_deviations(), 1);
	assert_says("methods.");
	set_text(&report.tool.version, "0.0.1");
	assert_string_equal(audited(), "");
}

static void a_report_without_its_trials_is_one_deviation(void **state)
{
	(void)state;
	while (report.nr_trials)
		trial_release(&report.trials[--report.nr_trials]);
	assert_string_equal(audited(), "it has no trials, which show --format json leaves out: "
				       "nothing in it can be computed again\n");
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
	TEST(the_parts_of_pss_add_up_to_it),
	TEST(threads_are_one_process),
	TEST(one_kind_of_memory_is_within_the_next),
	TEST(what_a_good_trial_knows_is_not_null),
	TEST(cpu_time_fits_into_the_trial_and_the_machine),
	TEST(disturbance_is_within_the_trial),
	TEST(workers_start_and_end_within_the_work),
	TEST(workers_are_on_pus_that_they_may_use),
	TEST(workers_are_where_their_placement_puts_them),
	TEST(latencies_are_of_ops_that_were_done),
	TEST(each_trial_of_a_cell_finds_the_same),
	TEST(a_cell_has_the_name_of_what_it_is),
	TEST(a_name_leaves_out_one_value_of_a_parameter),
	TEST(a_mode_has_its_shape),
	TEST(cells_of_one_workload_are_of_one_kind),
	TEST(the_same_work_has_the_same_ops),
	TEST(latencies_under_a_rate_say_so),
	TEST(what_was_asked_for_stands_in_its_words),
	TEST(a_list_of_pus_is_the_same_however_it_is_written),
	TEST(ids_are_of_the_machine_that_is_told_of),
	TEST(usable_pus_are_those_of_the_cpuset),
	TEST(rounds_have_no_gap),
	TEST(rounds_are_as_many_as_config_allows),
	TEST(a_run_that_was_broken_off_may_lack_rounds),
	TEST(cells_of_the_same_work_have_the_same_rounds),
	TEST(why_a_run_ended_follows_from_its_trials),
	TEST(what_is_not_settled_is_no_reason_to_end),
	TEST(a_run_takes_longer_than_its_trials),
	TEST(methods_are_those_of_this_build),
	TEST(a_report_without_its_trials_is_one_deviation),
	TEST(all_deviations_are_counted),
};

int main(void)
{
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
