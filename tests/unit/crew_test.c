/* SPDX-License-Identifier: MIT */
#include "cmd/crew.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MOST 1000

struct work {
	atomic_uint calls[MOST];
	size_t fails_from; /* these and all later ones fail */
};

static int work(void *context, size_t i)
{
	struct work *work = context;
	const struct timespec a_while = { 0, 1000000 };

	atomic_fetch_add(&work->calls[i], 1);
	if (i < work->fails_from)
		return 0;
	/* Two fail together, if there are two threads: the first in order later than the other, or sooner. */
	if (i == work->fails_from) {
		for (int k = 0; k < 20 && !work->calls[i + 1]; k++)
			nanosleep(&a_while, NULL);
	}
	if (i == work->fails_from + work->fails_from % 2)
		nanosleep(&a_while, NULL);
	return -EINVAL;
}

static void each_is_done_once(void **state)
{
	static struct work all = { .fails_from = SIZE_MAX };

	(void)state;
	assert_int_equal(crew_each(MOST, work, &all), MOST);
	for (size_t i = 0; i < MOST; i++)
		assert_int_equal(all.calls[i], 1);
}

static void of_nothing_nothing_is_done(void **state)
{
	static struct work none = { .fails_from = 0 };

	(void)state;
	assert_int_equal(crew_each(0, work, &none), 0);
	assert_int_equal(none.calls[0], 0);
}

static void the_first_in_order_that_failed_is_told(void **state)
{
	(void)state;
	for (size_t from = 0; from < 50; from++) {
		static struct work some;
		unsigned begun = 0;

		some = (struct work){ .fails_from = from };
		assert_int_equal(crew_each(MOST, work, &some), from);
		for (size_t i = 0; i < MOST; i++)
			begun += some.calls[i];
		/* Nobody goes on for long. */
		assert_in_range(begun, from + 1, from + 200);
	}
}

/* In the place of libc's, which it asks unless it is to refuse. */
static bool refuses;
static atomic_uint nr_created;

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg)
{
	static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found;

	if (refuses)
		return EAGAIN;
	found = dlsym(RTLD_NEXT, "pthread_create");
	memcpy(&real, &found, sizeof(real));
	atomic_fetch_add(&nr_created, 1);
	return real(thread, attr, start, arg);
}

static void without_threads_all_is_done_all_the_same(void **state)
{
	static struct work all = { .fails_from = SIZE_MAX };

	(void)state;
	refuses = true;
	assert_int_equal(crew_each(MOST, work, &all), MOST);
	refuses = false;
	for (size_t i = 0; i < MOST; i++)
		assert_int_equal(all.calls[i], 1);
}

static void there_are_no_more_threads_than_cpus_or_things(void **state)
{
	static struct work all = { .fails_from = SIZE_MAX };
	cpu_set_t before, one;

	(void)state;
	nr_created = 0;
	assert_int_equal(crew_each(1, work, &all), 1);
	assert_int_equal(nr_created, 0);
	if (sched_getaffinity(0, sizeof(before), &before))
		skip();
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(crew_each(MOST, work, &all), MOST);
	assert_int_equal(nr_created, 0);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(crew_each(MOST, work, &all), MOST);
	assert_int_equal(nr_created, (CPU_COUNT(&before) < 16 ? CPU_COUNT(&before) : 16) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_done_once),
		cmocka_unit_test(of_nothing_nothing_is_done),
		cmocka_unit_test(the_first_in_order_that_failed_is_told),
		cmocka_unit_test(without_threads_all_is_done_all_the_same),
		cmocka_unit_test(there_are_no_more_threads_than_cpus_or_things),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
