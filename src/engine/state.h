/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include <stdint.h>
#include "engine/calibration.h"
#include "engine/experiment.h"
#include "engine/schedule.h"
#include "engine/store.h"
#include "measure/clock.h"

/*
 * An experiment under way, shared by the files that make one up: experiment.c, which runs trials
 * and rounds, tuning.c, which finds the ops of each group before, reference.c, which holds digests
 * against each other, and past.c, which takes up what an interrupted run has left. Nobody else
 * includes it.
 */

/* A cell that failed so often is not tried again: each failure may cost a whole timeout. */
#define MOST_FAILURES 2

/* The sum that ops must give, known once a trial on seq, or the first that is ok, has given it. */
struct reference {
	uint64_t digest;
	int known;
	char by[48];
};

/* All that one experiment holds while it runs. */
struct state {
	const struct experiment *experiment;
	struct plan *plan;
	struct record *record;
	struct calibration calibration;
	struct store store;
	struct reference *references; /* one an entry: of its own ops */
	unsigned *failures;           /* one an entry */
	struct pursuit *groups;       /* one a group */
	uint64_t begun_ns, trial_ns, trials_expected, trials_done;
	size_t nr_past;        /* trials that the record began with */
	uint64_t round_ns;     /* what the last round took */
	uint64_t announced_ns; /* what the run was last said to take */
	uint64_t *took_ns;     /* one an entry: what its last trial took, all told */
	struct clock_facts clock;
};

/* Tells the hooks what is about to be done. */
void state_tell(struct state *state, const struct plan_entry *entry, const char *doing);

/* The order to run an entry once, as the experiment has it. Returns 0 or -ENOMEM. */
int state_order(struct state *state, const struct plan_entry *entry, struct order *order);

/* No trial of the entry is run any more: it is failed or skipped, for this reason. */
int state_end_entry(struct plan_entry *entry, enum status status, const char *reason);

/*
 * The same by what a trial that was not ok leaves, which is the record's next: a failed one is
 * kept, a skipped one says all by its reason.
 */
int state_end_cell(struct state *state, size_t index, struct trial *trial, uint64_t round);

/*
 * From tuning.c: gives every cell its ops, but for groups that have them from an earlier part. A group whose calibration fails is failed or skipped, with
 * the reason. Returns 0, -EINTR or -ENOMEM.
 */
int tuning_run(struct state *state);

/* From reference.c: a good trial's digest is what its ops must give, if nothing else has told. */
void reference_learn(struct state *state, size_t index, const struct trial *trial);

/* The digest that an entry's ops must give, from a trial of its own where no seq cell gives it. */
int reference_find(struct state *state, size_t index);

/* Fails a good trial whose digest is not what it must be. */
void reference_check(struct state *state, size_t index, struct trial *trial);

/*
 * From past.c: takes up the trials that the record begins with. What failed too often is ended, what
 * gives a digest is a reference. The last workload's round, if it was broken off, becomes a warm-up:
 * it is repeated, since a ratio holds only between trials that were run within a moment. Returns 0
 * or -ENOMEM.
 */
int past_take_up(struct state *state);

/* Takes from a round's order what an earlier part has run in that round; returns how many stay. */
size_t past_leave_out(const struct state *state, uint64_t round, size_t *order, size_t nr);

/* How many rounds a group has after the least of all; more where an earlier part ran more. */
uint64_t past_rounds(const struct state *state, size_t group);

#endif
