/* SPDX-License-Identifier: MIT */
#include "report/hybrids.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"
#include "tests/unit/made.h"

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

/* A cell whose work takes work_ns in so many rounds, up to a thousandth more in later ones. */
static void add(enum mode mode, unsigned procs, unsigned threads, unsigned rounds, uint64_t work_ns)
{
	size_t cell = made_shape(&report, "work", mode, procs, threads);

	for (unsigned round = 1; round <= rounds; round++) {
		struct trial *trial = made_trial(&report, cell, round);

		trial->work_ns = trial->total_ns = work_ns + work_ns * round / 64000;
	}
}

static const struct hybrid_row *make(void)
{
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(hybrids_make(&report), 0);
	return report.nr_hybrids ? &report.hybrids[0] : NULL;
}

static void the_fastest_shape_is_best(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_THREADS, 1, 8, 12, 20000000);
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 11000000);
	add(MODE_PROCS, 8, 1, 12, 30000000);
	row = make();
	assert_int_equal(report.nr_hybrids, 1);
	assert_int_equal(row->verdict, HYBRID_BEST);
	assert_int_equal(row->workers, 8);
	assert_int_equal(row->rivals, 3);
	assert_int_equal(row->best_cell, 1);
	assert_int_equal(row->next_cell, 2);
	assert_true(fabs(row->ratio - 1.1) < 0.001);
	assert_true(row->ci_low <= row->ratio && row->ratio <= row->ci_high);
	assert_non_null(strstr(row->text, "2x4: the nearest of the others, 4x2, takes 1.100"));
}

static void no_shape_is_best_under_a_rate(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_THREADS, 1, 8, 12, 20000000);
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	made_pace(&report, 1000);
	row = make();
	assert_int_equal(row->verdict, HYBRID_NONE);
	assert_true(row->best_cell == FIGURE_NONE && row->next_cell == FIGURE_NONE);
	assert_true(isnan(row->ratio));
	assert_string_equal(row->text, "no verdict: a rate sets the time, so compare latencies");
}

static void one_rival_within_the_margin_leaves_it_open(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 10200000);
	add(MODE_HYBRID, 8, 1, 12, 30000000);
	row = make();
	assert_int_equal(row->verdict, HYBRID_INCONCLUSIVE);
	assert_int_equal(row->next_cell, 1);
	assert_non_null(strstr(row->text, "cannot tell within 3 %: 2x4 has the least median"));
}

static void shapes_within_the_margin_are_no_different(void **state)
{
	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 10100000);
	assert_int_equal(make()->verdict, HYBRID_EQUIVALENT);
}

static void the_same_shape_under_another_name_is_no_rival(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_THREADS, 1, 8, 12, 10000000);
	add(MODE_HYBRID, 1, 8, 12, 10000100);
	add(MODE_HYBRID, 2, 4, 12, 20000000);
	row = make();
	assert_int_equal(row->rivals, 1);
	assert_int_equal(row->verdict, HYBRID_BEST);
	assert_int_equal(row->next_cell, 2);
	assert_int_equal(strncmp(row->text, "threads:8: ", 11), 0);
}

static void more_rivals_take_more_rounds(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_HYBRID, 2, 4, 6, 10000000);
	add(MODE_HYBRID, 4, 2, 6, 20000000);
	assert_int_equal(make()->verdict, HYBRID_BEST);
	add(MODE_HYBRID, 8, 1, 6, 30000000);
	row = make();
	assert_int_equal(row->verdict, HYBRID_NONE);
	assert_true(isnan(row->ci_low));
	assert_non_null(strstr(row->text, "6 rounds are too few for 3 comparisons"));
}

/* Whichever came out as the best: six pairs, of which one may be missed in 5 % / 6 of the rows. */
static void four_teams_take_the_rounds_of_all_their_pairs(void **state)
{
	(void)state;
	for (unsigned rounds = 7; rounds <= 8; rounds++) {
		report_release(&report);
		made_init(&report);
		add(MODE_THREADS, 1, 8, rounds, 40000000);
		add(MODE_HYBRID, 2, 4, rounds, 10000000);
		add(MODE_HYBRID, 4, 2, rounds, 20000000);
		add(MODE_PROCS, 8, 1, rounds, 30000000);
		assert_int_equal(make()->verdict, rounds < 8 ? HYBRID_NONE : HYBRID_BEST);
	}
}

static void a_failed_shape_leaves_no_verdict(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 20000000);
	trial_fail(&report.trials[20], "it broke");
	row = make();
	assert_int_equal(row->verdict, HYBRID_NONE);
	assert_int_equal(row->best_cell, FIGURE_NONE);
	assert_non_null(strstr(row->text, "a trial failed"));
}

