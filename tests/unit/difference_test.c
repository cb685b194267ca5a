/* SPDX-License-Identifier: MIT */
#include "audit/difference.h"

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

/* ---- A struct of every kind ---- */

enum word { WORD_RED, WORD_BLUE };

struct part {
	char *name;
	uint64_t value;
};

struct whole {
	uint64_t figure, digest;
	int64_t integer;
	unsigned count;
	size_t size;
	double number;
	bool flag;
	char *text;
	enum word word;
	struct part object, optional;
	struct part *list, *map, *warnings;
	size_t nr_list, nr_map, nr_warnings;
};

static const struct field part_fields[] = {
	{ .key = "name", .kind = FIELD_TEXT, .offset = offsetof(struct part, name) },
	{ .key = "value", .kind = FIELD_U64, .offset = offsetof(struct part, value) },
	{ 0 },
};
static const struct shape part_shape = { "part", sizeof(struct part), part_fields };

static const char *const words[] = { "red", "blue", NULL };

#define AT(kind_, member) .key = #member, .kind = kind_, .offset = offsetof(struct whole, member)
#define ENTRIES(kind_, member) \
	AT(kind_, member), .nr_offset = offsetof(struct whole, nr_##member), .shape = &part_shape

static const struct field whole_fields[] = {
	{ AT(FIELD_U64, figure) },
	{ AT(FIELD_HEX64, digest) },
	{ AT(FIELD_I64, integer) },
	{ AT(FIELD_UNSIGNED, count) },
	{ AT(FIELD_SIZE, size) },
	{ AT(FIELD_DOUBLE, number) },
	{ AT(FIELD_BOOL, flag) },
	{ AT(FIELD_TEXT, text) },
	{ AT(FIELD_WORD, word), .words = words },
	{ AT(FIELD_OBJECT, object), .shape = &part_shape },
	{ AT(FIELD_OPTIONAL, optional), .shape = &part_shape },
	{ ENTRIES(FIELD_LIST, list) },
	{ ENTRIES(FIELD_MAP, map) },
	{ ENTRIES(FIELD_LIST, warnings) },
	{ 0 },
};
static const struct shape whole_shape = { "whole", sizeof(struct whole), whole_fields };

/* ---- Two of them, alike until a test changes one ---- */

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static struct whole first, second;
static struct part first_parts[3][2], second_parts[3][2];
static char told[1024];

static void fill(struct whole *whole, struct part parts[3][2])
{
	*whole = (struct whole){ .figure = 5,
		.digest = 0xabc,
		.integer = -5,
		.count = 6,
		.size = 7,
		.number = 2.5,
		.flag = true,
		.text = TEXT("hello"),
		.word = WORD_BLUE,
		.object = { TEXT("object"), 1 },
		.optional = { TEXT("optional"), 1 },
		.list = parts[0],
		.map = parts[1],
		.warnings = parts[2],
		.nr_list = 2,
		.nr_map = 2,
		.nr_warnings = 2 };
	for (unsigned i = 0; i < 6; i++)
		parts[i / 2][i % 2] = (struct part){ TEXT(i % 2 ? "b" : "a"), i };
}

static int set_up(void **state)
{
	(void)state;
	fill(&first, first_parts);
	fill(&second, second_parts);
	told[0] = '\0';
	return 0;
}

static void on_difference(void *context, const struct difference *difference)
{
	size_t used = strlen(told);

	assert_ptr_equal(context, told);
	snprintf(told + used, sizeof(told) - used, "%s: %s, %s\n", difference->where,
		difference->first, difference->second);
}

static const char *compare(bool figures_only)
{
	const struct differ differ = { figures_only, on_difference, told };

	told[0] = '\0';
	difference_each(&differ, &whole_shape, &first, &second);
	return told;
}

#define assert_told(lines) assert_string_equal(compare(false), lines)

/* ---- Tests ---- */

static void what_is_alike_has_no_difference(void **state)
{
	(void)state;
	assert_told("");
}

static void each_kind_is_told_as_it_is_written(void **state)
{
	(void)state;
	second.figure = 9007199254740991;
	second.digest = 0xabd;
	second.integer = 5;
	second.count = 0;
	second.size = 8;
	second.number = 0.1;
	second.flag = false;
	second.text = TEXT("hallo");
	second.word = WORD_RED;
	assert_told("figure: 5, 9007199254740991\n"
		    "digest: \"0000000000000abc\", \"0000000000000abd\"\n"
		    "integer: -5, 5\ncount: 6, 0\nsize: 7, 8\nnumber: 2.5, 0.1\n"
		    "flag: true, false\ntext: \"hello\", \"hallo\"\nword: \"blue\", \"red\"\n");
}

static void null_is_told_from_zero(void **state)
{
	(void)state;
	first.figure = 0;
	second.figure = FIGURE_NONE;
	first.number = NAN;
	second.number = 0;
	first.text = TEXT("");
	second.text = NULL;
	assert_told("figure: 0, null\nnumber: null, 0\ntext: \"\", null\n");
}

static void null_is_as_null(void **state)
{
	(void)state;
	first.figure = second.figure = FIGURE_NONE;
	first.number = second.number = NAN;
	first.text = second.text = NULL;
	first.optional.name = second.optional.name = NULL;
	assert_told("");
}

static void doubles_may_differ_by_a_part_in_a_billion(void **state)
{
	(void)state;
	first.number = 1e6;
	second.number = 1e6 * (1 + 0.9e-9);
	assert_told("");
	second.number = 1e6 * (1 + 1.1e-9);
	assert_told("number: 1000000, 1000000.0011\n");
	first.number = 1e-7;
	second.number = 1.00001e-7;
	assert_told("number: 1e-07, 1.00001e-07\n");
	first.number = 0;
	second.number = 1e-16;
	assert_told("");
	first.number = INFINITY;
	second.number = INFINITY;
	assert_told("");
	second.number = 1;
	assert_told("number: inf, 1\n");
}

static void whole_numbers_may_not(void **state)
{
	(void)state;
	first.figure = 9007199254740990;
	second.figure = 9007199254740991;
	assert_told("figure: 9007199254740990, 9007199254740991\n");
}

static void entries_are_told_by_place_and_by_key(void **state)
{
	(void)state;
	second.object.value = 2;
	second_parts[0][1].value = 70;
	second_parts[1][1].value = 80;
	assert_told("object.value: 1, 2\nlist[1].value: 1, 70\nmap.b: 3, 80\n");
	second_parts[1][1] = (struct part){ TEXT("c"), 3 };
	assert_non_null(strstr(compare(false), "map.b: \"b\", \"c\"\n"));
}

static void lists_of_other_lengths_are_one_difference(void **state)
{
	(void)state;
	second.nr_list = 1;
	second_parts[0][0].value = 70;
	assert_told("list: a list of 2, a list of 1\n");
}

static void an_object_that_is_null_is_one_difference(void **state)
{
	(void)state;
	second.optional.name = NULL;
	assert_told("optional: an object, null\n");
	second.optional.name = TEXT("optional");
	first.optional.name = NULL;
	assert_told("optional: null, an object\n");
}

static void long_texts_are_cut_to_where_they_differ(void **state)
{
	static char long_text[200];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	memcpy(long_text + 100, "12345", 5);
	first.text = long_text;
	second.text = TEXT("xx");
	assert_told(
		"text: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\", \"xx\"\n");
	/* From 20 bytes before the difference. */
	second.text = strdup(long_text);
	second.text[101] = '7';
	compare(false);
	free(second.text);
	assert_string_equal(told,
		"text: \"...xxxxxxxxxxxxxxxxxxx12345xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\", "
		"\"...xxxxxxxxxxxxxxxxxxx17345xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\"\n");
}

static void texts_are_cut_between_characters(void **state)
{
	(void)state;
	first.text = TEXT("µµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµ1");
	second.text = TEXT("µµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµ2");
	assert_told("text: \"...µµµµµµµµµµ1\", \"...µµµµµµµµµµ2\"\n");
	first.text = TEXT("1µµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµµ");
	second.text = TEXT("2");
	assert_told("text: \"1µµµµµµµµµµµµµµµµµµµµµµµµµµµµµ...\", \"2\"\n");
}

static void what_another_version_lacks_is_no_difference(void **state)
{
	(void)state;
	first.figure = FIGURE_NONE;
	first.number = NAN;
	first.count = 0;
	first.word = WORD_RED;
	first.optional.name = NULL;
	first.nr_list = first.nr_map = 0;
	first.list = NULL;
	assert_string_equal(compare(true), "");
}

static void what_another_version_says_and_warns_of_is_no_difference(void **state)
{
	(void)state;
	first.text = TEXT("good day");
	first.nr_warnings = 1;
	assert_string_equal(compare(true), "");
}

static void what_another_version_has_must_be_right(void **state)
{
	(void)state;
	first.figure = 0;
	first.number = 2;
	second.word = WORD_RED;
	second.optional.name = NULL;
	first.nr_list = 1;
	assert_string_equal(compare(true),
		"figure: 0, 5\nnumber: 2, 2.5\nword: \"blue\", \"red\"\n"
		"optional: an object, null\nlist: a list of 1, a list of 2\n");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

static const struct CMUnitTest tests[] = {
	TEST(what_is_alike_has_no_difference),
	TEST(each_kind_is_told_as_it_is_written),
	TEST(null_is_told_from_zero),
	TEST(null_is_as_null),
	TEST(doubles_may_differ_by_a_part_in_a_billion),
	TEST(whole_numbers_may_not),
	TEST(entries_are_told_by_place_and_by_key),
	TEST(lists_of_other_lengths_are_one_difference),
	TEST(an_object_that_is_null_is_one_difference),
	TEST(long_texts_are_cut_to_where_they_differ),
	TEST(texts_are_cut_between_characters),
	TEST(what_another_version_lacks_is_no_difference),
	TEST(what_another_version_says_and_warns_of_is_no_difference),
	TEST(what_another_version_has_must_be_right),
};

int main(void)
{
	return cmocka_run_group_tests_name("difference", tests, NULL, NULL);
}
