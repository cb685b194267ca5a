/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CELL_H
#define ENGINE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/workload.h"

/*
 * A cell is one point of a plan: a workload with its parameters, a mode, P x T workers and a
 * placement. Open data; all texts are heap strings that cell_release frees.
 */
struct setting {
	char *name;
	int64_t value;
};

struct cell {
	char *cell; /* its name, see cell_name */
	char *workload;
	enum workload_class class;
	unsigned workload_version;
	struct setting *params; /* every parameter of the workload, in its order */
	size_t nr_params;
	enum mode mode;
	unsigned procs, threads, workers; /* workers = procs x threads */
	bool twin;         /* stands where procs would, and is threads: differs by chance alone */
	char *placement;   /* "none", "compact", "scatter", "numa", or the PUs, "0,2,4-7" */
	uint64_t ops;      /* of all workers together; 0 until calibrated */
	char *unit;        /* what one op is */
	uint64_t op_bytes; /* that one op moves, a figure */
	char *latency;     /* what latencies are of; NULL where none is taken */
	uint64_t
		lap_every; /* a latency is of one op in so many; a figure, unknown until the warm-up */
};

void cell_release(struct cell *cell);

/* A copy with texts of its own. Returns 0 or -ENOMEM with *copy empty. */
int cell_copy(const struct cell *cell, struct cell *copy);

/*
 * The name of a cell: "primes seq", "counter/mutex threads:2", "counter/mutex 2x4", and with
 * parameters that are not the default "net/remote delay_us=500 procs:8"; of a twin "primes threads:2'". The caller's to free; NULL
 * without memory.
 */
char *cell_name(const struct cell *cell, const struct param *defaults);

/* "seq", "threads", "procs", "hybrid". */
const char *mode_name(enum mode mode);

/* A parameter, or NULL where the cell has none of that name. */
const struct setting *cell_setting(const struct cell *cell, const char *name);

/* The value of a parameter; 0 where the cell has none of that name. */
int64_t cell_param(const struct cell *cell, const char *name);

/*
 * Whether a rate says when its ops begin (PARAM_RATE): then the time of the work is the rate's, and
 * tells nothing of how the workers exist or how many they are.
 */
bool cell_is_paced(const struct cell *cell);

/* Whether two cells do the same work: they differ in nothing but how their workers exist, how
 * many there are and where they run. */
int cell_same_work(const struct cell *a, const struct cell *b);

/* How many PUs the placement of a cell lists; 0 for one that is no list. */
size_t cell_listed(const struct cell *cell);

/* How much of a cell's name is the work, "net/remote delay_us=500": all but the mode at its end. */
size_t cell_work_length(const struct cell *cell);

#endif
