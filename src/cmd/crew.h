/* SPDX-License-Identifier: MIT */
#ifndef CMD_CREW_H
#define CMD_CREW_H

#include <stddef.h>

/*
 * Does many things that do not depend on each other on all CPUs that this process may use, on 16 at
 * most: reading reports, comparing them. A task may have a crew of its own. Never while anything is
 * measured.
 *
 * task(context, i) is called once for each i below nr, beginning in order, in this thread and in
 * others; it returns 0 or -errno, and keeps what it would say for the caller. Once one has failed
 * none begins. Returns when all have ended: nr, or the first in order that failed, which does not depend
 * on the number of CPUs. A machine that refuses threads only makes it slower.
 */
size_t crew_each(size_t nr, int (*task)(void *context, size_t i), void *context);

#endif
