/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CARRIER_H
#define BENCH_CARRIER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "engine/sync.h"

/*
 * Ways for messages to come from one worker, who writes them, to another, who reads them: in place
 * or by copies. Each works between threads as between processes, and for one worker who does both
 * by turns. Messages come in the order in which they were sent.
 *
 * The sender asks for room (begin), writes the message there and hands it over (send). The receiver
 * waits for it (receive), reads it where it lies and lets go of it (release). The calls are silent
 * and return 0 or -errno; all but release may wait for as long as it takes.
 */

struct shape {
	size_t bytes;  /* of a message, whole words */
	size_t stride; /* from one message of a ring to the next: no cache line is in two of them */
	size_t slots;  /* of a ring */
};

/* What the two ends have in common. Lies in memory from job_share. */
struct belt {
	struct shape shape;
	char *ring;  /* in whose memory it lies, is the carrier's */
	int out, in; /* the sender's and the receiver's descriptor */
	pid_t sender;
	_Alignas(SYNC_APART) sem_t empty; /* slots of the ring */
	_Alignas(SYNC_APART) sem_t full;
};

/* What one worker has of it: the sender's end, the receiver's, or both. */
struct end {
	struct belt *belt;
	int sends, receives;
	char *from, *to;       /* its private memory to send from and to receive into */
	size_t sent, received; /* slots of the ring: whose turn it is */
};

/* Memory for so many messages. */
enum room { ROOM_NONE, ROOM_MESSAGE, ROOM_RING };

struct carrier {
	enum room ring;     /* that make wants to have in belt->ring, shared */
	enum room from, to; /* of a sender's end and of a receiver's */

	const char *making;              /* what make does, for a message that says what failed */
	int (*make)(struct belt *belt);  /* in the leader, before there are workers */
	void (*drop)(struct belt *belt); /* NULL where that is nothing */
	void (*open)(struct end *end);   /* by end_create; NULL likewise */

	int (*begin)(struct end *end, uint64_t **words);
	int (*send)(struct end *end);
	int (*receive)(struct end *end, const uint64_t **words);
	int (*release)(struct end *end);
};

/* How many bytes that is. */
size_t room_bytes(enum room room, const struct shape *shape);

/*
 * An end for a worker who sends, receives, or does both by turns. Its private memory is touched and
 * lies in the same block, so that free releases it. NULL without memory.
 */
struct end *end_create(const struct carrier *carrier, struct belt *belt, int sends, int receives);

extern const struct carrier carrier_shm;
extern const struct carrier carrier_pipe;
extern const struct carrier carrier_socketpair;
extern const struct carrier carrier_vmread;

#endif
