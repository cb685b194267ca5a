/* SPDX-License-Identifier: MIT */
#include "advice/advice.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/counsel.h"
#include "measure/figure.h"
#include "report/file.h"
#include "report/hybrids.h"
#include "report/json.h"
#include "report/results.h"
#include "report/sweeps.h"
#include "tests/unit/made.h"

#define MIB ((uint64_t)1 << 20)

/* Of the phases around the work of every trial, unless a test sets them. */
#define SPAWN_NS 100000u

/* ---- A report from trials: results and verdicts are computed, as run does it ---- */

static struct report report;
static struct advice advice;

static int set_up(void **state)
{
	(void)state;
	made_init(&report);
	memset(&advice, 0, sizeof(advice));
	report.complete = true;
	report.started = made_text("2026-01-01T00:00:00Z");
	report.config.target_ci = NAN;
	report.config.budget_ns = FIGURE_NONE;
	report.config.stop_rule = made_text("fixed");
	report.machine.cpu.counts.usable_pus = 16;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	advice_release(&advice);
	report_release(&report);
	return 0;
}

static size_t add_cell(
	const char *workload, enum workload_class class, enum mode mode, unsigned workers)
{
	size_t cell = made_cell(&report, workload, mode, workers);

	report.cells[cell].class = class;
	return cell;
}

static struct trial *add_trial(size_t cell, uint64_t round, double work_ns)
{
	struct trial *trial = made_trial(&report, cell, round);
	bool creates = report.cells[cell].mode != MODE_SEQ;

	trial->work_ns = (uint64_t)llround(work_ns);
	trial->spawn_ns = creates ? SPAWN_NS : 0;
	trial->ready_ns = trial->reap_ns = 0;
	trial->total_ns = trial->work_ns + trial->spawn_ns;
	trial->memory.pss_bytes = MIB * (report.cells[cell].mode == MODE_PROCS ? 3 : 2);
	return trial;
}

/* So many rounds, all of the same time but the first, which is apart times as long, and the second,
 * which is as many times shorter: with 6 rounds these are the ends of the interval. */
static void add_rounds(size_t cell, unsigned rounds, double work_ns, double apart)
{
	for (unsigned round = 1; round <= rounds; round++)
		add_trial(cell, round,
			round == 1   ? work_ns * apart
			: round == 2 ? work_ns / apart
				     : work_ns);
}

/* A cell of six rounds. */
static size_t add_six(const char *workload, enum workload_class class, enum mode mode,
	unsigned workers, double work_ns)
{
	size_t cell = add_cell(workload, class, mode, workers);

	add_rounds(cell, 6, work_ns, 1);
	return cell;
}

/* Threads and processes of two workers, and a seq cell that takes 1.9 times as long as threads. */
static void add_pair(const char *workload, enum workload_class class, double ratio, double apart)
{
	add_six(workload, class, MODE_SEQ, 1, 19e6);
	add_six(workload, class, MODE_THREADS, 2, 10e6);
	add_rounds(add_cell(workload, class, MODE_PROCS, 2), 6, 10e6 * ratio, apart);
}

static const struct advice_row *advise(void)
{
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(verdicts_make(&report), 0);
	assert_int_equal(hybrids_make(&report), 0);
	assert_int_equal(sweeps_make(&report), 0);
	advice_release(&advice);
	assert_int_equal(advice_make(&report, NULL, &advice), 0);
	return advice.rows;
}

static void assert_choice(const struct advice_row *row, enum choice choice)
{
	assert_string_equal(choice_words(row->choice), choice_words(choice));
}

static void assert_says(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text ? text : "(nothing)");
}

