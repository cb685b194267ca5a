/* SPDX-License-Identifier: MIT */
#ifndef CMD_LOCK_H
#define CMD_LOCK_H

#include <stdbool.h>

/*
 * One run at a time: two that share a machine measure each other. The lock is a Unix socket in the
 * abstract name space, "@parallax", and not a file, for these reasons: it leaves nothing behind and
 * dies with its process, whatever kills that; it needs no folder in which every user may write, and
 * no care for what others put there; and it tells who holds it. It reaches as far as the network
 * name space, so runs in containers of their own do not see each other. Anybody may take the name
 * and so keep others from measuring, who then say --force.
 *
 * Where the environment has PARALLAX_LOCK, the name is "@parallax-" and that: for runs that do not
 * disturb each other, as on CPUs of their own, and for tests.
 */
struct lock {
	int fd;      /* -1: not held */
	bool shared; /* another run was going on all the same, before or since */
};

/*
 * Takes the lock for a command, which complains in its name. Returns 0, also where the machine has
 * no such sockets, which is told; -EBUSY where another holds it, who is told. Under force another's
 * lock is no obstacle: that run is told, and *lock is shared.
 */
int lock_take(struct lock *lock, const char *command, bool force);

/* Whether another run has been going on beside this one, so far. */
bool lock_is_shared(struct lock *lock);

void lock_release(struct lock *lock);

#endif
