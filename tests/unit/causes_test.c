/* SPDX-License-Identifier: MIT */
#include "report/causes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define TEXT(text) ((char *)(uintptr_t)(text))
#define NR_OPS 1000000u

/* Threads and processes of two workers that both take little of anything. A million ops take
 * threads a second, processes 1.4: the gap is 800 ns of work an op. */
static struct cell cells[2];
static struct result results[2];
static struct report report;
static struct verdict_row row;
static struct per_op *const threads = &results[0].per_op, *const procs = &results[1].per_op;

static int set_up(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		cells[i] = (struct cell){ .workers = 2, .ops = NR_OPS };
		results[i] = (struct result){ .cell = i, .work_ns.median = i ? 1.4e9 : 1e9 };
		results[i].per_op = (struct per_op){ .cpu_ns = 1000,
			.cpu_user_ns = 900,
			.cpu_sys_ns = 100,
			.ctx_voluntary = 0.001,
			.ctx_involuntary = 0.0005,
			.faults_minor = 0.01,
			.faults_major = 0,
			.cycles = NAN,
			.instructions = NAN,
			.cache_misses = NAN,
			.dtlb_misses = NAN };
	}
	row = (struct verdict_row){ .workload = TEXT("work"),
		.workers = 2,
		.threads_cell = 0,
		.procs_cell = 1,
		.ratio = 1.4,
		.verdict = VERDICT_THREADS,
		.text = strdup("threads: so they say") };
	report = (struct report){
		.cells = cells, .nr_cells = 2, .results = results, .nr_results = 2
	};
	report.machine.cpu.counts.usable_pus = 4;
	return row.text ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free(row.text);
	free(row.cause);
	return 0;
}

static const char *cause(void)
{
	assert_int_equal(cause_add(&report, &row), 0);
	return row.cause;
}

static void assert_none(void)
{
	assert_null(cause());
	assert_string_equal(row.text, "threads: so they say");
}

static void nothing_that_differs_is_no_cause(void **state)
{
	(void)state;
	assert_none();
}

static void faults_that_explain_the_gap_are_told(void **state)
{
	(void)state;
	procs->faults_minor = 0.8;
	assert_string_equal(
		cause(), "processes take 80.0 times the page faults (0.800 an op against 0.0100)");
	assert_string_equal(row.text,
		"threads: so they say; processes take 80.0 times the page faults (0.800 an op "
		"against 0.0100)");
}

/* A fifth of 800 ns is what 0.32 faults take. */
static void faults_that_explain_less_than_a_fifth_are_not_told(void **state)
{
	(void)state;
	procs->faults_minor = 0.329;
	assert_none();
	procs->faults_minor = 0.331;
	assert_non_null(cause());
}

static void less_than_twice_is_not_told(void **state)
{
	(void)state;
	threads->faults_minor = 10;
	procs->faults_minor = 19.9;
	assert_none();
	procs->faults_minor = 20.1;
	assert_non_null(strstr(cause(), "2.01 times the page faults"));
}

static void more_in_the_faster_mode_explains_nothing(void **state)
{
	(void)state;
	threads->faults_minor = 8;
	assert_none();
}

static void threads_are_told_where_processes_are_faster(void **state)
{
	(void)state;
	row.verdict = VERDICT_PROCS;
	row.ratio = 0.6;
	threads->faults_minor = 0.8;
	assert_string_equal(
		cause(), "threads take 80.0 times the page faults (0.800 an op against 0.0100)");
}

static void switches_of_both_kinds_are_one_figure(void **state)
{
	(void)state;
	procs->ctx_voluntary = 0.1;
	procs->ctx_involuntary = 0.1;
	assert_string_equal(cause(),
		"processes take 133 times the context switches (0.200 an op against 0.00150)");
}

static void the_largest_factor_is_the_one_that_is_told(void **state)
{
	(void)state;
	procs->faults_minor = 0.8;
	procs->ctx_voluntary = 2;
	assert_non_null(strstr(cause(), "context switches"));
}

