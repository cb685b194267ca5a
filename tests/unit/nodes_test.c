/* SPDX-License-Identifier: MIT */
#include "machine/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * Machines that nobody has here. BIG is numbered in hwloc's own order: PU 2c and 2c + 1 are the
 * siblings of core c, core c is of node c / 16 and of package c / 64.
 */
#define BIG "package:2 numa:4 core:16 pu:2"
#define BIG_PUS 256
#define BIG_NODES 8
#define BIG_NODE 32

/* What the synthetic language cannot say: PUs that may not be used, and two kinds of core. */
struct made {
	const char *synthetic;
	const char *usable; /* NULL: all */
	const char *fast;   /* NULL: all cores are alike */
	const char *slow;
};

static hwloc_bitmap_t bitmap(const char *list)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();

	assert_int_equal(hwloc_bitmap_list_sscanf(set, list), 0);
	return set;
}

static void add_kind(hwloc_topology_t hwloc, const char *pus, int efficiency)
{
	hwloc_bitmap_t set = bitmap(pus);

	assert_int_equal(hwloc_cpukinds_register(hwloc, set, efficiency, 0, NULL, 0), 0);
	hwloc_bitmap_free(set);
}

static void write_made(const struct made *made, const char *path)
{
	hwloc_topology_t hwloc;

	assert_int_equal(hwloc_topology_init(&hwloc), 0);
	hwloc_topology_set_flags(hwloc, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	assert_int_equal(hwloc_topology_set_synthetic(hwloc, made->synthetic), 0);
	assert_int_equal(hwloc_topology_load(hwloc), 0);
	if (made->usable) {
		hwloc_bitmap_t usable = bitmap(made->usable);

		assert_int_equal(
			hwloc_topology_allow(hwloc, usable, NULL, HWLOC_ALLOW_FLAG_CUSTOM), 0);
		hwloc_bitmap_free(usable);
	}
	if (made->fast) {
		add_kind(hwloc, made->fast, 1);
		add_kind(hwloc, made->slow, 0);
	}
	assert_int_equal(hwloc_topology_export_xml(hwloc, path, 0), 0);
	hwloc_topology_destroy(hwloc);
}

static struct topology *load(const char *synthetic)
{
	struct topology *topology;

	assert_int_equal(topology_load(synthetic, &topology), 0);
	return topology;
}

static struct topology *load_made(const struct made *made)
{
	char path[] = "/tmp/parallax-nodes-XXXXXX";
	int fd = mkstemp(path);
	struct topology *topology;

	assert_true(fd >= 0);
	close(fd);
	write_made(made, path);
	setenv("HWLOC_XMLFILE", path, 1);
	topology = load(NULL);
	unsetenv("HWLOC_XMLFILE");
	unlink(path);
	return topology;
}

static void assert_placed(const struct topology *topology, enum placement placement,
	const unsigned shape[2], const int *expected)
{
	int pus[64];

	assert_true(shape[0] * shape[1] <= 64);
	topology_place(topology, placement, shape[0], shape[1], pus);
	for (unsigned i = 0; i < shape[0] * shape[1]; i++)
		assert_int_equal(pus[i], expected[i]);
}

#define assert_shape(topology, placement, procs, threads, ...)                   \
	assert_placed(topology, placement, (const unsigned[]){ procs, threads }, \
		(const int[]){ __VA_ARGS__ })

/* How many of the workers are on each node of BIG, and on each PU and core. */
struct census {
	unsigned nodes[BIG_NODES], pus[BIG_PUS], cores[BIG_PUS / 2];
};

static void count(const int *pus, unsigned workers, struct census *census)
{
	memset(census, 0, sizeof(*census));
	for (unsigned i = 0; i < workers; i++) {
		assert_in_range(pus[i], 0, BIG_PUS - 1);
		census->nodes[pus[i] / BIG_NODE]++;
		census->pus[pus[i]]++;
		census->cores[pus[i] / 2]++;
	}
}

static void assert_even(const unsigned *counts, size_t nr)
{
	unsigned most = 0, fewest = UINT32_MAX;

	for (size_t i = 0; i < nr; i++) {
		most = counts[i] > most ? counts[i] : most;
		fewest = counts[i] < fewest ? counts[i] : fewest;
	}
	assert_true(most - fewest <= 1);
}

static void every_node_of_a_big_machine_gets_as_many_workers(void **state)
{
	struct topology *topology = load(BIG);
	struct census census;
	int pus[3 * BIG_PUS];

	(void)state;
	for (unsigned workers = 1; workers <= 3 * BIG_PUS; workers++) {
		topology_place(topology, PLACEMENT_NUMA, 1, workers, pus);
		count(pus, workers, &census);
		assert_even(census.nodes, BIG_NODES);
		assert_even(census.pus, BIG_PUS);
		assert_even(census.cores, BIG_PUS / 2);
	}
	topology_free(topology);
}

static void neighbours_share_a_node(void **state)
{
	struct topology *topology = load(BIG);
	int pus[BIG_PUS];

	(void)state;
	for (unsigned workers = 1; workers <= BIG_PUS; workers++) {
		topology_place(topology, PLACEMENT_NUMA, 1, workers, pus);
		for (unsigned i = 1; i < workers; i++)
			assert_true(pus[i] / BIG_NODE >= pus[i - 1] / BIG_NODE);
	}
	topology_free(topology);
}

static void threads_and_processes_are_put_on_the_same_pus(void **state)
{
	struct topology *topology = load(BIG);
	int threads[BIG_PUS], procs[BIG_PUS];

	(void)state;
	for (int placement = PLACEMENT_COMPACT; placement < PLACEMENT_LIST; placement++) {
		for (unsigned workers = 1; workers <= BIG_PUS; workers++) {
			topology_place(topology, (enum placement)placement, 1, workers, threads);
			topology_place(topology, (enum placement)placement, workers, 1, procs);
			assert_memory_equal(threads, procs, workers * sizeof(*procs));
		}
	}
	topology_free(topology);
}

static void a_process_of_several_threads_stays_on_one_node(void **state)
{
	static const unsigned shapes[][2] = { { 2, 4 }, { 3, 16 }, { 8, 16 }, { 16, 8 }, { 5, 7 },
		{ 8, 32 }, { 2, 32 }, { 64, 2 }, { 10, 12 } };
	struct topology *topology = load(BIG);
	struct census census;
	int pus[BIG_PUS];

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const unsigned procs = shapes[i][0], threads = shapes[i][1];

		topology_place(topology, PLACEMENT_NUMA, procs, threads, pus);
		count(pus, procs * threads, &census);
		assert_even(census.pus, BIG_PUS);
		for (unsigned w = 0; w < procs * threads; w++)
			assert_int_equal(pus[w] / BIG_NODE, pus[w / threads * threads] / BIG_NODE);
		for (unsigned node = 0; node < BIG_NODES; node++)
			census.nodes[node] /= threads;
		assert_even(census.nodes, BIG_NODES);
	}
	topology_free(topology);
}

