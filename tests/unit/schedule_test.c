/* SPDX-License-Identifier: MIT */
#include "engine/schedule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST 16

/* Four groups, of 3, 1, 4 and 2 entries. */
static struct plan_entry entries[10];
static const size_t group_of[COUNT(entries)] = { 0, 0, 0, 1, 2, 2, 2, 2, 3, 3 };
static const struct plan plan = { entries, COUNT(entries), 4, NULL };

static int set_up(void **state)
{
	(void)state;
	memset(entries, 0, sizeof(entries));
	for (size_t i = 0; i < COUNT(entries); i++)
		entries[i].group = group_of[i];
	return 0;
}

static void assert_each_once(const size_t *order, size_t nr)
{
	int seen[COUNT(entries)] = { 0 };

	for (size_t i = 0; i < nr; i++) {
		assert_true(order[i] < COUNT(entries));
		assert_int_equal(entries[order[i]].status, STATUS_OK);
		assert_int_equal(seen[order[i]]++, 0);
	}
}

static void warm_up_keeps_the_plans_order(void **state)
{
	size_t order[MOST];

	(void)state;
	for (uint64_t seed = 0; seed < 10; seed++) {
		assert_int_equal(schedule_round(&plan, seed, 0, order), COUNT(entries));
		for (size_t i = 0; i < COUNT(entries); i++)
			assert_int_equal(order[i], i);
	}
}

static void every_round_runs_each_entry_once(void **state)
{
	size_t order[MOST];

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		assert_int_equal(schedule_round(&plan, 7, round, order), COUNT(entries));
		assert_each_once(order, COUNT(entries));
	}
}

static void same_seed_repeats_the_order(void **state)
{
	size_t first[MOST], again[MOST];

	(void)state;
	for (uint64_t round = 0; round < 50; round++) {
		schedule_round(&plan, UINT64_MAX, round, first);
		schedule_round(&plan, UINT64_MAX, round, again);
		assert_memory_equal(first, again, COUNT(entries) * sizeof(*first));
	}
}

static void rounds_are_asked_for_in_any_order(void **state)
{
	size_t early[MOST], late[MOST], other[MOST];

	(void)state;
	schedule_round(&plan, 3, 5, early);
	schedule_round(&plan, 3, 9, other);
	schedule_round(&plan, 4, 5, other);
	schedule_round(&plan, 3, 5, late);
	assert_memory_equal(early, late, COUNT(entries) * sizeof(*early));
}

/* Of 10 entries in 4 groups there are 4! 3! 4! 2! = 6912 orders: two seldom agree. */
static void seeds_and_rounds_differ(void **state)
{
	size_t order[MOST], before[MOST] = { 0 };
	unsigned same = 0;

	(void)state;
	for (uint64_t round = 1; round <= 100; round++) {
		schedule_round(&plan, 11, round, order);
		same += !memcmp(order, before, COUNT(entries) * sizeof(*order));
		schedule_round(&plan, 12, round, before);
		same += !memcmp(order, before, COUNT(entries) * sizeof(*order));
	}
	assert_true(same <= 3);
}

static void groups_stay_together(void **state)
{
	size_t order[MOST];

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		int left[4] = { 0 };

		schedule_round(&plan, 1, round, order);
		for (size_t i = 0; i < COUNT(entries); i++) {
			size_t group = entries[order[i]].group;

			assert_false(left[group]);
			if (i + 1 < COUNT(entries) && entries[order[i + 1]].group != group)
				left[group] = 1;
		}
	}
}

static void entries_that_are_not_ok_are_left_out(void **state)
{
	size_t order[MOST];

	(void)state;
	entries[1].status = STATUS_SKIPPED;
	entries[3].status = STATUS_FAILED; /* the only one of its group */
	entries[9].status = STATUS_SKIPPED;
	for (uint64_t round = 0; round < 50; round++) {
		assert_int_equal(schedule_round(&plan, 1, round, order), 7);
		assert_int_equal(plan_runnable(&plan), 7);
		assert_each_once(order, 7);
	}
}

static void nothing_to_run_is_an_empty_round(void **state)
{
	const struct plan empty = { NULL, 0, 0, NULL };
	size_t order[1] = { 42 };

	(void)state;
	assert_int_equal(schedule_round(&empty, 1, 1, order), 0);
	assert_int_equal(order[0], 42);
}

/* Pearson's statistic of counts that should all be equal. */
static double chi_square(const unsigned *counts, size_t nr, unsigned sum)
{
	double expected = (double)sum / (double)nr, chi = 0;

	for (size_t i = 0; i < nr; i++)
		chi += (counts[i] - expected) * (counts[i] - expected) / expected;
	return chi;
}

#define ROUNDS 6000

