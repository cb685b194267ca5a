/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_DIGEST_H
#define COMPARE_DIGEST_H

#include <stdbool.h>
#include "report/model.h"
#include "stats/ratio.h"

/*
 * What a comparison keeps of a report: what report_read_times() gives of it but its trials, and of
 * these the times of the measured rounds. Hundreds of reports fit into memory that way. Times and
 * their ratios are made from the trials anew and not taken from the report's results, so that what
 * is compared is what was measured.
 *
 * Times are kept per op: each run finds its own number of ops, and ops cost the same (DESIGN,
 * section 3), so that a run of twice the ops must not look like one twice as slow.
 */
struct digest_cell {
	double *logs;     /* the log of work_ns over ops of each good trial, in order of rounds */
	uint64_t *rounds; /* the round of each, ascending */
	size_t n;
	double median_ns;     /* of work_ns, as measured; NaN without a good trial */
	double op_ns;         /* the same per op */
	size_t seq, threads;  /* cells of the same work: seq, and threads at the same workers (for
				 procs alone); DIGEST_NO_CELL where there is none */
	struct ratio speedup; /* seq over this, within rounds; NaN where there is no seq */
	struct ratio procs;   /* this over threads, within rounds, of a procs cell */
	bool failed;          /* a trial of it did: then there are no times */
	bool fixed_ops;       /* the workload itself says how many ops there are */
	bool left_out; /* nobody asked for it: drift and tests are of it too, and nothing is said of it */
};

#define DIGEST_NO_CELL SIZE_MAX

struct digest {
	struct report report;      /* without trials, and what only a whole report has */
	struct digest_cell *cells; /* report.nr_cells of them */
	/* The canary of all good measured trials, NaN below 4 of them: a median and quartiles, in ns. */
	double canary, canary_q1, canary_q3;
};

/* Takes over a report, which is then empty. Returns 0 or -ENOMEM, with nothing to release. */
int digest_make(struct report *report, struct digest *digest);

void digest_release(struct digest *digest);

#endif
