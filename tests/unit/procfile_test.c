/* SPDX-License-Identifier: MIT */
#include "measure/procfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/tree.h"

/* What field on is, when this is the text of a process's stat. */
static const char *field_of(void **state, const char *line, unsigned field)
{
	static char text[PROCFILE_STAT_SIZE];
	const struct tree *tree = *state;

	tree_file(tree, "/proc/7/stat", line);
	return procfile_stat(tree->root, 7, field, text);
}

static void fields_are_counted_from_the_state_on(void **state)
{
	const char *line = "7 (name) R 4 5 6\n";

	assert_string_equal(field_of(state, line, 3), "R 4 5 6\n");
	assert_string_equal(field_of(state, line, 4), "4 5 6\n");
	assert_string_equal(field_of(state, line, 6), "6\n");
}

static void a_name_may_look_like_fields(void **state)
{
	static const char *const names[] = { "", ")", "(", " ", "a b", ") R 1 2 3", "a) Z 1 (b",
		"))) ((( ", "(x) S 1 2" };
	char line[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(line, sizeof(line), "7 (%s) S 44 55\n", names[i]);
		assert_string_equal(field_of(state, line, 3), "S 44 55\n");
		assert_string_equal(field_of(state, line, 5), "55\n");
	}
}

static void a_field_that_is_not_there_is_null(void **state)
{
	assert_null(field_of(state, "7 (name) R 4 5\n", 6));
	assert_null(field_of(state, "7 (name)\n", 3));
	assert_null(field_of(state, "7 name R 4 5\n", 3));
	assert_null(field_of(state, "", 3));
}

static void without_the_file_there_is_none(void **state)
{
	char text[PROCFILE_STAT_SIZE];

	assert_null(procfile_stat(((struct tree *)*state)->root, 8, 3, text));
}

/* The kernel's own text, under a name that would be another's child. */
static void the_parent_of_a_process_is_its_fourth(void **state)
{
	char text[PROCFILE_STAT_SIZE], name[16];
	const char *parent;

	(void)state;
	prctl(PR_GET_NAME, name);
	prctl(PR_SET_NAME, ") S 1 2 (x) R 1");
	parent = procfile_stat("", getpid(), 4, text);
	prctl(PR_SET_NAME, name);
	assert_non_null(parent);
	assert_int_equal(strtol(parent, NULL, 10), getppid());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(fields_are_counted_from_the_state_on),
		TREE_TEST(a_name_may_look_like_fields),
		TREE_TEST(a_field_that_is_not_there_is_null),
		TREE_TEST(without_the_file_there_is_none),
		TREE_TEST(the_parent_of_a_process_is_its_fourth),
	};

	return cmocka_run_group_tests_name("procfile", tests, NULL, NULL);
}
