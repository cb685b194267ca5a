/* SPDX-License-Identifier: MIT */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/cell.h"
#include "engine/trial.h"
#include "machine/identity.h"
#include "stats/ratio.h"
#include "stats/summary.h"

/*
 * A report: what one run was, on what, and what came out. Open data, the same whether it was just
 * measured or read from a file; results/README.md describes it field by field, report/shapes.c
 * says which member is which key. Texts are heap strings (NULL is null), uint64_t members are
 * figures (FIGURE_NONE is null), doubles may be NaN (null). report_release frees all of it.
 */
#define REPORT_SCHEMA_VERSION 1

struct tool {
	char *name, *version, *commit;
	bool dirty;
};

struct config {
	char **argv; /* in canonical words, without paths */
	size_t nr_argv;
	char *seed;         /* decimal text: it may exceed 2^53 */
	uint64_t budget_ns; /* FIGURE_NONE when --rounds fixed the count */
	uint64_t rounds_min, rounds_max;
	double target_ci; /* relative half-width, 0.02; NaN unless asked for */
	double margin;    /* 0.03 */
	char *scaling;    /* "strong", "weak" */
	char *schedule;   /* "static", "dynamic" */
	char *placement;
	uint64_t timeout_ns;
	/*
	 * "fixed": so many rounds; "verdict": more rounds where a verdict needs them; "target": where
	 * target_ci does. Under the latter two ratios have the interval of their last look.
	 */
	char *stop_rule;
	char *stop_reason; /* why no further round was run, in words */
	uint64_t resumed;  /* how often the run was interrupted and gone on with */
	bool shared;       /* another run was going on, at least for a part of this one */
};

/* The definition of a figure, in a sentence. */
struct method {
	char *name, *text;
};

struct warning {
	char *code;   /* "FEW_ROUNDS" */
	char *text;   /* what was seen */
	char *advice; /* one concrete step */
};

struct rate {
	double median, ci_low, ci_high;
};

struct speedup {
	uint64_t base_cell; /* FIGURE_NONE when there is no seq cell to compare with */
	double base_median_ns;
	double value, ci_low, ci_high; /* base / this, within rounds */
};

/* What one op takes, all workers together: report/per_op.h. NaN where unknown. */
struct per_op {
	double cpu_ns, cpu_user_ns, cpu_sys_ns;
	double ctx_voluntary, ctx_involuntary;
	double faults_minor, faults_major;
	double cycles, instructions, cache_misses, dtlb_misses;
	enum counted counted; /* whose the last four are */
};

/* The shortest task, by its time in seq, that pays for creating the team: report/worth.h. */
struct break_even {
	double value, ci_low, ci_high; /* ns */
	char *reason;                  /* why it is unknown; NULL where it is not */
};

struct latency {
	char *kind;     /* "service time, closed loop"; NULL when no latency was taken */
	uint64_t count; /* of ops whose latency was taken, over all trials of the cell */
	uint64_t p50, p90, p99, p999, max; /* ns; FIGURE_NONE where count is too small for it */
};

struct result {
	uint64_t cell;
	enum status status; /* ok when at least one measured trial was, and none failed */
	char *reason;
	uint64_t failed; /* trials */
	struct summary work_ns, total_ns, spawn_ns, ready_ns, reap_ns, start_skew_ns;
	struct rate ops_per_s;
	struct rate bytes_per_s; /* where an op moves bytes worth counting; else null */
	struct speedup speedup;
	double efficiency; /* speedup / workers; the speedup is of throughput, under weak scaling too */
	struct break_even break_even_ns;
	struct per_op per_op;
	struct memory memory;             /* median of each figure */
	uint64_t worker_page_table_bytes; /* of the team, leader included, for each worker */
	struct latency latency;
	struct finding *findings; /* median of each */
	size_t nr_findings;
	struct warning *warnings;
	size_t nr_warnings;
};

struct verdict_row {
	char *workload; /* with parameters that are not the default, as in the cell's name */
	uint64_t workers;
	uint64_t threads_cell, procs_cell;
	uint64_t n;                    /* pairs */
	double ratio, ci_low, ci_high; /* work time, procs / threads, within rounds */
	double total_ratio;            /* of total_ns */
	double memory_ratio;           /* of the medians of PSS */
	enum verdict verdict;
	char *text;  /* one sentence, the cause at its end */
	char *cause; /* which figure per op explains the verdict; NULL where none does */
};

enum hybrid_verdict {
	HYBRID_NONE,         /* too few rounds, or a trial failed */
	HYBRID_INCONCLUSIVE, /* the interval of a rival reaches over an edge of the margin */
	HYBRID_EQUIVALENT,   /* all rivals are within the margin */
	HYBRID_BEST,         /* every rival takes longer, past the margin */
};

/* Which P x T at a worker count: report/hybrids.h. */
struct hybrid_row {
	char *workload; /* as in verdict_row */
	uint64_t workers;
	uint64_t rivals;    /* teams of other shapes */
	uint64_t best_cell; /* of the least median time; a figure, none where a trial failed */
	uint64_t next_cell; /* the rival of the least ratio; a figure */
	uint64_t n;         /* pairs of the two */
	double ratio, ci_low, ci_high; /* work time, next / best, within rounds */
	enum hybrid_verdict verdict;
	char *text; /* one sentence */
};

/* A workload in one mode over several worker counts, and the laws fitted to it: report/sweeps.h. */
struct sweep_row {
	char *workload; /* as in verdict_row */
	enum mode mode;
	uint64_t counts;        /* different worker counts */
	char *reason;           /* why nothing is fitted; NULL where it is */
	double gamma;           /* ops a second of one worker, by the fit */
	double alpha, alpha_se; /* contention: the share that waits in line, and its error */
	double beta, beta_se;   /* coherency: what each worker costs every other */
	double residual_se;     /* ops a second */
	double peak;            /* workers of the most throughput; NaN: no end */
	double serial;          /* the serial share by Amdahl's law */
};

struct roster;

struct report {
	uint64_t schema_version;
	bool complete;
	char *started; /* RFC 3339 */
	uint64_t duration_ns;
	char *label;
	struct tool tool;
	struct config config;
	struct machine machine;
	struct method *methods;
	size_t nr_methods;
	struct cell *cells;
	size_t nr_cells;
	struct trial *trials;
	size_t nr_trials;
	const struct roster *roster; /* of the trials, and their owner's; NULL in a report that was
					read: see report/roster.h */
	struct result *results;
	size_t nr_results;
	struct verdict_row *verdicts;
	size_t nr_verdicts;
	struct hybrid_row *hybrids;
	size_t nr_hybrids;
	struct sweep_row *sweeps;
	size_t nr_sweeps;
	struct warning *warnings;
	size_t nr_warnings;
};

#endif
