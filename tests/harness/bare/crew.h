/* SPDX-License-Identifier: MIT */
#ifndef BARE_CREW_H
#define BARE_CREW_H

#include <stdint.h>

/*
 * What a person writes who wants to time a loop in threads and in processes, and has no harness: a
 * few workers, a barrier, a clock around the loop. These programs are the truth that parallax is
 * held against, so nothing here is of it: no header, no object.
 *
 * Each program is called as PROGRAM MODE WORKERS OPS [PARAMETER]. MODE is seq (one worker, in
 * place), threads or procs; worker i is bound to the i-th usable CPU, unless BARE_UNBOUND is set.
 * It prints one line of JSON: ops, work_ns (the first worker's start to the last one's end),
 * start_skew_ns, end_skew_ns (last less first) and digest, a sum over what the ops computed.
 */
struct crew {
	const char *mode;
	unsigned workers;
	uint64_t ops;
	uint64_t parameter; /* 0 unless given */
};

/* One worker: does ops [first, first + count), and returns the sum of what they computed. */
struct hand {
	const struct crew *crew;
	unsigned index;
	uint64_t first, count;
	void *data;
};

struct trade {
	void (*prepare)(struct hand *hand);  /* before the barrier, in the worker; may be NULL */
	uint64_t (*work)(struct hand *hand); /* the loop that is timed */
	void (*finish)(struct hand *hand);   /* after the loop, in the worker; may be NULL */
	unsigned together; /* so many workers do each op together and get the same ops; 0 is 1 */
};

/* Ends the program over wrong arguments. */
void crew_read(struct crew *crew, int argc, char **argv);

/* Memory that all workers share, zeroed. Ends the program where there is none. */
void *crew_share(uint64_t bytes);

/* Binds the caller to the index-th of the CPUs that this program may use, and round again, or not. */
void crew_bind(unsigned index);

/* Runs the workers and prints the line. Ends the program when a worker does not end well. */
void crew_run(const struct crew *crew, const struct trade *trade, void *data);

/* Says what went wrong, and ends the program with status 1. */
void crew_die(const char *what) __attribute__((noreturn));

/* Spreads the bits of x: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
static inline uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

#endif
