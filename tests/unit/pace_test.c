/* SPDX-License-Identifier: MIT */
/*
 * worker_pace, in whole trials of ops that sleep for a known time. What else runs on the machine
 * only ever delays: the least must hold of every trial, the most of one of several.
 */
#include "engine/execution.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "measure/histogram.h"

#define MS UINT64_C(1000000)

/* A scene is played again until it keeps its bounds, but no more often than this. */
#define TRIES 8

#define LONG_NS (100 * MS)

/* What a trial keeps when nothing disturbs it; 0 where that does not matter. */
struct bounds {
	uint64_t work_ns, median_ns, late_percent;
	uint64_t nr_long; /* latencies of LONG_NS or more */
};

/* What a scene is: one trial. */
struct scene {
	int64_t rate;
	unsigned workers; /* threads; 1 is seq */
	uint64_t ops, nap_ms;
	uint64_t stall_ms; /* that op 0 takes instead */
	unsigned lap_every, crew;
	enum split split;
	struct bounds most;
};

static void sleep_ms(uint64_t ms)
{
	const struct timespec nap = { (time_t)(ms / 1000), (long)(ms % 1000 * MS) };

	nanosleep(&nap, NULL);
}

/* The first of a crew does its ops, as in net/echo. */
static int nap_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const uint64_t nap_ms = (uint64_t)job_param(worker->job, "nap_ms");
	const uint64_t stall_ms = (uint64_t)job_param(worker->job, "stall_ms");

	if (worker->index % (unsigned)job_param(worker->job, "crew"))
		return 0;
	for (uint64_t op = first; op < first + count; op++) {
		worker_pace(worker);
		sleep_ms(op ? nap_ms : stall_ms);
		worker_lap(worker);
	}
	return 0;
}

static void play_once(const struct scene *scene, struct trial *trial)
{
	const unsigned workers = scene->workers ? scene->workers : 1;
	const unsigned crew = scene->crew ? scene->crew : 1;
	struct setting params[] = { { (char *)"rate", scene->rate },
		{ (char *)"nap_ms", (int64_t)scene->nap_ms },
		{ (char *)"stall_ms",
			(int64_t)(scene->stall_ms ? scene->stall_ms : scene->nap_ms) },
		{ (char *)"crew", crew } };
	const struct workload nap = { .name = "nap",
		.op = "nap",
		.modes = ALL_MODES,
		.op_workers = crew,
		.lap_every = scene->lap_every ? scene->lap_every : 1,
		.work = nap_work };
	const struct order order = { .cell = { .params = params,
					     .nr_params = 4,
					     .mode = workers > 1 ? MODE_THREADS : MODE_SEQ,
					     .procs = 1,
					     .threads = workers,
					     .workers = workers,
					     .ops = scene->ops },
		.split = scene->split,
		.timeout_ns = 20000 * MS };

	execution_run(&nap, &order, trial);
	if (trial->status != STATUS_OK)
		fail_msg("no trial: %s", trial->reason);
}

static struct histogram latencies(const struct trial *trial)
{
	struct histogram laps = { 0 };

	for (size_t i = 0; i < trial->nr_laps; i++) {
		laps.counts[trial->laps[i].bucket] += trial->laps[i].count;
		laps.count += trial->laps[i].count;
		laps.max_ns = histogram_bucket_high((unsigned)trial->laps[i].bucket);
	}
	return laps;
}

/* How many latencies are of so long or longer. */
static uint64_t count_from(const struct trial *trial, uint64_t ns)
{
	uint64_t nr = 0;

	for (size_t i = 0; i < trial->nr_laps; i++) {
		if (histogram_bucket_high((unsigned)trial->laps[i].bucket) >= ns)
			nr += trial->laps[i].count;
	}
	return nr;
}

static uint64_t late_percent(const struct trial *trial)
{
	for (size_t i = 0; i < trial->nr_findings; i++) {
		if (!strcmp(trial->findings[i].name, "late_percent"))
			return trial->findings[i].value;
	}
	return FIGURE_NONE;
}