static char *printed(enum sheet_format format)
{
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	assert_int_equal(counsel_print(&(struct sheet){ out, format }, &report, &advice), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* ---- The choice ---- */

static void faster_mode_is_the_choice(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	add_pair("b", CLASS_CPU, 0.8, 1);
	add_pair("c", CLASS_CPU, 1.01, 1);
	assert_choice(&advise()[0], CHOICE_THREADS);
	assert_says(advice.rows[0].reason, "threads: processes take 1.200 times as long");
	assert_choice(&advice.rows[1], CHOICE_PROCS);
	assert_choice(&advice.rows[2], CHOICE_EITHER);
	assert_says(advice.rows[2].reason, "no difference past 3 %");
}

/* The interval reaches a factor of 1.2 to either side, and may reach one of 1.03. */
static void wide_interval_needs_rounds_by_the_square_of_its_width(void **state)
{
	const double need = log(1.2) / log(1.03);

	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.2);
	assert_choice(advise(), CHOICE_OPEN);
	assert_int_equal(advice.rows[0].rounds, 6);
	assert_int_equal(advice.rows[0].rounds_needed, (uint64_t)ceil(6 * need * need) - 6);
	assert_int_equal(advice.rows[0].rounds_needed, 223);
	assert_says(advice.rows[0].reason, "about 223 more rounds");
	assert_string_equal(advice.command, "parallax run -w a --rounds 229");
}

/* A factor of 1.7 each way takes a good 1900 rounds. */
static void choice_beyond_the_most_rounds_is_not_to_be_run(void **state)
{
	char *text;

	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.7);
	assert_choice(advise(), CHOICE_OPEN);
	assert_true(advice.rows[0].rounds_needed > 1024);
	assert_null(advice.command);
	assert_says(advice.beyond, "In 1 of 1 (a) no run is likely to tell");
	assert_says(advice.rows[0].reason, "more than 1024 rounds, the most of --rigorous");
	text = printed(SHEET_TABLE);
	assert_null(strstr(text, "cannot tell +1"));
	assert_null(strstr(text, "To tell more"));
	free(text);
	add_pair("b", CLASS_CPU, 1, 1.2);
	advise();
	assert_string_equal(advice.command, "parallax run -w b --rounds 229");
	assert_says(advice.beyond, "In 1 of 2 (a)");
}

static void command_of_all_workloads_asks_for_no_count_of_rounds(void **state)
{
	(void)state;
	for (char name[] = "a"; name[0] <= 'g'; name[0]++)
		add_pair(name, CLASS_CPU, 1, 1.2);
	advise();
	assert_string_equal(advice.command, "parallax run --rigorous");
}

static void choice_within_the_most_rounds_is_not_beyond(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.4);
	advise();
	assert_true(advice.rows[0].rounds + advice.rows[0].rounds_needed <= 1024);
	assert_null(advice.beyond);
	assert_non_null(advice.command);
}

static void narrower_interval_needs_fewer_rounds(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.05);
	add_pair("b", CLASS_CPU, 1, 1.1);
	advise();
	assert_int_equal(advice.rows[0].rounds_needed, 11);
	assert_int_equal(advice.rows[1].rounds_needed, 57);
}

/* What a run looked for does not matter: it is a verdict that is open. */
static void target_interval_asks_for_no_rounds(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.05);
	report.config.target_ci = 0.0001;
	advise();
	assert_int_equal(advice.rows[0].rounds_needed, 11);
}

static void rounds_of_a_sequential_rule_end_at_a_look(void **state)
{
	(void)state;
	free(report.config.stop_rule);
	report.config.stop_rule = strdup("verdict");
	add_rounds(add_cell("a", CLASS_CPU, MODE_THREADS, 2), 8, 10e6, 1);
	add_rounds(add_cell("a", CLASS_CPU, MODE_PROCS, 2), 8, 10e6, 1.05);
	assert_choice(advise(), CHOICE_OPEN);
	/* 8 * (log 1.05 / log 1.03) ^ 2 is 21.8; the looks are at 16, 23. */
	assert_int_equal(advice.rows[0].rounds_needed, 23 - 8);
}

static void too_few_rounds_leave_it_open(void **state)
{
	(void)state;
	add_rounds(add_cell("a", CLASS_CPU, MODE_THREADS, 2), 4, 10e6, 1);
	add_rounds(add_cell("a", CLASS_CPU, MODE_PROCS, 2), 4, 20e6, 1);
	assert_choice(advise(), CHOICE_OPEN);
	assert_true(isnan(advice.rows[0].ci_low));
	assert_int_equal(advice.rows[0].rounds_needed, 2);
	assert_says(advice.rows[0].reason, "at least 2 more rounds");
}

