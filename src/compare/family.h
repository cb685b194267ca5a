/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_FAMILY_H
#define COMPARE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The cells that two sides have in common, as the statistics see them: numbers without names. A
 * side is one run or several of one machine; runs are numbered through, those of the base first.
 * Open data that borrows the arrays.
 */

/* A cell in one run. */
struct track {
	const double *logs;     /* log of the time of an op, a round each */
	const uint64_t *rounds; /* ascending */
	size_t n;               /* 0 where the run has no good trial of it */
};

/* A cell in all runs. */
struct member {
	size_t work;    /* members of one number are siblings: one workload in several modes */
	unsigned class; /* enum workload_class */
	bool parallel;  /* more than one worker */
	struct track *tracks; /* one a run */
};

/*
 * Calls task(context, i) for each i below nr, in any order and from as many threads as it likes. Returns
 * nr, or the first i whose task did not return 0, after which some are not called.
 */
typedef size_t each_fn(size_t nr, int (*task)(void *context, size_t i), void *context);

/* How two sides are to be held against each other. What is found does not depend on each. */
struct manner {
	double margin; /* 0.03: smaller differences are none */
	uint64_t seed; /* of what is drawn where a side has several runs */
	each_fn *each; /* does what takes time; NULL does one cell after the other */
};

struct family {
	struct member *members;
	size_t nr;
	size_t nr_base, nr_other; /* runs of either side */
	struct manner manner;
};

#endif
