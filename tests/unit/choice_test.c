/* SPDX-License-Identifier: MIT */
#include "engine/choice.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct workload mutex = { .name = "counter/mutex", .class = CLASS_SYNC };
static const struct workload spin = { .name = "counter/spin", .class = CLASS_SYNC };
static const struct workload primes = { .name = "primes", .class = CLASS_CPU };
static const struct workload remote = { .name = "net/remote", .class = CLASS_IO };
static const struct workload local = { .name = "net/local", .class = CLASS_IO };

static const struct workload *const registry[] = { &mutex, &spin, &primes, &remote, &local, NULL };

static void assert_says(const char *message, const char *word, const char *nearest)
{
	if (!strstr(message, word) || !strstr(message, nearest))
		fail_msg("\"%s\" does not name %s and %s", message, word, nearest);
	assert_null(strchr(message, '\n'));
}

/* ---- Modes ---- */

static void assert_modes(const char *list, const struct wish *expected, size_t nr_expected)
{
	char message[REQUEST_MESSAGE_SIZE] = "";
	struct wish *wishes;
	size_t nr;

	assert_int_equal(choice_modes(list, &wishes, &nr, message), 0);
	assert_int_equal(nr, nr_expected);
	for (size_t i = 0; i < nr; i++) {
		assert_int_equal(wishes[i].mode, expected[i].mode);
		assert_int_equal(wishes[i].procs, expected[i].procs);
		assert_int_equal(wishes[i].threads, expected[i].threads);
	}
	free(wishes);
}

#define assert_wishes(list, ...)                                 \
	assert_modes(list, (const struct wish[]){ __VA_ARGS__ }, \
		sizeof((const struct wish[]){ __VA_ARGS__ }) / sizeof(struct wish))

static void refuse_modes(const char *list, char message[REQUEST_MESSAGE_SIZE])
{
	struct wish *wishes;
	size_t nr;

	message[0] = '\0';
	assert_int_equal(choice_modes(list, &wishes, &nr, message), -EINVAL);
}

static void each_mode_is_a_wish_without_numbers(void **state)
{
	(void)state;
	assert_wishes("seq", { MODE_SEQ, 0, 0 });
	assert_wishes("threads", { MODE_THREADS, 0, 0 });
	assert_wishes("procs", { MODE_PROCS, 0, 0 });
	assert_wishes("hybrid", { MODE_HYBRID, 0, 0 });
}

static void a_pair_is_a_hybrid_of_that_shape(void **state)
{
	(void)state;
	assert_wishes("2x4", { MODE_HYBRID, 2, 4 });
	assert_wishes("1x1", { MODE_HYBRID, 1, 1 });
	assert_wishes("256x256", { MODE_HYBRID, 256, 256 });
}

static void modes_may_stand_in_a_list(void **state)
{
	(void)state;
	assert_wishes("seq,threads,2x4", { MODE_SEQ, 0, 0 }, { MODE_THREADS, 0, 0 },
		{ MODE_HYBRID, 2, 4 });
}

static void each_wish_is_kept_once(void **state)
{
	(void)state;
	assert_wishes("procs,procs,2x4,procs,2x4", { MODE_PROCS, 0, 0 }, { MODE_HYBRID, 2, 4 });
}

static void pair_turned_round_is_another_wish(void **state)
{
	struct wish *wishes;
	char message[REQUEST_MESSAGE_SIZE];
	size_t nr;

	(void)state;
	assert_int_equal(choice_modes("2x4,4x2", &wishes, &nr, message), 0);
	assert_int_equal(nr, 2);
	free(wishes);
}

static void wishes_come_in_the_order_of_modes(void **state)
{
	(void)state;
	assert_wishes("procs,threads,seq", { MODE_SEQ, 0, 0 }, { MODE_THREADS, 0, 0 },
		{ MODE_PROCS, 0, 0 });
}

static void unknown_mode_names_word_and_nearest(void **state)
{
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	refuse_modes("seq,thraeds", message);
	assert_says(message, "'thraeds'", "'threads'");
	refuse_modes("process", message);
	assert_says(message, "'process'", "'procs'");
	refuse_modes("Seq", message);
	assert_says(message, "'Seq'", "'seq'");
}

