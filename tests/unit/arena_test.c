/* SPDX-License-Identifier: MIT */
#include "engine/arena.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MIB ((size_t)1 << 20)

static int set_up(void **state)
{
	struct arena *arena = malloc(sizeof(*arena));

	if (!arena)
		return -1;
	arena_init(arena);
	*state = arena;
	return 0;
}

static int tear_down(void **state)
{
	arena_release(*state);
	free(*state);
	return 0;
}

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static char *alloc_or_fail(struct arena *arena, size_t size)
{
	char *memory = arena_alloc(arena, size);

	assert_non_null(memory);
	return memory;
}

static void new_arena_has_nothing_to_release(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	arena_release(&arena);
	arena_release(&arena);
}

static void memory_is_zeroed(void **state)
{
	const char *memory = alloc_or_fail(*state, 3 * page_size() + 5);

	for (size_t i = 0; i < 3 * page_size() + 5; i++)
		assert_int_equal(memory[i], 0);
}

static void memory_begins_at_a_page(void **state)
{
	static const size_t sizes[] = { 0, 1, 64, 4095, 4096, 4097, 1 << 20 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		assert_int_equal((uintptr_t)alloc_or_fail(*state, sizes[i]) % page_size(), 0);
}

static void memory_can_be_written_to_its_end(void **state)
{
	size_t size = 2 * page_size() + 1;
	char *memory = alloc_or_fail(*state, size);

	memset(memory, 0x5a, size);
	assert_int_equal(memory[0], 0x5a);
	assert_int_equal(memory[size - 1], 0x5a);
}

static void no_two_share_a_page(void **state)
{
	uintptr_t pages[20];

	for (size_t i = 0; i < 20; i++) {
		pages[i] = (uintptr_t)alloc_or_fail(*state, 8) / page_size();
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(pages[i], pages[k]);
	}
}

static void small_ones_lie_in_one_mapping_and_large_ones_do_not(void **state)
{
	const char *first = alloc_or_fail(*state, 8);
	const char *large = alloc_or_fail(*state, MIB);
	const char *second = alloc_or_fail(*state, page_size() + 1);

	assert_ptr_equal(second, first + page_size());
	assert_ptr_equal(alloc_or_fail(*state, 8), second + 2 * page_size());
	assert_true(large + MIB <= first || large > second);
}

static void small_ones_never_end(void **state)
{
	for (size_t i = 0; i < 100; i++)
		memset(alloc_or_fail(*state, 60000), 1, 60000);
}

static void child_and_parent_see_one_memory(void **state)
{
	_Atomic int *shared = (_Atomic int *)(void *)alloc_or_fail(*state, sizeof(*shared));
	int status = -1;
	pid_t pid;

	*shared = 1;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int seen = *shared;

		*shared = 2;
		_exit(seen == 1 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(*shared, 2);
}

static void what_is_not_touched_is_not_resident(void **state)
{
	size_t nr = 64 * MIB / page_size(), resident = 0;
	char *memory = alloc_or_fail(*state, 64 * MIB);
	unsigned char *pages = calloc(nr, 1);

	assert_non_null(pages);
	assert_int_equal(mincore(memory, 64 * MIB, pages), 0);
	for (size_t i = 0; i < nr; i++)
		resident += pages[i] & 1;
	free(pages);
	assert_int_equal(resident, 0);
}

static void release_unmaps_everything(void **state)
{
	struct arena arena;
	unsigned char resident;
	char *memory[3];

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < 3; i++)
		memory[i] = alloc_or_fail(&arena, page_size());
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(mincore(memory[i], page_size(), &resident), 0);
	arena_release(&arena);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(mincore(memory[i], page_size(), &resident), -1);
		assert_int_equal(errno, ENOMEM);
	}
}

static void released_arena_can_be_used_again(void **state)
{
	struct arena *arena = *state;

	alloc_or_fail(arena, 1);
	arena_release(arena);
	assert_int_equal(*alloc_or_fail(arena, 1), 0);
}

static void more_than_there_is_is_refused(void **state)
{
	const size_t sizes[] = { SIZE_MAX, SIZE_MAX - page_size() + 1, SIZE_MAX - page_size(),
		SIZE_MAX / 2, (size_t)1 << 60 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		errno = 0;
		assert_null(arena_alloc(*state, sizes[i]));
		assert_int_equal(errno, ENOMEM);
	}
}

static void refusal_leaves_what_was_there(void **state)
{
	char *memory = alloc_or_fail(*state, 1);

	*memory = 7;
	assert_null(arena_alloc(*state, SIZE_MAX));
	assert_int_equal(*memory, 7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(new_arena_has_nothing_to_release),
	TEST(memory_is_zeroed),
	TEST(memory_begins_at_a_page),
	TEST(memory_can_be_written_to_its_end),
	TEST(no_two_share_a_page),
	TEST(small_ones_lie_in_one_mapping_and_large_ones_do_not),
	TEST(small_ones_never_end),
	TEST(child_and_parent_see_one_memory),
	TEST(what_is_not_touched_is_not_resident),
	TEST(release_unmaps_everything),
	TEST(released_arena_can_be_used_again),
	TEST(more_than_there_is_is_refused),
	TEST(refusal_leaves_what_was_there),
};

int main(void)
{
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
