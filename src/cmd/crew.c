/* SPDX-License-Identifier: MIT */
#include "cmd/crew.h"

#include <stdatomic.h>
#include <stdint.h>
#include "engine/team.h"
#include "measure/cputime.h"

/* Each holds the text of a report while it reads one: more would take memory for little time. */
#define MOST 16u

struct crew {
	size_t nr;
	int (*task)(void *context, size_t i);
	void *context;
	atomic_size_t next;
	atomic_size_t failed; /* the first in order of those that did; SIZE_MAX while none has */
};

static void note_failure(struct crew *crew, size_t i)
{
	size_t first = atomic_load(&crew->failed);

	while (i < first && !atomic_compare_exchange_weak(&crew->failed, &first, i))
		;
}

/* All before one that failed have begun, and will end: the first that fails is always the same. */
static void serve(void *arg)
{
	struct crew *crew = arg;

	while (atomic_load(&crew->failed) == SIZE_MAX) {
		size_t i = atomic_fetch_add(&crew->next, 1);

		if (i >= crew->nr)
			return;
		if (crew->task(crew->context, i))
			note_failure(crew, i);
	}
}

static unsigned usable_cpus(void)
{
	struct cpus cpus;
	int nr;

	cpus_usable(&cpus);
	nr = CPU_COUNT_S(sizeof(cpus.sets), cpus.sets);
	return nr > 0 ? (unsigned)nr : 1;
}

size_t crew_each(size_t nr, int (*task)(void *context, size_t i), void *context)
{
	struct crew crew = { .nr = nr, .task = task, .context = context, .failed = SIZE_MAX };
	unsigned threads = usable_cpus();

	threads = threads < MOST ? threads : MOST;
	threads = threads < nr ? threads : (unsigned)nr;
	team_help(threads ? threads - 1 : 0, serve, &crew);
	return atomic_load(&crew.failed) == SIZE_MAX ? nr : atomic_load(&crew.failed);
}