static void what_comes_first_is_told_where_factors_are_equal(void **state)
{
	(void)state;
	threads->faults_minor = threads->ctx_voluntary = 1;
	threads->ctx_involuntary = procs->ctx_involuntary = 0;
	procs->faults_minor = procs->ctx_voluntary = 4;
	assert_non_null(strstr(cause(), "page faults"));
}

static void system_time_at_the_same_user_time_is_told_so(void **state)
{
	(void)state;
	procs->cpu_sys_ns = 400;
	assert_string_equal(cause(), "processes take the same user time but 4.00 times the system "
				     "time (400 ns an op against 100 ns)");
}

static void system_time_beside_other_user_time_is_told_alone(void **state)
{
	(void)state;
	procs->cpu_sys_ns = 400;
	procs->cpu_user_ns = 1100;
	assert_string_equal(
		cause(), "processes take 4.00 times the system time (400 ns an op against 100 ns)");
}

static void cpu_time_is_told_where_its_division_is_unknown(void **state)
{
	(void)state;
	procs->cpu_user_ns = NAN;
	procs->cpu_ns = 2500;
	assert_string_equal(
		cause(), "processes take 2.50 times the CPU time (2.50 µs an op against 1.00 µs)");
}

/* 1500 ns more of CPU time are 0.3 faults of 5 us. */
static void what_the_cpu_time_went_into_is_told_in_its_place(void **state)
{
	(void)state;
	procs->cpu_ns = 2500;
	procs->faults_minor = 0.309;
	assert_non_null(strstr(cause(), "CPU time"));
	tear_down(NULL);
	set_up(NULL);
	procs->cpu_ns = 2500;
	procs->faults_minor = 0.311;
	assert_non_null(strstr(cause(), "31.1 times the page faults"));
}

/* 300 ns more of system time are 0.06 faults of 5 us, or 0.03 switches of 10 us. */
static void what_the_system_time_went_into_is_told_in_its_place(void **state)
{
	(void)state;
	procs->cpu_sys_ns = 400;
	procs->faults_minor = 0.069;
	assert_non_null(strstr(cause(), "4.00 times the system time"));
	tear_down(NULL);
	set_up(NULL);
	procs->cpu_sys_ns = 400;
	procs->faults_minor = 0.071;
	assert_non_null(strstr(cause(), "7.10 times the page faults"));
	tear_down(NULL);
	set_up(NULL);
	procs->cpu_sys_ns = 400;
	procs->ctx_voluntary = 0.0315;
	assert_non_null(strstr(cause(), "21.3 times the context switches"));
}

static void only_the_kernels_events_go_into_system_time(void **state)
{
	(void)state;
	procs->cpu_sys_ns = 400;
	threads->dtlb_misses = 1;
	procs->dtlb_misses = 8;
	assert_non_null(strstr(cause(), "4.00 times the system time"));
}

static void user_time_is_told(void **state)
{
	(void)state;
	procs->cpu_user_ns = 2700;
	assert_string_equal(
		cause(), "processes take 3.00 times the user time (2.70 µs an op against 900 ns)");
}

/* 10 ns an op are the one tick that a trial of a million ops may be off by. */
static void time_of_a_tick_is_no_time(void **state)
{
	(void)state;
	row.ratio = 1.01;
	threads->cpu_sys_ns = 0;
	procs->cpu_sys_ns = 19;
	assert_none();
	procs->cpu_sys_ns = 21;
	assert_string_equal(cause(),
		"processes take 21.0 ns of system time an op, threads less than the 10.0 ns "
		"that can be told");
}

static void what_the_other_mode_does_not_do_has_no_factor(void **state)
{
	(void)state;
	threads->faults_minor = 0;
	procs->faults_minor = 0.8;
	assert_string_equal(
		cause(), "processes take 0.800 page faults an op, threads next to none");
}

