/* SPDX-License-Identifier: MIT */
#include "compare/outcome.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * Made-up reports, 20 workloads in three modes, whose truth is known: how often is a cell called
 * that nobody touched, and how often one that was?
 */
#define WORKS 20
#define MODES 3
#define CELLS (WORKS * MODES)
#define MOST_RUNS 8
#define MOST_ROUNDS 32

struct world {
	size_t rounds, nr_base, nr_other;
	double drift;  /* between runs, all cells together: standard deviation of a log */
	double wander; /* between rounds, likewise */
	double block;  /* of the cells of one workload in a round, likewise */
	double noise;  /* of a cell in a round */
	double own;    /* of a cell between runs */
	double common; /* what the other side is slower by, as a whole */
	double edit;   /* the log by which edited cells are slower */
	bool edited[CELLS];
	uint64_t seed;
};

struct tally {
	unsigned right, wrong, missed, insufficient;
};

static double uniform(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return ((double)((x ^ (x >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(uniform(state)));

	return radius * cos(2 * M_PI * uniform(state));
}

static double logs[CELLS][MOST_RUNS][MOST_ROUNDS];
static uint64_t rounds[MOST_ROUNDS];
static struct track tracks[CELLS][MOST_RUNS];
static struct member members[CELLS];
static struct change changes[CELLS];

static void make_run(const struct world *world, size_t r, uint64_t *state)
{
	double level = world->drift * normal(state), pace[MOST_ROUNDS];
	double blocks[WORKS][MOST_ROUNDS];
	bool other = r >= world->nr_base;

	for (size_t k = 0; k < world->rounds; k++)
		pace[k] = world->wander * normal(state);
	for (size_t i = 0; i < WORKS; i++) {
		for (size_t k = 0; k < world->rounds; k++)
			blocks[i][k] = world->block * normal(state);
	}
	for (size_t i = 0; i < CELLS; i++) {
		double own = world->own * normal(state);

		for (size_t k = 0; k < world->rounds; k++)
			logs[i][r][k] = 10 + 0.1 * (double)i + level + pace[k] +
					blocks[i / MODES][k] + own + world->noise * normal(state) +
					other * world->common +
					(other && world->edited[i] ? world->edit : 0);
		tracks[i][r] = (struct track){ logs[i][r], rounds, world->rounds };
	}
}

static struct family make_family(const struct world *world)
{
	uint64_t state = world->seed;

	for (size_t k = 0; k < MOST_ROUNDS; k++)
		rounds[k] = k + 1;
	for (size_t r = 0; r < world->nr_base + world->nr_other; r++)
		make_run(world, r, &state);
	for (size_t i = 0; i < CELLS; i++)
		members[i] = (struct member){ i / MODES, (unsigned)(i / MODES) % 6, i % MODES != 0,
			tracks[i] };
	return (struct family){ members, CELLS, world->nr_base, world->nr_other,
		{ 0.03, 1, NULL } };
}

static void judge(const struct world *world, struct tally *tally)
{
	struct family family = make_family(world);
	struct drift drift;
	size_t tested;

	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), 0);
	drift_release(&drift);
	for (size_t i = 0; i < CELLS; i++) {
		enum outcome wanted = world->edit > 0 ? OUTCOME_SLOWER : OUTCOME_FASTER;
		bool called = changes[i].outcome == OUTCOME_SLOWER ||
			      changes[i].outcome == OUTCOME_FASTER;

		tally->insufficient += changes[i].outcome == OUTCOME_INSUFFICIENT;
		if (world->edited[i])
			*(changes[i].outcome == wanted ? &tally->right : &tally->missed) += 1;
		else
			tally->wrong += called;
	}
}

static struct tally repeat(struct world world, unsigned times)
{
	struct tally tally = { 0 };

	for (unsigned i = 0; i < times; i++) {
		world.seed = world.seed * 31 + i + 1;
		judge(&world, &tally);
	}
	return tally;
}

#define TIMES 6

/* One run a side, 12 rounds, on a machine that drifts by 20 % from run to run and 10 % within. */
static struct world busy_world(double noise)
{
	return (struct world){ .rounds = 12,
		.nr_base = 1,
		.nr_other = 1,
		.drift = 0.2,
		.wander = 0.1,
		.noise = noise,
		.edit = log(1.1),
		.seed = 7 };
}

static void honest_runs_of_one_machine_show_no_difference(void **state)
{
	static const double drifts[] = { 0, 0.05, 0.2 };

	(void)state;
	for (size_t d = 0; d < 3; d++) {
		for (unsigned percent = 1; percent <= 5; percent += 4) {
			struct world world = busy_world(percent / 100.0);
			struct tally tally;

			world.drift = drifts[d];
			tally = repeat(world, TIMES);
			/* Of 480 cells; Holm allows one in 20 families, that is one in 1,200. */
			assert_true(tally.wrong <= 2);
			assert_true(tally.insufficient <= 5);
		}
	}
}

static void runs_that_differ_cell_by_cell_show_no_difference(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.own = 0.05;
	tally = repeat(world, TIMES);
	/* Rounds agree that nearly all cells differ, and they do: it is the runs that differ. */
	assert_true(tally.wrong <= TIMES * CELLS / 20);
	assert_true(tally.insufficient > 40);
}

static void a_slow_down_of_one_mode_is_found_and_nothing_else(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.edited[10] = true;
	tally = repeat(world, TIMES);
	assert_int_equal(tally.right, TIMES);
	assert_int_equal(tally.wrong, 0);
}

static void a_speed_up_is_found_as_one(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.edit = -log(1.1);
	world.edited[11] = world.edited[31] = true;
	tally = repeat(world, TIMES);
	assert_int_equal(tally.right, 2 * TIMES);
	assert_int_equal(tally.wrong, 0);
}

static void a_workload_that_slowed_in_all_modes_is_found(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.edited[12] = world.edited[13] = world.edited[14] = true;
	tally = repeat(world, TIMES);
	assert_int_equal(tally.right, 3 * TIMES);
	assert_int_equal(tally.wrong, 0);
}

/* Times of a workload move by 10 % from round to round, its ratios by 1 %. */
static void what_disturbs_a_workload_for_a_round_hides_no_mode_that_slowed(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.block = 0.1;
	world.edited[10] = true;
	tally = repeat(world, TIMES);
	assert_true(tally.right >= TIMES - 1);
	assert_true(tally.wrong <= 2);
}

static void more_noise_takes_more_rounds(void **state)
{
	struct world world = busy_world(0.05);
	struct tally few, many;

	(void)state;
	world.edited[10] = world.edited[31] = true;
	few = repeat(world, TIMES);
	world.rounds = 30;
	many = repeat(world, TIMES);
	assert_true(many.right > few.right);
	assert_true(many.right >= 2 * TIMES - 4);
	assert_true(few.wrong + many.wrong <= 2);
}

static void a_difference_within_the_margin_is_none(void **state)
{
	struct world world = busy_world(0.005);
	struct tally tally;

	(void)state;
	world.edit = log(1.02);
	world.edited[10] = true;
	tally = repeat(world, TIMES);
	assert_int_equal(tally.right, 0);
	assert_int_equal(tally.wrong, 0);
}

static void what_all_cells_share_is_drift_where_a_side_is_one_run(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.drift = 0.01;
	world.common = log(1.2);
	tally = repeat(world, TIMES);
	assert_int_equal(tally.wrong, 0);
}

static void what_all_cells_share_is_called_where_runs_of_a_side_agree(void **state)
{
	struct world world = busy_world(0.01);
	struct family family;
	struct drift drift;
	size_t tested, slower = 0;

	(void)state;
	world.nr_base = world.nr_other = 3;
	world.drift = 0.01;
	world.wander = 0.02;
	world.common = log(1.2);
	family = make_family(&world);
	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_true(drift.real);
	assert_true(fabs(drift.common[DRIFT_ALL] - log(1.2)) < 0.03);
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), 0);
	drift_release(&drift);
	for (size_t i = 0; i < CELLS; i++)
		slower += changes[i].outcome == OUTCOME_SLOWER;
	assert_true(slower >= CELLS - 2);
}

