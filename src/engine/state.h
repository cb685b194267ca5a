/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include <stdint.h>
#include "engine/calibration.h"
#include "engine/experiment.h"

/*
 * An experiment under way, shared by the files that make one up: experiment.c, which runs trials
 * and rounds, and tuning.c, which finds the ops of each group before. Nobody else includes it.
 */

/* The sum that ops must give, known once a trial on seq, or the first that is ok, has given it. */
struct reference {
	uint64_t digest;
	int known;
	char by[48];
};

/* What a group has had, and lacks. */
struct pursuit {
	uint64_t rounds, round_ns;
	double need; /* see the hook */
};

/* All that one experiment holds while it runs. */
struct state {
	const struct experiment *experiment;
	struct plan *plan;
	struct record *record;
	struct calibration calibration;
	struct reference *references; /* one an entry: of its own ops */
	unsigned *failures;           /* one an entry */
	struct pursuit *groups;       /* one a group, and one more */
	uint64_t begun_ns, trial_ns, trials_expected, trials_done;
	uint64_t round_ns;     /* what the last round took */
	uint64_t announced_ns; /* what the run was last said to take */
	uint64_t *took_ns;     /* one an entry: what its last trial took, all told */
};

/* Tells the hooks what is about to be done. */
void state_tell(struct state *state, const struct plan_entry *entry, const char *doing);

/* The order to run an entry once, as the experiment has it. Returns 0 or -ENOMEM. */
int state_order(
	const struct experiment *experiment, const struct plan_entry *entry, struct order *order);

/* No trial of the entry is run any more: it is failed or skipped, for this reason. */
int state_end_entry(struct plan_entry *entry, enum status status, const char *reason);

/*
 * The same by what a trial that was not ok leaves, which is the record's next: a failed one is
 * kept, a skipped one says all by its reason.
 */
int state_end_cell(struct state *state, size_t index, struct trial *trial, uint64_t round);

/*
 * From tuning.c: gives every cell its ops. A group whose calibration fails is failed or skipped, with
 * the reason. Returns 0, -EINTR or -ENOMEM.
 */
int tuning_run(struct state *state);

#endif
