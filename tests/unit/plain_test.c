/* SPDX-License-Identifier: MIT */
#include "report/plain.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "report/fields.h"
#include "report/json.h"

enum colour { RED, GREEN };
struct inner {
	uint64_t depth;
};
struct thing {
	uint64_t number, small;
	bool flag;
	enum colour colour;
	struct inner inner;
	char *text;
};
struct box {
	struct thing *things;
	size_t nr_things;
};

static const char *const colours[] = { "red", "green", NULL };
static const struct field inner_fields[] = { U64("depth", inner, depth), { 0 } };
static const struct shape inner_shape = { "inner", sizeof(struct inner), inner_fields };
static const struct field thing_fields[] = {
	U64("number", thing, number),
	U64("small", thing, small, .max = 7),
	BOOL("flag", thing, flag),
	WORD("colour", thing, colour, enum colour, colours, NEEDED),
	OBJECT("inner", thing, inner, inner, inner_shape),
	TEXT("text", thing, text),
	{ 0 },
};
static const struct shape thing_shape = { "thing", sizeof(struct thing), thing_fields };
static const struct field box_fields[] = {
	LIST("things", box, things, nr_things, thing, thing_shape), { 0 }
};
static const struct shape box_shape = { "box", sizeof(struct box), box_fields };

/* Of a text of its own length, so that a sanitizer sees a step beyond. */
static int read_plain(const char *text, struct box *box)
{
	size_t length = strlen(text);
	char *own = malloc(length ? length : 1);
	void *things;
	int error;

	memcpy(own, text, length);
	error = plain_list(&thing_shape, own, length, &things, &box->nr_things);
	box->things = things;
	free(own);
	return error;
}

/* The same list as json_read makes it, written again; NULL where it refuses. */
static char *read_as_json(const char *list)
{
	struct json_trouble trouble;
	struct box box;
	char *text, *again = NULL;

	assert_true(asprintf(&text, "{\"things\":%s}", list) > 0);
	if (!json_read(&box_shape, text, strlen(text), &box, &trouble)) {
		again = json_write(&box_shape, &box, JSON_LINE);
		json_release(&box_shape, &box);
	}
	free(text);
	return again;
}

static void plain_lists_are_read_as_json_has_them(void **state)
{
	static const char *const lists[] = { "[]", " [ ] ", "[{\"colour\":\"red\"}]",
		"[{\"number\":12,\"small\":7,\"flag\":true,\"colour\":\"green\",\"inner\":{\"depth\":3}}]",
		"[{\"colour\":\"green\",\"flag\":false},{\"inner\":{},\"number\":0,\"colour\":\"red\"}]",
		"[{\"colour\":\"red\",\"number\":null,\"flag\":null,\"inner\":null,\"text\":null}]",
		"[ {\n\t\"colour\" : \"red\" ,\r\n\"number\" : 999999999999999 } ]" };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct box box;
		char *plain, *json = read_as_json(lists[i]);

		if (read_plain(lists[i], &box))
			fail_msg("given up: %s", lists[i]);
		plain = json_write(&box_shape, &box, JSON_LINE);
		assert_non_null(json);
		assert_string_equal(plain, json);
		free(plain);
		free(json);
		json_release(&box_shape, &box);
	}
}

static void a_long_list_is_read_to_its_end(void **state)
{
	size_t nr = 1000;
	char *text = malloc(nr * 40), *at = text;
	struct box box;

	(void)state;
	for (size_t i = 0; i < nr; i++)
		at += sprintf(at, "%c{\"colour\":\"red\",\"number\":%zu}", i ? ',' : '[', i);
	strcpy(at, "]");
	assert_int_equal(read_plain(text, &box), 0);
	assert_int_equal(box.nr_things, nr);
	for (size_t i = 0; i < nr; i++) {
		assert_int_equal(box.things[i].number, i);
		assert_true(box.things[i].small == FIGURE_NONE);
	}
	json_release(&box_shape, &box);
	free(text);
}

/* What json_read refuses, and what it takes and is not plain. */
static void what_is_not_plain_is_given_up(void **state)
{
	static const char *const things[] = { "", "\"number\":1", "\"colour\":null",
		"\"colour\":\"blue\"", "\"colour\":\"re\"", "\"colour\":\"redd\"",
		"\"colour\":\"\\u0072ed\"", "\"colour\":\"red\",\"number\":-1",
		"\"colour\":\"red\",\"number\":1.0", "\"colour\":\"red\",\"number\":1e3",
		"\"colour\":\"red\",\"number\":\"1\"",
		"\"colour\":\"red\",\"number\":1000000000000000", "\"colour\":\"red\",\"small\":8",
		"\"colour\":\"red\",\"number\":1,\"number\":2",
		"\"colour\":\"red\",\"number\":null,\"number\":2",
		"\"colour\":\"red\",\"text\":\"a\"", "\"colour\":\"red\",\"other\":1",
		"\"colour\":\"red\",\"numbe\\u0072\":1", "\"colour\":\"red\",\"inner\":7",
		"\"colour\":\"red\",\"inner\":{\"x\":1}", "\"colour\":\"red\",\"flag\":1",
		"\"colour\":\"red\",\"flag\":\"true\"" };
	static const char *const lists[] = { "", "7", "null", "{}", "[7]", "[null]", "[{}]",
		"[[]]" };
	struct box box;
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++) {
		snprintf(text, sizeof(text), "[{\"colour\":\"red\"},{%s}]", things[i]);
		if (read_plain(text, &box) != -EINVAL)
			fail_msg("taken: %s", text);
		assert_null(box.things);
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		assert_int_equal(read_plain(lists[i], &box), -EINVAL);
}

static void every_prefix_is_given_up(void **state)
{
	static const char list[] = "[{\"flag\":true,\"colour\":\"red\",\"inner\":{\"depth\":12}},"
				   "{\"colour\":\"green\",\"number\":null}]";
	char text[sizeof(list)];
	struct box box;

	(void)state;
	for (size_t length = 0; length < strlen(list); length++) {
		memcpy(text, list, length);
		text[length] = '\0';
		assert_int_equal(read_plain(text, &box), -EINVAL);
	}
	assert_int_equal(read_plain(list, &box), 0);
	json_release(&box_shape, &box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lists_are_read_as_json_has_them),
		cmocka_unit_test(a_long_list_is_read_to_its_end),
		cmocka_unit_test(what_is_not_plain_is_given_up),
		cmocka_unit_test(every_prefix_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