static void processes_too_large_for_a_node_are_spread(void **state)
{
	struct topology *topology = load("numa:2 core:4 pu:1");

	(void)state;
	assert_shape(topology, PLACEMENT_NUMA, 1, 6, 0, 1, 2, 4, 5, 6);
	assert_shape(topology, PLACEMENT_NUMA, 2, 5, 0, 1, 2, 3, 0, 4, 5, 6, 7, 4);
	assert_shape(topology, PLACEMENT_NUMA, 2, 3, 0, 1, 2, 4, 5, 6);
	topology_free(topology);
}

static void cores_come_before_siblings_on_every_node(void **state)
{
	struct topology *topology = load("numa:2 core:2 pu:2");

	(void)state;
	assert_shape(topology, PLACEMENT_NUMA, 1, 4, 0, 2, 4, 6);
	assert_shape(topology, PLACEMENT_NUMA, 1, 5, 0, 2, 1, 4, 6);
	assert_shape(topology, PLACEMENT_NUMA, 2, 2, 0, 2, 4, 6);
	assert_shape(topology, PLACEMENT_NUMA, 2, 4, 0, 2, 1, 3, 4, 6, 5, 7);
	topology_free(topology);
}

static void a_restricted_node_gets_no_more_than_it_has(void **state)
{
	const struct made made = { .synthetic = "numa:2 core:4 pu:2", .usable = "4-5,8-15" };
	struct topology *topology = load_made(&made);

	(void)state;
	assert_int_equal(topology_usable(topology), 10);
	assert_true(topology_has(topology, 4) && !topology_has(topology, 3));
	/* One core is left of node 0: the next worker has a core of node 1, not its sibling. */
	assert_shape(topology, PLACEMENT_NUMA, 1, 2, 4, 8);
	assert_shape(topology, PLACEMENT_NUMA, 1, 5, 4, 8, 10, 12, 14);
	assert_shape(topology, PLACEMENT_NUMA, 1, 10, 4, 5, 8, 10, 12, 14, 9, 11, 13, 15);
	assert_shape(topology, PLACEMENT_NUMA, 2, 2, 8, 10, 12, 14);
	topology_free(topology);
}

