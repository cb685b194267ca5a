/* SPDX-License-Identifier: MIT */
#include "engine/laps.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include "measure/figure.h"

#define READ_NS 25

static const struct workload sixteenth = { .name = "sixteenth", .lap_every = 16 };
static const struct workload each = { .name = "each", .lap_every = 1 };

static struct cell cell_of(unsigned workers, uint64_t ops)
{
	return (struct cell){ .workers = workers, .ops = ops, .lap_every = FIGURE_NONE };
}

static void short_ops_are_timed_seldom(void **state)
{
	const struct cell cell = cell_of(1, 1000000);

	(void)state;
	/* An op of 10 ns: 50 ns of clock are half a percent of 1,000 ops. */
	assert_in_range(laps_spacing(&each, &cell, 10000000, READ_NS), 1000, 1001);
}

static void long_ops_are_timed_as_the_workload_says(void **state)
{
	const struct cell cell = cell_of(1, 1000);

	(void)state;
	assert_int_equal(laps_spacing(&each, &cell, 100000000, READ_NS), 1);
	assert_int_equal(laps_spacing(&sixteenth, &cell, 100000000, READ_NS), 16);
}

static void workers_side_by_side_have_longer_ops(void **state)
{
	const struct cell one = cell_of(1, 1000000), four = cell_of(4, 1000000);

	(void)state;
	assert_in_range(laps_spacing(&each, &four, 10000000, READ_NS),
		laps_spacing(&each, &one, 10000000, READ_NS) / 4,
		laps_spacing(&each, &one, 10000000, READ_NS) / 4 + 1);
}

static void a_crew_does_its_ops_together(void **state)
{
	const struct workload paired = { .name = "paired", .lap_every = 1, .op_workers = 2 };
	const struct cell four = cell_of(4, 1000000), two = cell_of(2, 1000000);

	(void)state;
	assert_int_equal(laps_spacing(&paired, &four, 10000000, READ_NS),
		laps_spacing(&each, &two, 10000000, READ_NS));
}

static void nothing_measured_is_no_division_by_zero(void **state)
{
	const struct cell none = cell_of(1, 0);

	(void)state;
	assert_int_equal(laps_spacing(&each, &none, 0, READ_NS), UINT_MAX);
}

static void what_takes_no_laps_has_no_spacing(void **state)
{
	const struct workload mute = { .name = "mute" }, ticking = {
		.name = "ticking", .lap_every = 1, .latency = "lateness of a tick"
	};
	char name[] = PARAM_RATE;
	struct setting rate[] = { { .name = name, .value = 1000 } };
	struct cell cell = cell_of(1, 1000000);

	(void)state;
	assert_int_equal(laps_spacing(&mute, &cell, 1000, READ_NS), 0);
	assert_int_equal(laps_spacing(&ticking, &cell, 1000, READ_NS), 0);
	cell.params = rate;
	cell.nr_params = 1;
	assert_int_equal(laps_spacing(&each, &cell, 1000, READ_NS), 0);
}

static void a_worker_goes_by_the_cell(void **state)
{
	struct cell cell = cell_of(1, 1000);

	(void)state;
	assert_int_equal(laps_interval(&sixteenth, &cell), 16);
	cell.lap_every = 300;
	assert_int_equal(laps_interval(&sixteenth, &cell), 300);
}

static void an_order_cannot_ask_for_more_than_the_workload_bears(void **state)
{
	struct cell cell = cell_of(1, 1000);

	(void)state;
	cell.lap_every = 0;
	assert_int_equal(laps_interval(&sixteenth, &cell), 16);
	cell.lap_every = UINT64_C(1) << 40;
	assert_int_equal(laps_interval(&sixteenth, &cell), UINT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_ops_are_timed_seldom),
		cmocka_unit_test(long_ops_are_timed_as_the_workload_says),
		cmocka_unit_test(workers_side_by_side_have_longer_ops),
		cmocka_unit_test(a_crew_does_its_ops_together),
		cmocka_unit_test(nothing_measured_is_no_division_by_zero),
		cmocka_unit_test(what_takes_no_laps_has_no_spacing),
		cmocka_unit_test(a_worker_goes_by_the_cell),
		cmocka_unit_test(an_order_cannot_ask_for_more_than_the_workload_bears),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
