/* SPDX-License-Identifier: MIT */
#include "stats/scaling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))
#define assert_close(a, b) assert_near(a, b, 1e-6 * fabs(b))

/* alpha 0.02, beta 0.02 and gamma 1, to four digits. */
static const double exact_workers[] = { 1, 2, 4, 6, 8, 10 };
static const double exact_throughput[] = { 1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557 };
/* The first six of Gunther's ray tracer, as in R's usl. */
static const double rays_workers[] = { 1, 4, 8, 12, 16, 20 };
static const double rays_throughput[] = { 20, 78, 130, 170, 190, 200 };
/* SPEC SDM91, as in R's usl. */
static const double sdm_workers[] = { 1, 18, 36, 72, 108, 144, 216 };
static const double sdm_throughput[] = { 64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2 };

static struct scaling fit_or_fail(
	enum scaling_law law, const double *workers, const double *throughput, size_t n)
{
	struct scaling fit;

	assert_int_equal(scaling_fit(law, workers, throughput, n, &fit), SCALING_FITTED);
	assert_int_equal(fit.law, law);
	assert_int_equal(fit.n, n);
	return fit;
}

static void assert_no_numbers(const struct scaling *fit)
{
	assert_true(isnan(fit->gamma) && isnan(fit->alpha) && isnan(fit->beta));
	assert_true(isnan(fit->gamma_se) && isnan(fit->alpha_se) && isnan(fit->beta_se));
	assert_true(isnan(fit->residual_se) && isnan(fit->peak));
}

/*
 * Here and below: scipy.optimize.curve_fit(law, workers, throughput, ftol=1e-15, xtol=1e-15,
 * gtol=1e-15), standard errors from the diagonal of its covariance.
 */
static void law_without_noise_is_found_again(void **state)
{
	struct scaling fit =
		fit_or_fail(SCALING_USL, exact_workers, exact_throughput, COUNT(exact_workers));

	(void)state;
	assert_close(fit.gamma, 1.00000512173);
	assert_close(fit.alpha, 0.0200057613283);
	assert_close(fit.beta, 0.0199996652782);
	assert_near(fit.alpha_se, 3.525807791e-06, 1e-10);
	assert_near(fit.peak, 7, 1e-3);
}

/* R's usl has 0.02444, 0.00163, 20.856, and alpha from 0.00754 to 0.04135: 2.015 errors off. */
static void ray_tracer(void **state)
{
	struct scaling fit =
		fit_or_fail(SCALING_USL, rays_workers, rays_throughput, COUNT(rays_workers));

	(void)state;
	assert_int_equal(fit.df, 3);
	assert_int_equal(fit.nr_distinct, 6);
	assert_close(fit.gamma, 20.8560452475);
	assert_close(fit.alpha, 0.024444040725);
	assert_close(fit.beta, 0.00162680930276);
	assert_close(fit.gamma_se, 0.7885062941);
	assert_close(fit.alpha_se, 0.00839065547);
	assert_close(fit.beta_se, 0.0002613984839);
	assert_close(fit.residual_se, 1.834110306);
	assert_close(fit.peak, 24.48825108);
	assert_near(fit.alpha - 2.015 * fit.alpha_se, 0.00754, 1e-5);
	assert_near(fit.alpha + 2.015 * fit.alpha_se, 0.04135, 1e-5);
}

/* R's usl has 0.02773, 1.044e-4, 90.0 and a peak of 96.52. */
static void spec_sdm91(void **state)
{
	struct scaling fit =
		fit_or_fail(SCALING_USL, sdm_workers, sdm_throughput, COUNT(sdm_workers));

	(void)state;
	assert_int_equal(fit.df, 4);
	assert_close(fit.gamma, 89.9952328356);
	assert_close(fit.alpha, 0.027728475472);
	assert_close(fit.beta, 0.000104365483702);
	assert_close(fit.gamma_se, 14.21348948);
	assert_close(fit.alpha_se, 0.009121731776);
	assert_close(fit.beta_se, 1.987527071e-05);
	assert_close(fit.residual_se, 82.84582003);
	assert_close(fit.peak, 96.51956104);
}

