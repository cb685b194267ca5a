/* SPDX-License-Identifier: MIT */
#include "machine/virtualization.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tree.h"

#define BARE "processor\t: 0\nflags\t\t: fpu vme sse2\n"
#define GUEST "processor\t: 0\nflags\t\t: fpu hypervisor sse2\n"
#define ARM "processor\t: 0\nFeatures\t: fp asimd\n"
#define DMI "/sys/class/dmi/id/"

static void assert_virtualization(const struct tree *tree, const char *expected)
{
	char *text;

	assert_int_equal(virtualization_read(tree->root, &text), 0);
	if (expected) {
		assert_non_null(text);
		assert_string_equal(text, expected);
	} else {
		assert_null(text);
	}
	free(text);
}

static void firmware(const struct tree *tree, const char *vendor, const char *product)
{
	tree_file(tree, DMI "sys_vendor", vendor);
	tree_file(tree, DMI "product_name", product);
}

static void no_flag_is_none(void **state)
{
	tree_file(*state, "/proc/cpuinfo", BARE);
	firmware(*state, "Amazon EC2\n", "m5.metal\n");
	assert_virtualization(*state, "none");
}

static void unnamed_hypervisor_is_vm(void **state)
{
	tree_file(*state, "/proc/cpuinfo", GUEST);
	assert_virtualization(*state, "vm");
}

static void firmware_names_the_hypervisor(void **state)
{
	tree_file(*state, "/proc/cpuinfo", GUEST);
	firmware(*state, "VMware, Inc.\n", "VMware7,1\n");
	assert_virtualization(*state, "vmware");
	firmware(*state, "innotek GmbH\n", "VirtualBox\n");
	assert_virtualization(*state, "virtualbox");
	firmware(*state, "Microsoft Corporation\n", "Virtual Machine\n");
	assert_virtualization(*state, "hyperv");
	firmware(*state, "QEMU\n", "Standard PC (Q35 + ICH9, 2009)\n");
	assert_virtualization(*state, "qemu");
	firmware(*state, "Amazon EC2\n", "m5.large\n");
	assert_virtualization(*state, "kvm");
}

static void firmware_of_real_machines_is_no_evidence(void **state)
{
	tree_file(*state, "/proc/cpuinfo", ARM);
	firmware(*state, "Microsoft Corporation\n", "Surface Pro X\n");
	assert_virtualization(*state, NULL);
	firmware(*state, "Amazon EC2\n", "c7g.metal\n");
	assert_virtualization(*state, NULL);
	firmware(*state, "QEMU\n", "KVM Virtual Machine\n");
	assert_virtualization(*state, "kvm");
}

static void xen_says_so_itself(void **state)
{
	tree_file(*state, "/proc/cpuinfo", GUEST);
	tree_file(*state, "/sys/hypervisor/type", "xen\n");
	assert_virtualization(*state, "xen");
}

static void container_is_a_second_word(void **state)
{
	tree_file(*state, "/proc/cpuinfo", GUEST);
	tree_file(*state, "/.dockerenv", "");
	assert_virtualization(*state, "vm docker");
}

static void container_alone_where_no_hypervisor_is_known(void **state)
{
	tree_file(*state, "/run/.containerenv", "name=\"secret\"\n");
	assert_virtualization(*state, "podman");
}

static void systemd_names_known_containers_only(void **state)
{
	tree_file(*state, "/proc/cpuinfo", BARE);
	tree_file(*state, "/run/systemd/container", "lxc\n");
	assert_virtualization(*state, "none lxc");
	tree_file(*state, "/run/systemd/container", "alices-jail\n");
	assert_virtualization(*state, "none");
}

static void nothing_to_read_is_unknown(void **state)
{
	assert_virtualization(*state, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(no_flag_is_none),
		TREE_TEST(unnamed_hypervisor_is_vm),
		TREE_TEST(firmware_names_the_hypervisor),
		TREE_TEST(firmware_of_real_machines_is_no_evidence),
		TREE_TEST(xen_says_so_itself),
		TREE_TEST(container_is_a_second_word),
		TREE_TEST(container_alone_where_no_hypervisor_is_known),
		TREE_TEST(systemd_names_known_containers_only),
		TREE_TEST(nothing_to_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