static bool keeps(const struct trial *trial, const struct bounds *most)
{
	const struct histogram laps = latencies(trial);

	return (!most->work_ns || trial->work_ns <= most->work_ns) &&
	       (!most->median_ns || histogram_quantile(&laps, 0.5) <= most->median_ns) &&
	       (!most->late_percent || late_percent(trial) <= most->late_percent) &&
	       (!most->nr_long || count_from(trial, LONG_NS) <= most->nr_long);
}

/* Leaves the first trial that keeps the bounds, and fails without one; the caller releases it. */
static void play(const struct scene *scene, struct trial *trial)
{
	for (int i = 0; i < TRIES; i++) {
		play_once(scene, trial);
		if (keeps(trial, &scene->most))
			return;
		trial_release(trial);
	}
	fail_msg("none of %d trials keeps its bounds", TRIES);
}

/* ---- One worker ---- */

static void below_capacity_latency_is_the_service(void **state)
{
	const struct scene scene = { .rate = 50,
		.ops = 10,
		.nap_ms = 2,
		/* Five of ten ops would have to be disturbed for most of an interval. */
		.most = { .median_ns = 20 * MS, .late_percent = 50 } };
	struct histogram laps;
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	laps = latencies(&trial);
	assert_int_equal(laps.count, 10);
	assert_int_equal(count_from(&trial, 2 * MS), 10);
	assert_true(late_percent(&trial) != FIGURE_NONE);
	trial_release(&trial);
}

static void below_capacity_the_rate_is_the_time(void **state)
{
	const struct scene scene = {
		.rate = 50, .ops = 10, .nap_ms = 2, .most = { .work_ns = 300 * MS }
	};
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	/* The last op is due ten intervals after the gate opened. */
	assert_true(trial.work_ns >= 200 * MS + 2 * MS);
	trial_release(&trial);
}

static void above_capacity_latency_grows_by_the_shortfall_of_each_op(void **state)
{
	const struct scene scene = {
		.rate = 1000, .ops = 40, .nap_ms = 4, .most = { .work_ns = 250 * MS }
	};
	struct histogram laps;
	struct trial trial;
	uint64_t last_ns;

	(void)state;
	play(&scene, &trial);
	laps = latencies(&trial);
	/* The last op, due 40 ms after the gate opened, ends when the work does. */
	last_ns = trial.work_ns - 40 * MS;
	assert_in_range(laps.max_ns, last_ns - 5 * MS, last_ns + last_ns / 64);
	/* Each op adds what it takes longer than the interval: half of the ops, half of it. */
	assert_in_range(histogram_quantile(&laps, 0.5), 40 / 2 * (4 - 1) * MS, last_ns * 3 / 4);
	assert_in_range(late_percent(&trial), 95, 100);
	trial_release(&trial);
}

static void stall_is_in_the_latency_of_all_that_fell_due_meanwhile(void **state)
{
	const struct scene scene = {
		.rate = 1000, .ops = 250, .nap_ms = 0, .stall_ms = 200, .most = { .nr_long = 150 }
	};
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	/* Those due in its first half wait for the other. */
	assert_true(count_from(&trial, LONG_NS) >= 100);
	trial_release(&trial);
}

static void stall_is_in_one_latency_of_a_closed_loop(void **state)
{
	const struct scene scene = {
		.rate = 0, .ops = 250, .nap_ms = 0, .stall_ms = 200, .most = { .nr_long = 3 }
	};
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	assert_true(count_from(&trial, LONG_NS) >= 1);
	assert_int_equal(late_percent(&trial), FIGURE_NONE);
	trial_release(&trial);
}

/* 64 ops in one worker's 64 chunks. */
static void laps_go_on_from_chunk_to_chunk(void **state)
{
	const struct scene scene = {
		.ops = 64, .nap_ms = 1, .lap_every = 4, .split = SPLIT_DYNAMIC
	};
	struct trial trial;

	(void)state;
	play_once(&scene, &trial);
	assert_int_equal(latencies(&trial).count, 16);
	trial_release(&trial);
}

