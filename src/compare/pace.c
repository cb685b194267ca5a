/* SPDX-License-Identifier: MIT */
#include "compare/pace.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stats/summary.h"

#define LEAST_ROUNDS 6

/* How far a cell lay from its median in a round. */
struct deviation {
	uint64_t round;
	double value;
};

struct deviations {
	struct deviation *list;
	size_t nr;
};

static int by_round(const void *a, const void *b)
{
	const struct deviation *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* Of the members of a group in run r, by rounds; the list is the caller's to free. */
static int gather(const struct family *family, unsigned group, size_t r, struct deviations *all)
{
	size_t most = 1;

	for (size_t i = 0; i < family->nr; i++)
		most += family->members[i].tracks[r].n;
	*all = (struct deviations){ malloc(most * sizeof(*all->list)), 0 };
	if (!all->list)
		return -ENOMEM;
	for (size_t i = 0; i < family->nr; i++) {
		const struct track *track = &family->members[i].tracks[r];
		double median;

		if (!drift_is_in(&family->members[i], group))
			continue;
		if (drift_median(track->logs, track->n, &median))
			return -ENOMEM;
		for (size_t k = 0; k < track->n; k++)
			all->list[all->nr++] =
				(struct deviation){ track->rounds[k], track->logs[k] - median };
	}
	qsort(all->list, all->nr, sizeof(*all->list), by_round);
	return 0;
}

/* Leaves one entry for each round that at least half of nr cells have: their median. */
static void condense(struct deviations *all, size_t nr)
{
	size_t kept = 0, end;

	for (size_t i = 0; i < all->nr; i = end) {
		for (end = i; end < all->nr && all->list[end].round == all->list[i].round; end++)
			;
		if (2 * (end - i) >= nr)
			all->list[kept++] = (struct deviation){ all->list[i].round,
				(all->list[(i + end - 1) / 2].value +
					all->list[(i + end) / 2].value) /
					2 };
	}
	all->nr = kept;
}

/* Takes the track over as it is. Returns 0 or -ENOMEM. */
static int copy_track(const struct track *track, struct corrected *cell, size_t r)
{
	cell->n[r] = track->n;
	cell->logs[r] = malloc((track->n + 1) * sizeof(*cell->logs[r]));
	cell->rounds[r] = malloc((track->n + 1) * sizeof(*cell->rounds[r]));
	if (!cell->logs[r] || !cell->rounds[r])
		return -ENOMEM;
	if (track->n) {
		memcpy(cell->logs[r], track->logs, track->n * sizeof(*track->logs));
		memcpy(cell->rounds[r], track->rounds, track->n * sizeof(*track->rounds));
	}
	return 0;
}

/* The median of how far values lie from their median; NaN without memory. */
static double scatter_of(const double *x, size_t n)
{
	double *away = malloc((n + 1) * sizeof(*away)), median, scatter = NAN;

	if (away && !drift_median(x, n, &median)) {
		for (size_t i = 0; i < n; i++)
			away[i] = fabs(x[i] - median);
		scatter = summary_median(away, n);
	}
	free(away);
	return scatter;
}

static double pace_scatter(const struct deviations *rounds)
{
	double *x = malloc((rounds->nr + 1) * sizeof(*x)), scatter = 0;

	for (size_t i = 0; x && i < rounds->nr; i++)
		x[i] = rounds->list[i].value;
	if (x && rounds->nr)
		scatter = scatter_of(x, rounds->nr);
	free(x);
	return scatter;
}

/*
 * Subtracts each round's deviation. Where too few rounds have one the track stays as it is, and where
 * that does not bring its times together: who waits for a device or a clock does not slow down with
 * the CPUs, and would only be given their noise.
 */
static int correct_rounds(const struct track *track, const struct deviations *rounds,
	struct corrected *cell, size_t r)
{
	size_t n = 0, k = 0;
	double before, after;

	if (copy_track(track, cell, r))
		return -ENOMEM;
	for (size_t i = 0; i < track->n; i++) {
		while (k < rounds->nr && rounds->list[k].round < track->rounds[i])
			k++;
		if (k == rounds->nr || rounds->list[k].round != track->rounds[i])
			continue;
		cell->rounds[r][n] = track->rounds[i];
		cell->logs[r][n++] = track->logs[i] - rounds->list[k].value;
	}
	before = scatter_of(track->logs, track->n);
	after = scatter_of(cell->logs[r], n);
	cell->scatter += before;
	cell->residue += after < before ? after : before;
	cell->pace += pace_scatter(rounds);
	if ((n < LEAST_ROUNDS && n < track->n) || !(after < before)) {
		free(cell->logs[r]);
		free(cell->rounds[r]);
		return copy_track(track, cell, r);
	}
	cell->n[r] = n;
	return 0;
}

/* Whether a member is corrected by this group. */
static bool is_paced_by(
	const struct family *family, const struct drift *drift, size_t i, unsigned group)
{
	unsigned coarse =
		drift->cells[i].group == DRIFT_ALL ? DRIFT_ALL : drift_coarse(&family->members[i]);

	return coarse == group;
}

int pace_correct(const struct family *family, struct drift *drift, unsigned group, size_t r)
{
	struct deviations rounds;
	size_t nr = 0, nr_paced = 0;
	int error;

	for (size_t i = 0; i < family->nr; i++) {
		nr += family->members[i].tracks[r].n && drift_is_in(&family->members[i], group);
		nr_paced += is_paced_by(family, drift, i, group);
	}
	if (!nr_paced)
		return 0;
	error = gather(family, group, r, &rounds);
	/* Fewer cells would take out of a cell's times what is its own. */
	if (nr < DRIFT_LEAST_MEMBERS)
		rounds.nr = 0;
	else if (!error)
		condense(&rounds, nr);
	for (size_t i = 0; !error && i < family->nr; i++) {
		if (is_paced_by(family, drift, i, group))
			error = correct_rounds(
				&family->members[i].tracks[r], &rounds, &drift->cells[i], r);
	}
	free(rounds.list);
	return error;
}
