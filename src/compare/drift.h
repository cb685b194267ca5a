/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_DRIFT_H
#define COMPARE_DRIFT_H

#include "compare/family.h"

/*
 * Takes out of every time what moved all cells together. One run of a machine differs from the next by
 * 5 % and, where the machine is shared, by 20 % and more, while cells of one run, measured side by
 * side in rounds, keep their distance to 1 %. So a time is not held against the same cell's time in
 * the other run but against what the other cells did in its own.
 *
 * Cells are held together that feel the same: those of one class with one worker, and with several,
 * since a busy neighbour slows teams more than it slows one worker. Where such a group has fewer
 * than 12 cells or 4 workloads it is all cells with as many workers, or all cells.
 *
 * Two steps. Within a run, each round's common deviation from the cells' medians is taken out, in
 * rounds that at least half of the cells have (later rounds are of few workloads, and nothing
 * tells what they drifted by; they are left out of a cell that has 6 others). Between runs,
 * the run's level is: the median over the group of how far cells lie from their mean over all runs.
 *
 * What is left differs from cell to cell, and how much between runs in which nothing was
 * changed is the spread: 1.4826 times the median of what is left by its absolute value (a normal
 * deviation, and blind to the few cells that were changed), less what the cells' own noise explains.
 *
 * With one run a side the levels are drift as far as anybody can tell. With two or more on both
 * sides the levels of a side tell how much runs differ: a common change past the margin and past
 * Student's 95 % interval by them is no drift, and is left in the times.
 *
 * A cell whose rounds lie together while those of all others moved twice as far does not follow them:
 * who waits for a clock or a device. Of such a cell nothing is taken out, by rounds or by runs.
 *
 * Pure but for the heap. Returns 0 or -ENOMEM.
 */

/* Group numbers: a class and whether parallel, all that are or are not parallel, all. */
#define DRIFT_GROUPS 15

/* A cell's corrected times. */
struct corrected {
	double **logs; /* one array a run */
	uint64_t **rounds;
	size_t *n;
	double change; /* of the medians, other less base, a log; NaN where a side has none */
	double taken;  /* what of the change was taken out as drift between runs, a log */
	unsigned group;
	/* How far its rounds lay apart, before and after all's was taken out, and all's; runs added up. */
	double scatter, residue, pace;
};

struct drift {
	struct corrected *cells; /* one a member */
	size_t nr_cells;
	size_t nr_runs;
	double *levels;               /* of run r in group g: levels[g * nr_runs + r] */
	double common[DRIFT_GROUPS];  /* the change of the levels, other less base, a log */
	size_t members[DRIFT_GROUPS]; /* how many cells a group's levels are of */
	bool sampled;                 /* several runs on both sides */
	bool real;                    /* the common change is no drift and was left in */
};

int drift_correct(const struct family *family, struct drift *drift);

/*
 * For times that were corrected elsewhere: room for cells without times, and the changes of those that
 * have been filled in, NaN where a side has none. What drift_begin made is drift_release's.
 */
int drift_begin(const struct family *family, struct drift *drift);
int drift_changes(const struct family *family, struct drift *drift);

void drift_release(struct drift *drift);

/* Whether a member is one of those that a group's figures are of. */
bool drift_is_in(const struct member *member, unsigned group);

/* The group of all, and the first of the two without a class. */
#define DRIFT_ALL (DRIFT_GROUPS - 1)
#define DRIFT_COARSE (DRIFT_GROUPS - 3)

/* A group of fewer tells no drift. */
#define DRIFT_LEAST_MEMBERS 12

/* The group of a member without its class. */
unsigned drift_coarse(const struct member *member);

/* Whether a cell was seen to follow the drift within runs, so that it will between runs. */
bool drift_is_followed(const struct corrected *cell);

/* The median of x, which stays as it is and may be NULL with n = 0. Returns 0 or -ENOMEM. */
int drift_median(const double *x, size_t n, double *median);

#endif
