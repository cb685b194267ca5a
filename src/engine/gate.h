/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_GATE_H
#define ENGINE_GATE_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * Where all workers of a team start at once, and where they rest once their work is done. It lies
 * in the arena and knows nothing of modes.
 *
 *   worker:  gate_arrive … (work) … gate_park …
 *   leader:  waits until all arrived, gate_open … waits until all parked … gate_release
 *
 * Workers sleep on a futex until the gate opens. Opening publishes a start time a little ahead,
 * and a worker that is woken before that spins up to it: whoever is woken first waits for the
 * others instead of getting a head start (the window scheme of Hoefler and Belli SC'15, section
 * 4.2.1). A worker that wakes later, because there are more workers than CPUs, starts when it can.
 *
 * The leader is told through an eventfd, so that it can wait for the death of a worker in the
 * same poll. It is written to once when the last worker has arrived, once when the last has parked.
 */
struct gate {
	unsigned workers;
	int notify_fd;
	_Atomic uint32_t arrived;
	_Atomic uint32_t parked;
	_Atomic int given_up; /* by a worker whose failure would keep others waiting */
	_Atomic int refused;  /* errno of a thread that a process of the team could not create */
	_Atomic uint64_t created_ns;          /* when the last process had created its threads */
	uint64_t waking_ns;                   /* the leader's: what gate_open took, see there */
	_Alignas(128) _Atomic uint32_t state; /* a futex: one of enum gate_state */
	_Atomic uint64_t start_ns;
};

enum gate_state {
	GATE_CLOSED,
	GATE_OPEN,
	GATE_RELEASED, /* straight from closed when the trial is called off */
};

/* Prepares a zeroed gate for so many workers. Returns 0 or -errno (no descriptor left). */
int gate_init(struct gate *gate, unsigned workers);
void gate_release_fd(struct gate *gate);

/*
 * Worker: reports ready and sleeps until the gate opens; returns a few microseconds before the
 * start time, so that the caller can read its counters. False when the trial was called off.
 */
int gate_arrive(struct gate *gate);

/* Worker: spins until the start time has come, and returns the time now. */
uint64_t gate_start(const struct gate *gate);

/* Worker: reports that the work is done and sleeps until gate_release. */
void gate_park(struct gate *gate);

/* Worker: whether the leader can still be told, or somebody has closed what that takes. */
int gate_can_notify(const struct gate *gate);

/* Worker: tells the leader at once that the work cannot come to its end. Never blocks. */
void gate_give_up(struct gate *gate);

/* Leader: have all arrived; have all parked. */
int gate_all_arrived(const struct gate *gate);
int gate_all_parked(const struct gate *gate);

/*
 * Leader: lets the workers start, and returns the start time. Never blocks. What it took, to the last
 * wake issued, stands in waking_ns then: CPU time, since whom it wakes may take the CPU from it.
 */
uint64_t gate_open(struct gate *gate);

/* Leader: lets the parked (or, called off, the waiting) workers go. */
void gate_release(struct gate *gate);

#endif
