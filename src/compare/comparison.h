/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_COMPARISON_H
#define COMPARE_COMPARISON_H

#include "compare/outcome.h"
#include "compare/setting.h"
#include "compare/side.h"

/*
 * Two sides held against each other: what differs between their machines and builds, which cells
 * they have in common, what has become of each, and what of threads or processes.
 *
 * Cells are called faster or slower (compare/outcome.h) on one machine only. Between different ones
 * every cell differs, and what can be carried over is what each says of threads and processes; times
 * and speed-ups stand beside. Not speed-ups alone: a slow CPU has the higher ones (Hoefler
 * and Belli SC'15, section 2.1.1).
 *
 * Texts of rows are borrowed from the sides, which must outlive the comparison.
 */

/* One figure of both sides: the median over the runs of a side, so are its interval's ends. */
struct both {
	double base, base_low, base_high;
	double other, other_low, other_high;
};

struct row {
	char *cell, *other_cell; /* names; they differ by role, or where it is not comparable */
	char *workload;
	enum workload_class class;
	enum mode mode;
	unsigned base_workers, other_workers;
	bool by_role;
	char *reason; /* why it is not comparable; NULL where it is. Heap, like lack */
	double base_op_ns, other_op_ns; /* time of an op, as measured */
	double op_ratio;                /* other over base of these, drift and all */
	struct change change;           /* not called by role, or on different hardware */
	char *lack;                     /* what the data lacks; NULL where nothing */
	struct both speedup;            /* over seq, within rounds */
	struct both procs;              /* of a procs cell: its time over threads', within rounds */
	uint64_t base_pss_bytes, other_pss_bytes;
	const struct cell *base;
};

/* Threads or processes, by either side. */
struct turn {
	const struct row *row; /* of the procs cell */
	char *cell, *other_cell;
	enum verdict base, other;
	bool changed; /* both are decided, and differ */
	bool same;    /* both are decided, and the same */
};

/* The geometric mean of op_ratio over the cells of a class and mode that both sides have. */
struct mean {
	enum workload_class class;
	enum mode mode;
	size_t n;
	double ratio;
};

struct comparison {
	char *base_name, *other_name;
	size_t nr_base, nr_other; /* reports a side */
	enum likeness likeness;
	double margin;
	struct differences differences;
	char **base_doubts, **other_doubts; /* sentences: incomplete, a debugging build */
	size_t nr_base_doubts, nr_other_doubts;
	struct row *rows;
	size_t nr_rows, nr_comparable;
	char **only_base, **only_other; /* names of cells without a partner */
	size_t nr_only_base, nr_only_other;
	bool called;        /* on one machine: cells have outcomes */
	double common;      /* the common change, as a ratio; NaN where nothing was called */
	bool sampled, real; /* of drift.h */
	double spread;      /* the median over cells, of a log */
	size_t tested;      /* the size of Holm's family */
	double canary;      /* other over base */
	double base_canary_spread, other_canary_spread; /* quartile distance over median */
	struct turn *turns;
	size_t nr_turns;
	struct mean *means;
	size_t nr_means;
};

/* Returns 0 or -ENOMEM, then with nothing to release. */
int comparison_make(const struct side *base, const struct side *other, const struct manner *manner,
	struct comparison *comparison);
void comparison_release(struct comparison *comparison);

/* How many rows have an outcome. */
size_t comparison_count(const struct comparison *comparison, enum outcome outcome);

#endif
