/* SPDX-License-Identifier: MIT */
#include "audit/subject.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "measure/figure.h"

/* The kernel cuts PSS and each of its three parts down to whole KiB. */
#define PARTS_LACK 2048u

/*
 * By how much the peak may lag behind what is there, in pages of each of three kinds: since Linux
 * 6.2 the counters behind it keep back up to 32 pages, or twice the number of PUs, on each PU, and
 * before that 64 on each thread.
 */
#define KINDS 3u
#define HELD_BY_PU 32u
#define HELD_BY_THREAD 64u

/* Processes of the team, the leader included, which is all of it where nothing is forked. */
static uint64_t processes(const struct cell *cell)
{
	static const bool forks[NR_MODES] = { [MODE_PROCS] = true, [MODE_HYBRID] = true };

	return 1 + (forks[cell->mode] ? (uint64_t)cell->procs : 0);
}

static void check_parts(const struct subject *subject)
{
	const struct memory *memory = &subject->trial->memory;
	uint64_t parts = figure_add(memory->pss_anon_bytes,
		figure_add(memory->pss_shmem_bytes, memory->pss_file_bytes));
	uint64_t pss = memory->pss_bytes;
	char wanted[64];

	if (pss == FIGURE_NONE || parts == FIGURE_NONE)
		return;
	if (pss >= parts && pss - parts <= PARTS_LACK * processes(subject->cell))
		return;
	snprintf(wanted, sizeof(wanted), "%" PRIu64 " by its parts", parts);
	subject_deviate(subject, "memory.pss_bytes", pss, wanted);
}

/* A figure that another holds, which itself may lag by so many bytes. */
struct holder {
	const char *name;
	uint64_t bytes, lag;
};

static void check_within(const struct subject *subject, const char *member, uint64_t bytes,
	const struct holder *holder)
{
	char wanted[64];

	if (bytes == FIGURE_NONE || holder->bytes == FIGURE_NONE ||
		bytes <= holder->bytes + holder->lag)
		return;
	snprintf(wanted, sizeof(wanted), "more than the %s of %" PRIu64, holder->name,
		holder->bytes);
	subject_deviate(subject, member, bytes, wanted);
}

static uint64_t peak_lag(const struct subject *subject)
{
	const struct machine *machine = &subject->report->machine;
	bool small = machine->kernel.arch && !strcmp(machine->kernel.arch, "x86_64");
	uint64_t pus = machine->cpu.counts.pus, page_bytes = small ? 4096 : 65536;
	uint64_t by_pu = 2 * pus > HELD_BY_PU ? 2 * pus : HELD_BY_PU;
	uint64_t pages = processes(subject->cell) * pus * by_pu +
			 (uint64_t)subject->cell->workers * HELD_BY_THREAD;

	return KINDS * page_bytes * pages;
}

void audit_memory(const struct subject *subject)
{
	const struct memory *memory = &subject->trial->memory;
	const struct holder machine = { "machine's memory_bytes",
		subject->report->machine.memory_bytes, 0 };

	check_parts(subject);
	check_within(subject, "memory.pss_bytes", memory->pss_bytes, &machine);
	check_within(subject, "memory.page_table_bytes", memory->page_table_bytes, &machine);
	check_within(subject, "memory.uss_bytes", memory->uss_bytes,
		&(struct holder){ "pss_bytes", memory->pss_bytes, 0 });
	check_within(subject, "memory.pss_bytes", memory->pss_bytes,
		&(struct holder){ "rss_bytes", memory->rss_bytes, 0 });
	check_within(subject, "memory.rss_bytes", memory->rss_bytes,
		&(struct holder){ "peak_rss_bytes", memory->peak_rss_bytes, peak_lag(subject) });
}
