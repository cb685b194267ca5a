/* SPDX-License-Identifier: MIT */
#include "machine/topology.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Numbered as Linux numbers them on most servers: all first siblings, then all second ones. */
#define SERVER "package:2 core:4 pu:2(indexes=0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15)"

/*
 * What the synthetic language cannot say. Package 0: a core with two PUs, two with one and another
 * size of cache. Package 1: one core with two PUs. PUs 6 and 7 stand in no package, core or cache.
 */
#define ALLOWED "allowed_cpuset=\"0xff\" allowed_nodeset=\"0x1\""
#define CACHE(size) "depth=\"2\" cache_type=\"0\" cache_linesize=\"64\" cache_size=\"" #size "\""
static const struct {
	const char *type;
	unsigned cpus;
	const char *attributes;
	int ends; /* how many objects end after this one */
} irregular[] = {
	{ "Machine", 0xff, ALLOWED, 0 },
	{ "NUMANode", 0xff, "local_memory=\"1073741824\"", 1 },
	{ "Package", 0x0f, "", 0 },
	{ "L2Cache", 0x03, CACHE(2097152), 0 },
	{ "Core", 0x03, "", 0 },
	{ "PU", 0x01, "", 1 },
	{ "PU", 0x02, "", 3 },
	{ "L2Cache", 0x0c, CACHE(4194304), 0 },
	{ "Core", 0x04, "", 0 },
	{ "PU", 0x04, "", 2 },
	{ "Core", 0x08, "", 0 },
	{ "PU", 0x08, "", 4 },
	{ "Package", 0x30, "", 0 },
	{ "L2Cache", 0x30, CACHE(2097152), 0 },
	{ "Core", 0x30, "", 0 },
	{ "PU", 0x10, "", 1 },
	{ "PU", 0x20, "", 4 },
	{ "PU", 0x40, "", 1 },
	{ "PU", 0x80, "", 2 },
};

static struct topology *load(const char *synthetic)
{
	struct topology *topology;

	assert_int_equal(topology_load(synthetic, &topology), 0);
	assert_non_null(topology);
	return topology;
}

static void write_irregular(FILE *file)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n<topology version=\"2.0\">\n",
		file);
	for (unsigned i = 0; i < sizeof(irregular) / sizeof(irregular[0]); i++) {
		unsigned cpus = irregular[i].cpus;

		fprintf(file,
			"<object type=\"%s\" os_index=\"%d\" gp_index=\"%u\""
			" cpuset=\"0x%x\" complete_cpuset=\"0x%x\" nodeset=\"0x1\""
			" complete_nodeset=\"0x1\" %s>\n",
			irregular[i].type, __builtin_ctz(cpus), i + 1, cpus, cpus,
			irregular[i].attributes);
		for (int end = 0; end < irregular[i].ends; end++)
			fputs("</object>\n", file);
	}
	fputs("</topology>\n", file);
}

static struct topology *load_irregular(void)
{
	char path[] = "/tmp/parallax-topology-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	struct topology *topology;

	assert_non_null(file);
	write_irregular(file);
	assert_int_equal(fclose(file), 0);
	setenv("HWLOC_XMLFILE", path, 1);
	topology = load(NULL);
	unsetenv("HWLOC_XMLFILE");
	unlink(path);
	return topology;
}

static void assert_placed(
	const struct topology *topology, enum placement placement, const int *expected, size_t nr)
{
	int pus[64];

	assert_true(nr <= 64);
	topology_place(topology, placement, 1, (unsigned)nr, pus);
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(pus[i], expected[i]);
}

