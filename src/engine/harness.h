/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_HARNESS_H
#define ENGINE_HARNESS_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>
#include "engine/arena.h"
#include "engine/gate.h"
#include "engine/trial.h"
#include "engine/witness.h"
#include "engine/workload.h"
#include "measure/counters.h"
#include "measure/cputime.h"
#include "measure/histogram.h"
#include "measure/usage.h"

/*
 * The harness's half of a job, shared by the files that make up a leader: execution.c, which
 * conducts, job.c, which serves setup and verify, and worker.c, which is what runs in a worker.
 * estimate.c asks a workload with a job that has nothing but its parameters. Nobody else includes
 * it.
 */

/* Where a worker leaves what became of it: in the arena, the one channel that works in every mode.
 */
struct slot {
	_Alignas(128) uint64_t ready_ns; /* just before it reached the gate */
	uint64_t start_ns, end_ns;
	uint64_t ops, digest;
	uint64_t late_ops; /* that began later than they were due, under a rate */
	struct usage usage;
	struct counters counters;
	int pu;
	int failed;
	_Atomic uint32_t doing; /* enum phase: what it is in; PHASE_NONE between two */
	char phase[8];          /* in which it failed */
	char trouble[160];
};

/* The next op that nobody has claimed, under the dynamic split. */
struct claim {
	_Alignas(128) _Atomic uint64_t next;
	uint64_t chunk;
};

/* A worker's own memory, apart from the next worker's. */
struct seat {
	_Alignas(128) struct worker worker;
	struct usage before;
	struct counter_set counters;
	int opened;
};

struct harness {
	const struct workload *workload;
	const struct order *order;
	struct job job;
	struct arena arena;
	struct gate *gate;
	struct slot *slots;
	struct claim *claim;
	struct histogram *laps; /* one a worker; NULL where no latency is taken */
	struct seat *seats;     /* not touched by the leader: each worker maps its own */
	pid_t service;
	struct cpus cpus;     /* usable, from before a worker bound itself */
	uint64_t input_bytes; /* of input that may still be kept */
	char *directory;      /* of the trial's own; NULL until the workload asks for one */
	int cannot;           /* the workload said that this machine does not offer what it needs */
	uint64_t deadline_ns; /* of every wait */
	struct witness *witness;
	struct trial *trial;
	char trouble[256]; /* what job_error was last told */
};

/* What worker.c gives the team: the three parts of a worker's life, and its loss; context is the
 * harness. */
void worker_prepare(void *context, unsigned index);
void worker_perform(void *context, unsigned index);
void worker_finish(void *context, unsigned index);
void worker_lose(void *context, unsigned index);

/* From job.c: ends what job_serve began, and removes what job_directory made. */
void job_release(struct job *job);

#endif
