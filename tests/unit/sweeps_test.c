/* SPDX-License-Identifier: MIT */
#include "report/sweeps.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(text) ((char *)(uintptr_t)(text))
#define MOST 16

static struct cell cells[MOST];
static struct result results[MOST];
static struct report report;

static int set_up(void **state)
{
	(void)state;
	memset(cells, 0, sizeof(cells));
	memset(results, 0, sizeof(results));
	report = (struct report){ .cells = cells, .results = results };
	report.machine.cpu.counts.usable_pus = 64;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_sweeps; i++) {
		free(report.sweeps[i].workload);
		free(report.sweeps[i].reason);
	}
	free(report.sweeps);
	return 0;
}

static void add(enum mode mode, unsigned workers, double throughput)
{
	size_t i = report.nr_cells++;

	report.nr_results = report.nr_cells;
	cells[i] = (struct cell){ .cell = TEXT("ray x:1"),
		.workload = TEXT("ray"),
		.mode = mode,
		.workers = workers,
		.placement = TEXT("scatter") };
	results[i] = (struct result){ .cell = i, .status = STATUS_OK };
	results[i].ops_per_s.median = throughput;
}

/* The raytracer of the literature on the law: alpha .02444, beta .00163, gamma 20.856. */
static void add_raytracer(enum mode mode)
{
	static const double throughput[] = { 20, 78, 130, 170, 190, 200 };

	for (unsigned i = 0; i < 6; i++)
		add(mode, i ? 4 * i : 1, throughput[i]);
}

static void nothing_is_fitted_under_a_rate(void **state)
{
	static struct setting rate = { TEXT("rate"), 1000 };

	(void)state;
	add_raytracer(MODE_THREADS);
	for (size_t i = 0; i < report.nr_cells; i++) {
		cells[i].params = &rate;
		cells[i].nr_params = 1;
	}
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.sweeps[0].counts, 6);
	assert_string_equal(report.sweeps[0].reason, "a rate sets the time");
	assert_true(isnan(report.sweeps[0].gamma) && isnan(report.sweeps[0].peak));
}

static void sweep_has_the_fit_of_its_medians(void **state)
{
	const struct sweep_row *row;

	(void)state;
	add_raytracer(MODE_THREADS);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.nr_sweeps, 1);
	row = &report.sweeps[0];
	assert_string_equal(row->workload, "ray");
	assert_int_equal(row->counts, 6);
	assert_null(row->reason);
	assert_true(fabs(row->alpha - 0.02444) < 1e-4);
	assert_true(fabs(row->beta - 0.00163) < 1e-4);
	assert_true(fabs(row->gamma - 20.856) < 1e-2);
	assert_true(row->serial > row->alpha);
}

static void each_mode_is_a_sweep_of_its_own(void **state)
{
	(void)state;
	add_raytracer(MODE_THREADS);
	add_raytracer(MODE_PROCS);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.nr_sweeps, 2);
	assert_int_equal(report.sweeps[0].mode, MODE_THREADS);
	assert_int_equal(report.sweeps[1].mode, MODE_PROCS);
}

static void three_counts_are_refused_with_the_reason(void **state)
{
	(void)state;
	for (unsigned workers = 1; workers <= 3; workers++)
		add(MODE_THREADS, workers, workers * 10.0);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.nr_sweeps, 1);
	assert_string_equal(
		report.sweeps[0].reason, "3 worker counts up to the usable PUs; 4 are needed");
	assert_true(isnan(report.sweeps[0].alpha));
	for (size_t i = 0; i < report.nr_cells; i++)
		cells[i].class = CLASS_IO;
	assert_int_equal(sweeps_make(&report), 0);
	assert_string_equal(report.sweeps[0].reason, "3 worker counts; 4 are needed");
}

static void one_count_is_no_sweep(void **state)
{
	(void)state;
	add(MODE_SEQ, 1, 10);
	add(MODE_THREADS, 2, 20);
	add(MODE_PROCS, 2, 20);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.nr_sweeps, 0);
}

static void counts_beyond_the_units_are_left_out_unless_they_wait(void **state)
{
	(void)state;
	report.machine.cpu.counts.usable_pus = 8;
	add_raytracer(MODE_THREADS);
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.sweeps[0].counts, 3);
	for (size_t i = 0; i < report.nr_cells; i++)
		cells[i].class = CLASS_IO;
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.sweeps[0].counts, 6);
}

static void failed_cells_are_no_points(void **state)
{
	(void)state;
	add_raytracer(MODE_THREADS);
	results[0].status = STATUS_FAILED;
	results[3].status = STATUS_SKIPPED;
	assert_int_equal(sweeps_make(&report), 0);
	assert_int_equal(report.nr_sweeps, 1);
	assert_int_equal(report.sweeps[0].counts, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(sweep_has_the_fit_of_its_medians),
	TEST(nothing_is_fitted_under_a_rate),
	TEST(each_mode_is_a_sweep_of_its_own),
	TEST(three_counts_are_refused_with_the_reason),
	TEST(one_count_is_no_sweep),
	TEST(counts_beyond_the_units_are_left_out_unless_they_wait),
	TEST(failed_cells_are_no_points),
};

int main(void)
{
	return cmocka_run_group_tests_name("sweeps", tests, NULL, NULL);
}