static void amdahl_has_no_coherency(void **state)
{
	struct scaling fit =
		fit_or_fail(SCALING_AMDAHL, rays_workers, rays_throughput, COUNT(rays_workers));

	(void)state;
	assert_int_equal(fit.df, 4);
	assert_close(fit.gamma, 24.7059946778);
	assert_close(fit.alpha, 0.073889431725);
	assert_close(fit.gamma_se, 1.601488603);
	assert_close(fit.alpha_se, 0.009636448045);
	assert_close(fit.residual_se, 5.228287562);
	assert_true(fit.beta == 0 && isnan(fit.beta_se) && isnan(fit.peak));
}

/* Without bounds the best beta would be -2.4e-4; with them scipy finds Amdahl's numbers. */
static void coherency_is_not_negative(void **state)
{
	const double workers[] = { 1, 2, 4, 8, 16 }, throughput[] = { 10, 19.5, 36.5, 66, 112 };
	struct scaling fit = fit_or_fail(SCALING_USL, workers, throughput, 5);

	(void)state;
	assert_close(fit.gamma, 9.86611038685);
	assert_close(fit.alpha, 0.0273571419978);
	assert_true(fit.beta == 0 && isnan(fit.beta_se) && isnan(fit.peak));
	assert_int_equal(fit.df, 2);
	assert_close(fit.residual_se, sqrt(0.16918076399256385 / 2));
	assert_true(fit.gamma_se > 0 && fit.alpha_se > 0);
}

static void more_than_linear_has_no_contention(void **state)
{
	const double workers[] = { 1, 2, 4, 8 }, throughput[] = { 1, 2.1, 4.5, 9.9 };
	struct scaling fit = fit_or_fail(SCALING_USL, workers, throughput, 4);

	(void)state;
	assert_true(fit.alpha == 0 && fit.beta == 0);
	assert_true(isnan(fit.alpha_se) && isnan(fit.beta_se));
	/* What is left is a line through 0: the sum of N * X over the sum of N * N. */
	assert_close(fit.gamma, 102.4 / 85);
}

static void contention_is_at_most_one(void **state)
{
	const double workers[] = { 1, 2, 4, 8 }, throughput[] = { 5, 3, 2, 1 };
	struct scaling amdahl = fit_or_fail(SCALING_AMDAHL, workers, throughput, 4);
	struct scaling usl = fit_or_fail(SCALING_USL, workers, throughput, 4);

	(void)state;
	assert_true(amdahl.alpha == 1 && isnan(amdahl.alpha_se));
	/* One after the other is as fast with any number of workers: the mean. */
	assert_close(amdahl.gamma, 11.0 / 4);
	assert_true(usl.alpha == 1 && usl.beta > 0 && usl.peak == 1);
}

static void unit_of_throughput_does_not_matter(void **state)
{
	double throughput[COUNT(rays_workers)];
	struct scaling fit;

	(void)state;
	for (int power = -9; power <= 12; power += 7) {
		for (size_t i = 0; i < COUNT(throughput); i++)
			throughput[i] = rays_throughput[i] * pow(10, power);
		fit = fit_or_fail(SCALING_USL, rays_workers, throughput, COUNT(throughput));
		assert_close(fit.gamma, 20.8560452475 * pow(10, power));
		assert_close(fit.alpha, 0.024444040725);
		assert_close(fit.residual_se, 1.834110306 * pow(10, power));
	}
}

