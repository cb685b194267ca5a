/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_OUTCOME_H
#define COMPARE_OUTCOME_H

#include "compare/drift.h"

/*
 * Which cells of two sides differ: the rule, and why it is one. Two honest runs of one machine must
 * come out alike, and a cell that takes 10 % longer must be found, and no other. A cell is called
 * faster or slower when all of this holds of its times after drift.h has taken the common drift out:
 *
 *  1. Mann and Whitney's test of the two sides, adjusted by Holm over all tests made, gives
 *     p < 0.05: the chance of even one false call by rounds is below 5 %.
 *  2. The 95 % bootstrap interval of the ratio of medians leaves out 1.
 *  3. The ratio is past the margin (3 %) and past twice the spread on top of it, since runs differ
 *     by more than their rounds tell: cells that nobody touched lie so far apart from run to run. A cell
 *     whose own two halves of a run differ (by the same test, p < 0.05) has that as its spread, if
 *     it is larger: it wanders.
 *  4. The ratio to another cell of the same workload, formed within rounds so that no drift is in it,
 *     has moved the same way, past the margin, with p < 0.05 over the siblings tried. Or else all its
 *     siblings moved with it: then the workload as a whole did, no ratio within it shows that,
 *     and the change must be past three times the spread. With one run a side, drift is
 *     taken out that nobody has sampled: where the cell was not seen to follow it within the runs, the
 *     change must be past the margin in the times and ratios as they are, too. Who waits for a clock did
 *     not become slower where everybody else became faster.
 *
 * Where what disturbs a machine comes and goes within a round, ratios to the siblings are known
 * better than times. A cell with two siblings whose ratios to their mean lie closer together than its
 * times (compare/siblings.h) is judged by these too, by rules 1 to 3 with a spread of ratios, if each
 * sibling alone shows at least half of it: so the one that moved is told from those it moved against.
 *
 * A cell that passes 1 and 2 and lies past the margin, but fails 3 or 4, is insufficient data: its rounds
 * agree that it differs, and runs differ as much by themselves. Only more runs settle that; how many
 * a side is reckoned from the spread, which falls with their root. So is one with too few rounds for
 * the test to reach p < 0.05 after Holm, and one with fewer than 2 others to tell drift by.
 * Everything else is no significant difference; its interval says how large one may still be.
 *
 * Where a side is of several runs, all rounds of its runs, each less its run's level, enter the test,
 * and the interval is of the hierarchical bootstrap, by runs and rounds within runs.
 *
 * Pure but for the heap.
 */
enum outcome { OUTCOME_NONE, OUTCOME_SAME, OUTCOME_FASTER, OUTCOME_SLOWER, OUTCOME_INSUFFICIENT };

/* "not called", "no difference", "faster", "slower", "insufficient data". */
const char *outcome_name(enum outcome outcome);

/* Why data is insufficient. */
enum lack {
	LACK_NOTHING,
	LACK_ROUNDS, /* too few for the test, or for an interval */
	LACK_CELLS,  /* too few others to tell drift by */
	LACK_RUNS,   /* runs differ as much by themselves */
};

struct change {
	double ratio, ci_low, ci_high; /* other over base, without the common drift */
	double p, p_adjusted;          /* NaN where there was no test */
	bool by_siblings; /* called by its ratios to its siblings, of which all this is */
	double spread;    /* of a log: how far this cell differs from run to run by itself */
	enum outcome outcome;
	enum lack lack;
	size_t more; /* with LACK_RUNS about how many runs a side, with LACK_ROUNDS how many rounds */
	size_t n_base, n_other; /* rounds that entered */
};

/*
 * Judges every member; changes has room for family->nr. *tested is the size of Holm's family.
 * Returns 0 or -ENOMEM.
 */
int outcome_judge(const struct family *family, const struct drift *drift, struct change *changes,
	size_t *tested);

#endif
