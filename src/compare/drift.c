/* SPDX-License-Identifier: MIT */
#include "compare/drift.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/pace.h"
#include "stats/summary.h"

#define LEAST_WORKS 4

/* ---- Groups ---- */

static unsigned fine_group(const struct member *member)
{
	return 2 * member->class + member->parallel;
}

unsigned drift_coarse(const struct member *member)
{
	return DRIFT_COARSE + member->parallel;
}

bool drift_is_in(const struct member *member, unsigned group)
{
	return group == DRIFT_ALL || group == fine_group(member) || group == drift_coarse(member);
}

/* Members that do the same work stand anywhere, so a work counts where it stands first. */
static bool is_first(const struct family *family, size_t i, unsigned group)
{
	for (size_t k = 0; k < i; k++) {
		if (family->members[k].work == family->members[i].work &&
			drift_is_in(&family->members[k], group))
			return false;
	}
	return true;
}

static bool is_enough(const struct family *family, unsigned group)
{
	size_t nr = 0, works = 0;

	for (size_t i = 0; i < family->nr; i++) {
		if (!drift_is_in(&family->members[i], group))
			continue;
		nr++;
		works += is_first(family, i, group);
	}
	return nr >= DRIFT_LEAST_MEMBERS && works >= LEAST_WORKS;
}

static void choose_groups(const struct family *family, struct drift *drift)
{
	bool enough[DRIFT_GROUPS];

	for (unsigned g = 0; g < DRIFT_GROUPS; g++)
		enough[g] = is_enough(family, g);
	for (size_t i = 0; i < family->nr; i++) {
		unsigned fine = fine_group(&family->members[i]);
		unsigned coarse = drift_coarse(&family->members[i]);

		drift->cells[i].group = enough[fine] ? fine : enough[coarse] ? coarse : DRIFT_ALL;
	}
}

/* ---- Between runs ---- */

