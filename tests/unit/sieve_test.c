/* SPDX-License-Identifier: MIT */
#include "report/sieve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct sieve_key inner_keys[] = { { .key = "x" }, { 0 } };
static const struct sieve_key keys[] = {
	{ .key = "a" },
	{ .key = "list", .inner = inner_keys, .apart = true },
	{ .key = "all" },
	{ 0 },
};

/* The copy as a text, the caller's to free; NULL where the sieve gave up. Both of their own length, so
 * that a sanitizer sees a step beyond. */
static char *sieve(const char *text, size_t length)
{
	char *own = malloc(length ? length : 1), *out = malloc(length ? length : 1), *copy = NULL;
	struct sieve_apart apart;
	size_t nr;

	memcpy(own, text, length);
	nr = sieve_copy(keys, own, length, out, &apart);
	assert_in_range(nr, 0, length);
	if (nr)
		copy = strndup(out, nr);
	free(own);
	free(out);
	return copy;
}

static void assert_sieved(const char *text, const char *expected)
{
	char *copy = sieve(text, strlen(text));

	if (!copy || strcmp(copy, expected) != 0)
		fail_msg("%s: %s", text, copy ? copy : "given up");
	free(copy);
}

static void only_wanted_members_are_kept(void **state)
{
	(void)state;
	assert_sieved("{\"a\":1,\"b\":2}", "{\"a\":1}");
	assert_sieved("{\"b\":2,\"a\":1}", "{\"a\":1}");
	assert_sieved("{\"b\":2,\"a\":1,\"c\":3}", "{\"a\":1}");
	assert_sieved("{\"a\":1,\"b\":2,\"c\":3,\"all\":4}", "{\"a\":1,\"all\":4}");
	assert_sieved("{\"all\":1,\"a\":2}", "{\"all\":1,\"a\":2}");
	assert_sieved("{\"b\":2}", "{}");
	assert_sieved("{}", "{}");
	assert_sieved("{\"A\":1,\"aa\":1,\"\":1,\"al\":1,\"allx\":1}", "{}");
}

static void what_is_wanted_whole_is_kept_whole(void **state)
{
	(void)state;
	assert_sieved(
		"{\"b\":0,\"all\":{\"b\":[1,{\"c\":null}]}}", "{\"all\":{\"b\":[1,{\"c\":null}]}}");
}

static void entries_keep_their_places(void **state)
{
	(void)state;
	assert_sieved("{\"list\":[{\"y\":1},{\"x\":2,\"y\":3},4,[{\"y\":5,\"x\":6}],{}]}",
		"{\"list\":[{},{\"x\":2},4,[{\"x\":6}],{}]}");
	assert_sieved("{\"list\":{\"y\":1,\"x\":2}}", "{\"list\":{\"x\":2}}");
}

/* Keys are only compared where they stood before: others in their place, longer ones, none. */
static void entries_of_other_keys_are_sieved_too(void **state)
{
	char text[4096], *at = text;

	(void)state;
	assert_sieved(
		"{\"list\":[{\"x\":1,\"y\":2},{\"y\":3,\"x\":4},{\"xx\":5,\"x\":6},{\"y\" : 7},"
		"{ \"x\" :8},{\"x\":9,\"y\":{\"x\":1}},{\"y\":{\"x\":1},\"x\":10}]}",
		"{\"list\":[{\"x\":1},{\"x\":4},{\"x\":6},{},{ \"x\" :8},{\"x\":9},{\"x\":10}]}");
	assert_sieved(
		"{\"list\":[{\"a\":1,\"x\":2}],\"a\":3,\"x\":4}", "{\"list\":[{\"x\":2}],\"a\":3}");
	assert_null(sieve("{\"list\":[{\"x\":1},{\"x\":", 22));
	assert_null(sieve("{\"list\":[{\"x\":1},{\"x\"}]}", 25));
	/* More keys than are remembered. */
	at += sprintf(at, "{\"list\":[");
	for (int entry = 0; entry < 2; entry++) {
		at += sprintf(at, "%s{", entry ? "," : "");
		for (int i = 0; i < 150; i++)
			at += sprintf(at, "\"k%d\":%d,", i, i);
		at += sprintf(at, "\"x\":%d}", entry);
	}
	sprintf(at, "]}");
	assert_sieved(text, "{\"list\":[{\"x\":0},{\"x\":1}]}");
}

static void assert_apart(const char *text, const char *expected)
{
	struct sieve_apart apart;
	char out[128];

	assert_in_range(sieve_copy(keys, text, strlen(text), out, &apart), 1, sizeof(out));
	assert_int_equal(apart.length, strlen(expected));
	assert_memory_equal(out + apart.at, expected, apart.length);
}

static void what_is_to_be_told_apart_is(void **state)
{
	(void)state;
	assert_apart("{\"b\":1,\"list\":[{\"y\":1},{\"x\":2,\"y\":3}],\"a\":4}", "[{},{\"x\":2}]");
	assert_apart("{ \"a\" : 1 , \"list\" : [ ] , \"b\" : 2 }", "[ ]");
	assert_apart("{\"list\":[1],\"list\":[{\"x\":\"]\"}]}", "[{\"x\":\"]\"}]");
	assert_apart("{\"list\":7}", "7");
	assert_apart("{\"a\":1}", "");
}