/* Twice the same points: the same law, and errors of 9 degrees of freedom in place of 3. */
static void points_may_share_a_count(void **state)
{
	double workers[2 * COUNT(rays_workers)], throughput[COUNT(workers)];
	struct scaling fit;

	(void)state;
	for (size_t i = 0; i < COUNT(workers); i++) {
		workers[i] = rays_workers[COUNT(rays_workers) - 1 - i / 2];
		throughput[i] = rays_throughput[COUNT(rays_workers) - 1 - i / 2];
	}
	fit = fit_or_fail(SCALING_USL, workers, throughput, COUNT(workers));
	assert_int_equal(fit.nr_distinct, 6);
	assert_int_equal(fit.df, 9);
	assert_close(fit.alpha, 0.024444040725);
	assert_close(fit.alpha_se, 0.00839065547 * sqrt(3.0 / 9));
}

static void three_counts_are_too_few(void **state)
{
	const double workers[] = { 1, 2, 4, 4, 2, 1 }, throughput[] = { 1, 2, 3, 3, 2, 1 };
	struct scaling fit;

	(void)state;
	assert_int_equal(scaling_fit(SCALING_USL, workers, throughput, 6, &fit), SCALING_TOO_FEW);
	assert_int_equal(fit.nr_distinct, 3);
	assert_no_numbers(&fit);
	assert_int_equal(
		scaling_fit(SCALING_AMDAHL, workers, throughput, 2, &fit), SCALING_TOO_FEW);
	assert_int_equal(fit.nr_distinct, 2);
	assert_int_equal(scaling_fit(SCALING_USL, NULL, NULL, 0, &fit), SCALING_TOO_FEW);
	assert_int_equal(fit.nr_distinct, 0);
}

static void only_usable_points_have_a_fit(void **state)
{
	static const double bad[] = { 0, -1, INFINITY, NAN };
	struct scaling fit;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const double workers[] = { 1, 2, 4, 8, 16 }, spoilt[] = { 1, 2, 4, 8, bad[i] };

		assert_int_equal(
			scaling_fit(SCALING_USL, workers, spoilt, 5, &fit), SCALING_UNUSABLE);
		assert_no_numbers(&fit);
		assert_int_equal(
			scaling_fit(SCALING_USL, spoilt, workers, 5, &fit), SCALING_UNUSABLE);
		assert_no_numbers(&fit);
	}
}

static double throughput_at(const struct scaling *fit, double n)
{
	return fit->gamma * n / (1 + fit->alpha * (n - 1) + fit->beta * n * (n - 1));
}

static void peak_is_where_the_fit_is_highest(void **state)
{
	struct scaling fit =
		fit_or_fail(SCALING_USL, sdm_workers, sdm_throughput, COUNT(sdm_workers));

	(void)state;
	assert_true(throughput_at(&fit, fit.peak) > throughput_at(&fit, fit.peak - 1));
	assert_true(throughput_at(&fit, fit.peak) > throughput_at(&fit, fit.peak + 1));
}

static void outcomes_have_names(void **state)
{
	(void)state;
	assert_string_equal(scaling_outcome_name(SCALING_FITTED), "fitted");
	assert_string_equal(scaling_outcome_name(SCALING_TOO_FEW), "insufficient points");
	assert_string_equal(scaling_outcome_name(SCALING_UNUSABLE), "unusable points");
	assert_string_equal(scaling_outcome_name(SCALING_NO_MINIMUM), "no minimum");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(law_without_noise_is_found_again),
		cmocka_unit_test(ray_tracer),
		cmocka_unit_test(spec_sdm91),
		cmocka_unit_test(amdahl_has_no_coherency),
		cmocka_unit_test(coherency_is_not_negative),
		cmocka_unit_test(more_than_linear_has_no_contention),
		cmocka_unit_test(contention_is_at_most_one),
		cmocka_unit_test(unit_of_throughput_does_not_matter),
		cmocka_unit_test(points_may_share_a_count),
		cmocka_unit_test(three_counts_are_too_few),
		cmocka_unit_test(only_usable_points_have_a_fit),
		cmocka_unit_test(peak_is_where_the_fit_is_highest),
		cmocka_unit_test(outcomes_have_names),
	};

	return cmocka_run_group_tests_name("scaling", tests, NULL, NULL);
}
