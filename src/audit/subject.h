/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_SUBJECT_H
#define AUDIT_SUBJECT_H

#include <stddef.h>
#include <stdint.h>
#include "audit/audit.h"

/*
 * One good trial of a report, as each part of its audit takes it. The bounds are those that no
 * machine and no kernel can break, with room for how coarsely a figure is counted, and not what
 * machines mostly show: a report that was measured is never told of, a small lie may pass.
 */
struct subject {
	const struct report *report;
	const struct trial *trial;
	const struct cell *cell;
	size_t i; /* the trial's place in the report */
	struct audit *audit;
};

/* A figure of the trial that is not what it must be, as "memory.pss_bytes" and "0 by its parts". */
void subject_deviate(
	const struct subject *subject, const char *member, uint64_t seen, const char *wanted);

/*
 * What the trial took of its run, from the start of the leader to its end: phases, setup and what
 * else there was. A figure.
 */
uint64_t subject_took_ns(const struct trial *trial);

/*
 * The parts. Each is in the file of its name, audit_memory.c and so on, and cannot fail.
 *
 *   memory  the parts of PSS add up to it, but for the KiB that the kernel rounds each off by;
 *           USS is within PSS, that within RSS, and that within its peak; PSS and page tables are
 *           within the machine's memory
 *   limits  no more CPU time, switches, faults and stalls than fit into what the trial took, and
 *           into so many PUs; nobody starts or ends further apart than the work is long
 *   places  workers were on PUs that they may use, each where it was bound, and bound as the
 *           placement says
 *   laps    latencies are of ops that were done, and within the time of those who did them
 */
void audit_memory(const struct subject *subject);
void audit_limits(const struct subject *subject);
void audit_places(const struct subject *subject);
void audit_laps(const struct subject *subject);

#endif
