/* SPDX-License-Identifier: MIT */
#include "machine/software.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_flags(const char *flags, const char *expected)
{
	char *text;

	assert_int_equal(software_flags(flags, &text), 0);
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
	free(text);
}

static void assert_allocator(const char *preload, const char *sanitizer, const char *expected)
{
	char *text;

	assert_int_equal(software_allocator(preload, sanitizer, &text), 0);
	assert_string_equal(text, expected);
	free(text);
}

static void flags_without_paths_are_kept(void **state)
{
	(void)state;
	assert_flags("-O2 -g  -march=native -flto -Wl,-z,relro",
		"-O2 -g -march=native -flto -Wl,-z,relro");
}

static void flags_with_paths_are_dropped(void **state)
{
	(void)state;
	assert_flags("-O2 -I/home/alice/x -Iinclude -ffile-prefix-map=/home/alice=. -L lib "
		     "-isystem inc -include config.h -o out -Wl,-rpath,/opt/x @flags -g",
		"-O2 -g");
	assert_flags("-I/x", NULL);
	assert_flags("", NULL);
}

static void definitions_keep_numbers_only(void **state)
{
	(void)state;
	assert_flags("-DNDEBUG -D_FORTIFY_SOURCE=2 -DOWNER=alice -DX= -D Y",
		"-DNDEBUG -D_FORTIFY_SOURCE=2");
}

static void arguments_stay_with_their_option(void **state)
{
	(void)state;
	assert_flags("--param max-inline=3 -mllvm -inline-threshold=9 -z relro alice -O1",
		"--param max-inline=3 -mllvm -inline-threshold=9 -z relro -O1");
}

static void preloaded_allocator_is_named_without_its_path(void **state)
{
	(void)state;
	assert_allocator("/home/alice/libfoo.so:/opt/lib/libjemalloc.so.2", "", "libjemalloc.so.2");
	assert_allocator("libtcmalloc_minimal.so.4 /x/liby.so", "", "libtcmalloc_minimal.so.4");
}

static void sanitizer_brings_its_own_allocator(void **state)
{
	(void)state;
	assert_allocator(NULL, "address,undefined", "sanitizer");
}

#ifdef __GLIBC__
static void other_preloads_leave_the_c_library(void **state)
{
	(void)state;
	assert_allocator(NULL, "", "glibc malloc");
	assert_allocator("/home/malloc/libfoo.so", "undefined", "glibc malloc");
}

static void libc_has_a_version(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(software_libc(&text), 0);
	assert_int_equal(strncmp(text, "glibc 2.", 8), 0);
	free(text);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_without_paths_are_kept),
		cmocka_unit_test(flags_with_paths_are_dropped),
		cmocka_unit_test(definitions_keep_numbers_only),
		cmocka_unit_test(arguments_stay_with_their_option),
		cmocka_unit_test(preloaded_allocator_is_named_without_its_path),
		cmocka_unit_test(sanitizer_brings_its_own_allocator),
#ifdef __GLIBC__
		cmocka_unit_test(other_preloads_leave_the_c_library),
		cmocka_unit_test(libc_has_a_version),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
