/* SPDX-License-Identifier: MIT */
#include "audit/subject.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include "audit/pus.h"
#include "engine/cell.h"

/* The kernel did not say where the worker was. */
#define PU_UNSEEN (-1)

/* Of a worker's figures one that is not what it must be. */
static void deviate(const struct subject *subject, size_t worker, const char *member, int64_t seen,
	const char *wanted)
{
	audit_deviate(subject->audit, "trials[%zu].workers[%zu].%s: %" PRId64 " in the report, %s",
		subject->i, worker, member, seen, wanted);
}

/* PUs are the kernel's numbers, which may have gaps: the machine lists those that may be used. */
static bool is_usable(const struct subject *subject, int64_t pu)
{
	const char *usable = subject->report->machine.cpuset;
	unsigned first;
	struct pus pus = pus_of(usable);

	if (!pus_next(&pus, &first))
		return true;
	return pu >= 0 && pu <= UINT32_MAX && pus_has(usable, (unsigned)pu);
}

/* The next PU of a list, which begins again for more workers than it has PUs. */
static bool wrap(struct pus *pus, const char *list, unsigned *pu)
{
	if (pus_next(pus, pu))
		return true;
	*pus = pus_of(list);
	return pus_next(pus, pu);
}

static void check_bound(const struct subject *subject, struct pus *listed, size_t w)
{
	const char *placement = subject->cell->placement;
	int64_t bound = subject->trial->workers[w].bound_pu;
	unsigned pu;

	if (!strcmp(placement, "none")) {
		if (bound != -1)
			deviate(subject, w, "bound_pu", bound, "-1 by its placement");
	} else if (!is_usable(subject, bound)) {
		deviate(subject, w, "bound_pu", bound, "not a PU that may be used");
	} else if (wrap(listed, placement, &pu) && bound != pu) {
		deviate(subject, w, "bound_pu", bound, "not the PU that its placement lists");
	}
}

void audit_places(const struct subject *subject)
{
	struct pus listed = pus_of(subject->cell->placement);

	for (size_t w = 0; w < subject->trial->nr_workers; w++) {
		const struct worker_figures *worker = &subject->trial->workers[w];

		check_bound(subject, &listed, w);
		if (worker->pu == PU_UNSEEN)
			continue;
		if (!is_usable(subject, worker->pu))
			deviate(subject, w, "pu", worker->pu, "not a PU that may be used");
		else if (worker->bound_pu >= 0 && worker->pu != worker->bound_pu)
			deviate(subject, w, "pu", worker->pu, "not the PU that it was bound to");
	}
}
