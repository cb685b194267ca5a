/* SPDX-License-Identifier: MIT */
#ifndef CMD_SIDES_H
#define CMD_SIDES_H

#include "cmd/options.h"
#include "compare/comparison.h"
#include "engine/workload.h"
#include "report/source.h"

/* The sides that operands name: each operand one, but those of one given NAME together one. */
struct sides {
	struct side *list;
	size_t nr;
	struct source *sources;
	struct digest *digests;
	size_t nr_sources;
};

/*
 * Reads every report, as many at once as there are CPUs, and keeps a digest of each. The registry tells which workloads
 * fix their number of ops. Cells that patterns, globs and classes, do not select are left out; without any
 * none is. Refuses fewer than two sides, a side of several machines, and a pattern that selects
 * nothing in any report. Returns 0, or -errno having told why.
 */
int sides_read(const struct workload *const *registry, char *const *operands, size_t nr,
	const struct texts *patterns, struct sides *sides);
void sides_release(struct sides *sides);

#endif
