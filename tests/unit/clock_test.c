/* SPDX-License-Identifier: MIT */
#include "measure/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void never_steps_back(void **state)
{
	uint64_t last = clock_ns();

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t now = clock_ns();

		assert_true(now >= last);
		last = now;
	}
}

static void counts_nanoseconds(void **state)
{
	struct timespec nap = { .tv_nsec = 20000000 };
	uint64_t start = clock_ns(), elapsed;

	(void)state;
	nanosleep(&nap, NULL);
	elapsed = clock_ns() - start;
	assert_in_range(elapsed, 20000000, 5000000000);
}

static void is_one_clock_for_all_processes(void **state)
{
	uint64_t before = clock_ns(), inside = 0;
	int ends[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		inside = clock_ns();
		_exit(write(ends[1], &inside, sizeof inside) != sizeof inside);
	}
	assert_int_equal(read(ends[0], &inside, sizeof inside), sizeof inside);
	assert_in_range(inside, before, clock_ns());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ends[0]);
	close(ends[1]);
}

static void describes_itself(void **state)
{
	struct clock_facts facts;

	(void)state;
	clock_describe(&facts);
	assert_string_equal(facts.name, "CLOCK_MONOTONIC");
	assert_in_range(facts.resolution_ns, 1, 100000000);
	assert_in_range(facts.read_ns, 1, 100000);
}

static time_t moment_of(const char *stamp, const char *format)
{
	struct tm utc = { 0 };
	const char *end = strptime(stamp, format, &utc);

	assert_non_null(end);
	assert_string_equal(end, "");
	return timegm(&utc);
}

static void stamp_is_now_in_utc(void **state)
{
	char stamp[CLOCK_STAMP_SIZE];
	time_t before, moment;

	(void)state;
	setenv("TZ", "NPT-5:45", 1);
	tzset();
	before = time(NULL);
	clock_stamp(stamp);
	moment = moment_of(stamp, "%Y-%m-%dT%H:%M:%SZ");
	/* time() may lag a tick behind. */
	assert_in_range(moment, before, time(NULL) + 1);
	assert_int_equal(strlen(stamp), strlen("2026-05-04T09:30:00Z"));
}

static void file_stamp_is_now_in_utc(void **state)
{
	char stamp[CLOCK_STAMP_SIZE];
	time_t before = time(NULL), moment;

	(void)state;
	clock_file_stamp(stamp);
	assert_int_equal(strlen(stamp), strlen("20260504T093000Z"));
	moment = moment_of(stamp, "%Y%m%dT%H%M%SZ");
	assert_in_range(moment, before, time(NULL) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_steps_back),
		cmocka_unit_test(counts_nanoseconds),
		cmocka_unit_test(is_one_clock_for_all_processes),
		cmocka_unit_test(describes_itself),
		cmocka_unit_test(stamp_is_now_in_utc),
		cmocka_unit_test(file_stamp_is_now_in_utc),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
