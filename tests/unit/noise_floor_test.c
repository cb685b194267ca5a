/* SPDX-License-Identifier: MIT */
#include "doctor/noise_floor.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define TEXT(text) ((char *)(uintptr_t)(text))
#define PAIR_NS 100000000u

static struct cell cells[2];
static struct result results[2];
static struct verdict_row row;
static struct report report;
static struct noise_floor noise;

static int set_up(void **state)
{
	(void)state;
	memset(results, 0, sizeof(results));
	cells[0] = cells[1] = (struct cell){ .workload = TEXT("chains"), .workers = 2 };
	results[0].work_ns = (struct summary){ .n = 23, .median = 48e6 };
	row = (struct verdict_row){ .workers = 2,
		.threads_cell = 0,
		.procs_cell = 1,
		.n = 23,
		.ratio = 1,
		.ci_low = 1 / 1.02,
		.ci_high = 1.01,
		.verdict = VERDICT_EQUIVALENT };
	report = (struct report){ .cells = cells,
		.nr_cells = 2,
		.results = results,
		.nr_results = 2,
		.verdicts = &row,
		.nr_verdicts = 1 };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	noise_floor_release(&noise);
	return 0;
}

static void make(uint64_t pair_ns)
{
	assert_int_equal(noise_floor_make(&report, pair_ns, &noise), 0);
}

static void says(const char *words)
{
	if (!strstr(noise.text, words))
		fail_msg("no \"%s\" in: %s", words, noise.text);
}

static void width_has_no_exponent(void **state)
{
	(void)state;
	row.ci_high = 2.27;
	row.verdict = VERDICT_INCONCLUSIVE;
	make(PAIR_NS);
	says("known to 127 %");
}

static void half_width_is_the_farther_reach(void **state)
{
	(void)state;
	make(PAIR_NS);
	assert_true(fabs(noise.half_width - 0.02) < 1e-12);
	says("known to 2.0 %");
	says("chains on 2 threads");
	says("23 rounds");
	says("trials of 48.0 ms");
}

static void cost_of_one_percent_goes_by_the_square_of_the_width(void **state)
{
	double times = log(1.02) / log(1.01);

	(void)state;
	make(PAIR_NS);
	assert_int_equal(noise.pairs_for_percent, (uint64_t)ceil(23 * times * times));
	assert_true(fabs(noise.seconds_for_percent - 0.1 * (double)noise.pairs_for_percent) < 1e-9);
	says("92 rounds");
	says("9.20 s");
}

static void no_answer_is_had_before_the_first_look(void **state)
{
	(void)state;
	row.ci_low = row.ci_high = 1;
	make(PAIR_NS);
	assert_int_equal(noise.pairs_for_percent, 8);
}

static void an_answer_past_the_most_rounds_is_out_of_reach(void **state)
{
	(void)state;
	row.ci_high = 1.1;
	row.verdict = VERDICT_INCONCLUSIVE;
	make(PAIR_NS);
	assert_true(noise.pairs_for_percent > 1024);
	says("out of reach");
	says("the 1024 that run --rigorous makes at most");
	says("cannot tell");
	assert_false(noise_floor_warns(&noise));
}

static void noise_past_all_rounds_warns(void **state)
{
	(void)state;
	row.ci_high = 1.3;
	row.verdict = VERDICT_INCONCLUSIVE;
	make(PAIR_NS);
	assert_true(noise_floor_warns(&noise));
}

static void equivalent_is_as_it_must_be(void **state)
{
	(void)state;
	make(PAIR_NS);
	says("as it must be");
	assert_false(noise_floor_warns(&noise));
}

static void a_difference_where_none_can_be_warns(void **state)
{
	(void)state;
	for (enum verdict verdict = VERDICT_THREADS; verdict <= VERDICT_PROCS; verdict++) {
		row.verdict = verdict;
		noise_floor_release(&noise);
		make(PAIR_NS);
		says("Trust no verdict");
		assert_true(noise_floor_warns(&noise));
	}
}

static void too_few_rounds_have_no_width_and_warn(void **state)
{
	(void)state;
	row.n = 5;
	row.ci_low = row.ci_high = NAN;
	row.verdict = VERDICT_NONE;
	make(PAIR_NS);
	assert_true(isnan(noise.half_width));
	assert_true(isnan(noise.seconds_for_percent));
	assert_int_equal(noise.pairs_for_percent, FIGURE_NONE);
	says("too few");
	assert_true(noise_floor_warns(&noise));
}

static void without_a_round_time_there_is_no_cost(void **state)
{
	(void)state;
	make(FIGURE_NONE);
	assert_true(isnan(noise.seconds_for_percent));
	assert_false(strstr(noise.text, "to 1 %"));
}

static void a_failed_trial_is_named(void **state)
{
	(void)state;
	results[1].status = STATUS_FAILED;
	results[1].reason = TEXT("work: the soup is cold");
	make(PAIR_NS);
	says("chains");
	says("the soup is cold");
	assert_int_equal(noise.verdict, VERDICT_NONE);
	assert_true(isnan(noise.ratio));
	assert_true(noise_floor_warns(&noise));
}

static void no_pair_at_all_warns(void **state)
{
	(void)state;
	report.nr_verdicts = 0;
	make(PAIR_NS);
	says("no trial of it");
	assert_true(noise_floor_warns(&noise));
}

static void no_trial_does_not_warn(void **state)
{
	(void)state;
	assert_false(noise_floor_warns(&(struct noise_floor){ .workload = NULL }));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(width_has_no_exponent),
		TEST(half_width_is_the_farther_reach),
		TEST(cost_of_one_percent_goes_by_the_square_of_the_width),
		TEST(no_answer_is_had_before_the_first_look),
		TEST(an_answer_past_the_most_rounds_is_out_of_reach),
		TEST(noise_past_all_rounds_warns),
		TEST(equivalent_is_as_it_must_be),
		TEST(a_difference_where_none_can_be_warns),
		TEST(too_few_rounds_have_no_width_and_warn),
		TEST(without_a_round_time_there_is_no_cost),
		TEST(a_failed_trial_is_named),
		TEST(no_pair_at_all_warns),
		TEST(no_trial_does_not_warn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
