/* SPDX-License-Identifier: MIT */
#include "stats/rank.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/summary.h"

/* Up to here every integer is a double, so that counts of orderings are exact. */
#define LARGEST_COUNT 9007199254740992.0
#define LARGEST_PRODUCT 10000

struct value {
	double value;
	bool of_x;
};

static int by_value(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

static bool all_finite(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return false;
	return true;
}

/* C(n + m, n), or infinity from 2^53 on. */
static double orderings(size_t n, size_t m)
{
	size_t few = n < m ? n : m, many = n < m ? m : n;
	double count = 1;

	/* In this order each quotient is a whole number, but for the last bit of a large one. */
	for (size_t i = 1; i <= few && count < LARGEST_COUNT; i++)
		count = count * (double)(many + i) / (double)i;
	return count < LARGEST_COUNT ? count : INFINITY;
}

static bool is_countable(size_t n, size_t m)
{
	return n <= LARGEST_PRODUCT / m && isfinite(orderings(n, m));
}

/*
 * counts[u], for u up to last: the orderings of n and m values whose U is u. They are the coefficients of the
 * Gaussian binomial, the product over i of (1 - q^(m + i)) / (1 - q^i), multiplied out factor by
 * factor; after each i they are the counts of i and m values, so nothing outgrows a double.
 */
static double *count_orderings(size_t n, size_t m, size_t last)
{
	double *counts = calloc(last + 1, sizeof *counts);

	if (!counts)
		return NULL;
	counts[0] = 1;
	for (size_t i = 1; i <= n; i++) {
		for (size_t u = last; u >= m + i; u--)
			counts[u] -= counts[u - m - i];
		for (size_t u = i; u <= last; u++)
			counts[u] += counts[u - i];
	}
	return counts;
}

/* Twice P(U >= u) at the far side of the middle: u and n * m - u are equally likely. */
static int exact_p(const struct rank_test *test, double *p)
{
	size_t u = (size_t)test->u, other = test->n * test->m - u, last = u < other ? u : other;
	double *counts = count_orderings(test->n, test->m, last), sum = 0;

	if (!counts)
		return -ENOMEM;
	for (size_t i = 0; i <= last; i++)
		sum += counts[i];
	*p = fmin(2 * sum / orderings(test->n, test->m), 1);
	free(counts);
	return 0;
}

/* P that a normal variable lies outside of +-z. */
static double outside(double z)
{
	return fmin(erfc(z / sqrt(2)), 1);
}

/* ties: the sum of t^3 - t over each t equal values. */
static double normal_p(const struct rank_test *test, double ties)
{
	double n = (double)test->n, m = (double)test->m, all = n + m, mean = n * m / 2;
	double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));

	if (!(variance > 0))
		return 1;
	return outside((fabs(test->u - mean) - 0.5) / sqrt(variance));
}

/* U from the sum of the ranks of x, equal values sharing the mean of theirs. Returns the ties. */
static double sum_ranks(const struct value *sorted, struct rank_test *test)
{
	double sum = 0, ties = 0, n = (double)test->n;
	size_t end;

	for (size_t i = 0; i < test->n + test->m; i = end) {
		size_t nr_x = 0;
		double equal;

		for (end = i; end < test->n + test->m && sorted[end].value == sorted[i].value;
			end++)
			nr_x += sorted[end].of_x;
		equal = (double)(end - i);
		sum += (double)nr_x * ((double)i + (equal + 1) / 2);
		ties += equal * equal * equal - equal;
	}
	test->u = sum - n * (n + 1) / 2;
	return ties;
}

int rank_test(const double *x, size_t n, const double *y, size_t m, struct rank_test *test)
{
	struct value *all;
	double ties;
	int error = 0;

	*test = (struct rank_test){ .n = n, .m = m, .u = NAN, .p = NAN };
	if (n == 0 || m == 0)
		return 0;
	if (n > PTRDIFF_MAX / sizeof *all / 2 || m > PTRDIFF_MAX / sizeof *all / 2)
		return -ENOMEM;
	if (!all_finite(x, n) || !all_finite(y, m))
		return -EDOM;
	all = malloc((n + m) * sizeof *all);
	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < n + m; i++)
		all[i] = i < n ? (struct value){ x[i], true } : (struct value){ y[i - n], false };
	qsort(all, n + m, sizeof *all, by_value);
	ties = sum_ranks(all, test);
	free(all);
	test->exact = !(ties > 0) && is_countable(n, m);
	if (test->exact)
		error = exact_p(test, &test->p);
	else
		test->p = normal_p(test, ties);
	if (error)
		*test = (struct rank_test){ .n = n, .m = m, .u = NAN, .p = NAN };
	return error;
}

bool rank_can_reach(size_t n, size_t m, double level)
{
	return n > 0 && m > 0 && 2 / orderings(n, m) < level;
}

/* The largest k with 2 P(U < k) at most the level; 0 when there is none. */
static int critical_rank(size_t n, size_t m, double level, size_t *k)
{
	double mean = (double)n * (double)m / 2, below = 0, *counts;
	double deviation = sqrt(mean / 6 * ((double)n + (double)m + 1));

	*k = 0;
	if (!is_countable(n, m)) {
		*k = n * m / 2;
		/* U < k is U <= k - 1, and half a step for continuity. */
		while (*k > 0 && outside((mean - (double)*k + 0.5) / deviation) > level)
			(*k)--;
		return 0;
	}
	counts = count_orderings(n, m, n * m / 2);
	if (!counts)
		return -ENOMEM;
	/* Never across the middle, whatever the level. */
	while (*k < n * m / 2 && 2 * (below + counts[*k]) <= level * orderings(n, m))
		below += counts[(*k)++];
	free(counts);
	return 0;
}

int rank_shift(const struct rank_sample *x, const struct rank_sample *y, double confidence,
	struct rank_shift *shift)
{
	size_t product, k;
	double *differences;
	int error;

	*shift = (struct rank_shift){ NAN, NAN, NAN };
	if (x->n == 0 || y->n == 0)
		return 0;
	if (x->n > PTRDIFF_MAX / sizeof *differences / y->n)
		return -ENOMEM;
	if (!all_finite(x->x, x->n) || !all_finite(y->x, y->n))
		return -EDOM;
	product = x->n * y->n;
	differences = malloc(product * sizeof *differences);
	if (!differences)
		return -ENOMEM;
	for (size_t i = 0; i < product; i++)
		differences[i] = x->x[i / y->n] - y->x[i % y->n];
	error = critical_rank(x->n, y->n, 1 - confidence, &k);
	if (!error) {
		shift->value = summary_median(differences, product);
		shift->ci_low = k > 0 ? differences[k - 1] : NAN;
		shift->ci_high = k > 0 ? differences[product - k] : NAN;
	}
	free(differences);
	return error;
}
