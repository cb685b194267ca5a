/* SPDX-License-Identifier: MIT */
#include "stats/adjust.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static void assert_holm(const double *p, const double *expected, size_t m)
{
	double adjusted[16];

	assert_true(m <= COUNT(adjusted));
	assert_int_equal(adjust_holm(p, m, adjusted), m);
	for (size_t i = 0; i < m; i++)
		assert_near(adjusted[i], expected[i], 1e-15);
}

static void order_is_kept(void **state)
{
	const double p[] = { 0.01, 0.04, 0.03, 0.005 }, expected[] = { 0.03, 0.06, 0.06, 0.02 };

	(void)state;
	assert_holm(p, expected, COUNT(p));
}

/* numpy: numpy.maximum.accumulate(numpy.sort(p) * numpy.arange(m, 0, -1)).clip(max=1) */
static void values_of_numpy(void **state)
{
	const double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
		0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000 };
	const double expected[] = { 0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278,
		0.3213, 1, 1, 1, 1, 1, 1 };

	(void)state;
	assert_holm(p, expected, COUNT(p));
}

static void equal_values_stay_equal(void **state)
{
	const double p[] = { 0.02, 0.01, 0.02, 0.01 }, expected[] = { 0.04, 0.04, 0.04, 0.04 };

	(void)state;
	assert_holm(p, expected, COUNT(p));
}

static void none_is_above_one(void **state)
{
	const double p[] = { 0.5, 0.9, 1, 0 }, expected[] = { 1, 1, 1, 0 };

	(void)state;
	assert_holm(p, expected, COUNT(p));
}

static void one_alone_stays_itself(void **state)
{
	const double p[] = { 0.049 };

	(void)state;
	assert_holm(p, p, 1);
}

static void nan_passes_and_does_not_count(void **state)
{
	const double p[] = { NAN, 0.01, 0.04, NAN, 0.03, 0.005 };
	const double expected[] = { NAN, 0.03, 0.06, NAN, 0.06, 0.02 };
	double adjusted[COUNT(p)];

	(void)state;
	assert_int_equal(adjust_holm(p, COUNT(p), adjusted), 4);
	for (size_t i = 0; i < COUNT(p); i++) {
		if (isnan(p[i]))
			assert_true(isnan(adjusted[i]));
		else
			assert_near(adjusted[i], expected[i], 1e-15);
	}
}

static void empty_family(void **state)
{
	const double p[] = { NAN, NAN };
	double adjusted[2];

	(void)state;
	assert_int_equal(adjust_holm(NULL, 0, NULL), 0);
	assert_int_equal(adjust_holm(p, 2, adjusted), 0);
	assert_true(isnan(adjusted[0]) && isnan(adjusted[1]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_is_kept),
		cmocka_unit_test(values_of_numpy),
		cmocka_unit_test(equal_values_stay_equal),
		cmocka_unit_test(none_is_above_one),
		cmocka_unit_test(one_alone_stays_itself),
		cmocka_unit_test(nan_passes_and_does_not_count),
		cmocka_unit_test(empty_family),
	};

	return cmocka_run_group_tests_name("adjust", tests, NULL, NULL);
}