static void what_all_cells_share_is_drift_where_runs_of_a_side_differ_as_much(void **state)
{
	struct world world = busy_world(0.01);
	struct family family;
	struct drift drift;

	(void)state;
	world.nr_base = world.nr_other = 3;
	world.common = log(1.1);
	family = make_family(&world);
	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_false(drift.real);
	drift_release(&drift);
}

static void several_runs_find_a_slow_down_too(void **state)
{
	struct world world = busy_world(0.02);
	struct tally tally;

	(void)state;
	world.nr_base = world.nr_other = 2;
	world.edited[10] = true;
	tally = repeat(world, 2);
	assert_int_equal(tally.right, 2);
	assert_int_equal(tally.wrong, 0);
}

static void too_few_rounds_are_told_with_how_many_it_takes(void **state)
{
	struct world world = busy_world(0.01);
	struct tally tally;

	(void)state;
	world.rounds = 5;
	world.edited[10] = true;
	tally = repeat(world, 1);
	assert_int_equal(tally.insufficient, CELLS);
	assert_int_equal(changes[0].lack, LACK_ROUNDS);
	/* 2 / C(16, 8) is the first below 0.05 over the 60 and more tests. */
	assert_in_range(changes[0].more, 2, 3);
}

static void one_cell_alone_cannot_be_told_from_drift(void **state)
{
	struct world world = busy_world(0.01);
	struct family family = make_family(&world);
	struct drift drift;
	size_t tested;

	(void)state;
	family.nr = 2;
	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), 0);
	drift_release(&drift);
	assert_int_equal(changes[0].outcome, OUTCOME_INSUFFICIENT);
	assert_int_equal(changes[0].lack, LACK_CELLS);
}

