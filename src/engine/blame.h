/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_BLAME_H
#define ENGINE_BLAME_H

#include <stdbool.h>
#include "engine/witness.h"

/*
 * Why a trial came to a bad end, as the leader can tell: phase, worker and cause, as far as they are
 * known. Where the leader itself is gone, leader.c tells what the witness has seen.
 */
struct harness;

/* Fails the trial with the error that a worker has reported. Returns whether one has. */
bool blame_error(const struct harness *harness);

/*
 * Fails the trial over a team that broke in this phase with this error: with what a worker said,
 * with what it was seen to fall by, with who was late, or else with the team's own sentence.
 */
void blame_team(const struct harness *harness, enum phase phase, int error, const char *trouble);

/*
 * Fails the trial of a team that is whole, and has been reaped, where a worker has reported an error
 * or left before its end: in close nobody waits for what it has to say.
 */
void blame_left(const struct harness *harness);

#endif
