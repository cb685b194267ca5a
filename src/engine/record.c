/* SPDX-License-Identifier: MIT */
#include "engine/record.h"

#include <errno.h>
#include <string.h>

void record_init(struct record *record, const char *dir)
{
	memset(record, 0, sizeof(*record));
	shelf_init(&record->shelf, dir);
}

void record_release(struct record *record)
{
	shelf_release(&record->shelf);
	memset(record, 0, sizeof(*record));
}

struct trial *record_next(struct record *record)
{
	struct trial *trials = shelf_row(&record->shelf, (record->nr + 1) * sizeof(*trials));

	if (!trials)
		return NULL;
	record->trials = trials;
	return &trials[record->nr];
}

/* NULL for nothing, and without memory, which is then told in *error. */
static void *put(struct shelf *shelf, const void *bytes, size_t size, int *error)
{
	void *copied = size && !*error ? shelf_put(shelf, bytes, size) : NULL;

	if (size && !copied)
		*error = -ENOMEM;
	return copied;
}

static char *put_text(struct shelf *shelf, const char *text, int *error)
{
	return put(shelf, text, text ? strlen(text) + 1 : 0, error);
}

/* Moves what hangs off a trial from the heap to the shelf. After an error it is released. */
static int shelve(struct shelf *shelf, struct trial *trial)
{
	struct trial moved = *trial;
	int error = 0;

	moved.reason = put_text(shelf, trial->reason, &error);
	moved.workers =
		put(shelf, trial->workers, trial->nr_workers * sizeof(*trial->workers), &error);
	moved.laps = put(shelf, trial->laps, trial->nr_laps * sizeof(*trial->laps), &error);
	moved.findings =
		put(shelf, trial->findings, trial->nr_findings * sizeof(*trial->findings), &error);
	for (size_t i = 0; !error && i < trial->nr_findings; i++)
		moved.findings[i].name = put_text(shelf, trial->findings[i].name, &error);
	trial_release(trial);
	if (!error)
		*trial = moved;
	return error;
}

int record_keep(struct record *record, size_t cell, uint64_t round)
{
	struct trial *trial = &record->trials[record->nr];
	int error = shelve(&record->shelf, trial);

	if (error)
		return error;
	trial->trial = record->nr++;
	trial->cell = cell;
	trial->round = round;
	trial->warmup = round == 0;
	return 0;
}

int record_take(struct record *record, struct trial *trial)
{
	struct trial *next = record_next(record);
	int error = next ? 0 : -ENOMEM;

	if (!error) {
		*next = *trial;
		memset(trial, 0, sizeof(*trial));
		error = shelve(&record->shelf, next);
	}
	record->nr += !error;
	return error;
}

void record_rest(const struct record *record)
{
	shelf_rest(&record->shelf);
}