static void unknown_figure_explains_nothing(void **state)
{
	(void)state;
	threads->faults_minor = NAN;
	procs->faults_minor = 8;
	procs->ctx_voluntary = NAN;
	procs->dtlb_misses = 1000;
	assert_none();
}

static void hardware_counts_are_told(void **state)
{
	(void)state;
	threads->dtlb_misses = 1;
	procs->dtlb_misses = 40;
	assert_non_null(strstr(cause(), "40.0 times the TLB misses"));
	tear_down(NULL);
	set_up(NULL);
	threads->cache_misses = 1;
	procs->cache_misses = 40;
	assert_non_null(strstr(cause(), "40.0 times the cache misses"));
}

static void verdicts_that_name_nobody_have_no_cause(void **state)
{
	static const enum verdict verdicts[] = { VERDICT_NONE, VERDICT_INCONCLUSIVE,
		VERDICT_EQUIVALENT };

	(void)state;
	procs->faults_minor = 8;
	for (size_t i = 0; i < 3; i++) {
		row.verdict = verdicts[i];
		assert_none();
	}
	row.verdict = VERDICT_THREADS;
	assert_non_null(cause());
}

/* Sixteen workers on four CPUs are held up for four times the gap, not for sixteen. */
static void the_gap_is_of_the_workers_that_can_run_at_once(void **state)
{
	(void)state;
	row.workers = 16;
	procs->faults_minor = 0.64;
	assert_none();
	procs->faults_minor = 0.66;
	assert_non_null(cause());
	tear_down(NULL);
	set_up(NULL);
	row.workers = 16;
	report.machine.effective_cpus = 2;
	procs->faults_minor = 0.329;
	assert_none();
	procs->faults_minor = 0.331;
	assert_non_null(cause());
	tear_down(NULL);
	set_up(NULL);
	row.workers = 16;
	report.machine.effective_cpus = NAN;
	report.machine.cpu.counts.usable_pus = 0;
	procs->faults_minor = 2.5;
	assert_none();
	procs->faults_minor = 2.6;
	assert_non_null(cause());
}

/* ---- The section of the table ---- */

static void assert_printed(const char *wanted)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	causes_print(&(struct sheet){ out, SHEET_TABLE }, &report);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void causes_stand_below_their_workload(void **state)
{
	(void)state;
	report.verdicts = &row;
	report.nr_verdicts = 1;
	assert_printed("");
	procs->faults_minor = 0.8;
	cause();
	assert_printed(
		"\nWhere the difference may come from\n  work, 2 workers\n    processes take "
		"80.0 times the page faults (0.800 an op against 0.0100)\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_that_differs_is_no_cause),
		TEST(faults_that_explain_the_gap_are_told),
		TEST(faults_that_explain_less_than_a_fifth_are_not_told),
		TEST(less_than_twice_is_not_told),
		TEST(more_in_the_faster_mode_explains_nothing),
		TEST(threads_are_told_where_processes_are_faster),
		TEST(switches_of_both_kinds_are_one_figure),
		TEST(the_largest_factor_is_the_one_that_is_told),
		TEST(what_comes_first_is_told_where_factors_are_equal),
		TEST(system_time_at_the_same_user_time_is_told_so),
		TEST(system_time_beside_other_user_time_is_told_alone),
		TEST(what_the_system_time_went_into_is_told_in_its_place),
		TEST(only_the_kernels_events_go_into_system_time),
		TEST(cpu_time_is_told_where_its_division_is_unknown),
		TEST(what_the_cpu_time_went_into_is_told_in_its_place),
		TEST(user_time_is_told),
		TEST(time_of_a_tick_is_no_time),
		TEST(what_the_other_mode_does_not_do_has_no_factor),
		TEST(unknown_figure_explains_nothing),
		TEST(hardware_counts_are_told),
		TEST(verdicts_that_name_nobody_have_no_cause),
		TEST(the_gap_is_of_the_workers_that_can_run_at_once),
		TEST(causes_stand_below_their_workload),
	};

	return cmocka_run_group_tests_name("causes", tests, NULL, NULL);
}
