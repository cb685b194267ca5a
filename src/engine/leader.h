/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_LEADER_H
#define ENGINE_LEADER_H

#include <signal.h>
#include <stddef.h>
#include "engine/trial.h"

/*
 * The parent's end of the leader protocol. A leader is a process that reads one order, a line, on
 * its standard input, carries it out, writes one trial, a line, on descriptor LEADER_ANSWER_FD,
 * and ends. It leads a process group of its own and dies with its parent; once its line is
 * there, or its time is up, whatever is left of the group is killed. After a trial that is not ok
 * so is whoever else is left of it, wherever it went: the calling process adopts them
 * (engine/orphans.h).
 *
 * A leader that ends without a word is told of by what engine/witness.h has seen of it.
 */
#define LEADER_ANSWER_FD 3

/* Descriptor 4 is the witness's. From this one on are the inputs that were lent to it, if any. */
#define LEADER_INPUT_FD 5

/* How orders and trials become lines: handed down, since the engine does not know JSON. */
struct leader_wire {
	char *(*write_order)(const struct order *order); /* heap, without the LF; NULL on error */
	/* 0, or -errno with a sentence in why[0..size) */
	int (*read_trial)(
		const char *line, size_t length, struct trial *trial, char *why, size_t size);
};

struct leader {
	char *const
		*argv; /* of the leader's program, "/proc/self/exe" unless a test says otherwise */
	const struct leader_wire *wire;
	/*
	 * Set by a signal handler to stop; the signals must be blocked by the caller and are let in
	 * only while leader_run waits. NULL when nothing can stop it.
	 */
	const volatile sig_atomic_t *stop;
};

/*
 * Has one order carried out. Always fills *trial, if need be as failed: a leader that crashes, is
 * killed, says nothing or nonsense, or takes longer than the order's timeout, is a failed trial.
 * SIGPIPE must be ignored. Returns 0, or -EINTR when it was stopped (the trial is then failed as "interrupted").
 */
int leader_run(const struct leader *leader, const struct order *order, struct trial *trial);

#endif