#define assert_place(topology, placement, ...)                           \
	assert_placed(topology, placement, (const int[]){ __VA_ARGS__ }, \
		sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

/* How many workers the PU with the most and the one with the fewest have. */
static void spread(const struct topology *topology, enum placement placement, size_t nr,
	unsigned *most, unsigned *fewest)
{
	unsigned workers[1024] = { 0 };
	int *pus = calloc(nr, sizeof(*pus));

	assert_non_null(pus);
	topology_place(topology, placement, 1, (unsigned)nr, pus);
	for (size_t i = 0; i < nr; i++) {
		assert_in_range(pus[i], 0, 1023);
		workers[pus[i]]++;
	}
	free(pus);
	*most = 0;
	*fewest = UINT32_MAX;
	for (unsigned i = 0; i < topology_usable(topology); i++) {
		*most = workers[i] > *most ? workers[i] : *most;
		*fewest = workers[i] < *fewest ? workers[i] : *fewest;
	}
}

static void compact_fills_siblings_first(void **state)
{
	struct topology *topology = load(SERVER);

	(void)state;
	assert_place(
		topology, PLACEMENT_COMPACT, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
	topology_free(topology);
}

static void scatter_uses_every_core_before_a_sibling(void **state)
{
	struct topology *topology = load(SERVER);

	(void)state;
	assert_place(
		topology, PLACEMENT_SCATTER, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
	topology_free(topology);
}

static void scatter_takes_packages_in_turn(void **state)
{
	struct topology *topology = load("package:3 core:2 pu:1");

	(void)state;
	assert_place(topology, PLACEMENT_SCATTER, 0, 2, 4, 1, 3, 5);
	topology_free(topology);
}

static void none_places_nobody(void **state)
{
	struct topology *topology = load(SERVER);

	(void)state;
	assert_place(topology, PLACEMENT_NONE, -1, -1, -1);
	topology_free(topology);
}

static void more_workers_than_pus_start_again(void **state)
{
	struct topology *topology = load("package:1 core:2 pu:1");

	(void)state;
	assert_place(topology, PLACEMENT_COMPACT, 0, 1, 0, 1, 0);
	assert_place(topology, PLACEMENT_SCATTER, 0, 1, 0, 1, 0);
	topology_free(topology);
}

static void no_pu_is_doubled_while_one_is_free(void **state)
{
	static const size_t nr[] = { 1, 16, 17, 100, 255, 256, 257, 512, 700 };
	struct topology *topology = load("package:2 core:64 pu:2");
	unsigned most, fewest;

	(void)state;
	assert_int_equal(topology_usable(topology), 256);
	for (size_t i = 0; i < sizeof(nr) / sizeof(nr[0]); i++) {
		for (int p = PLACEMENT_COMPACT; p <= PLACEMENT_NUMA; p++) {
			spread(topology, (enum placement)p, nr[i], &most, &fewest);
			assert_true(most - fewest <= 1);
		}
	}
	topology_free(topology);
}

static void scatter_of_half_a_large_machine_has_no_siblings(void **state)
{
	struct topology *topology = load("package:2 core:64 pu:2");
	int pus[128];

	(void)state;
	topology_place(topology, PLACEMENT_SCATTER, 1, 128, pus);
	for (size_t i = 0; i < 128; i++) {
		assert_int_equal(pus[i] % 2, 0);
		assert_int_equal(pus[i] / 128, i % 2);
	}
	topology_free(topology);
}

static void one_pu_takes_every_worker(void **state)
{
	struct topology *topology = load("pu:1");
	struct topology_counts counts;

	(void)state;
	assert_place(topology, PLACEMENT_COMPACT, 0, 0, 0);
	assert_place(topology, PLACEMENT_SCATTER, 0, 0, 0);
	topology_count(topology, &counts);
	assert_int_equal(counts.packages, 1);
	assert_int_equal(counts.cores, 1);
	assert_int_equal(counts.pus, 1);
	assert_int_equal(counts.usable_pus, 1);
	assert_int_equal(counts.numa_nodes, 1);
	assert_int_equal(counts.smt, 1);
	topology_free(topology);
}

static void counts_of_a_server(void **state)
{
	struct topology *topology = load(SERVER);
	struct topology_counts counts;

	(void)state;
	topology_count(topology, &counts);
	assert_int_equal(counts.packages, 2);
	assert_int_equal(counts.cores, 8);
	assert_int_equal(counts.pus, 16);
	assert_int_equal(counts.usable_pus, 16);
	assert_int_equal(counts.numa_nodes, 1);
	assert_int_equal(counts.smt, 2);
	topology_free(topology);
}

static void counts_of_eight_memory_nodes(void **state)
{
	struct topology *topology = load("package:2 [numa] group:4 [numa] core:2 pu:1");
	struct topology_counts counts;

	(void)state;
	topology_count(topology, &counts);
	assert_int_equal(counts.numa_nodes, 10);
	topology_free(topology);
	topology = load("package:2 numa:4 core:2 pu:1");
	topology_count(topology, &counts);
	assert_int_equal(counts.numa_nodes, 8);
	assert_int_equal(counts.packages, 2);
	assert_place(topology, PLACEMENT_SCATTER, 0, 8, 1, 9);
	topology_free(topology);
}

static void caches_come_smallest_level_first(void **state)
{
	struct topology *topology = load(
		"package:2 l3:1(size=33554432) l2:4(size=1048576) l1d:1(size=32768) core:1 pu:2");
	struct cache *caches;
	size_t nr;

	(void)state;
	assert_int_equal(topology_caches(topology, &caches, &nr), 0);
	assert_int_equal(nr, 3);
	assert_int_equal(caches[0].level, 1);
	assert_string_equal(caches[0].type, "data");
	assert_int_equal(caches[0].size_bytes, 32 << 10);
	assert_int_equal(caches[0].count, 8);
	assert_int_equal(caches[0].pus, 2);
	assert_int_equal(caches[1].level, 2);
	assert_string_equal(caches[1].type, "unified");
	assert_int_equal(caches[2].level, 3);
	assert_int_equal(caches[2].size_bytes, 32 << 20);
	assert_int_equal(caches[2].count, 2);
	assert_int_equal(caches[2].pus, 8);
	caches_free(caches, nr);
	topology_free(topology);
}

static void no_caches_is_an_empty_list(void **state)
{
	struct topology *topology = load("core:2 pu:1");
	struct cache *caches;
	size_t nr;

	(void)state;
	assert_int_equal(topology_caches(topology, &caches, &nr), 0);
	assert_null(caches);
	assert_int_equal(nr, 0);
	caches_free(caches, nr);
	topology_free(topology);
}

static void irregular_machine_is_placed_whole(void **state)
{
	struct topology *topology = load_irregular();

	(void)state;
	assert_int_equal(topology_usable(topology), 8);
	assert_place(topology, PLACEMENT_COMPACT, 0, 1, 2, 3, 4, 5, 6, 7);
	/* PUs outside any package count as cores of the first. */
	assert_place(topology, PLACEMENT_SCATTER, 0, 4, 2, 3, 6, 7, 1, 5, 0);
	topology_free(topology);
}

static void irregular_machine_is_counted(void **state)
{
	struct topology *topology = load_irregular();
	struct topology_counts counts;
	struct cache *caches;
	char *synthetic = topology_synthetic(topology);
	size_t nr;

	(void)state;
	assert_null(synthetic);
	topology_count(topology, &counts);
	assert_int_equal(counts.packages, 2);
	assert_int_equal(counts.cores, 4);
	assert_int_equal(counts.pus, 8);
	assert_int_equal(counts.smt, 2);
	assert_int_equal(topology_caches(topology, &caches, &nr), 0);
	assert_int_equal(nr, 2);
	assert_int_equal(caches[0].size_bytes, 2097152);
	assert_int_equal(caches[0].count, 2);
	assert_int_equal(caches[1].size_bytes, 4194304);
	assert_int_equal(caches[1].count, 1);
	caches_free(caches, nr);
	topology_free(topology);
}

static void synthetic_text_describes_the_same_machine(void **state)
{
	struct topology *topology = load("package:2 numa:2 l2:2(size=1048576) core:2 pu:2"), *again;
	struct topology_counts a, b;
	char *text = topology_synthetic(topology);

	(void)state;
	assert_non_null(text);
	again = load(text);
	topology_count(topology, &a);
	topology_count(again, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	free(text);
	topology_free(again);
	topology_free(topology);
}

static void usable_list_is_in_ranges(void **state)
{
	struct topology *topology = load("core:5 pu:1(indexes=0,1,2,3,8)");
	char *list = topology_usable_list(topology);

	(void)state;
	assert_string_equal(list, "0-3,8");
	free(list);
	topology_free(topology);
}

static void bad_description_is_invalid(void **state)
{
	struct topology *topology;

	(void)state;
	assert_int_equal(topology_load("no such thing", &topology), -EINVAL);
	assert_null(topology);
	topology_free(topology);
}

static void placement_names_survive_parsing(void **state)
{
	enum placement placement;

	(void)state;
	for (int p = PLACEMENT_NONE; p < PLACEMENT_LIST; p++) {
		assert_int_equal(placement_parse(placement_name((enum placement)p), &placement), 0);
		assert_int_equal(placement, p);
	}
	assert_int_equal(placement_parse("closest", &placement), -EINVAL);
	assert_int_equal(placement_parse("", &placement), -EINVAL);
}

static void affinity_mask_bounds_usable(void **state)
{
	cpu_set_t before, one;
	struct topology *topology;
	struct topology_counts counts;
	char *list, expected[16];
	unsigned cpu = 0;

	(void)state;
	if (sched_getaffinity(0, sizeof(before), &before))
		skip();
	while (!CPU_ISSET(cpu, &before))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	topology = load(NULL);
	sched_setaffinity(0, sizeof(before), &before);
	assert_int_equal(topology_usable(topology), 1);
	snprintf(expected, sizeof(expected), "%u", cpu);
	list = topology_usable_list(topology);
	assert_string_equal(list, expected);
	free(list);
	assert_place(topology, PLACEMENT_SCATTER, (int)cpu, (int)cpu);
	topology_count(topology, &counts);
	assert_true(counts.pus >= (unsigned)CPU_COUNT(&before));
	topology_free(topology);
}

static void loading_leaves_the_affinity_mask_alone(void **state)
{
	cpu_set_t before, after;

	(void)state;
	if (sched_getaffinity(0, sizeof(before), &before))
		skip();
	topology_free(load(NULL));
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

static void library_names_a_version(void **state)
{
	struct topology *topology = load("pu:1");

	(void)state;
	assert_true(strtod(topology_library(topology), NULL) >= 2.0);
	topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compact_fills_siblings_first),
		cmocka_unit_test(scatter_uses_every_core_before_a_sibling),
		cmocka_unit_test(scatter_takes_packages_in_turn),
		cmocka_unit_test(none_places_nobody),
		cmocka_unit_test(more_workers_than_pus_start_again),
		cmocka_unit_test(no_pu_is_doubled_while_one_is_free),
		cmocka_unit_test(scatter_of_half_a_large_machine_has_no_siblings),
		cmocka_unit_test(one_pu_takes_every_worker),
		cmocka_unit_test(counts_of_a_server),
		cmocka_unit_test(counts_of_eight_memory_nodes),
		cmocka_unit_test(caches_come_smallest_level_first),
		cmocka_unit_test(no_caches_is_an_empty_list),
		cmocka_unit_test(irregular_machine_is_placed_whole),
		cmocka_unit_test(irregular_machine_is_counted),
		cmocka_unit_test(synthetic_text_describes_the_same_machine),
		cmocka_unit_test(usable_list_is_in_ranges),
		cmocka_unit_test(bad_description_is_invalid),
		cmocka_unit_test(placement_names_survive_parsing),
		cmocka_unit_test(affinity_mask_bounds_usable),
		cmocka_unit_test(loading_leaves_the_affinity_mask_alone),
		cmocka_unit_test(library_names_a_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