/* The order is a pure function of the seed, so that this holds always or never. */
static void each_group_comes_first_equally_often(void **state)
{
	unsigned first[4] = { 0 };
	size_t order[MOST];

	(void)state;
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		schedule_round(&plan, 2026, round, order);
		first[entries[order[0]].group]++;
	}
	/* 3 degrees of freedom: 16.27 is passed once in 1,000 seeds. */
	assert_true(chi_square(first, 4, ROUNDS) < 16.27);
}

static void each_entry_takes_each_place_in_its_group_equally_often(void **state)
{
	unsigned places[4][4] = { { 0 } };
	size_t order[MOST];

	(void)state;
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		size_t place = 0;

		schedule_round(&plan, 2026, round, order);
		for (size_t i = 0; i < COUNT(entries); i++) {
			if (entries[order[i]].group == 2)
				places[order[i] - 4][place++]++;
		}
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(chi_square(places[i], 4, ROUNDS) < 16.27);
}

/* Whether one group is first says nothing of which of its entries is: all pairs equally often. */
static void order_in_a_group_is_independent_of_its_place(void **state)
{
	unsigned pairs[4 * 2] = { 0 };
	size_t order[MOST];

	(void)state;
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		size_t place = 0, at = 0;

		schedule_round(&plan, 99, round, order);
		for (size_t i = 0; entries[order[i]].group != 3; i++) {
			at += i == 0 || entries[order[i]].group != entries[order[i - 1]].group;
			place = i + 1;
		}
		pairs[at * 2 + order[place] - 8]++;
	}
	/* 7 degrees of freedom. */
	assert_true(chi_square(pairs, COUNT(pairs), ROUNDS) < 24.32);
}

/* Successive rounds must not lean on one another, or a drift would fall on one cell. */
static void first_of_a_group_is_independent_of_the_round_before(void **state)
{
	unsigned pairs[3 * 3] = { 0 };
	size_t order[MOST], before = 0;

	(void)state;
	for (uint64_t round = 1; round <= ROUNDS + 1; round++) {
		size_t i = 0;

		schedule_round(&plan, 5, round, order);
		while (entries[order[i]].group != 0)
			i++;
		if (round > 1)
			pairs[before * 3 + order[i]]++;
		before = order[i];
	}
	/* 8 degrees of freedom. */
	assert_true(chi_square(pairs, COUNT(pairs), ROUNDS) < 26.12);
}

static void nearest_is_whose_rounds_take_least_time(void **state)
{
	const struct pursuit quick = { .rounds = 11, .round_ns = 50, .goal = 23 };
	const struct pursuit slow = { .rounds = 11, .round_ns = 700, .goal = 16 };
	const struct pursuit next = { .rounds = 15, .round_ns = 500, .goal = 16 };

	(void)state;
	assert_true(schedule_nearer(&quick, &slow) && !schedule_nearer(&slow, &quick));
	assert_true(schedule_nearer(&next, &quick) && !schedule_nearer(&quick, &next));
}

/* And one that has had more rounds than it was to take still lacks one. */
static void furthest_is_whose_rounds_nobody_can_tell(void **state)
{
	const struct pursuit endless = { .rounds = 11, .round_ns = 1, .goal = INFINITY };
	const struct pursuit longer = { .rounds = 12, .round_ns = 1, .goal = INFINITY };
	const struct pursuit far = { .rounds = 11, .round_ns = 1000, .goal = 1e6 };
	const struct pursuit past = { .rounds = 17, .round_ns = 1000, .goal = 16 };

	(void)state;
	assert_true(schedule_nearer(&far, &endless) && !schedule_nearer(&endless, &far));
	assert_true(schedule_nearer(&endless, &longer) && !schedule_nearer(&longer, &endless));
	assert_true(schedule_nearer(&past, &far) && !schedule_nearer(&far, &past));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(warm_up_keeps_the_plans_order, set_up),
	cmocka_unit_test_setup(every_round_runs_each_entry_once, set_up),
	cmocka_unit_test_setup(same_seed_repeats_the_order, set_up),
	cmocka_unit_test_setup(rounds_are_asked_for_in_any_order, set_up),
	cmocka_unit_test_setup(seeds_and_rounds_differ, set_up),
	cmocka_unit_test_setup(groups_stay_together, set_up),
	cmocka_unit_test_setup(entries_that_are_not_ok_are_left_out, set_up),
	cmocka_unit_test_setup(nothing_to_run_is_an_empty_round, set_up),
	cmocka_unit_test_setup(each_group_comes_first_equally_often, set_up),
	cmocka_unit_test_setup(each_entry_takes_each_place_in_its_group_equally_often, set_up),
	cmocka_unit_test_setup(order_in_a_group_is_independent_of_its_place, set_up),
	cmocka_unit_test_setup(first_of_a_group_is_independent_of_the_round_before, set_up),
	cmocka_unit_test(nearest_is_whose_rounds_take_least_time),
	cmocka_unit_test(furthest_is_whose_rounds_nobody_can_tell),
};

int main(void)
{
	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
