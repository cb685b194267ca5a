/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_COUNTERS_H
#define MEASURE_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the processor itself counted of one worker, by perf_event_open(2): the calling thread
 * alone, on whatever CPU it runs, not what it creates. Page faults and switches are getrusage's
 * (usage.h) and not counted twice.
 *
 * Many machines have no such counters (a virtual machine), and many kernels do not give them to
 * everybody (perf_event_paranoid, a container's seccomp filter): then every figure is unknown, and
 * finding that out takes one system call, or two where the kernel refuses to count itself. An event
 * that shared its counter with others (time running less than time enabled) was not seen all the
 * time: its figure is unknown, never scaled up.
 *
 * Counting is not free: the kernel saves and restores the counters at each switch, about a
 * microsecond of it and much more in a virtual machine. So it is for a trial whose time is in no
 * figure.
 */
#define COUNTERS 4

/* Counters are not for teams above this: a worker takes COUNTERS descriptors, and threads share the
 * limit of one process. */
#define COUNTERS_MOST_WORKERS 256

enum counted {
	COUNTED_NONE, /* nothing is known */
	COUNTED_USER, /* the worker, without what the kernel did for it */
	COUNTED_ALL,  /* with it */
};

struct counters {
	uint64_t cycles;
	uint64_t instructions;
	uint64_t cache_misses; /* of the last level, as the kernel maps it for this processor */
	uint64_t dtlb_misses;  /* of loads, in the first-level data TLB */
	enum counted counted;
};

/* Every figure unknown. */
extern const struct counters counters_none;

/* An event as the kernel names it: struct perf_event_attr's type and config. */
struct counter_event {
	uint32_t type;
	uint64_t config;
};

/* A worker's open descriptors, -1 where there is none. A set that counts nothing has none, and is
 * started, stopped, read (as unknown) and closed like any other. */
struct counter_set {
	int fds[COUNTERS];
	enum counted counted;
};

/*
 * Opens what this kernel offers, for the calling thread, not yet counting. Never fails. The set is
 * the thread's own: no other may start or stop it.
 */
void counters_open(struct counter_set *set);

/* The same with other events in the place of the four. An event after the first that cannot be
 * opened is left out; without the first, none is. */
void counters_open_events(
	struct counter_set *set, const struct counter_event events[static COUNTERS]);

/* Whether counts can be had at all: 0, or the errno with which the kernel refuses cycles to us. */
int counters_refused(void);

/* Makes *set one that counts nothing, without asking the kernel. */
void counters_skip(struct counter_set *set);

/* Begins and ends counting: one system call, and none for a set that counts nothing. */
void counters_start(const struct counter_set *set);
void counters_stop(const struct counter_set *set);

/* What was counted between start and stop. */
void counters_read(const struct counter_set *set, struct counters *counters);

void counters_close(struct counter_set *set);

/* Adds a worker to a sum that began as that of the first: what is unknown in either, or was not
 * counted in the same way, is unknown in the sum. */
void counters_add(struct counters *sum, const struct counters *counters);

#endif
