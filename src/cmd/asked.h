/* SPDX-License-Identifier: MIT */
#ifndef CMD_ASKED_H
#define CMD_ASKED_H

#include <stdbool.h>
#include <stdint.h>
#include "cmd/options.h"
#include "engine/experiment.h"
#include "engine/request.h"

/* What the command line asks of a run: its options, and what follows from them alone. */
struct asked {
	struct texts workloads, settings;
	const char *modes, *counts, *rate, *placement, *output, *dir, *label, *resume;
	bool quick, rigorous, aa, dry_run, strict, force;
	uint64_t budget_ns, rounds, seed, timeout_ns;
	uint64_t most_tasks, most_memory_bytes; /* 0: not asked for */
	double target_ci, margin;
	int scaling, split;
};

/* The words of the last two, by their numbers; ended by NULL. */
extern const char *const asked_scalings[], *const asked_splits[];

/* The table of options of `parallax run`. */
extern const struct option_spec asked_options[];

/*
 * Fills *asked from a command line, argv[0] being "run", over the defaults. Texts stay argv's.
 * asked_release is to be called whatever comes out. Without --seed there is a drawn one.
 */
enum parsed asked_parse(struct asked *asked, int argc, char **argv);
void asked_release(struct asked *asked);

/*
 * The experiment's budget, rounds, seed, timeout, scaling and split, from what was asked. Returns 0
 * or -EINVAL, complained about.
 */
int asked_pace(const struct asked *asked, struct experiment *experiment);

/* What to plan; what the machine has free for it is the caller's to add. */
struct request asked_request(const struct asked *asked);

#endif