static void no_bad_mode_is_taken(void **state)
{
	static const char *const bad[] = { "", ",", "seq,", ",seq", "seq,,procs", " seq", "seq ",
		"threads:2", "x", "2x", "x2", "0x2", "2x0", "2x2x2", "2X4", "-1x2", "2x-1", "+2x2",
		"2 x2", "2x2 ", "65536x2", "65537x1", "99999999999999999999x1", "0x", "2", "2x4;" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		refuse_modes(bad[i], message);
		assert_says(message, "unknown mode", "2x4");
	}
}

static void endless_mode_leaves_a_whole_message(void **state)
{
	char message[REQUEST_MESSAGE_SIZE], word[5000];

	(void)state;
	memset(word, 'm', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	refuse_modes(word, message);
	assert_true(memchr(message, '\0', sizeof(message)) != NULL);
	assert_says(message, "mmmm", "'parallax list modes' has them");
}

/* ---- Counts ---- */

static void assert_counts_of(const char *list, const unsigned *expected, size_t nr_expected)
{
	char message[REQUEST_MESSAGE_SIZE] = "";
	unsigned *counts;
	size_t nr;

	assert_int_equal(choice_counts(list, 16, &counts, &nr, message), 0);
	assert_int_equal(nr, nr_expected);
	assert_memory_equal(counts, expected, nr * sizeof(*counts));
	free(counts);
}

#define assert_counts(list, ...)                                  \
	assert_counts_of(list, (const unsigned[]){ __VA_ARGS__ }, \
		sizeof((const unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

static void refuse_counts(const char *list, char message[REQUEST_MESSAGE_SIZE])
{
	unsigned *counts;
	size_t nr;

	message[0] = '\0';
	assert_int_equal(choice_counts(list, 16, &counts, &nr, message), -EINVAL);
}

static void one_count_is_itself(void **state)
{
	(void)state;
	assert_counts("1", 1);
	assert_counts("65536", 65536);
	assert_counts("007", 7);
}

static void range_has_both_ends(void **state)
{
	(void)state;
	assert_counts("4-8", 4, 5, 6, 7, 8);
	assert_counts("3-3", 3);
}

static void max_is_every_usable_pu(void **state)
{
	(void)state;
	assert_counts("max", 16);
	assert_counts("14-max", 14, 15, 16);
	assert_counts("max-18", 16, 17, 18);
}

static void counts_ascend(void **state)
{
	(void)state;
	assert_counts("max,8,1,4-5,2", 1, 2, 4, 5, 8, 16);
}

static void each_count_is_kept_once(void **state)
{
	(void)state;
	assert_counts("1-4,2,4-6,16,max", 1, 2, 3, 4, 5, 6, 16);
	assert_counts("1..6", 1, 2, 4, 6);
	assert_counts("3..24,1", 1, 3, 6, 12, 24);
	assert_counts("4..4", 4);
}

static void no_bad_count_is_taken(void **state)
{
	static const char *const bad[] = { "", ",", "1,", ",1", "1,,2", "0", "0-4", "-1", "+1",
		" 1", "1 ", "1.5", "two", "1-", "-", "4-1", "1-2-3", "maximum", "Max", "max-",
		"max-1", "1..", "..4", "4..1", "1...4", "1.4", "1x2", "65537", "1-65537",
		"4294967297", "99999999999999999999" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		refuse_counts(bad[i], message);
		assert_says(message, "'", "max");
	}
}

static void bad_count_names_the_word_alone(void **state)
{
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	refuse_counts("1,2,many,4", message);
	assert_says(message, "'many'", "1 to 65536");
}

/* A count takes its room once, however often a list of 4 KiB names it. */
static void ranges_named_hundreds_of_times_are_one(void **state)
{
	char list[500 * 8 + 1] = "", message[REQUEST_MESSAGE_SIZE];
	unsigned *counts;
	size_t nr;

	(void)state;
	for (size_t i = 0; i < 500; i++)
		memcpy(list + 8 * i, "1-65536,", 8);
	list[sizeof(list) - 2] = '\0';
	assert_int_equal(choice_counts(list, 4, &counts, &nr, message), 0);
	assert_int_equal(nr, 65536);
	assert_int_equal(counts[0], 1);
	assert_int_equal(counts[65535], 65536);
	free(counts);
}

/* ---- Workloads ---- */

static int check_patterns(const char *const *patterns, size_t nr, char *message)
{
	const struct request request = { .patterns = patterns, .nr_patterns = nr };

	message[0] = '\0';
	return choice_patterns(registry, &request, message);
}

/* The workloads that patterns select, as letters: m s p r l. */
static const char *selected(const char *const *patterns, size_t nr)
{
	const struct request request = { .patterns = patterns, .nr_patterns = nr };
	static char letters[8];
	size_t used = 0;

	for (size_t i = 0; registry[i]; i++) {
		if (choice_selects(&request, registry[i]))
			letters[used++] = "msprl"[i];
	}
	letters[used] = '\0';
	return letters;
}

#define assert_selects(letters, ...)                                                    \
	assert_string_equal(                                                            \
		selected((const char *const[]){ __VA_ARGS__ },                          \
			sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)), \
		letters)

static void no_pattern_selects_all(void **state)
{
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(check_patterns(NULL, 0, message), 0);
	assert_string_equal(selected(NULL, 0), "msprl");
}

static void name_selects_itself(void **state)
{
	(void)state;
	assert_selects("s", "counter/spin");
	assert_selects("p", "primes");
}

static void glob_selects_what_it_matches(void **state)
{
	(void)state;
	assert_selects("ms", "counter/*");
	assert_selects("msprl", "*");
	assert_selects("l", "net/[a-l]*");
	assert_selects("p", "prime?");
	assert_selects("mrl", "net/*e", "*/local", "*mutex");
}

static void class_selects_its_workloads(void **state)
{
	(void)state;
	assert_selects("ms", "sync");
	assert_selects("prl", "io", "cpu");
}

static void family_selects_its_workloads(void **state)
{
	(void)state;
	assert_selects("ms", "counter");
	assert_selects("prl", "net", "primes");
}

static void pattern_that_selects_nothing_is_refused(void **state)
{
	static const char *const bad[] = { "", "nothing*", "counter/", "count", "mutex", "Primes",
		"counter/mutex ", "memory" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(check_patterns(&bad[i], 1, message), -EINVAL);
		assert_says(message, bad[i], i ? "; " : "'parallax list' has them");
	}
}

static void unknown_workload_names_word_and_nearest(void **state)
{
	static const char *const patterns[] = { "primes", "counter/mutx" };
	static const char *const class[] = { "snyc" }, *const family[] = { "conter" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(check_patterns(patterns, 2, message), -EINVAL);
	assert_says(message, "'counter/mutx'", "'counter/mutex'");
	assert_int_equal(check_patterns(class, 1, message), -EINVAL);
	assert_says(message, "'snyc'", "'sync'");
	assert_int_equal(check_patterns(family, 1, message), -EINVAL);
	assert_says(message, "'conter'", "'counter'");
}

static void every_pattern_must_select_something(void **state)
{
	static const char *const patterns[] = { "*", "nothing" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(check_patterns(patterns, 2, message), -EINVAL);
	assert_says(message, "'nothing'", "'parallax list' has them");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_mode_is_a_wish_without_numbers),
	cmocka_unit_test(a_pair_is_a_hybrid_of_that_shape),
	cmocka_unit_test(modes_may_stand_in_a_list),
	cmocka_unit_test(each_wish_is_kept_once),
	cmocka_unit_test(pair_turned_round_is_another_wish),
	cmocka_unit_test(wishes_come_in_the_order_of_modes),
	cmocka_unit_test(unknown_mode_names_word_and_nearest),
	cmocka_unit_test(no_bad_mode_is_taken),
	cmocka_unit_test(endless_mode_leaves_a_whole_message),
	cmocka_unit_test(one_count_is_itself),
	cmocka_unit_test(range_has_both_ends),
	cmocka_unit_test(ranges_named_hundreds_of_times_are_one),
	cmocka_unit_test(max_is_every_usable_pu),
	cmocka_unit_test(counts_ascend),
	cmocka_unit_test(each_count_is_kept_once),
	cmocka_unit_test(no_bad_count_is_taken),
	cmocka_unit_test(bad_count_names_the_word_alone),
	cmocka_unit_test(no_pattern_selects_all),
	cmocka_unit_test(name_selects_itself),
	cmocka_unit_test(glob_selects_what_it_matches),
	cmocka_unit_test(class_selects_its_workloads),
	cmocka_unit_test(family_selects_its_workloads),
	cmocka_unit_test(pattern_that_selects_nothing_is_refused),
	cmocka_unit_test(unknown_workload_names_word_and_nearest),
	cmocka_unit_test(every_pattern_must_select_something),
};

int main(void)
{
	return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}