static void white_space_does_not_matter(void **state)
{
	(void)state;
	assert_sieved(" {\r\n\t\"b\" : 1 ,\n\"a\" : [ ] ,\"c\": { } }\n", " {\r\n\t\"a\" : [ ]}\n");
}

static void quotes_and_brackets_in_texts_are_texts(void **state)
{
	(void)state;
	assert_sieved("{\"b\":\"\\\"},{\\\\\",\"a\":\"]}\\\\\\\"\",\"c}\":\"{[\"}",
		"{\"a\":\"]}\\\\\\\"\"}");
	assert_sieved("{\"b\":\"\xe2\x82\xac\\u20ac\",\"a\":\"\xe2\x82\xac\"}",
		"{\"a\":\"\xe2\x82\xac\"}");
}

static void a_key_with_an_escape_may_be_any(void **state)
{
	(void)state;
	assert_sieved("{\"\\u0061\":1,\"b\":2}", "{\"\\u0061\":1}");
}

static void a_key_that_stands_twice_is_kept_twice(void **state)
{
	(void)state;
	assert_sieved("{\"a\":1,\"b\":0,\"a\":2}", "{\"a\":1,\"a\":2}");
}

/* Each in the value of a key that nobody wants. */
static const char *const odd[] = { "", "tru", "truth", "nul", "falsehood", "+1", "-", "01", "-01",
	"1.", ".5", "1e", "1e+", "0x10", "NaN", "1e999", "-1.5E+100", "1e0000100", "\"", "\"\\x\"",
	"\"\\u12\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udC00\"", "\"\n\"", "\"\xff\"",
	"\"\xed\xa0\x80\"", "[", "]", "[1,]", "[,1]", "[1 2]", "[1}", "{", "{1:2}", "{\"a\"}",
	"{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1]", "{\"a\" 1}", "1,", "1:2", "1 2", "1\v", "1}",
	"1]", "1 x", "1234567890123456789012345678901234567890123456789012345678901234" };

static void what_is_left_out_is_looked_at(void **state)
{
	static const char *const fine[] = { "true", "false", "null", "0", "-0", "-1.5e+10", "1e-99",
		"0.10", "\"\"", "\"\\u00e9\\n\"", "\"\\\\ud800\"", "[]", "{}", "[{},[[]]]",
		"123456789012345678901234567890123456789012345678901234567890123" };
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		snprintf(text, sizeof(text), "{\"b\":%s,\"a\":1}", fine[i]);
		assert_sieved(text, "{\"a\":1}");
	}
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		snprintf(text, sizeof(text), "{\"b\":%s,\"a\":1}", odd[i]);
		if (sieve(text, strlen(text)))
			fail_msg("%s", text);
	}
}

static void what_follows_the_end_is_seen(void **state)
{
	(void)state;
	assert_null(sieve("{} x", 4));
	assert_null(sieve("{}{}", 4));
	assert_null(sieve("{}\0", 3));
	assert_null(sieve("", 0));
}

static void every_prefix_is_given_up(void **state)
{
	static const char text[] = "{\"b\":[1.5e-7,true,{\"k\":\"\\u20ac\"}],\"a\":false,\"list\":"
				   "[{\"x\":null,\"y\":\"\\\"\"}],\"c\":-12}";

	(void)state;
	for (size_t length = 0; length < strlen(text); length++)
		assert_null(sieve(text, length));
	assert_sieved(text, "{\"a\":false,\"list\":[{\"x\":null}]}");
}

static void sixty_four_levels_are_the_most(void **state)
{
	(void)state;
	for (size_t levels = 63; levels <= 66; levels++) {
		char text[256] = "{\"b\":", *copy;

		memset(text + 5, '[', levels - 1);
		memset(text + 5 + levels - 1, ']', levels - 1);
		text[5 + 2 * (levels - 1)] = '}';
		copy = sieve(text, strlen(text));
		assert_int_equal(!!copy, levels <= 64);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_wanted_members_are_kept),
		cmocka_unit_test(what_is_wanted_whole_is_kept_whole),
		cmocka_unit_test(entries_keep_their_places),
		cmocka_unit_test(entries_of_other_keys_are_sieved_too),
		cmocka_unit_test(what_is_to_be_told_apart_is),
		cmocka_unit_test(white_space_does_not_matter),
		cmocka_unit_test(quotes_and_brackets_in_texts_are_texts),
		cmocka_unit_test(a_key_with_an_escape_may_be_any),
		cmocka_unit_test(a_key_that_stands_twice_is_kept_twice),
		cmocka_unit_test(what_is_left_out_is_looked_at),
		cmocka_unit_test(what_follows_the_end_is_seen),
		cmocka_unit_test(every_prefix_is_given_up),
		cmocka_unit_test(sixty_four_levels_are_the_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
