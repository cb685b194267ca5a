/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TEAM_H
#define ENGINE_TEAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "engine/gate.h"
#include "engine/workload.h"

/*
 * All workers of one trial: P processes of T threads. One shape holds every mode. A process is
 * either forked or the leader itself, a worker is either a pthread or the process's own thread:
 *
 *   mode     P  T   forked  threaded
 *   seq      1  1   no      no
 *   threads  1  N   no      yes
 *   procs    N  1   yes     no
 *   hybrid   P  T   yes     yes
 *
 * This file alone knows how a worker comes into being; it alone calls fork and pthread_create.
 * The leader must be single-threaded when it creates a team.
 *
 * Every wait has a deadline, in clock_ns time; the one worker of seq, whom nobody can interrupt, is
 * judged by it once it has come to its end. A team whose worker died or whose deadline passed
 * is broken: its processes are killed at once, but threads cannot be, so that whoever holds a
 * broken team must end its process soon, by _exit.
 */
struct team;

/* What a worker does, called in the worker itself. index is 0 … workers - 1. */
struct team_work {
	void (*prepare)(void *context, unsigned index); /* before the gate */
	void (*perform)(
		void *context, unsigned index); /* once it has opened: reads the gate's start */
	void (*finish)(void *context, unsigned index); /* after the hold */
	/* Where it leaves one of these by pthread_exit, its last act; NULL for none. */
	void (*lose)(void *context, unsigned index);
	void *context;
};

struct team_shape {
	enum mode mode;
	unsigned procs, threads;
};

/* How many processes and threads there are at once, the leader and each process's first thread
 * among them. */
uint64_t team_tasks(const struct team_shape *shape);

/*
 * Makes room for a team; creates nothing yet. gate must lie in the arena and must have been
 * prepared for procs x threads workers. Returns NULL without memory.
 */
struct team *team_new(struct team_shape shape, struct gate *gate, const struct team_work *work);

/*
 * Creates the processes and threads: phase spawn is the time this takes. Returns 0, or -errno
 * with a sentence for team_trouble when the machine refuses one; then the team is broken.
 */
int team_create(struct team *team);

/*
 * Waits until every worker is at the gate. *created_ns is when the last creation call returned,
 * wherever it was made: a forked process creates its own threads. 0, or -ETIMEDOUT, -ECHILD with
 * a broken team.
 */
int team_gather(struct team *team, uint64_t deadline_ns, uint64_t *created_ns);

/* Opens the gate and waits until every worker has parked; *start_ns is when the gate opened. */
int team_run(struct team *team, uint64_t deadline_ns, uint64_t *start_ns);

/*
 * Lets the workers go and joins or waits for each. To be called for whole teams only, before or
 * after team_run; without team_run the workers leave without having worked.
 */
int team_reap(struct team *team, uint64_t deadline_ns);

/* The processes of the team, the leader among them: pids[0] is the leader. */
size_t team_processes(const struct team *team, const pid_t **pids);

/* What broke the team, as a sentence; "" while it is whole. */
const char *team_trouble(const struct team *team);

/* Kills and waits for what is left of the processes, and frees the rest. */
void team_free(struct team *team);

/*
 * What creates one more flow of the kind that the mode makes for a worker, to run task(arg), waits for
 * its end and reaps it: behind worker_beget. That returns 0, or -errno, -ECHILD when it ended badly.
 */
beget_task *team_begetter(enum mode mode);

/*
 * Runs task(arg) in so many further threads and in this one, and returns when all have ended; in fewer
 * where the machine refuses some. Outside of any trial, for what is not measured.
 */
void team_help(unsigned nr, void (*task)(void *arg), void *arg);

/*
 * Executes a program that does nothing in a process of its own, waits for its end and reaps it:
 * behind worker_exec. Returns 0, or -errno, -ECHILD when it ended badly.
 */
int team_exec(void);

/*
 * Forks a process that runs serve(arg) beside the team and dies with the leader. The pid, or
 * -errno. The leader must be single-threaded.
 */
pid_t team_fork_service(void (*serve)(void *arg), void *arg);

/* Kills and waits for a process made by team_fork_service. */
void team_end_service(pid_t pid);

#endif
