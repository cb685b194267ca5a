/* SPDX-License-Identifier: MIT */
#include "engine/record.h"

#include <stdlib.h>
#include <string.h>

struct trial *record_next(struct record *record)
{
	if (record->nr == record->room) {
		size_t room = record->room ? record->room * 2 : 64;
		struct trial *grown = reallocarray(record->trials, room, sizeof(*grown));

		if (!grown)
			return NULL;
		record->trials = grown;
		record->room = room;
	}
	return &record->trials[record->nr];
}

void record_keep(struct record *record, size_t cell, uint64_t round)
{
	struct trial *trial = &record->trials[record->nr];

	trial->trial = record->nr++;
	trial->cell = cell;
	trial->round = round;
	trial->warmup = round == 0;
}

void record_release(struct record *record)
{
	for (size_t i = 0; i < record->nr; i++)
		trial_release(&record->trials[i]);
	free(record->trials);
	memset(record, 0, sizeof(*record));
}
