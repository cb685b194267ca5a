/* SPDX-License-Identifier: MIT */
#include "report/roster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/file.h"
#include "report/hybrids.h"
#include "report/json.h"
#include "report/results.h"
#include "report/shapes.h"
#include "tests/unit/made.h"

#define ROUNDS 40
#define CELLS 4

static struct report report;
static struct roster roster;
static unsigned nr_rests;

static void count_rest(void *owner)
{
	assert_ptr_equal(owner, &report);
	nr_rests++;
}

static void add_trial(size_t cell, uint64_t round)
{
	struct trial *trial = made_trial(&report, cell, round);

	trial->work_ns = 20000000 + (report.nr_trials * 7919 + cell * 104729) % 1000003;
	trial->total_ns = trial->work_ns + 1000000 + report.nr_trials * 31 % 997;
	trial->usage.cpu_ns = trial->work_ns - 1000;
	trial->nr_workers = 2;
	trial->workers = calloc(2, sizeof(*trial->workers));
	trial->workers[0].work_ns = trial->work_ns;
	trial->workers[1].work_ns = trial->work_ns / 2;
	trial->nr_laps = 1;
	trial->laps = calloc(1, sizeof(*trial->laps));
	trial->laps[0] = (struct lap_count){ 100 + report.nr_trials % 50, 1000 };
	trial->nr_findings = 1;
	trial->findings = calloc(1, sizeof(*trial->findings));
	trial->findings[0] = (struct finding){ made_text("found"), report.nr_trials };
	if (round == 7 && cell == 1)
		trial_fail(trial, "work: worker 1 was killed by SIGSEGV");
}

/* Four cells of one workload in another order each round; one trial of the second has failed. */
static int set_up(void **state)
{
	static const enum mode modes[CELLS] = { MODE_SEQ, MODE_HYBRID, MODE_THREADS, MODE_PROCS };

	(void)state;
	made_init(&report);
	for (unsigned i = 0; i < CELLS; i++) {
		if (modes[i] == MODE_HYBRID)
			made_shape(&report, "primes", MODE_HYBRID, 2, 2);
		else
			made_cell(&report, "primes", modes[i], modes[i] == MODE_SEQ ? 1 : 4);
	}
	for (uint64_t round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < CELLS; i++)
			add_trial((i + round) % CELLS, round);
	nr_rests = 0;
	assert_int_equal(roster_init(&roster, CELLS), 0);
	roster.rest = count_rest;
	roster.owner = &report;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	report.roster = NULL;
	roster_release(&roster);
	report_release(&report);
	return 0;
}

/* As many of its own as there are rounds, in their order. */
static void assert_walked(const struct report *walked, size_t cell, uint64_t rounds)
{
	struct walk walk = walk_begin(walked, cell);
	const struct trial *trial;
	uint64_t round = 0;

	for (; (trial = walk_next(&walk)); round++) {
		assert_int_equal(trial->cell, cell);
		assert_int_equal(trial->round, round);
	}
	assert_int_equal(round, rounds);
	assert_null(walk_next(&walk));
	assert_true(walk_most(walked, cell) >= rounds);
}

static void a_walk_meets_the_trials_of_one_cell(void **state)
{
	(void)state;
	for (size_t cell = 0; cell < CELLS; cell++)
		assert_walked(&report, cell, ROUNDS);
	assert_int_equal(roster_update(&roster, report.trials, report.nr_trials), 0);
	report.roster = &roster;
	for (size_t cell = 0; cell < CELLS; cell++) {
		assert_walked(&report, cell, ROUNDS);
		assert_int_equal(walk_most(&report, cell), ROUNDS);
	}
}

static void what_is_added_is_taken_up(void **state)
{
	(void)state;
	report.roster = &roster;
	assert_walked(&report, 2, 0);
	for (size_t rounds = 1; rounds <= ROUNDS; rounds++) {
		assert_int_equal(roster_update(&roster, report.trials, rounds * CELLS), 0);
		assert_int_equal(roster_update(&roster, report.trials, rounds * CELLS), 0);
		assert_walked(&report, 2, rounds);
	}
}

static void a_portion_has_the_trials_of_one_cell(void **state)
{
	struct portion portion;

	(void)state;
	assert_int_equal(roster_update(&roster, report.trials, report.nr_trials), 0);
	for (int with = 0; with < 2; with++) {
		report.roster = with ? &roster : NULL;
		assert_int_equal(portion_make(&report, 3, &portion), 0);
		assert_int_equal(portion.report.nr_trials, ROUNDS);
		assert_walked(&portion.report, 3, ROUNDS);
		assert_walked(&portion.report, 2, 0);
		portion_release(&portion);
	}
}

/* Far apart, as those of a cell among many are: each walk would else leave all of it resident. */
static void a_walk_rests_on_its_way(void **state)
{
	enum { APART = 256, NR = 64 };
	struct trial *trials = calloc(NR * APART, sizeof(*trials));
	struct cell cells[2] = { { .ops = 1 }, { .ops = 1 } };
	struct report sparse = { .cells = cells,
		.nr_cells = 2,
		.trials = trials,
		.nr_trials = NR * APART,
		.roster = &roster };
	struct walk walk;

	(void)state;
	assert_non_null(trials);
	for (size_t i = 0; i < NR * APART; i++)
		trials[i].cell = i % APART != 0;
	assert_int_equal(roster_update(&roster, trials, NR * APART), 0);
	walk = walk_begin(&sparse, 0);
	while (walk_next(&walk))
		;
	assert_in_range(nr_rests, NR / 16, NR);
	free(trials);
}

static char *figures(void)
{
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(verdicts_make(&report), 0);
	assert_int_equal(hybrids_make(&report), 0);
	return json_write(&report_shape, &report, JSON_PRETTY);
}

static void a_roster_changes_no_figure(void **state)
{
	char *without, *with;
	struct summary work;

	(void)state;
	report.config.seed = made_text("1");
	without = figures();
	assert_non_null(without);
	assert_int_equal(roster_update(&roster, report.trials, report.nr_trials), 0);
	report.roster = &roster;
	with = figures();
	assert_string_equal(with, without);
	assert_int_equal(results_work(&report, 2, &work), 0);
	assert_true(work.median == report.results[2].work_ns.median);
	assert_true(verdicts_goal(&report, 2, 3) > 0);
	free(without);
	free(with);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ROSTER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
		ROSTER_TEST(a_walk_meets_the_trials_of_one_cell),
		ROSTER_TEST(what_is_added_is_taken_up),
		ROSTER_TEST(a_portion_has_the_trials_of_one_cell),
		ROSTER_TEST(a_walk_rests_on_its_way),
		ROSTER_TEST(a_roster_changes_no_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
