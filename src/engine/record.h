/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_RECORD_H
#define ENGINE_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include "engine/trial.h"

/* What an experiment measured: every trial but those of calibration, in the order of execution. */
struct record {
	struct trial *trials;
	size_t nr, room;
	uint64_t rounds;         /* that ended whole */
	const char *stop_reason; /* static text; NULL when interrupted */
};

/* Room for one more trial, at the end and not yet counted; NULL without memory. */
struct trial *record_next(struct record *record);

/* Counts the trial that stands in that room, as one of a cell in a round, 0 being the warm-up. */
void record_keep(struct record *record, size_t cell, uint64_t round);

void record_release(struct record *record);

#endif
