/* SPDX-License-Identifier: MIT */
#include "engine/effective.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * leader_run executes /proc/self/exe, so this program plays the leader too, which answers with the
 * order itself. An order is the time of its trial, as the scene has it.
 */

#define QUIET_NS 1000000u

/* Tries that are undisturbed: those from..to of one worker, and of all of them. */
static struct scene {
	unsigned one_from, one_to, all_from, all_to;
	unsigned nr_one, nr_all;
} scene;

static char *write_time(const struct order *order)
{
	bool one = order->cell.workers == 1;
	unsigned nr = one ? scene.nr_one++ : scene.nr_all++;
	bool quiet = one ? nr >= scene.one_from && nr <= scene.one_to
			 : nr >= scene.all_from && nr <= scene.all_to;
	char *text;

	return asprintf(&text, "%u", quiet ? QUIET_NS : 3 * QUIET_NS) < 0 ? NULL : text;
}

static int read_time(const char *line, size_t length, struct trial *trial, char *why, size_t size)
{
	(void)length;
	(void)why;
	(void)size;
	trial_init(trial);
	trial->status = STATUS_OK;
	trial->work_ns = strtoull(line, NULL, 10);
	return 0;
}

static int play(void)
{
	char line[64];
	ssize_t length = read(STDIN_FILENO, line, sizeof(line));

	return length > 0 && write(LEADER_ANSWER_FD, line, (size_t)length) == length ? 0 : 1;
}

static double measure(const struct topology *topology)
{
	char program[] = "effective_test", word[] = "play";
	char *const argv[] = { program, word, NULL };
	const struct leader_wire wire = { write_time, read_time };
	const struct leader leader = { argv, &wire, NULL };
	double cpus;

	assert_int_equal(effective_cpus(&leader, topology, &cpus), 0);
	return cpus;
}

static void disturbance_of_half_the_tries_of_either_side_does_not_show(void **state)
{
	struct topology *topology;
	const unsigned usable = 4;

	(void)state;
	assert_int_equal(topology_load("pack:1 core:4 pu:1", &topology), 0);
	scene = (struct scene){ 0, 3, 4, 7, 0, 0 };
	assert_float_equal(measure(topology), usable, 1e-9);
	scene = (struct scene){ 4, 7, 0, 3, 0, 0 };
	assert_float_equal(measure(topology), usable, 1e-9);
	topology_free(topology);
}

static void throughput_of_all_is_held_against_that_of_one(void **state)
{
	(void)state;
	assert_float_equal(effective_of(2, 10, 10), 2, 1e-9);
	assert_float_equal(effective_of(2, 10, 16), 1.25, 1e-9);
	assert_float_equal(effective_of(8, 10, 40), 2, 1e-9);
	assert_float_equal(effective_of(1, 10, 10), 1, 1e-9);
}

static void figure_that_is_no_capacity_is_the_nearer_bound(void **state)
{
	(void)state;
	assert_float_equal(effective_of(2, 12, 10), 2, 1e-9);
	assert_float_equal(effective_of(2, 10, 25), 1, 1e-9);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(disturbance_of_half_the_tries_of_either_side_does_not_show),
	cmocka_unit_test(throughput_of_all_is_held_against_that_of_one),
	cmocka_unit_test(figure_that_is_no_capacity_is_the_nearer_bound),
};

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "play"))
		return play();
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("effective", tests, NULL, NULL);
}
