/* SPDX-License-Identifier: MIT */
#include "stats/scaling.h"

#include <math.h>
#include <stdbool.h>

#define LEAST_DISTINCT 4
#define LONGEST_SEARCH 1000
#define LARGEST_DAMPING 1e12

enum parameter { GAMMA, ALPHA, BETA, NR_PARAMETERS };

static const double lowest[] = { [GAMMA] = 0, [ALPHA] = 0, [BETA] = 0 };
static const double highest[] = { [GAMMA] = INFINITY, [ALPHA] = 1, [BETA] = INFINITY };

struct points {
	const double *workers, *throughput;
	size_t n;
	enum scaling_law law;
};

/* The normal equations of one step: matrix * step = slope. */
struct equations {
	double matrix[NR_PARAMETERS][NR_PARAMETERS];
	double slope[NR_PARAMETERS];
	double squares;
};

static double throughput_at(const double *p, double n)
{
	return p[GAMMA] * n / (1 + p[ALPHA] * (n - 1) + p[BETA] * n * (n - 1));
}

static double squares_of(const struct points *points, const double *p)
{
	double squares = 0;

	for (size_t i = 0; i < points->n; i++) {
		double residual = points->throughput[i] - throughput_at(p, points->workers[i]);

		squares += residual * residual;
	}
	return squares;
}

static void hold(struct equations *equations, int parameter)
{
	for (int i = 0; i < NR_PARAMETERS; i++)
		equations->matrix[parameter][i] = equations->matrix[i][parameter] = 0;
	equations->matrix[parameter][parameter] = 1;
	equations->slope[parameter] = 0;
}

static void set_equations(const struct points *points, const double *p, struct equations *equations)
{
	*equations = (struct equations){ .squares = squares_of(points, p) };
	for (size_t k = 0; k < points->n; k++) {
		double n = points->workers[k], fitted = throughput_at(p, n);
		double divisor = 1 + p[ALPHA] * (n - 1) + p[BETA] * n * (n - 1);
		const double slopes[] = {
			[GAMMA] = n / divisor,
			[ALPHA] = -fitted * (n - 1) / divisor,
			[BETA] = -fitted * n * (n - 1) / divisor,
		};

		for (int i = 0; i < NR_PARAMETERS; i++) {
			equations->slope[i] += slopes[i] * (points->throughput[k] - fitted);
			for (int j = 0; j < NR_PARAMETERS; j++)
				equations->matrix[i][j] += slopes[i] * slopes[j];
		}
	}
	if (points->law == SCALING_AMDAHL)
		hold(equations, BETA);
}

/* Gauss's elimination; the matrix is positive definite, or there is no solution. */
static bool solve(const struct equations *equations, double damping, double *step)
{
	double rows[NR_PARAMETERS][NR_PARAMETERS + 1];

	for (int i = 0; i < NR_PARAMETERS; i++) {
		for (int j = 0; j < NR_PARAMETERS; j++)
			rows[i][j] = equations->matrix[i][j] * (i == j ? 1 + damping : 1);
		rows[i][NR_PARAMETERS] = equations->slope[i];
	}
	for (int i = 0; i < NR_PARAMETERS; i++) {
		if (!(rows[i][i] > 0) || !isfinite(rows[i][i]))
			return false;
		for (int k = 0; k < NR_PARAMETERS; k++) {
			double factor = rows[k][i] / rows[i][i];

			for (int j = i; k != i && j <= NR_PARAMETERS; j++)
				rows[k][j] -= factor * rows[i][j];
		}
	}
	for (int i = 0; i < NR_PARAMETERS; i++)
		step[i] = rows[i][NR_PARAMETERS] / rows[i][i];
	return true;
}

