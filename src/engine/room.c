/* SPDX-License-Identifier: MIT */
#include "engine/room.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "engine/estimate.h"
#include "engine/team.h"
#include "measure/figure.h"

#define MIB (UINT64_C(1) << 20)

/*
 * What a worker takes that does nothing: as a process 55 KiB of page tables, 65 KiB of its own and
 * the kernel's share of it, as a thread far less.
 */
#define WORKER_BYTES (UINT64_C(160) << 10)

/*
 * Of shared memory each process takes one part in so many again for page tables of its own, 8 bytes a
 * page of 4 KiB, where it maps all of it: with 256 processes half as much.
 */
#define TABLE_PART 512

/* Memory mappings of a thread: its stack, and the guard below it. */
#define THREAD_MAPS 2

/* Address space of a thread: its stack, and what malloc lays out for it while it has one arena. */
#define THREAD_SPACE (UINT64_C(8) << 20)

#define NAME_SIZE 64

/* Past four fifths; of a few processes each counts, so that only the whole is rounded. */
static bool is_past(uint64_t needed, uint64_t free_amount)
{
	return free_amount != FIGURE_NONE && needed > free_amount / 5 * 4 + free_amount % 5 * 4 / 5;
}

/* "512 MiB": what a person has allowed, in the unit that keeps it below 1024. */
static void name_bytes(double bytes, char name[NAME_SIZE])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;

	while (bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		bytes /= 1024;
		unit++;
	}
	snprintf(name, NAME_SIZE, "%.4g %s", bytes, units[unit]);
}

/* What a cell of one task is, is no thread. */
static void name_tasks(uint64_t nr, char name[NAME_SIZE])
{
	if (nr == 1)
		snprintf(name, NAME_SIZE, "1 process");
	else
		snprintf(name, NAME_SIZE, "%" PRIu64 " processes and threads", nr);
}

static int say(char **reason, int length)
{
	if (length >= 0)
		return 0;
	*reason = NULL;
	return -ENOMEM;
}

static int judge_bytes(const char *what, uint64_t needed, uint64_t free_bytes, char **reason)
{
	if (*reason || !is_past(needed, free_bytes))
		return 0;
	return say(reason, asprintf(reason,
				   "needs %" PRIu64 " MiB of %s, and only 80 %% of the %" PRIu64
				   " MiB free may be taken",
				   (needed + MIB - 1) / MIB, what, free_bytes / MIB));
}

static int judge_memory(uint64_t needed, const struct request *request, char **reason)
{
	uint64_t most = request->most_memory_bytes;
	char allowed[NAME_SIZE];

	name_bytes((double)most, allowed);
	if (most && needed > most)
		return say(reason,
			asprintf(reason,
				"needs %" PRIu64 " MiB of memory, and --max-memory allows %s",
				(needed + MIB - 1) / MIB, allowed));
	return judge_bytes("memory", needed, request->memory_free_bytes, reason);
}

static int judge_tasks(uint64_t needed, const struct request *request, char **reason)
{
	uint64_t most = request->most_tasks;
	char tasks[NAME_SIZE];

	if (*reason)
		return 0;
	name_tasks(needed, tasks);
	if (most && needed > most)
		return say(reason,
			asprintf(reason, "needs %s, and --max-procs allows %" PRIu64, tasks, most));
	if (!is_past(needed, request->tasks_free))
		return 0;
	return say(reason, asprintf(reason,
				   "needs %s, and only 80 %% of the %" PRIu64
				   " that the limits leave may be made",
				   tasks, request->tasks_free));
}

/* What a limit of one process allows; a fifth is left for the program and the workload. */
static int judge_process(const char *what, uint64_t needed, uint64_t most, char **reason)
{
	if (*reason || !most || !is_past(needed, most))
		return 0;
	return say(reason,
		asprintf(reason,
			"needs %" PRIu64 " %s in one process, and only 80 %% of the %" PRIu64
			" that it may have may be taken",
			needed, what, most));
}

int room_judge(const struct workload *workload, const struct cell *cell,
	const struct request *request, char **reason)
{
	const struct team_shape shape = { cell->mode, cell->procs, cell->threads };
	struct footprint footprint;
	uint64_t memory, space, tasks;
	int error;

	*reason = NULL;
	estimate_footprint(workload, cell, &footprint);
	memory = footprint.shared_bytes + (footprint.worker_bytes + WORKER_BYTES) * cell->workers;
	memory += (uint64_t)(cell->procs - 1) * (footprint.shared_bytes / TABLE_PART);
	/* Of one process, which holds its own threads and nobody else's. */
	space = footprint.shared_bytes + (footprint.worker_bytes + THREAD_SPACE) * cell->threads;
	tasks = team_tasks(&shape);
	if (workload->class == CLASS_SPAWN)
		tasks += cell->workers; /* each begets one at a time */
	error = judge_memory(memory, request, reason);
	error = error ? error
		      : judge_bytes("address space", space, request->address_free_bytes, reason);
	error = error ? error
		      : judge_bytes("disk", footprint.disk_bytes, request->disk_free_bytes, reason);
	error = error ? error
		      : judge_process("memory mappings", (uint64_t)cell->threads * THREAD_MAPS,
				request->most_maps, reason);
	/* The leader watches each process by a descriptor. */
	error = error ? error
		      : judge_process("open files", cell->procs, request->most_files, reason);
	return error ? error : judge_tasks(tasks, request, reason);
}