static void failed_trial_leaves_no_choice_and_no_figure(void **state)
{
	struct trial *trial;

	(void)state;
	add_pair("a", CLASS_CPU, 1.5, 1);
	trial = add_trial(2, 7, 10e6);
	trial->status = STATUS_FAILED;
	trial->reason = strdup("it fell over");
	assert_choice(advise(), CHOICE_NONE);
	assert_string_equal(advice.rows[0].reason, "a trial of processes failed: it fell over");
	assert_true(isnan(advice.rows[0].ratio));
	assert_true(advice.rows[0].procs.pss_bytes == FIGURE_NONE);
	assert_int_equal(advice.classes[0].nr_choices[CHOICE_NONE], 1);
}

static void no_faster_than_one_worker_is_sequential(void **state)
{
	(void)state;
	add_six("a", CLASS_SYNC, MODE_SEQ, 1, 10e6);
	/* By 2 %, which is within the margin. */
	add_six("a", CLASS_SYNC, MODE_THREADS, 2, 9.8e6);
	add_six("a", CLASS_SYNC, MODE_PROCS, 2, 40e6);
	/* One worker is no team, whatever it does. */
	add_six("a", CLASS_SYNC, MODE_THREADS, 1, 5e6);
	assert_choice(advise(), CHOICE_SEQ);
	assert_says(advice.rows[0].reason, "2 workers are no faster than one");
	assert_says(advice.rows[0].reason, "where there must be workers, threads");
}

static void speedup_that_may_pass_the_margin_is_not_sequential(void **state)
{
	(void)state;
	add_six("a", CLASS_SYNC, MODE_SEQ, 1, 10e6);
	add_rounds(add_cell("a", CLASS_SYNC, MODE_THREADS, 2), 6, 10e6, 1.04);
	add_six("a", CLASS_SYNC, MODE_PROCS, 2, 40e6);
	assert_choice(advise(), CHOICE_THREADS);
}

static void one_count_that_is_faster_is_enough_against_seq(void **state)
{
	(void)state;
	add_six("a", CLASS_CPU, MODE_SEQ, 1, 10e6);
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 20e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 2, 20e6);
	add_six("a", CLASS_CPU, MODE_THREADS, 4, 5e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 4, 5e6);
	assert_choice(advise(), CHOICE_EITHER);
	assert_int_equal(advice.rows[0].workers, 4);
}

/* There the op is the message, or the new worker. */
static void messages_and_creation_are_never_sequential(void **state)
{
	static const enum workload_class classes[] = { CLASS_IPC, CLASS_SPAWN };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const char *name = i ? "b" : "a";

		add_six(name, classes[i], MODE_SEQ, 1, 1e6);
		add_six(name, classes[i], MODE_THREADS, 2, 10e6);
		add_six(name, classes[i], MODE_PROCS, 2, 20e6);
	}
	assert_choice(&advise()[0], CHOICE_THREADS);
	assert_choice(&advice.rows[1], CHOICE_THREADS);
}

static void time_that_a_rate_sets_gives_no_choice(void **state)
{
	(void)state;
	add_pair("a", CLASS_IO, 1.5, 1);
	for (size_t i = 0; i < report.nr_cells; i++) {
		report.cells[i].params = calloc(1, sizeof(*report.cells[i].params));
		assert_non_null(report.cells[i].params);
		report.cells[i].params[0] = (struct setting){ strdup("rate"), 500 };
		report.cells[i].nr_params = 1;
	}
	assert_choice(advise(), CHOICE_NONE);
	assert_says(advice.rows[0].reason, "a rate sets its time");
}

/* ---- Without a pair ---- */

static void report_without_pairs_says_what_to_run(void **state)
{
	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	add_six("b", CLASS_IPC, MODE_SEQ, 1, 10e6);
	assert_choice(advise(), CHOICE_NONE);
	assert_string_equal(advice.rows[0].reason, "processes were not measured");
	assert_string_equal(advice.rows[1].reason, "neither threads nor processes were measured");
	assert_string_equal(advice.command, "parallax run -w a -w b");
	assert_true(advice.rows[0].n == FIGURE_NONE);
}

