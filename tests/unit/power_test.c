/* SPDX-License-Identifier: MIT */
#include "machine/power.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "tests/unit/tree.h"

#define CPU "/sys/devices/system/cpu"
#define POLICY CPU "/cpufreq/policy"

static struct machine_power read_power(const struct tree *tree)
{
	struct machine_power power;

	assert_int_equal(power_read(tree->root, &power), 0);
	return power;
}

static void release(struct machine_power *power)
{
	free(power->driver);
	free(power->governor);
	free(power->boost);
	free(power->epp);
}

static void governor_is_the_set_over_all_policies(void **state)
{
	struct machine_power power;

	tree_file(*state, POLICY "0/scaling_governor", "powersave\n");
	tree_file(*state, POLICY "1/scaling_governor", "performance\n");
	tree_file(*state, POLICY "2/scaling_governor", "powersave\n");
	tree_file(*state, POLICY "0/scaling_driver", "amd-pstate-epp\n");
	tree_file(*state, POLICY "0/energy_performance_preference", "balance_power\n");
	power = read_power(*state);
	assert_string_equal(power.governor, "performance,powersave");
	assert_string_equal(power.driver, "amd-pstate-epp");
	assert_string_equal(power.epp, "balance_power");
	release(&power);
}

static void frequencies_are_the_widest_range(void **state)
{
	struct machine_power power;

	tree_file(*state, POLICY "0/scaling_min_freq", "800000\n");
	tree_file(*state, POLICY "0/scaling_max_freq", "3500000\n");
	tree_file(*state, POLICY "12/scaling_min_freq", "400000\n");
	tree_file(*state, POLICY "12/scaling_max_freq", "2100000\n");
	power = read_power(*state);
	assert_int_equal(power.min_khz, 400000);
	assert_int_equal(power.max_khz, 3500000);
	release(&power);
}

static void intel_boost_is_the_opposite_of_no_turbo(void **state)
{
	struct machine_power power;

	tree_file(*state, CPU "/intel_pstate/no_turbo", "1\n");
	power = read_power(*state);
	assert_string_equal(power.boost, "off");
	release(&power);
	tree_file(*state, CPU "/intel_pstate/no_turbo", "0\n");
	power = read_power(*state);
	assert_string_equal(power.boost, "on");
	release(&power);
}

static void amd_boost_is_read_too(void **state)
{
	struct machine_power power;

	tree_file(*state, CPU "/cpufreq/boost", "1\n");
	power = read_power(*state);
	assert_string_equal(power.boost, "on");
	release(&power);
}

static void virtual_machine_says_nothing(void **state)
{
	struct machine_power power = read_power(*state);

	assert_null(power.driver);
	assert_null(power.governor);
	assert_null(power.boost);
	assert_null(power.epp);
	assert_int_equal(power.min_khz, FIGURE_NONE);
	assert_int_equal(power.max_khz, FIGURE_NONE);
	release(&power);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(governor_is_the_set_over_all_policies),
		TREE_TEST(frequencies_are_the_widest_range),
		TREE_TEST(intel_boost_is_the_opposite_of_no_turbo),
		TREE_TEST(amd_boost_is_read_too),
		TREE_TEST(virtual_machine_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
