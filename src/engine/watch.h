/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WATCH_H
#define ENGINE_WATCH_H

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>
#include "engine/gate.h"

/*
 * The watch that a leader keeps over the processes of a team, from their creation to their end: no
 * wait for workers goes on when one of them has died or a deadline, in clock_ns time, has passed.
 * Then the team is broken: trouble says why, its processes have been killed and waited for. For
 * team.c, which creates the processes; a team that has none but the leader is watched alike.
 */
struct watch {
	struct gate *gate;
	unsigned threads;   /* of each process */
	pid_t *pids;        /* [0] is the leader; a waited-for process's becomes 0 */
	struct pollfd *fds; /* [0] is the gate's, [i] the pidfd of pids[i] */
	unsigned nr;        /* forked so far: who forks adds to pids and nr */
	char trouble[160];  /* what broke the team, as a sentence; "" while it is whole */
};

/* Has room for so many forked processes. Returns 0, or -ENOMEM with nothing to release. */
int watch_init(struct watch *watch, struct gate *gate, unsigned procs, unsigned threads);

/* Kills and waits for what is left of the processes, and frees the rest. */
void watch_release(struct watch *watch);

/*
 * Takes the descriptors that tell of a process's death: after creation, so that it is not timed.
 * Returns 0, or -errno with a broken team.
 */
int watch_begin(struct watch *watch);

/* Waits until done(gate). Returns 0, or -ETIMEDOUT, -ECHILD, -ECANCELED with a broken team. */
int watch_gate(struct watch *watch, int (*done)(const struct gate *), uint64_t deadline_ns);

/* Waits for the end of each process, which must be a good one. Returns as watch_gate. */
int watch_reap(struct watch *watch, uint64_t deadline_ns);

/*
 * Breaks the team over its deadline: one that was stopped is told, whatever else is late. Returns
 * -ETIMEDOUT, or -ECHILD where one was stopped.
 */
int watch_expire(struct watch *watch);

/* Breaks the team over an errno, with a sentence. Returns -error. */
int watch_break(struct watch *watch, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* waitpid for the end of one process, which no signal cuts short. */
pid_t watch_wait(pid_t pid, int *status);

#endif