int drift_median(const double *x, size_t n, double *median)
{
	double *copy = malloc((n + 1) * sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	if (n)
		memcpy(copy, x, n * sizeof(*copy));
	*median = summary_median(copy, n);
	free(copy);
	return 0;
}

static int make_medians(struct drift *drift, double *medians)
{
	int error = 0;

	for (size_t i = 0; !error && i < drift->nr_cells; i++) {
		for (size_t r = 0; !error && r < drift->nr_runs; r++)
			error = drift_median(drift->cells[i].logs[r], drift->cells[i].n[r],
				&medians[i * drift->nr_runs + r]);
	}
	return error;
}

/* NaN where a run lacks the cell: it then takes no part. */
static double mean_of(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return sum / (double)n;
}

static int find_levels(const struct family *family, struct drift *drift, const double *medians)
{
	double *x = malloc((family->nr + 1) * sizeof(*x));

	if (!x)
		return -ENOMEM;
	for (unsigned g = 0; g < DRIFT_GROUPS; g++) {
		for (size_t r = 0; r < drift->nr_runs; r++) {
			size_t n = 0;

			for (size_t i = 0; i < family->nr; i++) {
				const double *own = medians + i * drift->nr_runs;
				double mean = mean_of(own, drift->nr_runs);

				if (drift_is_in(&family->members[i], g) && !isnan(mean))
					x[n++] = own[r] - mean;
			}
			drift->members[g] = n;
			drift->levels[g * drift->nr_runs + r] = n ? summary_median(x, n) : 0;
		}
	}
	free(x);
	return 0;
}

/* Student's t that 95 % lie within, by degrees of freedom from 2 on. */
static double student(size_t freedom)
{
	static const double t[] = { 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228 };
	size_t last = sizeof(t) / sizeof(*t) - 1;

	return t[freedom - 2 < last ? freedom - 2 : last];
}

static double squares(const double *x, size_t n)
{
	double mean = mean_of(x, n), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sum;
}

static bool is_real(const struct family *family, const struct drift *drift)
{
	const double *levels = drift->levels + DRIFT_ALL * drift->nr_runs;
	size_t base = family->nr_base, other = family->nr_other, freedom = base + other - 2;
	double variance, error;

	if (!drift->sampled)
		return false;
	variance = (squares(levels, base) + squares(levels + base, other)) / (double)freedom;
	error = sqrt(variance * (1 / (double)base + 1 / (double)other));
	return fabs(drift->common[DRIFT_ALL]) >
	       log1p(family->manner.margin) + student(freedom) * error;
}

/* Of one side: runs first to end. */
static double side_median(const double *x, size_t first, size_t end, double *scratch)
{
	size_t n = 0;

	for (size_t r = first; r < end; r++) {
		if (!isnan(x[r]))
			scratch[n++] = x[r];
	}
	return summary_median(scratch, n);
}

static double change_of(const struct family *family, const double *x, double *scratch)
{
	double base = side_median(x, 0, family->nr_base, scratch);

	return side_median(x, family->nr_base, family->nr_base + family->nr_other, scratch) - base;
}

/* A cell does not follow the others who moved so many times as far from round to round. */
#define STEADY 2

static bool is_steady(const struct corrected *cell)
{
	return cell->pace > STEADY * cell->scatter;
}

/* A cell follows the others whose rounds lie together by so much more once theirs is taken out. */
#define GATHERED 1.5

bool drift_is_followed(const struct corrected *cell)
{
	return cell->scatter > GATHERED * cell->residue;
}

static void correct_levels(const struct family *family, struct drift *drift)
{
	size_t nr_runs = drift->nr_runs;

	for (size_t i = 0; i < drift->nr_cells; i++) {
		struct corrected *cell = &drift->cells[i];

		cell->taken = is_steady(cell) || drift->real ? 0 : drift->common[cell->group];
		for (size_t r = 0; r < nr_runs; r++) {
			double kept = drift->real && r >= family->nr_base
					      ? drift->common[cell->group]
					      : 0;
			double level = drift->levels[cell->group * nr_runs + r] - kept;

			for (size_t k = 0; !is_steady(cell) && k < cell->n[r]; k++)
				cell->logs[r][k] -= level;
		}
	}
}

static int correct_between(const struct family *family, struct drift *drift)
{
	size_t nr_runs = drift->nr_runs;
	double *medians = malloc((family->nr * nr_runs + 1) * sizeof(*medians));
	double *scratch = malloc((nr_runs + 1) * sizeof(*scratch));
	int error = medians && scratch ? make_medians(drift, medians) : -ENOMEM;

	error = error ? error : find_levels(family, drift, medians);
	if (!error) {
		for (unsigned g = 0; g < DRIFT_GROUPS; g++)
			drift->common[g] = change_of(family, drift->levels + g * nr_runs, scratch);
		drift->real = is_real(family, drift);
		correct_levels(family, drift);
	}
	free(medians);
	free(scratch);
	return error;
}

int drift_changes(const struct family *family, struct drift *drift)
{
	double *medians = malloc((drift->nr_cells * drift->nr_runs + 1) * sizeof(*medians));
	double *scratch = malloc((drift->nr_runs + 1) * sizeof(*scratch));
	int error = medians && scratch ? make_medians(drift, medians) : -ENOMEM;

	for (size_t i = 0; !error && i < drift->nr_cells; i++)
		drift->cells[i].change = change_of(family, medians + i * drift->nr_runs, scratch);
	free(medians);
	free(scratch);
	return error;
}

int drift_begin(const struct family *family, struct drift *drift)
{
	size_t nr_runs = family->nr_base + family->nr_other;

	*drift = (struct drift){
		.cells = calloc(family->nr + 1, sizeof(*drift->cells)),
		.nr_cells = family->nr,
		.nr_runs = nr_runs,
		.levels = calloc(DRIFT_GROUPS * nr_runs + 1, sizeof(*drift->levels)),
		.sampled = family->nr_base > 1 && family->nr_other > 1,
	};
	if (!drift->cells || !drift->levels)
		return -ENOMEM;
	for (size_t i = 0; i < family->nr; i++) {
		drift->cells[i].logs = calloc(nr_runs, sizeof(*drift->cells[i].logs));
		drift->cells[i].rounds = calloc(nr_runs, sizeof(*drift->cells[i].rounds));
		drift->cells[i].n = calloc(nr_runs, sizeof(*drift->cells[i].n));
		if (!drift->cells[i].logs || !drift->cells[i].rounds || !drift->cells[i].n)
			return -ENOMEM;
	}
	return 0;
}

int drift_correct(const struct family *family, struct drift *drift)
{
	int error = drift_begin(family, drift);

	if (!error)
		choose_groups(family, drift);
	for (size_t r = 0; !error && r < drift->nr_runs; r++) {
		for (unsigned g = DRIFT_COARSE; !error && g < DRIFT_GROUPS; g++)
			error = pace_correct(family, drift, g, r);
	}
	error = error ? error : correct_between(family, drift);
	error = error ? error : drift_changes(family, drift);
	if (error)
		drift_release(drift);
	return error;
}

void drift_release(struct drift *drift)
{
	for (size_t i = 0; drift->cells && i < drift->nr_cells; i++) {
		for (size_t r = 0; drift->cells[i].logs && r < drift->nr_runs; r++)
			free(drift->cells[i].logs[r]);
		for (size_t r = 0; drift->cells[i].rounds && r < drift->nr_runs; r++)
			free(drift->cells[i].rounds[r]);
		free(drift->cells[i].logs);
		free(drift->cells[i].rounds);
		free(drift->cells[i].n);
	}
	free(drift->cells);
	free(drift->levels);
	*drift = (struct drift){ 0 };
}