static void every_op_has_a_latency_whatever_lap_every_is(void **state)
{
	const struct scene scene = { .rate = 1000, .ops = 10, .nap_ms = 3, .lap_every = 4 };
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	assert_int_equal(latencies(&trial).count, 10);
	assert_int_equal(count_from(&trial, 3 * MS), 10);
	trial_release(&trial);
}

static void rate_that_divides_no_second_is_kept_beyond_the_first(void **state)
{
	const struct scene scene = {
		.rate = 3, .ops = 4, .nap_ms = 0, .most = { .work_ns = 1433333333 }
	};
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	assert_true(trial.work_ns >= 1333333333);
	trial_release(&trial);
}

static void rate_is_kept_under_the_dynamic_split(void **state)
{
	const struct scene scene = { .rate = 100,
		.ops = 20,
		.nap_ms = 1,
		.split = SPLIT_DYNAMIC,
		.most = { .work_ns = 300 * MS, .median_ns = 10 * MS } };
	struct histogram laps;
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	assert_true(trial.work_ns >= 200 * MS);
	laps = latencies(&trial);
	assert_true(histogram_quantile(&laps, 0.5) >= MS);
	trial_release(&trial);
}

/* ---- Several ---- */

static void rate_is_of_the_whole_team_by_turns(void **state)
{
	const struct scene scene = {
		.rate = 20, .ops = 8, .nap_ms = 1, .workers = 4, .most = { .work_ns = 550 * MS }
	};
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	/* Without turns the last ones would be due together, 150 ms earlier. */
	assert_true(trial.work_ns >= 400 * MS);
	trial_release(&trial);
}

static void more_workers_keep_a_rate_that_one_cannot(void **state)
{
	const struct scene scene = { .rate = 100,
		.ops = 40,
		.nap_ms = 20,
		.workers = 8,
		/* One would be 40 / 2 * (20 - 10) ms late by the median. */
		.most = { .median_ns = 80 * MS } };
	struct histogram laps;
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	laps = latencies(&trial);
	assert_true(histogram_quantile(&laps, 0.5) >= 20 * MS);
	trial_release(&trial);
}

/* All 50 of the worker that stalls are due while it does, under either split. */
static void nobody_takes_over_what_is_due_to_one_that_stalls(void **state)
{
	const struct scene scene = { .rate = 1000,
		.ops = 100,
		.nap_ms = 0,
		.stall_ms = 300,
		.workers = 2,
		.split = SPLIT_DYNAMIC };
	struct trial trial;

	(void)state;
	play_once(&scene, &trial);
	assert_true(count_from(&trial, LONG_NS) >= 50);
	trial_release(&trial);
}

static void crew_counts_once(void **state)
{
	const struct scene scene = { .rate = 50,
		.ops = 10,
		.nap_ms = 1,
		.workers = 4,
		.crew = 2,
		.most = { .work_ns = 290 * MS } };
	struct trial trial;

	(void)state;
	play(&scene, &trial);
	assert_int_equal(latencies(&trial).count, 10);
	assert_true(trial.work_ns >= 200 * MS);
	trial_release(&trial);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(below_capacity_latency_is_the_service),
	cmocka_unit_test(below_capacity_the_rate_is_the_time),
	cmocka_unit_test(above_capacity_latency_grows_by_the_shortfall_of_each_op),
	cmocka_unit_test(stall_is_in_the_latency_of_all_that_fell_due_meanwhile),
	cmocka_unit_test(stall_is_in_one_latency_of_a_closed_loop),
	cmocka_unit_test(laps_go_on_from_chunk_to_chunk),
	cmocka_unit_test(every_op_has_a_latency_whatever_lap_every_is),
	cmocka_unit_test(rate_that_divides_no_second_is_kept_beyond_the_first),
	cmocka_unit_test(rate_is_kept_under_the_dynamic_split),
	cmocka_unit_test(rate_is_of_the_whole_team_by_turns),
	cmocka_unit_test(more_workers_keep_a_rate_that_one_cannot),
	cmocka_unit_test(nobody_takes_over_what_is_due_to_one_that_stalls),
	cmocka_unit_test(crew_counts_once),
};

int main(void)
{
	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
