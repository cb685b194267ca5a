/* SPDX-License-Identifier: MIT */
#include "engine/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static size_t distance_of(const char *word, const char *candidate)
{
	struct nearest nearest = nearest_to(word);

	nearest_offer(&nearest, candidate);
	assert_string_equal(nearest.best, candidate);
	return nearest.distance;
}

static void best_is_empty_until_something_is_offered(void **state)
{
	(void)state;
	assert_string_equal(nearest_to("seq").best, "");
}

static void word_is_kept(void **state)
{
	static const char word[] = "seq";

	(void)state;
	assert_ptr_equal(nearest_to(word).word, word);
}

static void same_word_is_no_distance_away(void **state)
{
	(void)state;
	assert_int_equal(distance_of("threads", "threads"), 0);
}

/* Each distance is by hand: insertions, deletions, substitutions and swaps of neighbours. */
static void distances_of_known_pairs(void **state)
{
	static const struct {
		const char *word, *candidate;
		size_t distance;
	} known[] = {
		{ "thread", "threads", 1 },
		{ "threadss", "threads", 1 },
		{ "threadz", "threads", 1 },
		{ "thraeds", "threads", 1 },
		{ "the kittens", "the sittings", 3 },
		{ "a flaw in it", "a lawn in it", 2 },
		{ "abcdef", "badcef", 2 },
		{ "seqential", "sequentially", 3 },
		{ "SEQuential", "sequential", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++)
		assert_int_equal(distance_of(known[i].word, known[i].candidate), known[i].distance);
}

/* Optimal string alignment: a swapped pair is not edited again, so "ca" is 3 from "abc" at the head of a word too. */
static void swapped_pair_is_not_edited_again(void **state)
{
	(void)state;
	assert_int_equal(distance_of("caterers", "abcterers"), 3);
}

/* Past a third of the longer one's letters only a beginning is near. */
static void what_is_far_is_no_candidate(void **state)
{
	static const struct {
		const char *word, *candidate;
		bool near;
	} known[] = {
		{ "foo", "run", false },
		{ "nonsense", "compress", false },
		{ "", "seq", false },
		{ "rum", "run", true },
		{ "abcd", "abXY", false },
		{ "abcdef", "abcdXY", true },
		{ "net.delay", "net.delay_us", true },
		{ "com", "compare", true },
		{ "co", "compare", false },
		{ "machinery", "machine", true },
		{ "sequential", "seq", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		struct nearest nearest = nearest_to(known[i].word);

		nearest_offer(&nearest, known[i].candidate);
		assert_string_equal(nearest.best, known[i].near ? known[i].candidate : "");
	}
}

static void hint_is_what_is_near_or_where_the_names_are(void **state)
{
	struct nearest nearest = nearest_to("sqe");
	char hint[NEAREST_HINT_SIZE];

	(void)state;
	assert_string_equal(nearest_hint(&nearest, "see there", hint), "; see there");
	assert_string_equal(nearest_hint(&nearest, NULL, hint), "");
	nearest_offer(&nearest, "seq");
	assert_string_equal(nearest_hint(&nearest, "see there", hint), "; did you mean 'seq'?");
}

static void fewest_edits_win_in_any_order(void **state)
{
	static const char *const orders[][3] = {
		{ "threads", "procs", "seq" },
		{ "seq", "threads", "procs" },
		{ "procs", "seq", "threads" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct nearest nearest = nearest_to("prosc");

		for (size_t k = 0; k < COUNT(orders[i]); k++)
			nearest_offer(&nearest, orders[i][k]);
		assert_string_equal(nearest.best, "procs");
		assert_int_equal(nearest.distance, 1);
	}
}

static void first_of_equals_wins(void **state)
{
	struct nearest nearest = nearest_to("cat");

	(void)state;
	nearest_offer(&nearest, "bat");
	nearest_offer(&nearest, "hat");
	assert_string_equal(nearest.best, "bat");
}

static void empty_candidate_is_passed_over(void **state)
{
	struct nearest nearest = nearest_to("s");

	(void)state;
	nearest_offer(&nearest, "");
	assert_string_equal(nearest.best, "");
	nearest_offer(&nearest, "s");
	nearest_offer(&nearest, "");
	assert_string_equal(nearest.best, "s");
}

static void a_candidate_may_change_after_it_was_offered(void **state)
{
	struct nearest nearest = nearest_to("procs");
	char candidate[] = "procs";

	(void)state;
	nearest_offer(&nearest, candidate);
	candidate[0] = 'x';
	assert_string_equal(nearest.best, "procs");
}

static void word_of_any_length_is_taken(void **state)
{
	static char word[100000];
	struct nearest nearest;

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	nearest = nearest_to(word);
	nearest_offer(&nearest, "yyy");
	nearest_offer(&nearest, word);
	assert_int_equal(nearest.distance, 0);
	assert_int_equal(strlen(nearest.best), NEAREST_SIZE - 1);
	assert_memory_equal(nearest.best, word, NEAREST_SIZE - 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(best_is_empty_until_something_is_offered),
	cmocka_unit_test(word_is_kept),
	cmocka_unit_test(same_word_is_no_distance_away),
	cmocka_unit_test(distances_of_known_pairs),
	cmocka_unit_test(swapped_pair_is_not_edited_again),
	cmocka_unit_test(what_is_far_is_no_candidate),
	cmocka_unit_test(hint_is_what_is_near_or_where_the_names_are),
	cmocka_unit_test(fewest_edits_win_in_any_order),
	cmocka_unit_test(first_of_equals_wins),
	cmocka_unit_test(empty_candidate_is_passed_over),
	cmocka_unit_test(a_candidate_may_change_after_it_was_offered),
	cmocka_unit_test(word_of_any_length_is_taken),
};

int main(void)
{
	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
