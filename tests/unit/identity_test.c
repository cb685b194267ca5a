/* SPDX-License-Identifier: MIT */
#include "machine/identity.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/build.h"
#include "machine/sysfile.h"
#include "measure/figure.h"

/* The expected hashes are those of a few lines of Python over the texts in identity.h's order. */

static struct cache caches[] = {
	{ 1, (char *)"data", 32768, 64, 40, 2 },
	{ 2, (char *)"unified", 1048576, 64, 40, 2 },
};

static const struct machine server = {
	.memory_bytes = (UINT64_C(376) << 30) - 12345678,
	.libc = (char *)"glibc 2.36",
	.cpu = {
		.vendor = (char *)"GenuineIntel",
		.model = (char *)"Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz",
		.family = (char *)"6 model 85",
		.stepping = (char *)"7",
		.microcode = (char *)"0x5003604",
		.counts = { .packages = 2, .cores = 40, .pus = 80, .usable_pus = 8,
			.numa_nodes = 2, .smt = 2 },
		.caches = caches,
		.nr_caches = 2,
	},
	.kernel = {
		.release = (char *)"6.1.0-18-amd64",
		.arch = (char *)"x86_64",
		.distribution = (char *)"debian 12",
		.parameters = (char *)"mitigations=off",
		.mitigations = (char *)"meltdown=Mitigation: PTI",
	},
	.power = { .governor = (char *)"performance", .boost = (char *)"off" },
	.thp = { .enabled = (char *)"madvise", .shmem_enabled = (char *)"never" },
	.build = { .compiler = (char *)"gcc 12.2.0", .cflags = (char *)"-O2 -g" },
};

static uint64_t id(const char *text)
{
	assert_int_equal(strlen(text), 16);
	return strtoull(text, NULL, 16);
}

struct ids {
	uint64_t hw, env;
};

static struct ids identify(const struct machine *machine)
{
	struct machine copy = *machine;
	struct ids ids;

	assert_int_equal(machine_identify(&copy), 0);
	ids = (struct ids){ id(copy.hw_id), id(copy.env_id) };
	free(copy.hw_id);
	free(copy.env_id);
	return ids;
}

static void hash_is_fnv1a_with_newlines(void **state)
{
	(void)state;
	assert_true(machine_hash(MACHINE_HASH_START, "") == 0xaf63c74c8601c8ddu);
	assert_true(machine_hash(MACHINE_HASH_START, NULL) == 0xaf63c74c8601c8ddu);
	assert_true(machine_hash(MACHINE_HASH_START, "a") == 0x089bdc07b544e7b2u);
	assert_true(
		machine_hash(machine_hash(MACHINE_HASH_START, "a"), "b") == 0x78ed6781f136a14eu);
}

static void hw_id_is_over_its_documented_inputs(void **state)
{
	(void)state;
	assert_true(identify(&server).hw == 0x43824a32ba5c121bu);
}

static void env_id_is_over_its_documented_inputs(void **state)
{
	(void)state;
	assert_true(identify(&server).env == machine_hash(0xc3c3bcbac357c57fu, build.version));
}

static void unknown_inputs_count_as_empty(void **state)
{
	struct machine machine = { .memory_bytes = FIGURE_NONE };

	(void)state;
	assert_true(identify(&machine).hw == 0xf211b60708b6e91du);
}

static void hw_id_survives_other_software(void **state)
{
	struct machine machine = server;
	struct ids before = identify(&server), after;

	(void)state;
	machine.kernel.release = (char *)"6.12.9-amd64";
	machine.cpu.microcode = (char *)"0x5003605";
	machine.cpu.counts.usable_pus = 80;
	machine.memory_bytes -= 100 << 20;
	after = identify(&machine);
	assert_true(after.hw == before.hw);
	assert_true(after.env != before.env);
}

static void env_id_survives_other_hardware(void **state)
{
	struct machine machine = server;
	struct ids before = identify(&server), after;

	(void)state;
	machine.cpu.model = (char *)"Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz";
	after = identify(&machine);
	assert_true(after.hw != before.hw);
	assert_true(after.env == before.env);
}

static void hw_id_changes_with_memory_and_caches(void **state)
{
	struct machine machine = server;
	struct ids before = identify(&server);

	(void)state;
	machine.memory_bytes -= UINT64_C(1) << 30;
	assert_true(identify(&machine).hw != before.hw);
	machine = server;
	machine.cpu.nr_caches = 1;
	assert_true(identify(&machine).hw != before.hw);
}

static struct machine read_machine(void)
{
	struct topology *topology;
	struct machine machine;

