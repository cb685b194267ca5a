/* SPDX-License-Identifier: MIT */
#include "advice/caveats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

/* ---- Warnings ---- */

/* The caveat of a code, which is added where it is new; NULL without memory. */
static struct caveat *find_caveat(struct advice *advice, const char *code, uint64_t workloads)
{
	struct caveat *more;

	for (size_t i = 0; i < advice->nr_caveats; i++) {
		if (!strcmp(advice->caveats[i].code, code))
			return &advice->caveats[i];
	}
	more = reallocarray(advice->caveats, advice->nr_caveats + 1, sizeof(*more));
	if (!more)
		return NULL;
	advice->caveats = more;
	more += advice->nr_caveats;
	*more = (struct caveat){ strdup(code), workloads };
	if (!more->code)
		return NULL;
	advice->nr_caveats++;
	return more;
}

static bool has_warning(const struct result *result, const char *code)
{
	for (size_t w = 0; w < result->nr_warnings; w++) {
		if (!strcmp(result->warnings[w].code, code))
			return true;
	}
	return false;
}

/* Whether an earlier cell of the same workload has a warning, which then is counted with it. */
static bool is_counted(const struct report *report, size_t first, size_t cell, const char *code)
{
	for (size_t i = first; i < cell; i++) {
		if (headcount_is_like(report, first, i) && has_warning(&report->results[i], code))
			return true;
	}
	return false;
}

static int find_of_row(
	const struct report *report, const struct advice_row *row, struct advice *advice)
{
	for (size_t i = row->cell; i < report->nr_cells; i++) {
		const struct result *result = &report->results[i];

		if (!headcount_is_like(report, row->cell, i))
			continue;
		for (size_t w = 0; w < result->nr_warnings; w++) {
			const char *code = result->warnings[w].code;
			struct caveat *caveat;

			if (is_counted(report, row->cell, i, code))
				continue;
			caveat = find_caveat(advice, code, 0);
			if (!caveat)
				return -ENOMEM;
			caveat->workloads += caveat->workloads != FIGURE_NONE;
		}
	}
	return 0;
}

int caveats_find(const struct report *report, struct advice *advice)
{
	int error = 0;

	for (size_t i = 0; i < report->nr_warnings; i++) {
		if (!find_caveat(advice, report->warnings[i].code, FIGURE_NONE))
			return -ENOMEM;
	}
	for (size_t i = 0; !error && i < advice->nr_rows; i++)
		error = find_of_row(report, &advice->rows[i], advice);
	return error;
}

/* ---- What a crash takes down ---- */

/*
 * pthreads(7) and signal(7): a fatal signal ends the process. pthread_mutexattr_setrobust(3) for
 * locks; pipe(7), eventfd(2), mq_overview(7), futex(2) for messages; fcntl_locking(2) for files.
 */
static const char *const crash_everywhere =
	"A crash ends a whole process. Among threads that is every worker and all that they hold in "
	"memory; among processes it is that one worker, and its parent is told (SIGCHLD, waitpid).";
static const char *const crash_of[NR_CLASSES] = {
	[CLASS_IO] = "The kernel closes the files and drops the file locks of a process that ends; "
		     "what it had written by half stays so.",
	[CLASS_SYNC] =
		"What a dead process had locked in shared memory stays locked. A robust mutex says so "
		"to whoever takes it next; behind any other mutex, rwlock, semaphore, spin lock or "
		"barrier the others wait for ever. What it was changing is left half changed.",
	[CLASS_IPC] =
		"The peer of a dead process sees the end of a pipe or a socket once nobody else holds "
		"the other end; on a futex, an eventfd, a semaphore or a message queue it waits for "
		"ever.",
};

static int add_crash(struct advice *advice, const char *about, const char *text)
{
	struct knowledge *crash = &advice->crash[advice->nr_crash++];

	crash->about = strdup(about);
	crash->text = strdup(text);
	return crash->about && crash->text ? 0 : -ENOMEM;
}

int caveats_crash(struct advice *advice)
{
	int error;

	advice->crash = calloc(1 + NR_CLASSES, sizeof(*advice->crash));
	if (!advice->crash)
		return -ENOMEM;
	error = add_crash(advice, "every class", crash_everywhere);
	for (size_t i = 0; !error && i < advice->nr_classes; i++) {
		enum workload_class class = advice->classes[i].class;

		if (crash_of[class])
			error = add_crash(advice, class_name(class), crash_of[class]);
	}
	return error;
}
