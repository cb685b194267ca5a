/* SPDX-License-Identifier: MIT */
#include "engine/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANY 3000

/* A trial as a leader leaves it: all of it on the heap, and each another. */
static void make(struct trial *trial, unsigned i)
{
	char name[24];

	trial_init(trial);
	trial->status = i % 7 ? STATUS_OK : STATUS_FAILED;
	trial->reason = i % 7 ? NULL : strdup("work: worker 1 was killed by SIGSEGV");
	trial->work_ns = i;
	trial->nr_workers = 1 + i % 5;
	trial->workers = calloc(trial->nr_workers, sizeof(*trial->workers));
	trial->workers[i % 5].ops = i;
	trial->nr_laps = i % 3;
	trial->laps = calloc(trial->nr_laps + 1, sizeof(*trial->laps));
	trial->laps[0].count = i;
	trial->nr_findings = i % 2;
	trial->findings = calloc(trial->nr_findings + 1, sizeof(*trial->findings));
	snprintf(name, sizeof(name), "finding %u", i);
	trial->findings[0].name = i % 2 ? strdup(name) : NULL;
}

static void assert_made(const struct trial *trial, unsigned i)
{
	struct trial made;

	make(&made, i);
	assert_int_equal(trial->status, made.status);
	assert_int_equal(trial->work_ns, i);
	assert_int_equal(trial->nr_workers, made.nr_workers);
	assert_memory_equal(trial->workers, made.workers, made.nr_workers * sizeof(*made.workers));
	assert_int_equal(trial->nr_laps, made.nr_laps);
	if (made.nr_laps)
		assert_memory_equal(trial->laps, made.laps, made.nr_laps * sizeof(*made.laps));
	assert_int_equal(trial->nr_findings, made.nr_findings);
	if (made.nr_findings)
		assert_string_equal(trial->findings[0].name, made.findings[0].name);
	if (made.reason)
		assert_string_equal(trial->reason, made.reason);
	else
		assert_null(trial->reason);
	trial_release(&made);
}

static void every_trial_stays_as_it_was(void **state)
{
	struct record record;
	const struct worker_figures *first = NULL;

	(void)state;
	record_init(&record, "/tmp");
	for (unsigned i = 0; i < MANY; i++) {
		make(record_next(&record), i);
		assert_int_equal(record_keep(&record, i % 4, i / 4), 0);
		first = first ? first : record.trials[0].workers;
		if (i % 4 == 3)
			record_rest(&record);
	}
	assert_int_equal(record.nr, MANY);
	assert_ptr_equal(record.trials[0].workers, first);
	for (unsigned i = 0; i < MANY; i++) {
		assert_made(&record.trials[i], i);
		assert_int_equal(record.trials[i].trial, i);
		assert_int_equal(record.trials[i].cell, i % 4);
		assert_int_equal(record.trials[i].round, i / 4);
		assert_int_equal(record.trials[i].warmup, i < 4);
	}
	record_release(&record);
}

static void trials_of_an_earlier_part_keep_their_numbers(void **state)
{
	struct record record;
	struct trial past;

	(void)state;
	record_init(&record, "/tmp");
	make(&past, 8);
	past.trial = 5;
	past.cell = 2;
	past.round = 3;
	assert_int_equal(record_take(&record, &past), 0);
	trial_release(&past);
	assert_int_equal(record.nr, 1);
	assert_made(&record.trials[0], 8);
	assert_int_equal(record.trials[0].trial, 5);
	assert_int_equal(record.trials[0].cell, 2);
	assert_int_equal(record.trials[0].round, 3);
	record_release(&record);
}

/* As those of calibration, and one that is broken off. */
static void a_trial_that_is_not_kept_is_nobodys(void **state)
{
	struct record record;
	struct trial *next;

	(void)state;
	record_init(&record, "/tmp");
	next = record_next(&record);
	make(next, 1);
	trial_release(next);
	assert_ptr_equal(record_next(&record), next);
	assert_int_equal(record.nr, 0);
	record_release(&record);
	assert_null(record.trials);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_trial_stays_as_it_was),
		cmocka_unit_test(trials_of_an_earlier_part_keep_their_numbers),
		cmocka_unit_test(a_trial_that_is_not_kept_is_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
