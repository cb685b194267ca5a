/* SPDX-License-Identifier: MIT */
#include "report/worth.h"

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
#include "report/format.h"

#define assert_near(a, b) assert_true(fabs((a) - (b)) <= 1e-12 * fabs(b))

/* A report's text, heap or literal; nothing here frees one. */
#define TEXT(text) ((char *)(uintptr_t)(text))

static struct cell cells[2];
static struct result results[2];
static struct report report;

/* A team of two that takes 60 us to create and is 1.5 [1.25, 2] times as fast. */
static int set_up(void **state)
{
	(void)state;
	cells[0] = (struct cell){ .cell = TEXT("work seq"), .mode = MODE_SEQ, .workers = 1 };
	cells[1] = (struct cell){ .cell = TEXT("work procs:2"), .mode = MODE_PROCS, .workers = 2 };
	memset(results, 0, sizeof(results));
	results[1].cell = 1;
	results[1].spawn_ns = (struct summary){ .n = 6, .median = 10000 };
	results[1].ready_ns.median = 20000;
	results[1].reap_ns.median = 30000;
	results[1].speedup = (struct speedup){ 0, 1e9, 1.5, 1.25, 2 };
	results[0].speedup = (struct speedup){ FIGURE_NONE, NAN, NAN, NAN, NAN };
	report = (struct report){
		.cells = cells, .nr_cells = 2, .results = results, .nr_results = 2
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++)
		free(results[i].break_even_ns.reason);
	return 0;
}

static const struct break_even *make(size_t cell)
{
	assert_int_equal(worth_make(&report, &results[cell]), 0);
	return &results[cell].break_even_ns;
}

static void assert_unknown(size_t cell, const char *reason)
{
	const struct break_even *even = make(cell);

	assert_true(isnan(even->value) && isnan(even->ci_low) && isnan(even->ci_high));
	assert_non_null(even->reason);
	assert_string_equal(even->reason, reason);
}

/* Creating it costs 3; six times as fast, 3.6 s in seq become 0.6 s. */
static void both_ways_take_as_long_at_the_break_even(void **state)
{
	static const double speedups[] = { 1.0625, 1.5, 2, 6, 64 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		double seq = worth_from(3, speedups[i]);

		assert_near(seq, 3 + seq / speedups[i]);
	}
	assert_near(worth_from(3, 6), 3.6);
}

static void without_speedup_no_task_is_long_enough(void **state)
{
	(void)state;
	assert_true(isnan(worth_from(3, 1)));
	assert_true(isnan(worth_from(3, 0.5)));
	assert_true(isnan(worth_from(3, NAN)));
}

static void creation_is_spawn_and_ready_and_reap(void **state)
{
	(void)state;
	assert_near(make(1)->value, 180000.0);
	assert_null(results[1].break_even_ns.reason);
}

static void interval_is_the_speedups_turned_round(void **state)
{
	const struct break_even *even = make(1);

	(void)state;
	assert_near(even->ci_low, 120000.0);
	assert_near(even->ci_high, 300000.0);
}

static void interval_of_the_speedup_that_reaches_1_says_nothing(void **state)
{
	(void)state;
	results[1].speedup.ci_low = 1;
	assert_unknown(1, "the interval of the speed-up reaches 1");
}

static void slower_than_seq_is_said_so(void **state)
{
	(void)state;
	results[1].speedup = (struct speedup){ 0, 1e9, 0.8, 0.7, 0.9 };
	assert_unknown(1, "the work is no faster than in seq");
}

static void speedup_without_interval_says_nothing(void **state)
{
	(void)state;
	results[1].speedup.ci_low = results[1].speedup.ci_high = NAN;
	assert_unknown(1, "the speed-up has no interval");
}

static void without_seq_cell_there_is_nothing_to_compare(void **state)
{
	(void)state;
	results[1].speedup = results[0].speedup;
	assert_unknown(1, "there is no seq cell to compare with");
}

static void seq_creates_nothing(void **state)
{
	(void)state;
	assert_unknown(0, "seq creates nothing");
}

static void failed_and_skipped_cells_say_nothing(void **state)
{
	(void)state;
	results[1].status = STATUS_FAILED;
	assert_unknown(1, "a trial failed");
	tear_down(NULL);
	results[1].status = STATUS_SKIPPED;
	assert_unknown(1, "it was skipped");
}

static void unknown_phase_says_nothing(void **state)
{
	(void)state;
	results[1].ready_ns.median = NAN;
	assert_unknown(1, "what creation takes is unknown");
}

/* ---- The section of the table ---- */

static char *print(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	worth_print(&(struct sheet){ out, SHEET_TABLE }, &report);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void table_lists_what_creation_takes_and_when_it_pays(void **state)
{
	char *text;

	(void)state;
	make(0);
	make(1);
	text = print();
	assert_non_null(strstr(text, "Worth creating workers from"));
	assert_non_null(strstr(text, "work     procs 2 10.0 µs  60.0 µs 180 µs [120, 300]\n"));
	assert_null(strstr(text, "seq  1"));
	free(text);
}

static void table_says_why_no_task_is_known_to_pay(void **state)
{
	char *text;

	(void)state;
	results[1].speedup.ci_low = 0.9;
	make(1);
	text = print();
	assert_non_null(
		strstr(text, "2 10.0 µs  60.0 µs - the interval of the speed-up reaches 1\n"));
	free(text);
}

static void nothing_created_is_no_section(void **state)
{
	char *text;

	(void)state;
	results[1].spawn_ns.n = 0;
	make(0);
	make(1);
	text = print();
	assert_string_equal(text, "");
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_ways_take_as_long_at_the_break_even),
		TEST(without_speedup_no_task_is_long_enough),
		TEST(creation_is_spawn_and_ready_and_reap),
		TEST(interval_is_the_speedups_turned_round),
		TEST(interval_of_the_speedup_that_reaches_1_says_nothing),
		TEST(slower_than_seq_is_said_so),
		TEST(speedup_without_interval_says_nothing),
		TEST(without_seq_cell_there_is_nothing_to_compare),
		TEST(seq_creates_nothing),
		TEST(failed_and_skipped_cells_say_nothing),
		TEST(unknown_phase_says_nothing),
		TEST(table_lists_what_creation_takes_and_when_it_pays),
		TEST(table_says_why_no_task_is_known_to_pay),
		TEST(nothing_created_is_no_section),
	};

	return cmocka_run_group_tests_name("worth", tests, NULL, NULL);
}
