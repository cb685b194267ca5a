/* SPDX-License-Identifier: MIT */
#include "bench/pair.h"

#include <errno.h>

unsigned pair_count(const struct job *job)
{
	return (job->workers + 1) / 2;
}

int pair_refused(struct job *job, int error, const char *doing)
{
	switch (error) {
	case ENOSYS:
	case EPERM:
	case EACCES:
	case EMFILE:
	case ENFILE:
	case ENOSPC:
		return job_cannot(job, error, "%s", doing);
	default:
		return job_error(job, error, "%s", doing);
	}
}
