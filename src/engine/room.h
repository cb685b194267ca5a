/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ROOM_H
#define ENGINE_ROOM_H

#include "engine/cell.h"
#include "engine/request.h"

/*
 * Whether there is room for a cell on the machine, judged before anything is started: its memory,
 * files, processes and threads against what is free and what the person allows. Of what is free a
 * fifth is left for the machine. Pure.
 */

/*
 * *reason is NULL where there is room, else a sentence with both figures, the caller's to free.
 * Returns 0 or -ENOMEM.
 */
int room_judge(const struct workload *workload, const struct cell *cell,
	const struct request *request, char **reason);

#endif