	assert_int_equal(topology_load(NULL, &topology), 0);
	assert_int_equal(machine_read(topology, ".", &machine), 0);
	topology_free(topology);
	return machine;
}

static void two_reads_give_the_same_ids(void **state)
{
	struct machine a = read_machine(), b = read_machine();

	(void)state;
	assert_string_equal(a.hw_id, b.hw_id);
	assert_string_equal(a.env_id, b.env_id);
	machine_release(&a);
	machine_release(&b);
}

static void this_machine_is_described(void **state)
{
	struct machine machine = read_machine();

	(void)state;
	assert_true(isnan(machine.effective_cpus));
	assert_true(machine.memory_bytes > 0);
	assert_true(machine.cpu.counts.usable_pus >= 1);
	assert_true(machine.cpu.counts.usable_pus <= machine.cpu.counts.pus);
	assert_non_null(machine.cpuset);
	assert_non_null(machine.allocator);
	assert_non_null(machine.kernel.release);
	assert_non_null(machine.build.compiler);
	assert_non_null(machine.build.hwloc);
	assert_non_null(machine.clock.name);
	assert_true(machine.clock.read_ns >= 1);
	machine_release(&machine);
}

static void missing_directory_leaves_storage_unknown(void **state)
{
	struct topology *topology;
	struct machine machine;

	(void)state;
	assert_int_equal(topology_load("core:2 pu:1", &topology), 0);
	assert_int_equal(machine_read(topology, "/no/such/directory", &machine), 0);
	assert_null(machine.storage.fs);
	assert_int_equal(machine.storage.free_bytes, FIGURE_NONE);
	assert_int_equal(machine.cpu.counts.pus, 2);
	machine_release(&machine);
	topology_free(topology);
}

static void release_leaves_an_empty_block(void **state)
{
	struct machine machine = read_machine();

	(void)state;
	machine_release(&machine);
	assert_null(machine.hw_id);
	assert_null(machine.cpu.caches);
	machine_release(&machine);
}

/* Whether needle stands in text as a word of its own: a host may be called "vm". */
static bool names(const char *text, const char *needle)
{
	size_t length = strlen(needle);

	for (const char *at = text; (at = strstr(at, needle)); at++)
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
			!isalnum((unsigned char)at[length]))
			return true;
	return false;
}

/* The texts that are not of a fixed vocabulary: a host may be called "debian" too. */
static void assert_keeps_quiet(const struct machine *machine, const char *needle)
{
	const char *const free_texts[] = {
		machine->allocator,
		machine->cpu.topology,
		machine->kernel.parameters,
		machine->storage.options,
		machine->build.cflags,
	};

	if (!needle || strlen(needle) < 2)
		return;
	for (size_t i = 0; i < sizeof(free_texts) / sizeof(free_texts[0]); i++)
		if (free_texts[i] && names(free_texts[i], needle))
			fail_msg("\"%s\" is in \"%s\"", needle, free_texts[i]);
}

static void nobody_is_named(void **state)
{
	struct machine machine = read_machine();
	char host[HOST_NAME_MAX + 1] = "", here[PATH_MAX] = "", id_text[128];

	(void)state;
	gethostname(host, sizeof(host) - 1);
	assert_keeps_quiet(&machine, host);
	assert_keeps_quiet(&machine, getcwd(here, sizeof(here)));
	assert_keeps_quiet(&machine, getenv("HOME"));
	assert_keeps_quiet(&machine, getenv("USER"));
	sysfile_read("", "/etc/machine-id", id_text, sizeof(id_text));
	assert_keeps_quiet(&machine, id_text);
	sysfile_read("", "/proc/sys/kernel/random/boot_id", id_text, sizeof(id_text));
	assert_keeps_quiet(&machine, id_text);
	machine_release(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_is_fnv1a_with_newlines),
		cmocka_unit_test(hw_id_is_over_its_documented_inputs),
		cmocka_unit_test(env_id_is_over_its_documented_inputs),
		cmocka_unit_test(unknown_inputs_count_as_empty),
		cmocka_unit_test(hw_id_survives_other_software),
		cmocka_unit_test(env_id_survives_other_hardware),
		cmocka_unit_test(hw_id_changes_with_memory_and_caches),
		cmocka_unit_test(two_reads_give_the_same_ids),
		cmocka_unit_test(this_machine_is_described),
		cmocka_unit_test(missing_directory_leaves_storage_unknown),
		cmocka_unit_test(release_leaves_an_empty_block),
		cmocka_unit_test(nobody_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
