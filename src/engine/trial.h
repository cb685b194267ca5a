/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TRIAL_H
#define ENGINE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "engine/cell.h"
#include "measure/counters.h"
#include "measure/memory.h"
#include "measure/noise.h"
#include "measure/usage.h"

/*
 * A trial is one execution of one cell, in a process of its own, the leader. What goes into the
 * leader is an order, what comes out is a trial; report/wire.h turns both into lines of JSON.
 *
 * All times are in nanoseconds of CLOCK_MONOTONIC, and a figure of measure/figure.h.
 */

/* How ops are dealt to workers: one stretch each, or chunks claimed from a shared counter. */
enum split { SPLIT_STATIC, SPLIT_DYNAMIC };

/* Raised when a leader of one version could not understand the other's lines. */
#define LEADER_PROTOCOL 1u

struct order {
	unsigned protocol;
	struct cell cell;
	enum split split;
	int *bind; /* the PU of each worker, or -1; NULL when nr_bind is 0: nobody is bound */
	size_t nr_bind;
	uint64_t timeout_ns; /* for the whole trial */
	int64_t parent_pid;  /* whoever gave the order: the leader dies with it */
	char *dir;           /* where the trial may put files */
	bool counters; /* count in hardware, where the machine can: for the warm-up alone, since
				counting disturbs what is timed */
	/*
	 * How much of the workload's inputs may be kept in what the leader inherits, on descriptor
	 * LEADER_INPUT_FD + i for input i; 0 or unknown: nothing is there.
	 */
	uint64_t input_bytes;
	int input_fds[NR_INPUTS]; /* on the parent's side, not in the line; 0: none */
};

void order_release(struct order *order);

enum status { STATUS_OK, STATUS_FAILED, STATUS_SKIPPED };
const char *status_name(enum status status);

struct worker_figures {
	uint64_t work_ns; /* from its own start to its own end */
	uint64_t ops;
	int64_t pu;       /* where it was seen at its end */
	int64_t bound_pu; /* where it was told to be; -1 for anywhere */
};

/* A number that the workload itself found out, such as updates lost. */
struct finding {
	char *name;
	uint64_t value;
};

/* One bucket of measure/histogram.h that is not empty. */
struct lap_count {
	uint64_t bucket, count;
};

struct trial {
	uint64_t trial; /* its number in the run, in the order of execution, from 0 */
	uint64_t round; /* 0 for warm-up */
	uint64_t cell;  /* index into the run's cells */
	bool warmup;    /* kept, and in no figure */
	enum status status;
	char *reason; /* a sentence, NULL when ok */
	uint64_t digest;

	uint64_t spawn_ns;                   /* first creation call → last returned */
	uint64_t ready_ns;                   /* → every worker at the gate */
	uint64_t work_ns;                    /* gate opens → last worker ends */
	uint64_t reap_ns;                    /* release → all joined or waited for */
	uint64_t total_ns;                   /* the sum of the four */
	uint64_t start_skew_ns, end_skew_ns; /* last worker - first worker */
	uint64_t gate_ns;     /* CPU time of opening the gate, to the last wake issued */
	uint64_t setup_ns;    /* in the workload's setup, verify and teardown together */
	uint64_t overhead_ns; /* what else the trial took, as its parent saw it: starting the
				 leader, the lines, the gate's window, the hold, bookkeeping */

	struct usage usage;       /* summed over the workers, start to end of each */
	struct counters counters; /* likewise; unknown where they were not asked for */
	struct memory memory;     /* summed over the leader and the team's processes, at the hold */
	struct noise noise;       /* between opening and hold */

	struct finding *findings;
	size_t nr_findings;
	struct worker_figures *workers;
	size_t nr_workers;
	struct lap_count *laps; /* latency of ops, in order of bucket; empty where none is taken */
	size_t nr_laps;
};

/* Every figure unknown, nothing allocated, status failed. */
void trial_init(struct trial *trial);
void trial_release(struct trial *trial);

/* Makes *trial failed, with a reason made like printf's; all its figures become unknown. */
void trial_fail(struct trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "SIGSEGV", or "signal 35" where it has no name. Returns name. */
#define TRIAL_SIGNAL_SIZE 24
const char *trial_signal(int number, char name[TRIAL_SIGNAL_SIZE]);

#endif