static void empty_report_says_what_to_run(void **state)
{
	(void)state;
	advise();
	assert_int_equal(advice.nr_rows, 0);
	assert_string_equal(advice.summary, "Nothing was measured.");
	assert_string_equal(advice.command, "parallax run");
}

static void skipped_mode_is_no_pair_and_nothing_to_run(void **state)
{
	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	add_cell("a", CLASS_CPU, MODE_PROCS, 2);
	report.results = calloc(2, sizeof(*report.results));
	report.nr_results = 2;
	report.results[1].status = STATUS_SKIPPED;
	report.results[1].reason = strdup("no room");
	assert_choice(advise(), CHOICE_NONE);
	assert_string_equal(advice.rows[0].reason, "processes were skipped: no room");
	assert_null(advice.command);
}

static void threads_against_themselves_are_no_pair(void **state)
{
	size_t twin;

	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	twin = add_six("a", CLASS_CPU, MODE_THREADS, 2, 20e6);
	report.cells[twin].twin = true;
	assert_choice(advise(), CHOICE_NONE);
	assert_int_equal(report.nr_verdicts, 1);
	assert_says(advice.rows[0].reason, "against themselves");
}

static void ask(const char *const *words, size_t nr)
{
	report.config.argv = calloc(nr, sizeof(*report.config.argv));
	for (size_t i = 0; i < nr; i++)
		report.config.argv[report.config.nr_argv++] = strdup(words[i]);
}

/* At another margin, or of other work, more rounds would answer another question. */
static void command_asks_the_question_that_is_open(void **state)
{
	static const char *const words[] = { "run", "--scaling=weak", "--label=x", "--margin=0.5%",
		"--set=a.size_kib=64", "--placement=0,2-3", "--set=b.mib=1", "--schedule=$(reboot)",
		"--workers=2" };

	(void)state;
	ask(words, 9);
	add_pair("a", CLASS_CPU, 1, 1.2);
	advise();
	assert_string_equal(advice.command,
		"parallax run -w a --scaling=weak --margin=0.5% --set=a.size_kib=64 "
		"--placement=0,2-3 -n 2 --rounds 229");
}

/* A person may paste the command into a shell. */
static void command_repeats_no_name_that_a_shell_would_run(void **state)
{
	(void)state;
	add_six("a;reboot", CLASS_CPU, MODE_THREADS, 2, 10e6);
	advise();
	assert_string_equal(advice.command, "parallax run");
}

/* ---- What it rests on ---- */

static void pair_is_that_of_the_most_throughput(void **state)
{
	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 2, 20e6);
	add_six("a", CLASS_CPU, MODE_THREADS, 4, 8e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 4, 4e6);
	assert_choice(advise(), CHOICE_PROCS);
	assert_int_equal(advice.nr_rows, 1);
	assert_int_equal(advice.rows[0].workers, 4);
	assert_string_equal(
		advice.rows[0].other_counts, "at 2 workers threads (2.000 [2.000, 2.000])");
}

static void one_worker_does_not_stand_for_a_team(void **state)
{
	struct trial *trial;
	size_t cell;

	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 1, 10e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 1, 20e6);
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	cell = add_six("a", CLASS_CPU, MODE_PROCS, 2, 20e6);
	trial = add_trial(cell, 7, 1);
	trial->status = STATUS_FAILED;
	trial->reason = strdup("it fell over");
	assert_choice(advise(), CHOICE_NONE);
	assert_int_equal(advice.rows[0].workers, 2);
}

static void failure_at_another_count_is_told(void **state)
{
	size_t cell;

	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	add_six("a", CLASS_CPU, MODE_THREADS, 4, 1e6);
	cell = add_six("a", CLASS_CPU, MODE_PROCS, 4, 1e6);
	add_trial(cell, 7, 1)->status = STATUS_FAILED;
	assert_choice(advise(), CHOICE_THREADS);
	assert_string_equal(advice.rows[0].other_counts, "at 4 workers a trial failed");
}

