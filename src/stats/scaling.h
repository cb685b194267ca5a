/* SPDX-License-Identifier: MIT */
#ifndef STATS_SCALING_H
#define STATS_SCALING_H

#include <stddef.h>

/*
 * Fits a law of scaling to the throughput of a sweep over worker counts. Pure, allocates nothing.
 * What cannot be said is NaN.
 *
 * Gunther's Universal Scalability Law (arXiv:0808.1431), of N workers:
 *
 *	X(N) = gamma * N / (1 + alpha * (N - 1) + beta * N * (N - 1))
 *
 * Amdahl's law is the same with beta 0 and alpha the serial share. The law describes one kind of
 * processor under one kind of load: a sweep that goes from cores on to their second threads does
 * not follow it, nor does one beyond the CPUs there are. Nothing holds outside the counts measured.
 */
enum scaling_law {
	SCALING_AMDAHL,
	SCALING_USL,
};

enum scaling_outcome {
	SCALING_FITTED,
	SCALING_TOO_FEW,    /* fewer than 4 different worker counts; 6 are better */
	SCALING_UNUSABLE,   /* a count below 1, or a throughput that is not positive and finite */
	SCALING_NO_MINIMUM, /* the search for the best fit did not come to an end */
};

struct scaling {
	enum scaling_law law;
	size_t n, nr_distinct; /* points, different worker counts among them */
	size_t df;             /* points less the law's parameters */
	double gamma;          /* throughput of one worker, in the unit of the throughputs */
	double alpha;          /* contention: what waits in line, 0 to 1 */
	double beta;           /* coherency: what each costs every other, 0 and up */
	double gamma_se, alpha_se, beta_se; /* standard errors; NaN of one held by its bound */
	double residual_se;                 /* sqrt(sum of squares / df), in the unit of gamma */
	double peak; /* workers of the largest throughput, at least 1; NaN when beta is 0: no end */
};

/*
 * Fits throughput[i] at workers[i] by least squares: Marquardt's method (J. SIAM 11, 1963) kept
 * inside the bounds, standard errors from the Jacobian at the end, as R's nls and usl and
 * scipy.optimize.curve_fit have them. Points may share a count and come in any order: the medians
 * of the cells, or all of their trials. Unless SCALING_FITTED, all numbers of *fit from gamma on
 * are NaN.
 */
enum scaling_outcome scaling_fit(enum scaling_law law, const double *workers,
	const double *throughput, size_t n, struct scaling *fit);

/* "fitted", "insufficient points", "unusable points", "no minimum". */
const char *scaling_outcome_name(enum scaling_outcome outcome);

#endif