/* One damped step from p, inside the bounds. False when it leads nowhere better. */
static bool improve(const struct points *points, double *p, double damping)
{
	struct equations equations;
	double step[NR_PARAMETERS], next[NR_PARAMETERS];

	set_equations(points, p, &equations);
	for (int i = 0; i < NR_PARAMETERS; i++)
		if ((p[i] <= lowest[i] && equations.slope[i] < 0) ||
			(p[i] >= highest[i] && equations.slope[i] > 0))
			hold(&equations, i);
	if (!solve(&equations, damping, step))
		return false;
	for (int i = 0; i < NR_PARAMETERS; i++)
		next[i] = fmin(fmax(p[i] + step[i], lowest[i]), highest[i]);
	if (!(squares_of(points, next) < equations.squares))
		return false;
	for (int i = 0; i < NR_PARAMETERS; i++)
		p[i] = next[i];
	return true;
}

/* The end is where no step, however short, leads to a smaller sum of squares. */
static bool search(const struct points *points, double *p)
{
	double damping = 1e-3;

	for (int i = 0; i < LONGEST_SEARCH; i++) {
		damping *= improve(points, p, damping) ? 0.1 : 10;
		if (damping > LARGEST_DAMPING)
			return true;
	}
	return false;
}

/* The root of the diagonal of the inverse, for the parameters that no bound holds. */
static void set_errors(const struct points *points, const double *p, struct scaling *fit)
{
	double *const errors[] = { &fit->gamma_se, &fit->alpha_se, &fit->beta_se };
	struct equations equations;
	double column[NR_PARAMETERS];

	set_equations(points, p, &equations);
	fit->residual_se = sqrt(equations.squares / (double)fit->df);
	for (int i = 0; i < NR_PARAMETERS; i++)
		if (p[i] <= lowest[i] || p[i] >= highest[i])
			hold(&equations, i);
	for (int i = 0; i < NR_PARAMETERS; i++) {
		for (int k = 0; k < NR_PARAMETERS; k++)
			equations.slope[k] = i == k;
		if (p[i] > lowest[i] && p[i] < highest[i] && solve(&equations, 0, column))
			*errors[i] = fit->residual_se * sqrt(column[i]);
	}
}

static size_t count_distinct(const double *workers, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < i && workers[k] != workers[i])
			k++;
		count += k == i;
	}
	return count;
}

static bool is_usable(const struct points *points)
{
	for (size_t i = 0; i < points->n; i++)
		if (!isfinite(points->workers[i]) || !(points->workers[i] >= 1) ||
			!isfinite(points->throughput[i]) || !(points->throughput[i] > 0))
			return false;
	return true;
}

enum scaling_outcome scaling_fit(enum scaling_law law, const double *workers,
	const double *throughput, size_t n, struct scaling *fit)
{
	const struct points points = { workers, throughput, n, law };
	double p[NR_PARAMETERS] = { [ALPHA] = 0.05, [BETA] = law == SCALING_USL ? 1e-4 : 0 };

	*fit = (struct scaling){ .law = law,
		.n = n,
		.nr_distinct = count_distinct(workers, n),
		.gamma = NAN,
		.alpha = NAN,
		.beta = NAN,
		.gamma_se = NAN,
		.alpha_se = NAN,
		.beta_se = NAN,
		.residual_se = NAN,
		.peak = NAN };
	if (!is_usable(&points))
		return SCALING_UNUSABLE;
	if (fit->nr_distinct < LEAST_DISTINCT)
		return SCALING_TOO_FEW;
	for (size_t i = 0; i < n; i++)
		p[GAMMA] = fmax(p[GAMMA], throughput[i] / workers[i]);
	if (!search(&points, p))
		return SCALING_NO_MINIMUM;
	fit->df = n - (law == SCALING_USL ? 3 : 2);
	fit->gamma = p[GAMMA];
	fit->alpha = p[ALPHA];
	fit->beta = p[BETA];
	if (fit->beta > 0)
		fit->peak = fmax(sqrt((1 - fit->alpha) / fit->beta), 1);
	set_errors(&points, p, fit);
	return SCALING_FITTED;
}

const char *scaling_outcome_name(enum scaling_outcome outcome)
{
	static const char *const names[] = {
		[SCALING_FITTED] = "fitted",
		[SCALING_TOO_FEW] = "insufficient points",
		[SCALING_UNUSABLE] = "unusable points",
		[SCALING_NO_MINIMUM] = "no minimum",
	};

	return names[outcome];
}
