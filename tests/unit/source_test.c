/* SPDX-License-Identifier: MIT */
#include "report/source.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void an_operand_is_a_file_with_or_without_a_name(void **state)
{
	static const struct {
		const char *operand, *name, *path;
	} given[] = {
		{ "a.json", NULL, "a.json" },
		{ "new=a.json", "new", "a.json" },
		{ "new=dir/a=b.json", "new", "dir/a=b.json" },
		{ "./a=b.json", NULL, "./a=b.json" },
		{ "-", NULL, "-" },
		{ "x=-", "x", "-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		struct source source;

		assert_int_equal(source_parse(given[i].operand, &source), 0);
		assert_string_equal(source.path, given[i].path);
		if (given[i].name)
			assert_string_equal(source.name, given[i].name);
		else
			assert_null(source.name);
		free(source.name);
	}
}

static void an_empty_name_or_file_is_refused(void **state)
{
	static const char *const wrong[] = { "", "=a.json", "new=" };
	struct source source;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(source_parse(wrong[i], &source), -EINVAL);
}

static void assert_named(const char *operand, char *label, const char *expected)
{
	const struct report report = { .label = label };
	struct source source;

	assert_int_equal(source_parse(operand, &source), 0);
	assert_int_equal(source_name(&source, &report), 0);
	assert_string_equal(source.name, expected);
	free(source.name);
}

static void a_name_comes_from_the_person_the_label_or_the_file(void **state)
{
	char label[] = "laptop";

	(void)state;
	assert_named("new=dir/a.json", label, "new");
	assert_named("dir/a.json", label, "laptop");
	assert_named("dir/a.json", NULL, "a");
	assert_named("a.txt", NULL, "a.txt");
	assert_named(".json", NULL, ".json");
	assert_named("-", NULL, "stdin");
}

static void equal_names_get_numbers(void **state)
{
	static const char *const operands[] = { "a=1", "a=2", "b=3", "a 2=4", "a=5" };
	static const char *const expected[] = { "a", "a 2", "b", "a 2 2", "a 3" };
	struct source *sources = calloc(5, sizeof(*sources));

	(void)state;
	assert_non_null(sources);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(source_parse(operands[i], &sources[i]), 0);
	assert_int_equal(sources_distinguish(sources, 5), 0);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(sources[i].name, expected[i]);
	sources_release(sources, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operand_is_a_file_with_or_without_a_name),
		cmocka_unit_test(an_empty_name_or_file_is_refused),
		cmocka_unit_test(a_name_comes_from_the_person_the_label_or_the_file),
		cmocka_unit_test(equal_names_get_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
