/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_EXPERIMENT_H
#define ENGINE_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/leader.h"
#include "engine/plan.h"
#include "engine/record.h"

/*
 * An experiment carries out a plan: it calibrates each group's ops, warms every cell up once, and
 * runs the least number of rounds. After that a round is of one group: of the one whose answer is
 * nearest, by the hook goal and the time of its rounds (schedule_nearer), until nothing is needed,
 * the most rounds are run or the budget is spent. It knows neither reports nor terminals: what
 * happens is told through hooks, between trials only.
 */
enum scaling {
	SCALING_STRONG, /* every cell does the same ops */
	SCALING_WEAK,   /* ops times workers */
};

struct experiment_hooks {
	void *context;
	/* A trial of this entry is about to run, or calibration of its group; at a share 0 … 1. */
	void (*begin)(void *context, const struct plan_entry *entry, const char *doing, double done,
		uint64_t left_ns);
	/* Something that the person should know before waiting: one sentence. */
	void (*notice)(void *context, const char *sentence);
	/* A round has ended, of all groups or of one; the record has its trials. */
	void (*round)(void *context);
	/*
	 * After how many rounds in all what is asked of a group is likely to be known, by what is
	 * known so far: 0 when it is, infinite when nobody can say.
	 */
	double (*goal)(void *context, size_t group);
	const char *settled; /* the reason to stop when no group needs more: static text */
};

struct experiment {
	const struct leader *leader;
	struct experiment_hooks hooks; /* members may be NULL */
	uint64_t seed;
	uint64_t budget_ns; /* of the whole run; FIGURE_NONE: rounds_min == rounds_max decides */
	uint64_t rounds_min, rounds_max;
	uint64_t timeout_ns; /* of a trial */
	enum scaling scaling;
	enum split split;
	const char *dir;
	uint64_t keep_bytes;  /* of input, for all trials, in memory or on disk; 0: none */
	unsigned keep_inputs; /* which: set of INPUT_BIT() */
};

/*
 * Runs it. *record is empty, or begins with the trials that an interrupted run of the same plan and
 * seed left, in their order; the entries of the plan then have the ops that they had. Every cell is
 * warmed up again, and the rounds go on where they stopped: a cell has as many measured trials in
 * the end as without the interruption, and those of one workload's round lie within a moment.
 *
 * Sets cell.ops of every entry that has none, and an entry whose calibration failed to failed. Returns
 * 0, -EINTR when the leader was told to stop (the record then holds what was measured), -ENOMEM.
 */
int experiment_run(const struct experiment *experiment, struct plan *plan, struct record *record);

#endif