static void same_verdict_at_another_count_is_not_told(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	add_six("a", CLASS_CPU, MODE_THREADS, 4, 5e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 4, 7e6);
	assert_choice(advise(), CHOICE_THREADS);
	assert_null(advice.rows[0].other_counts);
}

static void creation_may_turn_the_choice_round(void **state)
{
	char *text;

	(void)state;
	add_pair("a", CLASS_CPU, 0.9, 1);
	for (size_t i = 0; i < report.nr_trials; i++) {
		if (report.cells[report.trials[i].cell].mode == MODE_PROCS)
			report.trials[i].total_ns += 4000000;
	}
	assert_choice(advise(), CHOICE_PROCS);
	assert_int_equal(advice.rows[0].total_verdict, VERDICT_THREADS);
	assert_true(advice.rows[0].total_ci_low > 1.03);
	text = printed(SHEET_TABLE);
	assert_says(text, "a: processes while workers live on, threads where they are created");
	free(text);
}

static void evidence_of_both_modes_is_there(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	advise();
	assert_int_equal(advice.rows[0].threads.pss_bytes, 2 * MIB);
	assert_int_equal(advice.rows[0].procs.pss_bytes, 3 * MIB);
	assert_true(fabs(advice.rows[0].threads.creation_ns - SPAWN_NS) < 1);
	assert_true(fabs(advice.rows[0].threads.speedup - 1.9) < 1e-9);
	/* C / (1 - 1 / s) */
	assert_true(fabs(advice.rows[0].threads.break_even.value - SPAWN_NS / (1 - 1 / 1.9)) < 1);
	assert_null(advice.rows[0].threads.break_even.reason);
}

static void break_even_that_is_unknown_has_its_reason(void **state)
{
	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 2, 10e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 2, 20e6);
	advise();
	assert_true(isnan(advice.rows[0].threads.break_even.value));
	assert_string_equal(
		advice.rows[0].threads.break_even.reason, "there is no seq cell to compare with");
}

/* ---- How many workers ---- */

static void fewest_workers_that_may_do_as_much_are_enough(void **state)
{
	const struct headcount *threads;
	size_t cell;

	(void)state;
	add_six("a", CLASS_CPU, MODE_THREADS, 1, 40e6);
	cell = add_cell("a", CLASS_CPU, MODE_THREADS, 2);
	add_rounds(cell, 6, 10.1e6, 1.25);
	add_six("a", CLASS_CPU, MODE_THREADS, 4, 10e6);
	add_six("a", CLASS_CPU, MODE_THREADS, 8, 12e6);
	advise();
	threads = &advice.rows[0].threads.headcount;
	assert_int_equal(threads->most, 4);
	assert_int_equal(threads->enough, 2);
	assert_true(fabs(threads->enough_loss - (1 - 1 / (1.01 * 1.25))) < 1e-6);
	assert_int_equal(advice.rows[0].nr_tried, 4);
	assert_int_equal(advice.rows[0].tried[3], 8);
	assert_true(advice.rows[0].procs.headcount.most == FIGURE_NONE);
	assert_null(advice.untried);
}

static void fewer_workers_that_do_less_are_not_enough(void **state)
{
	size_t twin;

	(void)state;
	add_six("a", CLASS_CPU, MODE_PROCS, 2, 10.1e6);
	add_six("a", CLASS_CPU, MODE_PROCS, 4, 10e6);
	twin = add_six("a", CLASS_CPU, MODE_PROCS, 8, 1e6);
	report.cells[twin].twin = true;
	advise();
	assert_int_equal(advice.rows[0].procs.headcount.most, 4);
	assert_int_equal(advice.rows[0].procs.headcount.enough, 4);
	assert_true(advice.rows[0].procs.headcount.enough_loss < 1e-9);
}

