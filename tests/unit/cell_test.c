/* SPDX-License-Identifier: MIT */
#include "engine/cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char workload[] = "net/remote", delay[] = "delay_us", size[] = "size_bytes";
static char name[] = "net/remote delay_us=500 threads:4", placement[] = "scatter",
	    unit[] = "request";

static const struct param defaults[] = {
	{ "delay_us", 1000, 0, 1000000, "of the service" },
	{ "size_bytes", 64, -5, 65536, "of an answer" },
	{ 0 },
};

static struct setting settings[] = { { delay, 500 }, { size, 64 } };

static const struct cell example = {
	.cell = name,
	.workload = workload,
	.class = CLASS_IO,
	.workload_version = 3,
	.params = settings,
	.nr_params = 2,
	.mode = MODE_THREADS,
	.procs = 1,
	.threads = 4,
	.workers = 4,
	.placement = placement,
	.ops = 1000,
	.unit = unit,
};

static int reset(void **state)
{
	(void)state;
	settings[0].value = 500;
	settings[1].value = 64;
	return 0;
}

static void assert_named(const struct cell *cell, const char *expected)
{
	char *text = cell_name(cell, defaults);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

/* ---- Names ---- */

static void modes_have_their_words(void **state)
{
	(void)state;
	assert_string_equal(mode_name(MODE_SEQ), "seq");
	assert_string_equal(mode_name(MODE_THREADS), "threads");
	assert_string_equal(mode_name(MODE_PROCS), "procs");
	assert_string_equal(mode_name(MODE_HYBRID), "hybrid");
}

static void classes_have_their_words(void **state)
{
	static const char *const words[] = { "cpu", "memory", "io", "sync", "ipc", "spawn" };

	(void)state;
	for (int i = 0; i < NR_CLASSES; i++)
		assert_string_equal(class_name((enum workload_class)i), words[i]);
}

static void seq_has_no_count_in_its_name(void **state)
{
	struct cell cell = { .workload = workload, .procs = 1, .threads = 1, .workers = 1 };

	(void)state;
	cell.mode = MODE_SEQ;
	assert_named(&cell, "net/remote seq");
}

static void threads_and_procs_have_their_count(void **state)
{
	struct cell cell = { .workload = workload, .workers = 256 };

	(void)state;
	cell.mode = MODE_THREADS;
	assert_named(&cell, "net/remote threads:256");
	cell.mode = MODE_PROCS;
	assert_named(&cell, "net/remote procs:256");
}

static void hybrid_is_named_by_its_shape(void **state)
{
	const struct cell cell = {
		.workload = workload, .mode = MODE_HYBRID, .procs = 2, .threads = 4, .workers = 8
	};

	(void)state;
	assert_named(&cell, "net/remote 2x4");
}

static void parameter_that_is_not_default_is_in_the_name(void **state)
{
	(void)state;
	assert_named(&example, "net/remote delay_us=500 threads:4");
}

static void default_parameters_are_not_in_the_name(void **state)
{
	(void)state;
	settings[0].value = 1000;
	assert_named(&example, "net/remote threads:4");
}

static void parameters_keep_their_order_in_the_name(void **state)
{
	(void)state;
	settings[1].value = -5;
	assert_named(&example, "net/remote delay_us=500 size_bytes=-5 threads:4");
}

static void parameter_without_a_default_is_in_the_name(void **state)
{
	char *text = cell_name(&example, NULL);

	(void)state;
	assert_string_equal(text, "net/remote delay_us=500 size_bytes=64 threads:4");
	free(text);
}

static void widest_values_are_in_the_name(void **state)
{
	(void)state;
	settings[0].value = INT64_MIN;
	settings[1].value = INT64_MAX;
	assert_named(&example, "net/remote delay_us=-9223372036854775808 "
			       "size_bytes=9223372036854775807 threads:4");
}

/* ---- Copies ---- */

static void copy_equals_its_original(void **state)
{
	struct cell copy;

	(void)state;
	assert_int_equal(cell_copy(&example, &copy), 0);
	assert_string_equal(copy.cell, name);
	assert_string_equal(copy.workload, workload);
	assert_string_equal(copy.placement, placement);
	assert_string_equal(copy.unit, unit);
	assert_int_equal(copy.class, CLASS_IO);
	assert_int_equal(copy.workload_version, 3);
	assert_int_equal(copy.mode, MODE_THREADS);
	assert_int_equal(copy.procs, 1);
	assert_int_equal(copy.threads, 4);
	assert_int_equal(copy.workers, 4);
	assert_int_equal(copy.ops, 1000);
	assert_int_equal(copy.nr_params, 2);
	assert_string_equal(copy.params[0].name, "delay_us");
	assert_int_equal(copy.params[0].value, 500);
	assert_string_equal(copy.params[1].name, "size_bytes");
	assert_int_equal(copy.params[1].value, 64);
	cell_release(&copy);
}

static void copy_has_texts_of_its_own(void **state)
{
	struct cell copy;

	(void)state;
	assert_int_equal(cell_copy(&example, &copy), 0);
	assert_ptr_not_equal(copy.cell, name);
	assert_ptr_not_equal(copy.workload, workload);
	assert_ptr_not_equal(copy.placement, placement);
	assert_ptr_not_equal(copy.unit, unit);
	assert_ptr_not_equal(copy.params, settings);
	assert_ptr_not_equal(copy.params[0].name, delay);
	cell_release(&copy);
}

static void copy_of_an_empty_cell_is_empty(void **state)
{
	const struct cell empty = { 0 };
	struct cell copy;

	(void)state;
	assert_int_equal(cell_copy(&empty, &copy), 0);
	assert_null(copy.cell);
	assert_null(copy.workload);
	assert_null(copy.placement);
	assert_null(copy.unit);
	assert_int_equal(copy.nr_params, 0);
	cell_release(&copy);
}

static void release_leaves_an_empty_cell(void **state)
{
	const struct cell empty = { 0 };
	struct cell copy;

	(void)state;
	assert_int_equal(cell_copy(&example, &copy), 0);
	cell_release(&copy);
	assert_memory_equal(&copy, &empty, sizeof(copy));
	cell_release(&copy);
}

/* ---- Parameters ---- */

static void parameter_is_found_by_its_name(void **state)
{
	(void)state;
	assert_int_equal(cell_param(&example, "delay_us"), 500);
	assert_int_equal(cell_param(&example, "size_bytes"), 64);
}

static void parameter_that_is_not_there_is_zero(void **state)
{
	(void)state;
	assert_int_equal(cell_param(&example, "delay"), 0);
	assert_int_equal(cell_param(&example, ""), 0);
}

/* ---- The same work ---- */

static void work_is_the_same_in_every_mode_and_count(void **state)
{
	struct cell other = example;

	(void)state;
	other.mode = MODE_HYBRID;
	other.procs = 2;
	other.threads = 8;
	other.workers = 16;
	other.ops = 4000; /* weak scaling */
	assert_true(cell_same_work(&example, &other));
	assert_true(cell_same_work(&other, &example));
}

static void another_workload_is_other_work(void **state)
{
	static char another[] = "net/local";
	struct cell other = example;

	(void)state;
	other.workload = another;
	assert_false(cell_same_work(&example, &other));
}

static void another_version_is_other_work(void **state)
{
	struct cell other = example;

	(void)state;
	other.workload_version = 4;
	assert_false(cell_same_work(&example, &other));
}

static void another_value_is_other_work(void **state)
{
	struct setting others[] = { { delay, 500 }, { size, 65 } };
	struct cell other = example;

	(void)state;
	other.params = others;
	assert_false(cell_same_work(&example, &other));
}

static void another_parameter_is_other_work(void **state)
{
	struct setting others[] = { { delay, 500 }, { delay, 64 } };
	struct cell other = example;

	(void)state;
	other.params = others;
	assert_false(cell_same_work(&example, &other));
}

static void fewer_parameters_are_other_work(void **state)
{
	struct cell other = example;

	(void)state;
	other.nr_params = 1;
	assert_false(cell_same_work(&example, &other));
	assert_false(cell_same_work(&other, &example));
}

static size_t listed(const char *words)
{
	struct cell cell = example;
	size_t nr;

	cell.placement = words ? strdup(words) : NULL;
	nr = cell_listed(&cell);
	free(cell.placement);
	return nr;
}

static void listed_pus_are_counted_with_those_of_ranges(void **state)
{
	(void)state;
	assert_int_equal(listed("0"), 1);
	assert_int_equal(listed("7,0,2-4"), 5);
	assert_int_equal(listed("65535,0-65534"), 65536);
}

/* As a report may have them that something else has written. */
static void placements_that_are_no_list_list_nothing(void **state)
{
	static const char *const words[] = { "", "none", "0,", ",0", "0,,1", "3-2", "1-", "0 1",
		"0,x", "-1", "0-65536", "0-99999999999999999999" };

	(void)state;
	assert_int_equal(listed(NULL), 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(listed(words[i]), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(modes_have_their_words, reset),
	cmocka_unit_test_setup(classes_have_their_words, reset),
	cmocka_unit_test_setup(seq_has_no_count_in_its_name, reset),
	cmocka_unit_test_setup(threads_and_procs_have_their_count, reset),
	cmocka_unit_test_setup(hybrid_is_named_by_its_shape, reset),
	cmocka_unit_test_setup(parameter_that_is_not_default_is_in_the_name, reset),
	cmocka_unit_test_setup(default_parameters_are_not_in_the_name, reset),
	cmocka_unit_test_setup(parameters_keep_their_order_in_the_name, reset),
	cmocka_unit_test_setup(parameter_without_a_default_is_in_the_name, reset),
	cmocka_unit_test_setup(widest_values_are_in_the_name, reset),
	cmocka_unit_test_setup(copy_equals_its_original, reset),
	cmocka_unit_test_setup(copy_has_texts_of_its_own, reset),
	cmocka_unit_test_setup(copy_of_an_empty_cell_is_empty, reset),
	cmocka_unit_test_setup(release_leaves_an_empty_cell, reset),
	cmocka_unit_test_setup(parameter_is_found_by_its_name, reset),
	cmocka_unit_test_setup(parameter_that_is_not_there_is_zero, reset),
	cmocka_unit_test_setup(work_is_the_same_in_every_mode_and_count, reset),
	cmocka_unit_test_setup(another_workload_is_other_work, reset),
	cmocka_unit_test_setup(another_version_is_other_work, reset),
	cmocka_unit_test_setup(another_value_is_other_work, reset),
	cmocka_unit_test_setup(another_parameter_is_other_work, reset),
	cmocka_unit_test_setup(fewer_parameters_are_other_work, reset),
	cmocka_unit_test_setup(listed_pus_are_counted_with_those_of_ranges, reset),
	cmocka_unit_test_setup(placements_that_are_no_list_list_nothing, reset),
};

int main(void)
{
	return cmocka_run_group_tests_name("cell", tests, NULL, NULL);
}