static void nodes_of_other_sizes_hold_threads_and_processes_alike(void **state)
{
	const struct made made = { .synthetic = "numa:2 core:4 pu:2", .usable = "0-3,8,10,12,14" };
	struct topology *topology = load_made(&made);

	(void)state;
	assert_shape(topology, PLACEMENT_NUMA, 1, 7, 0, 2, 1, 8, 10, 12, 14);
	assert_shape(topology, PLACEMENT_NUMA, 7, 1, 0, 2, 1, 8, 10, 12, 14);
	topology_free(topology);
}

static void a_node_without_usable_pus_gets_nobody(void **state)
{
	const struct made made = { .synthetic = "numa:4 core:2 pu:1", .usable = "2-3,6-7" };
	struct topology *topology = load_made(&made);

	(void)state;
	assert_shape(topology, PLACEMENT_NUMA, 1, 4, 2, 3, 6, 7);
	assert_shape(topology, PLACEMENT_NUMA, 1, 6, 2, 3, 2, 6, 7, 6);
	topology_free(topology);
}

static void faster_cores_come_first(void **state)
{
	/* Four slow cores, then two fast ones with siblings, as some laptops number them. */
	const struct made made = { "core:6 pu:2", "0,2,4,6,8-11", "8-11", "0-7" };
	struct topology *topology = load_made(&made);

	(void)state;
	assert_shape(topology, PLACEMENT_COMPACT, 1, 8, 8, 9, 10, 11, 0, 2, 4, 6);
	assert_shape(topology, PLACEMENT_SCATTER, 1, 8, 8, 10, 0, 2, 4, 6, 9, 11);
	assert_shape(topology, PLACEMENT_NUMA, 1, 8, 8, 10, 0, 2, 4, 6, 9, 11);
	topology_free(topology);
}

static void memory_of_the_whole_machine_makes_no_node(void **state)
{
	struct topology *topology = load("[numa] package:2 [numa] [numa] core:2 pu:1");

	(void)state;
	assert_shape(topology, PLACEMENT_NUMA, 1, 2, 0, 2);
	assert_shape(topology, PLACEMENT_NUMA, 1, 4, 0, 1, 2, 3);
	topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_of_a_big_machine_gets_as_many_workers),
		cmocka_unit_test(neighbours_share_a_node),
		cmocka_unit_test(threads_and_processes_are_put_on_the_same_pus),
		cmocka_unit_test(a_process_of_several_threads_stays_on_one_node),
		cmocka_unit_test(processes_too_large_for_a_node_are_spread),
		cmocka_unit_test(cores_come_before_siblings_on_every_node),
		cmocka_unit_test(a_restricted_node_gets_no_more_than_it_has),
		cmocka_unit_test(nodes_of_other_sizes_hold_threads_and_processes_alike),
		cmocka_unit_test(a_node_without_usable_pus_gets_nobody),
		cmocka_unit_test(faster_cores_come_first),
		cmocka_unit_test(memory_of_the_whole_machine_makes_no_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
