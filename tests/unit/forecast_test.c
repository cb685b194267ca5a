/* SPDX-License-Identifier: MIT */
#include "engine/forecast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define BIG "package:2 numa:4 core:16 pu:2"
#define S UINT64_C(1000000000)

static const struct workload any = {
	.name = "any", .op = "step", .class = CLASS_CPU, .version = 1, .modes = ALL_MODES
};
static const struct workload *const registry[] = { &any, NULL };

static const struct experiment two_minutes = {
	.budget_ns = 120 * S, .rounds_min = 11, .rounds_max = 512
};

static struct plan plan_of(const char *modes, const char *counts)
{
	const struct request request = { .modes = modes,
		.counts = counts,
		.memory_free_bytes = FIGURE_NONE,
		.address_free_bytes = FIGURE_NONE,
		.disk_free_bytes = FIGURE_NONE,
		.tasks_free = FIGURE_NONE };
	char message[REQUEST_MESSAGE_SIZE];
	struct topology *topology;
	struct plan plan;

	assert_int_equal(topology_load(BIG, &topology), 0);
	assert_int_equal(plan_make(registry, &request, topology, &plan, message), 0);
	topology_free(topology);
	return plan;
}

static uint64_t least_of(const struct plan *plan)
{
	return forecast_run(&two_minutes, plan).least_ns;
}

static void doubling_counts_of_256_pus_fit_into_two_minutes(void **state)
{
	struct plan plan = plan_of(NULL, "1..max");
	char sentence[FORECAST_SENTENCE_SIZE];

	(void)state;
	assert_int_equal(plan.nr_entries, 1 + 2 * 9);
	assert_int_equal(plan.entries[plan.nr_entries - 1].cell.workers, 256);
	assert_true(least_of(&plan) <= two_minutes.budget_ns);
	assert_false(forecast_exceeds(&two_minutes, &plan, least_of(&plan), sentence));
	plan_release(&plan);
}

static void shapes_of_256_workers_fit_into_two_minutes(void **state)
{
	struct plan plan = plan_of("seq,threads,procs,hybrid", NULL);

	(void)state;
	assert_int_equal(plan.nr_entries, 3 + 9);
	assert_true(least_of(&plan) <= two_minutes.budget_ns);
	plan_release(&plan);
}

static void a_plan_that_does_not_fit_says_by_how_much_and_what_to_leave_out(void **state)
{
	struct plan plan = plan_of(NULL, "1-max");
	char sentence[FORECAST_SENTENCE_SIZE], expected[64];
	uint64_t need_ns = least_of(&plan);

	(void)state;
	assert_true(need_ns > two_minutes.budget_ns);
	assert_true(forecast_exceeds(&two_minutes, &plan, need_ns, sentence));
	snprintf(expected, sizeof(expected), "%.1f s more than the budget",
		(double)(need_ns - two_minutes.budget_ns) / 1e9);
	assert_non_null(strstr(sentence, expected));
	assert_non_null(strstr(sentence, "-n"));
	assert_non_null(strstr(sentence, "cells of 256)"));
	assert_true(strlen(sentence) + 1 < FORECAST_SENTENCE_SIZE);
	plan_release(&plan);
}

static void the_budget_that_is_named_is_enough(void **state)
{
	struct plan plan = plan_of(NULL, "1-max");
	struct experiment longer = two_minutes;
	char sentence[FORECAST_SENTENCE_SIZE];
	const char *budget;

	(void)state;
	assert_true(forecast_exceeds(&two_minutes, &plan, least_of(&plan), sentence));
	budget = strstr(sentence, "--budget ");
	assert_non_null(budget);
	longer.budget_ns = strtoull(budget + strlen("--budget "), NULL, 10) * S;
	assert_true(longer.budget_ns > two_minutes.budget_ns);
	assert_true(forecast_run(&longer, &plan).least_ns <= longer.budget_ns);
	plan_release(&plan);
}

static void a_fixed_number_of_rounds_is_never_too_much(void **state)
{
	struct experiment fixed = two_minutes;
	struct plan plan = plan_of(NULL, "1-max");
	char sentence[FORECAST_SENTENCE_SIZE];

	(void)state;
	fixed.rounds_max = fixed.rounds_min;
	assert_false(forecast_exceeds(&fixed, &plan, 1000 * S, sentence));
	fixed = two_minutes;
	fixed.budget_ns = FIGURE_NONE;
	assert_false(forecast_exceeds(&fixed, &plan, 1000 * S, sentence));
	plan_release(&plan);
}

static void processes_cost_more_to_try_than_threads(void **state)
{
	struct plan plan = plan_of("threads,procs,16x16", "256");
	uint64_t threads, procs, mixed;

	(void)state;
	threads = forecast_trial_cost_ns(&plan.entries[0]);
	procs = forecast_trial_cost_ns(&plan.entries[1]);
	mixed = forecast_trial_cost_ns(&plan.entries[2]);
	assert_true(threads < mixed && mixed < procs);
	/* Seen on a small virtual machine: 25 and 100 ms. */
	assert_in_range(threads, 10000000, 60000000);
	assert_in_range(procs, 50000000, 300000000);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubling_counts_of_256_pus_fit_into_two_minutes),
		cmocka_unit_test(shapes_of_256_workers_fit_into_two_minutes),
		cmocka_unit_test(a_plan_that_does_not_fit_says_by_how_much_and_what_to_leave_out),
		cmocka_unit_test(the_budget_that_is_named_is_enough),
		cmocka_unit_test(a_fixed_number_of_rounds_is_never_too_much),
		cmocka_unit_test(processes_cost_more_to_try_than_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
