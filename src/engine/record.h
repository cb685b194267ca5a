/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_RECORD_H
#define ENGINE_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include "engine/shelf.h"
#include "engine/trial.h"

/*
 * What an experiment measured: every trial but those of calibration, in the order of execution.
 * Trials, and what hangs off those that are counted, lie on the record's shelf, and whoever else
 * looks at them borrows: only record_release frees them, and never one of them. The array moves when
 * it grows; what hangs off a trial stays where it is.
 */
struct record {
	struct trial *trials;
	size_t nr;
	uint64_t rounds;         /* that ended whole */
	const char *stop_reason; /* static text; NULL when interrupted */
	struct shelf shelf;
};

/* Empty; dir is where the shelf's files go, and must outlive the last trial that is recorded. */
void record_init(struct record *record, const char *dir);
void record_release(struct record *record);

/*
 * Room for one more trial, at the end and not yet counted; NULL without memory. What it then holds
 * is on the heap, and the caller's to release, until it is kept.
 */
struct trial *record_next(struct record *record);

/*
 * Counts the trial that stands in that room, as one of a cell in a round, 0 being the warm-up.
 * Returns 0, or -ENOMEM with the trial released and not counted.
 */
int record_keep(struct record *record, size_t cell, uint64_t round);

/* Counts a trial of an earlier part as it is. Returns 0, or -ENOMEM; *trial is to be released anyway. */
int record_take(struct record *record, struct trial *trial);

/* Until they are looked at again, no trial need be resident. */
void record_rest(const struct record *record);

#endif
