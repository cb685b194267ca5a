/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/roster.h"
#include "stats/sequential.h"

static uint64_t figure_of(const struct trial *trial, enum paired what)
{
	return what == PAIRED_WORK ? trial->work_ns : trial->total_ns;
}

/* A figure of a cell's good trial, per op, and the round that it is of. */
struct moment {
	uint64_t round;
	double value;
};

static int by_round(const void *a, const void *b)
{
	const struct moment *left = a, *right = b;

	return (left->round > right->round) - (left->round < right->round);
}

/* In order of their rounds. The caller frees. Returns 0 or -ENOMEM. */
static int moments_of(const struct report *report, size_t cell, enum paired what,
	struct moment **moments, size_t *nr)
{
	double ops = results_ops(report, cell);
	struct walk walk = walk_begin(report, cell);
	const struct trial *trial;

	*nr = 0;
	*moments = calloc(walk_most(report, cell) + 1, sizeof(**moments));
	if (!*moments)
		return -ENOMEM;
	while ((trial = walk_next(&walk))) {
		if (results_uses(trial, cell) && figure_of(trial, what) != FIGURE_NONE)
			(*moments)[(*nr)++] = (struct moment){ trial->round,
				(double)figure_of(trial, what) / ops };
	}
	qsort(*moments, *nr, sizeof(**moments), by_round);
	return 0;
}

/* Leaves in tops and bases the values of the rounds that have both; returns how many. */
static size_t pair_up(const struct moment *top, size_t nr_top, const struct moment *base,
	size_t nr_base, double *tops, double *bases)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < nr_top; i++) {
		while (k < nr_base && base[k].round < top[i].round)
			k++;
		if (k == nr_base || base[k].round != top[i].round)
			continue;
		tops[n] = top[i].value;
		bases[n++] = base[k++].value;
	}
	return n;
}

bool results_are_sequential(const struct config *config)
{
	return config->stop_rule && strcmp(config->stop_rule, "fixed") != 0;
}

/* Whose interval is asked for, and how. */
struct rule {
	bool sequential;
	enum paired what;
	size_t nr_pairs; /* as many intervals are to hold together */
};

/* The confidence of each of so many intervals that are to hold together, by Bonferroni's rule. */
static double each(double confidence, size_t nr)
{
	return nr > 1 ? 1 - (1 - confidence) / (double)nr : confidence;
}

/*
 * With 95 % where the number of rounds was fixed beforehand; else, since what was seen told when to
 * stop, with the pairs and the confidence of the last look.
 */
static int ratio_by_rule(const struct rule *rule, const double *tops, const double *bases, size_t n,
	struct ratio *ratio)
{
	size_t look = sequential_look(n);

	if (!rule->sequential)
		return ratio_paired_at(tops, bases, n, each(0.95, rule->nr_pairs), ratio);
	return ratio_paired_at(tops, bases, look ? look : n,
		look ? each(sequential_confidence(n), rule->nr_pairs) : 1, ratio);
}

static int ratio_of(const struct report *report, size_t top, size_t base, const struct rule *rule,
	struct ratio *ratio)
{
	double *tops = calloc(walk_most(report, top) + 1, sizeof(*tops));
	double *bases = calloc(walk_most(report, top) + 1, sizeof(*bases));
	struct moment *top_moments = NULL, *base_moments = NULL;
	size_t nr_top = 0, nr_base = 0, n;
	int error = tops && bases ? 0 : -ENOMEM;

	error = error ? error : moments_of(report, top, rule->what, &top_moments, &nr_top);
	error = error ? error : moments_of(report, base, rule->what, &base_moments, &nr_base);
	if (cell_is_paced(&report->cells[top]))
		nr_top = nr_base = 0;
	if (!error) {
		n = pair_up(top_moments, nr_top, base_moments, nr_base, tops, bases);
		error = ratio_by_rule(rule, tops, bases, n, ratio);
	}
	if (error == -EDOM) {
		*ratio = (struct ratio){ 0, NAN, NAN, NAN };
		error = 0;
	}
	free(top_moments);
	free(base_moments);
	free(tops);
	free(bases);
	return error;
}

int results_ratio(
	const struct report *report, size_t top, size_t base, enum paired what, struct ratio *ratio)
{
	const struct rule rule = { results_are_sequential(&report->config), what, 1 };

	return ratio_of(report, top, base, &rule, ratio);
}

int results_ratio_among(
	const struct report *report, size_t top, size_t base, size_t nr_pairs, struct ratio *ratio)
{
	const struct rule rule = { results_are_sequential(&report->config), PAIRED_WORK, nr_pairs };

	return ratio_of(report, top, base, &rule, ratio);
}
