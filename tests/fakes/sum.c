/* SPDX-License-Identifier: MIT */
#include "tests/fakes/sum.h"

uint64_t sum_of(uint64_t first, uint64_t count)
{
	uint64_t sum = 0;

	for (uint64_t op = first; op < first + count; op++)
		sum += mix64(op);
	return sum;
}

int sum_work(struct worker *worker, uint64_t first, uint64_t count)
{
	worker->digest += sum_of(first, count);
	return 0;
}

int sum_verify(struct job *job)
{
	if (job->digest != sum_of(0, job->ops))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}
