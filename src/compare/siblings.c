/* SPDX-License-Identifier: MIT */
#include "compare/siblings.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "stats/rank.h"
#include "stats/summary.h"

#define LEVEL 0.05

/* Log ratios of one side, all its runs together. */
struct ratios {
	double *x;
	size_t n;
};

static void add_run(const struct track *top, const struct track *base, struct ratios *ratios)
{
	size_t k = 0;

	for (size_t i = 0; i < top->n; i++) {
		while (k < base->n && base->rounds[k] < top->rounds[i])
			k++;
		if (k < base->n && base->rounds[k] == top->rounds[i])
			ratios->x[ratios->n++] = top->logs[i] - base->logs[k];
	}
}

/* Of runs first to end; x is the caller's to free. */
static int make_ratios(const struct member *top, const struct member *base, size_t first,
	size_t end, struct ratios *ratios)
{
	size_t most = 1;

	for (size_t r = first; r < end; r++)
		most += top->tracks[r].n;
	*ratios = (struct ratios){ malloc(most * sizeof(*ratios->x)), 0 };
	if (!ratios->x)
		return -ENOMEM;
	for (size_t r = first; r < end; r++)
		add_run(&top->tracks[r], &base->tracks[r], ratios);
	return 0;
}

/* p of the test, and the change of the median; p is NaN where there is nothing to test. */
static int test_pair(const struct family *family, const struct member *top,
	const struct member *base, double *change, double *p)
{
	struct ratios before = { NULL, 0 }, after = { NULL, 0 };
	struct rank_test test = { .p = NAN };
	size_t end = family->nr_base + family->nr_other;
	int error = make_ratios(top, base, 0, family->nr_base, &before);

	*change = NAN;
	error = error ? error : make_ratios(top, base, family->nr_base, end, &after);
	error = error ? error : rank_test(after.x, after.n, before.x, before.n, &test);
	if (!error && before.n && after.n)
		*change = summary_median(after.x, after.n) - summary_median(before.x, before.n);
	*p = test.p;
	free(before.x);
	free(after.x);
	return error == -EDOM ? 0 : error;
}

int siblings_confirm(
	const struct family *family, size_t i, double direction, struct relation *relation)
{
	double margin = log1p(family->margin), least = NAN;

	*relation = (struct relation){ false, 0 };
	for (size_t k = 0; k < family->nr; k++) {
		double change, p;
		int error;

		if (k == i || family->members[k].work != family->members[i].work)
			continue;
		error = test_pair(family, &family->members[i], &family->members[k], &change, &p);
		if (error)
			return error;
		if (isnan(p))
			continue;
		relation->nr++;
		if (change * direction > 0 && fabs(change) > margin)
			least = fmin(least, p);
	}
	relation->moved = least * (double)relation->nr < LEVEL;
	return 0;
}
