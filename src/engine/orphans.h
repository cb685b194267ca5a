/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ORPHANS_H
#define ENGINE_ORPHANS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Processes that a trial's work has made behind the harness's back, and that outlive it. A session
 * and a group of their own keep them from being killed with the leader's group; but whoever adopts
 * orphans becomes their parent, and so finds them.
 */

/* From here on, whoever is orphaned below the calling process becomes its child. */
void orphans_adopt(void);

/*
 * The environment with a mark of the calling process: for a child whose descendants orphans_end is
 * to know. One block, the caller's to free; NULL without memory.
 */
char **orphans_environment(void);

/* Whether a child of the calling process is alive; those that have ended are waited for. */
bool orphans_live(void);

/*
 * Kills every child of the calling process that has its mark, and those that it adopts by that, and
 * waits for each. Its other children are left alone: it may have been executed by a shell that had
 * some, or be the init of a container. Without a /proc it finds nobody. Takes milliseconds where the
 * machine has many processes.
 */
void orphans_end(void);

#endif
