/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CHOICE_H
#define ENGINE_CHOICE_H

#include <stddef.h>
#include "engine/nearest.h"
#include "engine/request.h"
#include "engine/workload.h"

/*
 * What the words of a request mean: plan.c's reader of -w, -m and -n. Each returns 0,
 * -ENOMEM, or -EINVAL with message.
 */

/* One wish for workers: a mode, and for a fixed PxT its two numbers (else both 0). */
struct wish {
	enum mode mode;
	unsigned procs, threads;
};

/* The wishes of "seq,threads,2x4", each once. The caller frees *wishes. */
int choice_modes(const char *list, struct wish **wishes, size_t *nr, char *message);

/* The counts of "1,2,4-8,8..max", ascending, each once; the last doubles up to its end, which is in it. The caller frees *counts. */
int choice_counts(const char *list, unsigned usable, unsigned **counts, size_t *nr, char *message);

/* Whether a workload is selected; checks first, in choice_patterns, that every pattern selects one.
 */
int choice_patterns(
	const struct workload *const *registry, const struct request *request, char *message);
int choice_selects(const struct request *request, const struct workload *workload);

/* Offers what selects a workload to a pattern that selects none: its name, its family, its class. */
void choice_offer(const struct workload *workload, struct nearest *nearest);

#endif
