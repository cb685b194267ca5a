/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WITNESS_H
#define ENGINE_WITNESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What is known of a trial that came to a bad end, however it did: where the leader was, and which
 * worker was the first to fall. It is one shared page, since a thread that crashes takes the leader
 * with it, and all that the leader alone knew. Its parent makes it and reads it after the leader's
 * end; the leader has it from its parent; a worker that falls writes to it from whatever it is in.
 *
 * A worker falls by a signal of its own making (SIGSEGV, SIGABRT …), by exit, by pthread_exit, or
 * where it has closed the harness's descriptors, which nobody can do without. One that is killed,
 * stopped or ended by _exit has no time to tell: of a process the team knows, of a thread nobody
 * can.
 *
 * Nothing is done here while a trial is timed. A signal is noted by a handler which then lets it do
 * what it does by default, so that the process still ends by it, with its core where cores are
 * kept. A signal that somebody has a handler for (a sanitizer, or a workload's library later on)
 * stays theirs. A stack that overflowed has no room for a handler: such a thread is not named.
 */

enum phase {
	PHASE_NONE,
	PHASE_SETUP,
	PHASE_SPAWN,
	PHASE_OPEN,
	PHASE_WORK,
	PHASE_CLOSE,
	PHASE_VERIFY,
	PHASE_TEARDOWN,
};

/* "setup" and so on; "" for none. */
const char *phase_name(enum phase phase);

enum fall {
	FALL_NONE,
	FALL_SIGNAL, /* value: its number */
	FALL_EXIT,   /* value: the status */
	FALL_THREAD, /* pthread_exit */
	FALL_CLOSED, /* the harness's descriptors were no longer there */
};

struct witness {
	_Atomic uint32_t phase; /* in which the leader is */
	_Atomic uint32_t taken; /* by the first worker that fell; the rest is its own */
	_Atomic uint32_t fall;  /* written last */
	uint32_t worker, worker_phase;
	int32_t value;
};

/* Where the leader finds it: a memfd of this size, sealed against shrinking, or there is none. */
#define WITNESS_FD 4

/*
 * The parent's: makes one, *fd being what the leader is to have as WITNESS_FD, the caller's to close.
 * NULL and -1 where the machine refuses: then less is known, and nothing else is different.
 */
struct witness *witness_make(int *fd);
void witness_drop(struct witness *witness);

/* The leader's, once: maps its parent's, or one of its own, and closes the descriptor. NULL without
 * memory. */
struct witness *witness_take(void);

/* The leader's: from here on it is in this phase. */
void witness_enter(struct witness *witness, enum phase phase);

/*
 * The leader's, before it makes workers: from here on this process and those forked from it note
 * what a worker falls by.
 */
void witness_watch(struct witness *witness);

/*
 * A worker's, in itself: who it is, and where it keeps the phase it is in; NULL once it is over.
 * What happens while that is PHASE_NONE, between two phases, is not the workload's doing.
 */
void witness_attend(unsigned worker, const _Atomic uint32_t *doing);

/* A worker's: it falls. The first one is kept. May be called by a signal's handler. */
void witness_note(struct witness *witness, enum fall fall, int value);

/*
 * The fall as a sentence, "work: worker 3 was killed by SIGSEGV". Returns whether there was one;
 * NULL has seen nothing.
 */
int witness_tell(const struct witness *witness, char *sentence, size_t size);

/* "work: ", or "" where the leader was in none that is known. */
#define WITNESS_WHERE_SIZE 16
const char *witness_where(const struct witness *witness, char where[WITNESS_WHERE_SIZE]);

#endif
