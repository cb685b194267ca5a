/* SPDX-License-Identifier: MIT */
#include "machine/cpuinfo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tree.h"

#define ARM(processor, variant, part, revision)                                 \
	"processor\t: " processor "\nBogoMIPS\t: 38.40\nFeatures\t: fp asimd\n" \
	"CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: " variant \
	"\nCPU part\t: " part "\nCPU revision\t: " revision "\n\n"

static struct machine_cpu read_cpu(const struct tree *tree, const char *cpuinfo)
{
	struct machine_cpu cpu = { 0 };

	if (cpuinfo)
		tree_file(tree, "/proc/cpuinfo", cpuinfo);
	assert_int_equal(cpuinfo_read(tree->root, &cpu), 0);
	return cpu;
}

static void release(struct machine_cpu *cpu)
{
	free(cpu->vendor);
	free(cpu->model);
	free(cpu->family);
	free(cpu->stepping);
	free(cpu->microcode);
}

static void x86_gives_all_five(void **state)
{
	struct machine_cpu cpu = read_cpu(*state,
		"processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
		"model name\t: AMD EPYC 9654 96-Core Processor   \nstepping\t: 1\n"
		"microcode\t: 0xa101144\ncpu MHz\t\t: 2400.000\n\n"
		"processor\t: 1\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
		"model name\t: AMD EPYC 9654 96-Core Processor   \nstepping\t: 1\n"
		"microcode\t: 0xa101144\ncpu MHz\t\t: 3700.000\n\n");

	assert_string_equal(cpu.vendor, "AuthenticAMD");
	assert_string_equal(cpu.model, "AMD EPYC 9654 96-Core Processor");
	assert_string_equal(cpu.family, "25 model 17");
	assert_string_equal(cpu.stepping, "1");
	assert_string_equal(cpu.microcode, "0xa101144");
	release(&cpu);
}

static void arm_part_is_looked_up(void **state)
{
	struct machine_cpu cpu = read_cpu(*state, ARM("0", "0x3", "0xd0c", "1"));

	assert_string_equal(cpu.vendor, "ARM");
	assert_string_equal(cpu.model, "Neoverse-N1");
	assert_string_equal(cpu.family, "0xd0c");
	assert_string_equal(cpu.stepping, "r3p1");
	assert_null(cpu.microcode);
	release(&cpu);
}

static void unknown_arm_part_keeps_its_number(void **state)
{
	struct machine_cpu cpu =
		read_cpu(*state, "CPU implementer\t: 0x7f\nCPU variant\t: 0x0\nCPU part\t: 0xfff\n"
				 "CPU revision\t: 4\n");

	assert_string_equal(cpu.vendor, "0x7f");
	assert_null(cpu.model);
	assert_string_equal(cpu.family, "0xfff");
	assert_string_equal(cpu.stepping, "r0p4");
	release(&cpu);
}

static void big_and_little_cores_are_both_named(void **state)
{
	struct machine_cpu cpu =
		read_cpu(*state, ARM("0", "0x1", "0xd0b", "0") ARM("1", "0x1", "0xd05", "0")
					 ARM("2", "0x1", "0xd0b", "0"));

	assert_string_equal(cpu.model, "Cortex-A55, Cortex-A76");
	assert_string_equal(cpu.stepping, "r1p0");
	release(&cpu);
}

static void blocks_do_not_mix(void **state)
{
	struct machine_cpu cpu = read_cpu(*state,
		"processor\t: 0\ncpu family\t: 6\nmodel\t\t: 85\nmicrocode\t: 0x1\n\n"
		"model\t\t: board\n");

	assert_string_equal(cpu.family, "6 model 85");
	release(&cpu);
}

static void board_serial_is_not_read(void **state)
{
	struct machine_cpu cpu = read_cpu(*state,
		ARM("0", "0x0", "0xd08", "3") "Hardware\t: BCM2835\nRevision\t: c03114\n"
					      "Serial\t\t: 10000000abcdef01\nModel\t\t: Pi\n");

	assert_string_equal(cpu.model, "Cortex-A72");
	assert_string_equal(cpu.family, "0xd08");
	assert_string_equal(cpu.stepping, "r0p3");
	assert_null(cpu.microcode);
	release(&cpu);
}

static void power_has_a_model_and_a_revision(void **state)
{
	struct machine_cpu cpu = read_cpu(*state,
		"processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 2.2GHz\n"
		"revision\t: 2.2 (pvr 004e 1202)\n\n"
		"timebase\t: 512000000\nplatform\t: PowerNV\nmodel\t\t: 8335-GTH\n");

	assert_string_equal(cpu.model, "POWER9, altivec supported");
	assert_string_equal(cpu.stepping, "2.2 (pvr 004e 1202)");
	assert_null(cpu.family);
	release(&cpu);
}

static void odd_bytes_become_question_marks(void **state)
{
	struct machine_cpu cpu = read_cpu(*state, "model name\t: Caf\xc3\xa9 \x01 CPU\n");

	assert_string_equal(cpu.model, "Caf?? ? CPU");
	release(&cpu);
}

static void garbage_is_unknown(void **state)
{
	struct machine_cpu cpu = read_cpu(*state, "\n\n:\n: :\nmodel name\nvendor_id\t:\n\t\n");

	assert_null(cpu.vendor);
	assert_null(cpu.model);
	assert_null(cpu.family);
	release(&cpu);
}

static void missing_file_is_unknown(void **state)
{
	struct machine_cpu cpu = read_cpu(*state, NULL);

	assert_null(cpu.vendor);
	assert_null(cpu.microcode);
	release(&cpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(x86_gives_all_five),
		TREE_TEST(arm_part_is_looked_up),
		TREE_TEST(unknown_arm_part_keeps_its_number),
		TREE_TEST(big_and_little_cores_are_both_named),
		TREE_TEST(blocks_do_not_mix),
		TREE_TEST(board_serial_is_not_read),
		TREE_TEST(power_has_a_model_and_a_revision),
		TREE_TEST(odd_bytes_become_question_marks),
		TREE_TEST(garbage_is_unknown),
		TREE_TEST(missing_file_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