static void too_few_rounds_do_not_say_which_count_is_enough(void **state)
{
	(void)state;
	add_rounds(add_cell("a", CLASS_CPU, MODE_PROCS, 2), 5, 20e6, 1);
	add_rounds(add_cell("a", CLASS_CPU, MODE_PROCS, 4), 5, 10e6, 1);
	advise();
	assert_int_equal(advice.rows[0].procs.headcount.most, 4);
	assert_true(advice.rows[0].procs.headcount.enough == FIGURE_NONE);
	assert_true(isnan(advice.rows[0].procs.headcount.enough_loss));
}

static void single_count_is_said_to_be_the_only_one(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	advise();
	assert_true(advice.rows[0].threads.headcount.most == FIGURE_NONE);
	assert_string_equal(advice.untried,
		"Only one worker count was tried (2) in 1 of 1. To find the best: parallax run -w a "
		"-n 2..max");
}

/* Of two CPUs there are no more counts than two, but for those who wait. */
static void counts_to_try_are_those_that_make_sense(void **state)
{
	(void)state;
	add_pair("a", CLASS_IPC, 1.2, 1);
	report.machine.cpu.counts.usable_pus = 2;
	advise();
	assert_null(advice.untried);
	add_six("b", CLASS_IO, MODE_THREADS, 8, 10e6);
	advise();
	assert_string_equal(advice.untried,
		"Only one worker count was tried (8) in 1 of 2. To find the best: parallax run -w b "
		"-n 2,8,32");
	report.machine.cpu.counts.usable_pus = 8;
	advise();
	assert_string_equal(advice.untried,
		"Only one worker count was tried (2 to 8) in 2 of 2. To find the best: parallax run "
		"-w b -n 2,8,32, and parallax run -w a -n 2..max");
	made_pace(&report, 1000);
	advise();
	assert_null(advice.untried);
}

/* ---- Classes ---- */

static void class_is_told_by_what_most_of_it_does_and_who_does_not(void **state)
{
	(void)state;
	add_pair("a", CLASS_MEMORY, 1, 1);
	add_pair("b", CLASS_CPU, 1, 1);
	add_pair("c", CLASS_CPU, 0.5, 1);
	add_pair("d", CLASS_CPU, 1.01, 1);
	advise();
	assert_int_equal(advice.nr_classes, 2);
	assert_int_equal(advice.classes[0].class, CLASS_CPU);
	assert_string_equal(advice.classes[0].sentences[0],
		"No difference past 3 % in 2 of 3; processes in 1 (c).");
	assert_string_equal(advice.summary, "No difference past 3 % in 3 of 4; processes in 1.");
	assert_string_equal(advice.rows[0].workload, "b");
}

/* A MiB more of two workers. */
static void cost_of_a_process_is_that_of_each_worker(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	for (size_t i = 0; i < report.nr_trials; i++) {
		if (report.cells[report.trials[i].cell].mode == MODE_PROCS)
			report.trials[i].spawn_ns += 50000;
	}
	advise();
	assert_true(fabs(advice.classes[0].pss_each_bytes.median - (double)MIB / 2) < 1e-6);
	assert_true(fabs(advice.classes[0].creation_each_ns.median - 25000) < 1e-6);
	assert_says(advice.classes[0].sentences[1],
		"A process takes 0.500 MiB more memory and 25.0 µs more to create than a thread.");
}

static void undecided_are_bounded_by_their_intervals(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1, 1.1);
	add_pair("b", CLASS_CPU, 1, 1.245);
	advise();
	assert_string_equal(advice.classes[0].sentences[0], "Cannot tell in all 2.");
	assert_says(advice.classes[0].sentences[1], "differ by at most 25 % either way");
	assert_says(advice.classes[0].sentences[1], "(most in b)");
	/* Threads take up to 1 / 0.7 times as long. */
	report.verdicts[0].ci_low = 0.7;
	advice_release(&advice);
	assert_int_equal(advice_make(&report, NULL, &advice), 0);
	assert_says(
		advice.classes[0].sentences[1], "differ by at most 43 % either way (most in a)");
}