static void other_counts_and_places_are_rows_of_their_own(void **state)
{
	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 20000000);
	add(MODE_HYBRID, 2, 2, 12, 10000000);
	add(MODE_HYBRID, 4, 1, 12, 20000000);
	add(MODE_HYBRID, 8, 1, 12, 5000000);
	free(report.cells[4].placement);
	report.cells[4].placement = strdup("compact");
	make();
	assert_int_equal(report.nr_hybrids, 2);
	assert_int_equal(report.hybrids[0].best_cell, 0);
	assert_int_equal(report.hybrids[1].workers, 4);
}

static void without_a_hybrid_cell_there_is_no_row(void **state)
{
	(void)state;
	add(MODE_SEQ, 1, 1, 12, 10000000);
	add(MODE_THREADS, 1, 8, 12, 10000000);
	add(MODE_PROCS, 8, 1, 12, 20000000);
	assert_null(make());
}

/* ---- The teams of a row ---- */

static struct hybrid_team *teams;
static size_t nr_teams;

static void make_teams(size_t row)
{
	free(teams);
	assert_int_equal(hybrids_teams(&report, row, &teams, &nr_teams), 0);
}

static int drop_teams(void **state)
{
	free(teams);
	teams = NULL;
	return tear_down(state);
}

static void teams_go_from_threads_to_processes_with_what_they_take(void **state)
{
	const struct hybrid_row *row;

	(void)state;
	add(MODE_SEQ, 1, 1, 12, 5000000);
	add(MODE_PROCS, 8, 1, 12, 30000000);
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_THREADS, 1, 8, 12, 20000000);
	add(MODE_HYBRID, 8, 1, 12, 11000000);
	row = make();
	make_teams(0);
	assert_int_equal(nr_teams, 4);
	assert_int_equal(teams[0].cell, 3);
	assert_int_equal(teams[1].cell, 2);
	assert_int_equal(teams[2].cell, 1);
	assert_int_equal(teams[3].cell, 4);
	assert_true(isnan(teams[1].ratio));
	assert_true(fabs(teams[0].ratio - 2) < 0.001);
	/* The row's own figures are those of the nearest. */
	assert_int_equal(row->next_cell, 4);
	assert_true(fabs(teams[3].ratio - row->ratio) < 1e-12);
	assert_true(fabs(teams[3].ci_low - row->ci_low) < 1e-12);
	assert_true(fabs(teams[3].ci_high - row->ci_high) < 1e-12);
}

static void the_best_shape_under_another_name_has_no_ratio(void **state)
{
	(void)state;
	add(MODE_THREADS, 1, 8, 12, 10000000);
	add(MODE_HYBRID, 1, 8, 12, 11000000);
	add(MODE_HYBRID, 2, 4, 12, 20000000);
	make();
	make_teams(0);
	assert_int_equal(nr_teams, 3);
	assert_true(isnan(teams[0].ratio));
	assert_true(isnan(teams[1].ratio));
	assert_true(teams[2].ci_low > 1);
}

static void teams_of_a_failed_row_have_no_ratios(void **state)
{
	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 20000000);
	trial_fail(&report.trials[20], "it broke");
	make();
	make_teams(0);
	assert_int_equal(nr_teams, 2);
	assert_true(isnan(teams[0].ratio) && isnan(teams[1].ratio));
}

static void a_row_that_the_cells_do_not_make_has_no_teams(void **state)
{
	(void)state;
	add(MODE_HYBRID, 2, 4, 12, 10000000);
	add(MODE_HYBRID, 4, 2, 12, 20000000);
	add(MODE_SEQ, 1, 1, 12, 10000000);
	make();
	report.hybrids[0].best_cell = 2;
	make_teams(0);
	assert_int_equal(nr_teams, 0);
	report.hybrids[0].best_cell = 0;
	report.hybrids[0].workers = 4;
	make_teams(0);
	assert_int_equal(nr_teams, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEAMS(name) cmocka_unit_test_setup_teardown(name, set_up, drop_teams)
	const struct CMUnitTest tests[] = {
		TEST(the_fastest_shape_is_best),
		TEST(no_shape_is_best_under_a_rate),
		TEST(one_rival_within_the_margin_leaves_it_open),
		TEST(shapes_within_the_margin_are_no_different),
		TEST(the_same_shape_under_another_name_is_no_rival),
		TEST(more_rivals_take_more_rounds),
		TEST(four_teams_take_the_rounds_of_all_their_pairs),
		TEST(a_failed_shape_leaves_no_verdict),
		TEST(other_counts_and_places_are_rows_of_their_own),
		TEST(without_a_hybrid_cell_there_is_no_row),
		TEAMS(teams_go_from_threads_to_processes_with_what_they_take),
		TEAMS(the_best_shape_under_another_name_has_no_ratio),
		TEAMS(teams_of_a_failed_row_have_no_ratios),
		TEAMS(a_row_that_the_cells_do_not_make_has_no_teams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
