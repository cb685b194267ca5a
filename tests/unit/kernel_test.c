/* SPDX-License-Identifier: MIT */
#include "machine/kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tree.h"

static const struct utsname debian = {
	.nodename = "secret",
	.release = "6.1.0-18-amd64",
	.version = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)",
	.machine = "x86_64",
};

static struct machine_kernel read_kernel(const struct tree *tree, const struct utsname *name)
{
	struct machine_kernel kernel;

	assert_int_equal(kernel_read(tree->root, name, &kernel), 0);
	return kernel;
}

static void release(struct machine_kernel *kernel)
{
	free(kernel->release);
	free(kernel->arch);
	free(kernel->distribution);
	free(kernel->parameters);
	free(kernel->mitigations);
	free(kernel->preempt);
	free(kernel->clocksource);
	free(kernel->overcommit);
	free(kernel->aslr);
}

static void assert_parameters(
	const struct tree *tree, const char *command_line, const char *expected)
{
	struct machine_kernel kernel;

	tree_file(tree, "/proc/cmdline", command_line);
	kernel = read_kernel(tree, &debian);
	if (expected)
		assert_string_equal(kernel.parameters, expected);
	else
		assert_null(kernel.parameters);
	release(&kernel);
}

static void assert_preempt(const struct tree *tree, const char *version, const char *expected)
{
	struct utsname name = debian;
	struct machine_kernel kernel;

	snprintf(name.version, sizeof(name.version), "%s", version);
	kernel = read_kernel(tree, &name);
	assert_string_equal(kernel.preempt, expected);
	release(&kernel);
}

static void parameters_are_those_on_the_list(void **state)
{
	assert_parameters(*state,
		"BOOT_IMAGE=/vmlinuz root=UUID=0c1d ro quiet nosmt mitigations=off "
		"ip=10.0.0.7::10.0.0.1:255.255.255.0:alice isolcpus=2-3,6 user=alice\n",
		"isolcpus=2-3,6 mitigations=off nosmt");
}

static void parameters_may_be_spelt_with_dashes(void **state)
{
	assert_parameters(*state, "transparent-hugepage=never\n", "transparent_hugepage=never");
}

static void parameters_end_at_two_dashes(void **state)
{
	assert_parameters(*state, "nosmt -- mitigations=off\n", "nosmt");
}

static void quoted_values_are_one_word(void **state)
{
	assert_parameters(*state, "dyndbg=\"file a nosmt b\" preempt=full\n", "preempt=full");
}

static void values_with_paths_are_dropped(void **state)
{
	assert_parameters(*state, "idle=/home/alice psi=\"a b\" tsc= nohz=on\n", "nohz=on");
}

static void no_parameters_are_unknown(void **state)
{
	assert_parameters(*state, "quiet\n", NULL);
}

static void mitigations_are_first_clauses_by_name(void **state)
{
	struct machine_kernel kernel;

	tree_file(*state, "/sys/devices/system/cpu/vulnerabilities/spectre_v2",
		"Mitigation: Retpolines; IBPB: conditional; STIBP: disabled\n");
	tree_file(*state, "/sys/devices/system/cpu/vulnerabilities/meltdown", "Not affected\n");
	kernel = read_kernel(*state, &debian);
	assert_string_equal(
		kernel.mitigations, "meltdown=Not affected; spectre_v2=Mitigation: Retpolines");
	release(&kernel);
}

static void distribution_is_id_and_version(void **state)
{
	struct machine_kernel kernel;

	tree_file(*state, "/etc/os-release",
		"PRETTY_NAME=\"Ubuntu 24.04\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian\n");
	kernel = read_kernel(*state, &debian);
	assert_string_equal(kernel.distribution, "ubuntu 24.04");
	release(&kernel);
}

static void distribution_without_a_version_is_its_id(void **state)
{
	struct machine_kernel kernel;

	tree_file(*state, "/usr/lib/os-release", "NAME=\"Arch Linux\"\nID=arch\n");
	kernel = read_kernel(*state, &debian);
	assert_string_equal(kernel.distribution, "arch");
	release(&kernel);
}

static void preemption_is_in_the_version(void **state)
{
	assert_preempt(*state, debian.version, "PREEMPT_DYNAMIC");
	assert_preempt(*state, "#1 SMP PREEMPT_RT Thu", "PREEMPT_RT");
	assert_preempt(*state, "#1 SMP PREEMPT RT Thu", "PREEMPT_RT");
	assert_preempt(*state, "#1 SMP PREEMPT Thu", "PREEMPT");
	assert_preempt(*state, "#1 SMP Thu", "none");
}

static void settings_are_read(void **state)
{
	struct machine_kernel kernel;

	tree_file(*state, "/proc/sys/vm/overcommit_memory", "1\n");
	tree_file(*state, "/proc/sys/kernel/randomize_va_space", "2\n");
	tree_file(*state, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
		"tsc\n");
	kernel = read_kernel(*state, &debian);
	assert_string_equal(kernel.release, "6.1.0-18-amd64");
	assert_string_equal(kernel.arch, "x86_64");
	assert_string_equal(kernel.overcommit, "1");
	assert_string_equal(kernel.aslr, "2");
	assert_string_equal(kernel.clocksource, "tsc");
	release(&kernel);
}

static void empty_machine_is_unknown(void **state)
{
	struct machine_kernel kernel = read_kernel(*state, &debian);

	assert_null(kernel.distribution);
	assert_null(kernel.parameters);
	assert_null(kernel.mitigations);
	assert_null(kernel.clocksource);
	assert_null(kernel.overcommit);
	assert_null(kernel.aslr);
	release(&kernel);
}

static void thp_is_the_word_in_brackets(void **state)
{
	struct tree *tree = *state;
	struct machine_thp thp;

	tree_file(tree, "/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
	tree_file(tree, "/sys/kernel/mm/transparent_hugepage/defrag", "unexpected text\n");
	assert_int_equal(kernel_read_thp(tree->root, &thp), 0);
	assert_string_equal(thp.enabled, "madvise");
	assert_null(thp.defrag);
	assert_null(thp.shmem_enabled);
	free(thp.enabled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(parameters_are_those_on_the_list),
		TREE_TEST(parameters_may_be_spelt_with_dashes),
		TREE_TEST(parameters_end_at_two_dashes),
		TREE_TEST(quoted_values_are_one_word),
		TREE_TEST(values_with_paths_are_dropped),
		TREE_TEST(no_parameters_are_unknown),
		TREE_TEST(mitigations_are_first_clauses_by_name),
		TREE_TEST(distribution_is_id_and_version),
		TREE_TEST(distribution_without_a_version_is_its_id),
		TREE_TEST(preemption_is_in_the_version),
		TREE_TEST(settings_are_read),
		TREE_TEST(empty_machine_is_unknown),
		TREE_TEST(thp_is_the_word_in_brackets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
