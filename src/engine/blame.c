/* SPDX-License-Identifier: MIT */
#include "engine/blame.h"

#include <errno.h>
#include <stdio.h>
#include "engine/harness.h"

bool blame_error(const struct harness *harness)
{
	for (unsigned i = 0; i < harness->job.workers; i++) {
		const struct slot *slot = &harness->slots[i];

		if (!slot->failed)
			continue;
		trial_fail(harness->trial, "%s: worker %u: %s", slot->phase, i, slot->trouble);
		return true;
	}
	return false;
}

/* "worker 1", "workers 1 and 3", "workers 0, 1, 2 and 13 more": who is in the phase. False for
 * nobody. */
static bool name_busy(const struct harness *harness, enum phase phase, char *names, size_t size)
{
	unsigned busy[3], nr = 0, told;
	size_t used;

	for (unsigned i = 0; i < harness->job.workers; i++) {
		if (atomic_load(&harness->slots[i].doing) != phase)
			continue;
		if (nr < 3)
			busy[nr] = i;
		nr++;
	}
	told = nr < 3 ? nr : 3;
	used = (size_t)snprintf(names, size, "worker%s", nr > 1 ? "s" : "");
	for (unsigned i = 0; i < told; i++) {
		const char *before = !i ? " " : i + 1 == nr ? " and " : ", ";

		used += (size_t)snprintf(names + used, size - used, "%s%u", before, busy[i]);
	}
	if (nr > told)
		snprintf(names + used, size - used, " and %u more", nr - told);
	return nr;
}

void blame_team(const struct harness *harness, enum phase phase, int error, const char *trouble)
{
	struct trial *trial = harness->trial;
	char sentence[96];

	if (blame_error(harness))
		return;
	if (witness_tell(harness->witness, sentence, sizeof(sentence)))
		trial_fail(trial, "%s", sentence);
	else if (error == -ETIMEDOUT && name_busy(harness, phase, sentence, sizeof(sentence)))
		trial_fail(trial, "%s: %s did not end within the timeout of %.3g s",
			phase_name(phase), sentence, (double)harness->order->timeout_ns / 1e9);
	else
		trial_fail(trial, "%s: %s", phase_name(phase), trouble);
}

void blame_left(const struct harness *harness)
{
	char names[96];

	if (blame_error(harness))
		return;
	if (witness_tell(harness->witness, names, sizeof(names)))
		trial_fail(harness->trial, "%s", names);
	else if (name_busy(harness, PHASE_CLOSE, names, sizeof(names)))
		trial_fail(harness->trial, "close: %s ended early", names);
}
