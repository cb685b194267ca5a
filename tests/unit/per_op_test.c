/* SPDX-License-Identifier: MIT */
#include "report/per_op.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define assert_near(a, b) assert_true(fabs((a) - (b)) <= 1e-12 * fabs(b))
#define NR_TRIALS 5

/* One cell of 100 ops and four workers: a warm-up that counted, three good trials, a failed one. */
static struct cell cell;
static struct trial trials[NR_TRIALS];
static struct report report;
static struct result result;

static int set_up(void **state)
{
	(void)state;
	cell = (struct cell){ .mode = MODE_PROCS, .workers = 4, .ops = 100 };
	for (unsigned i = 0; i < NR_TRIALS; i++) {
		trial_init(&trials[i]);
		trials[i].status = STATUS_OK;
		trials[i].round = i;
	}
	trials[0].warmup = true;
	trials[0].usage = (struct usage){ 9000, 9000, 9000, 9000, 9000, 9000, 9000 };
	trials[0].counters = (struct counters){ 1000, 2000, 300, 40, COUNTED_USER };
	trials[1].usage = (struct usage){ 700, 100, 50, 10, 0, 33, 3 };
	trials[2].usage = (struct usage){ 900, 300, 70, 30, 2, 11, 1 };
	trials[3].usage = (struct usage){ 800, 200, 60, 20, 1, 22, 2 };
	trials[4].status = STATUS_FAILED;
	result = (struct result){ .memory = memory_none };
	report = (struct report){
		.cells = &cell, .nr_cells = 1, .trials = trials, .nr_trials = NR_TRIALS
	};
	return 0;
}

static const struct per_op *make(void)
{
	assert_int_equal(per_op_make(&report, &result), 0);
	return &result.per_op;
}

static void each_figure_is_the_median_of_the_measured_trials_over_ops(void **state)
{
	const struct per_op *per_op = make();

	(void)state;
	assert_near(per_op->cpu_ns, 8.0);
	assert_near(per_op->cpu_user_ns, 2.0);
	assert_near(per_op->cpu_sys_ns, 0.6);
	assert_near(per_op->ctx_voluntary, 0.2);
	assert_near(per_op->ctx_involuntary, 0.01);
	assert_near(per_op->faults_minor, 0.22);
	assert_near(per_op->faults_major, 0.02);
}

static void trials_of_other_cells_are_left_out(void **state)
{
	(void)state;
	trials[1].cell = trials[2].cell = 1;
	assert_near(make()->cpu_ns, 8.0);
	trials[0].cell = 1;
	assert_true(isnan(make()->cycles));
}

static void figure_unknown_in_one_trial_is_unknown(void **state)
{
	(void)state;
	trials[2].usage.faults_minor = FIGURE_NONE;
	assert_true(isnan(make()->faults_minor));
	assert_near(result.per_op.faults_major, 0.02);
}

static void counters_are_those_of_the_warm_up(void **state)
{
	const struct per_op *per_op = make();

	(void)state;
	assert_near(per_op->cycles, 10.0);
	assert_near(per_op->instructions, 20.0);
	assert_near(per_op->cache_misses, 3.0);
	assert_near(per_op->dtlb_misses, 0.4);
	assert_int_equal(per_op->counted, COUNTED_USER);
}

static void without_counters_they_are_unknown(void **state)
{
	(void)state;
	trials[0].counters = counters_none;
	assert_true(isnan(make()->cycles));
	assert_int_equal(result.per_op.counted, COUNTED_NONE);
}

static void an_event_that_was_not_counted_is_unknown_alone(void **state)
{
	(void)state;
	trials[0].counters.dtlb_misses = FIGURE_NONE;
	assert_true(isnan(make()->dtlb_misses));
	assert_near(result.per_op.cycles, 10.0);
}

static void failed_warm_up_has_no_counters(void **state)
{
	(void)state;
	trials[0].status = STATUS_FAILED;
	assert_true(isnan(make()->cycles));
}

static void counters_of_two_kinds_are_not_put_together(void **state)
{
	(void)state;
	trials[1].counters = (struct counters){ 5000, 6000, 700, 80, COUNTED_ALL };
	assert_true(isnan(make()->cycles));
	assert_int_equal(result.per_op.counted, COUNTED_NONE);
}

static void without_a_trial_all_is_unknown(void **state)
{
	(void)state;
	report.nr_trials = 0;
	assert_true(isnan(make()->cpu_ns));
	assert_true(isnan(make()->instructions));
}

static void without_ops_there_is_no_figure_per_op(void **state)
{
	(void)state;
	cell.ops = 0;
	assert_true(isnan(make()->cpu_ns));
}

static void page_tables_are_shared_out_to_the_workers(void **state)
{
	(void)state;
	make();
	assert_true(result.worker_page_table_bytes == FIGURE_NONE);
	result.memory.page_table_bytes = 8192;
	make();
	assert_int_equal(result.worker_page_table_bytes, 2048);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_figure_is_the_median_of_the_measured_trials_over_ops),
		TEST(trials_of_other_cells_are_left_out),
		TEST(figure_unknown_in_one_trial_is_unknown),
		TEST(counters_are_those_of_the_warm_up),
		TEST(without_counters_they_are_unknown),
		TEST(an_event_that_was_not_counted_is_unknown_alone),
		TEST(failed_warm_up_has_no_counters),
		TEST(counters_of_two_kinds_are_not_put_together),
		TEST(without_a_trial_all_is_unknown),
		TEST(without_ops_there_is_no_figure_per_op),
		TEST(page_tables_are_shared_out_to_the_workers),
	};

	return cmocka_run_group_tests_name("per_op", tests, NULL, NULL);
}