static void crash_is_told_for_the_classes_that_are_there(void **state)
{
	(void)state;
	add_pair("a", CLASS_SYNC, 1.2, 1);
	advise();
	assert_int_equal(advice.nr_crash, 2);
	assert_string_equal(advice.crash[0].about, "every class");
	assert_string_equal(advice.crash[1].about, "sync");
	assert_says(advice.crash[1].text, "stays locked");
}

static void warning_is_counted_once_a_workload(void **state)
{
	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	add_pair("b", CLASS_CPU, 1.2, 1);
	assert_int_equal(
		warning_add(&report.warnings, &report.nr_warnings, "DRIFT", "text", "advice"), 0);
	advise();
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(warning_add(&report.results[i].warnings,
					 &report.results[i].nr_warnings, "ODD", "text", "advice"),
			0);
	advice_release(&advice);
	assert_int_equal(advice_make(&report, NULL, &advice), 0);
	assert_string_equal(advice.caveats[0].code, "DRIFT");
	assert_true(advice.caveats[0].workloads == FIGURE_NONE);
	for (size_t i = 1; i < advice.nr_caveats; i++) {
		if (!strcmp(advice.caveats[i].code, "ODD"))
			assert_int_equal(advice.caveats[i].workloads, 1);
	}
	assert_string_equal(advice.caveats[advice.nr_caveats - 1].code, "ODD");
}

static void only_what_is_wanted_is_advised_on(void **state)
{
	bool wanted[6] = { false, false, false, true, true, true };

	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	add_pair("b", CLASS_CPU, 0.8, 1);
	advise();
	advice_release(&advice);
	assert_int_equal(advice_make(&report, wanted, &advice), 0);
	assert_int_equal(advice.nr_rows, 1);
	assert_string_equal(advice.rows[0].workload, "b");
	assert_string_equal(advice.summary, "Processes.");
}

/* ---- Said ---- */

static void both_dresses_say_every_row(void **state)
{
	char *table, *markdown;

	(void)state;
	add_pair("a", CLASS_CPU, 1.2, 1);
	advise();
	table = printed(SHEET_TABLE);
	markdown = printed(SHEET_MARKDOWN);
	assert_says(table, "\na        2 threads 1.200 [1.200, 1.200] 2.00/3.00 0.100/0.100 ");
	assert_says(markdown, "\n| a | 2 | threads | 1.200 \\[1.200, 1.200\\] | 2.00/3.00 | ");
	free(table);
	free(markdown);
}

static void advice_is_json_also_where_nothing_is_known(void **state)
{
	char *text;

	(void)state;
	add_six("a", CLASS_CPU, MODE_SEQ, 1, 10e6);
	advise();
	text = json_write(&advice_shape, &advice, JSON_PRETTY);
	assert_says(text, "\"choice\":\"none\"");
	assert_says(text, "\"ratio\":null");
	assert_says(text, "\"workers\":null");
	free(text);
}

/* ---- Shapes ---- */

/* A hybrid of so many rounds, whose memory is that of its processes. */
static size_t add_shape(unsigned procs, unsigned threads, double work_ns)
{
	size_t cell = add_cell("work", CLASS_CPU, MODE_HYBRID, procs * threads), first;

	report.cells[cell].procs = procs;
	report.cells[cell].threads = threads;
	free(report.cells[cell].cell);
	report.cells[cell].cell = cell_name(&report.cells[cell], NULL);
	first = report.nr_trials;
	add_rounds(cell, 12, work_ns, 1.001);
	for (size_t i = first; i < report.nr_trials; i++)
		report.trials[i].memory.pss_bytes = procs * MIB;
	return cell;
}

static void the_best_shape_is_named_with_its_evidence(void **state)
{
	(void)state;
	add_shape(1, 8, 12e6);
	add_shape(2, 4, 10e6);
	add_shape(8, 1, 15e6);
	advise();
	assert_int_equal(advice.nr_hybrids, 1);
	assert_int_equal(advice.hybrids[0].verdict, HYBRID_BEST);
	assert_string_equal(advice.hybrids[0].best, "2x4");
	assert_string_equal(advice.hybrids[0].nearest, "1x8");
	assert_int_equal(advice.hybrids[0].best_pss_bytes, 2 * MIB);
	assert_says(advice.hybrids[0].text, "2 processes of 4 threads each, 2x4: the nearest of");
	assert_says(advice.hybrids[0].text,
		"; the least memory is that of 1x8 (1.00 MiB), the most that of 8x1 (8.00 MiB)");
	assert_says(advice.summary, "A best shape of team in 1 of 1.");
	assert_says(advice.rows[0].reason, "but shapes of processes x threads");
}

