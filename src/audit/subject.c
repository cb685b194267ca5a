/* SPDX-License-Identifier: MIT */
#include "audit/subject.h"

#include <inttypes.h>
#include "measure/figure.h"

void subject_deviate(
	const struct subject *subject, const char *member, uint64_t seen, const char *wanted)
{
	if (seen == FIGURE_NONE)
		audit_deviate(subject->audit, "trials[%zu].%s: null in the report, %s", subject->i,
			member, wanted);
	else
		audit_deviate(subject->audit, "trials[%zu].%s: %" PRIu64 " in the report, %s",
			subject->i, member, seen, wanted);
}

uint64_t subject_took_ns(const struct trial *trial)
{
	return figure_add(trial->total_ns, figure_add(trial->setup_ns, trial->overhead_ns));
}