static void of_three_cells_the_one_that_moved_is_found(void **state)
{
	struct world world = busy_world(0.003);
	struct family family;
	struct drift drift;
	size_t tested;

	(void)state;
	world.edited[1] = true;
	family = make_family(&world);
	family.nr = 3;
	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), 0);
	drift_release(&drift);
	assert_int_equal(changes[0].outcome, OUTCOME_SAME);
	assert_int_equal(changes[1].outcome, OUTCOME_SLOWER);
	assert_int_equal(changes[2].outcome, OUTCOME_SAME);
}

/* ---- Who does it ---- */

static size_t backwards(size_t nr, int (*task)(void *context, size_t i), void *context)
{
	for (size_t i = nr; i--;)
		assert_int_equal(task(context, i), 0);
	return nr;
}

static size_t breaks_off(size_t nr, int (*task)(void *context, size_t i), void *context)
{
	(void)nr;
	return task(context, 0) ? 0 : 1;
}

static void cells_are_drawn_alike_in_any_order(void **state)
{
	const struct world world = {
		.rounds = 12, .nr_base = 3, .nr_other = 2, .noise = 0.02, .seed = 5
	};
	struct change before[CELLS];
	struct family family;
	struct drift drift;
	size_t tested;

	(void)state;
	family = make_family(&world);
	assert_int_equal(drift_correct(&family, &drift), 0);
	assert_int_equal(outcome_judge(&family, &drift, before, &tested), 0);
	family.manner.each = backwards;
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), 0);
	for (size_t i = 0; i < CELLS; i++) {
		assert_true(before[i].ci_low < before[i].ci_high);
		assert_true(changes[i].ci_low == before[i].ci_low);
		assert_true(changes[i].ci_high == before[i].ci_high);
	}
	family.manner.each = breaks_off;
	assert_int_equal(outcome_judge(&family, &drift, changes, &tested), -ENOMEM);
	drift_release(&drift);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_runs_of_one_machine_show_no_difference),
		cmocka_unit_test(runs_that_differ_cell_by_cell_show_no_difference),
		cmocka_unit_test(a_slow_down_of_one_mode_is_found_and_nothing_else),
		cmocka_unit_test(a_speed_up_is_found_as_one),
		cmocka_unit_test(a_workload_that_slowed_in_all_modes_is_found),
		cmocka_unit_test(what_disturbs_a_workload_for_a_round_hides_no_mode_that_slowed),
		cmocka_unit_test(more_noise_takes_more_rounds),
		cmocka_unit_test(a_difference_within_the_margin_is_none),
		cmocka_unit_test(what_all_cells_share_is_drift_where_a_side_is_one_run),
		cmocka_unit_test(what_all_cells_share_is_called_where_runs_of_a_side_agree),
		cmocka_unit_test(what_all_cells_share_is_drift_where_runs_of_a_side_differ_as_much),
		cmocka_unit_test(several_runs_find_a_slow_down_too),
		cmocka_unit_test(too_few_rounds_are_told_with_how_many_it_takes),
		cmocka_unit_test(one_cell_alone_cannot_be_told_from_drift),
		cmocka_unit_test(of_three_cells_the_one_that_moved_is_found),
		cmocka_unit_test(cells_are_drawn_alike_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