static void an_open_shape_has_no_name_of_the_best_in_front(void **state)
{
	size_t cell;

	(void)state;
	add_shape(1, 2, 10e6);
	cell = add_shape(2, 1, 10.2e6);
	for (size_t i = 0; i < report.nr_trials; i++) {
		struct trial *trial = &report.trials[i];

		if (trial->cell != cell)
			continue;
		trial->work_ns = trial->round % 2 ? 10800000 : 10100000;
		trial->memory.pss_bytes = FIGURE_NONE;
	}
	advise();
	assert_int_equal(advice.hybrids[0].verdict, HYBRID_INCONCLUSIVE);
	assert_int_equal(strncmp(advice.hybrids[0].text, "cannot tell", 11), 0);
	/* What is unknown of one team is no grounds to name the least. */
	assert_null(strstr(advice.hybrids[0].text, "memory"));
	assert_says(advice.summary, "A best shape of team in 0 of 1.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(faster_mode_is_the_choice),
		TEST(wide_interval_needs_rounds_by_the_square_of_its_width),
		TEST(choice_beyond_the_most_rounds_is_not_to_be_run),
		TEST(choice_within_the_most_rounds_is_not_beyond),
		TEST(command_of_all_workloads_asks_for_no_count_of_rounds),
		TEST(narrower_interval_needs_fewer_rounds),
		TEST(target_interval_asks_for_no_rounds),
		TEST(rounds_of_a_sequential_rule_end_at_a_look),
		TEST(too_few_rounds_leave_it_open),
		TEST(failed_trial_leaves_no_choice_and_no_figure),
		TEST(no_faster_than_one_worker_is_sequential),
		TEST(speedup_that_may_pass_the_margin_is_not_sequential),
		TEST(one_count_that_is_faster_is_enough_against_seq),
		TEST(messages_and_creation_are_never_sequential),
		TEST(time_that_a_rate_sets_gives_no_choice),
		TEST(report_without_pairs_says_what_to_run),
		TEST(empty_report_says_what_to_run),
		TEST(skipped_mode_is_no_pair_and_nothing_to_run),
		TEST(threads_against_themselves_are_no_pair),
		TEST(command_asks_the_question_that_is_open),
		TEST(command_repeats_no_name_that_a_shell_would_run),
		TEST(pair_is_that_of_the_most_throughput),
		TEST(one_worker_does_not_stand_for_a_team),
		TEST(failure_at_another_count_is_told),
		TEST(same_verdict_at_another_count_is_not_told),
		TEST(creation_may_turn_the_choice_round),
		TEST(evidence_of_both_modes_is_there),
		TEST(break_even_that_is_unknown_has_its_reason),
		TEST(fewest_workers_that_may_do_as_much_are_enough),
		TEST(fewer_workers_that_do_less_are_not_enough),
		TEST(too_few_rounds_do_not_say_which_count_is_enough),
		TEST(single_count_is_said_to_be_the_only_one),
		TEST(counts_to_try_are_those_that_make_sense),
		TEST(class_is_told_by_what_most_of_it_does_and_who_does_not),
		TEST(cost_of_a_process_is_that_of_each_worker),
		TEST(undecided_are_bounded_by_their_intervals),
		TEST(crash_is_told_for_the_classes_that_are_there),
		TEST(warning_is_counted_once_a_workload),
		TEST(only_what_is_wanted_is_advised_on),
		TEST(both_dresses_say_every_row),
		TEST(advice_is_json_also_where_nothing_is_known),
		TEST(the_best_shape_is_named_with_its_evidence),
		TEST(an_open_shape_has_no_name_of_the_best_in_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
