/* SPDX-License-Identifier: MIT */
#include "measure/usage.h"

#include <sys/resource.h>
#include <time.h>

#include "measure/figure.h"

static uint64_t nanoseconds(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

uint64_t usage_cpu_ns(void)
{
	struct timespec spent = { 0 };

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

void usage_read(struct usage *usage)
{
	struct rusage taken = { 0 };

	getrusage(RUSAGE_THREAD, &taken);
	*usage = (struct usage){
		.cpu_ns = usage_cpu_ns(),
		.cpu_user_ns = nanoseconds(taken.ru_utime),
		.cpu_sys_ns = nanoseconds(taken.ru_stime),
		.ctx_voluntary = (uint64_t)taken.ru_nvcsw,
		.ctx_involuntary = (uint64_t)taken.ru_nivcsw,
		.faults_minor = (uint64_t)taken.ru_minflt,
		.faults_major = (uint64_t)taken.ru_majflt,
	};
}

void usage_add_since(struct usage *sum, const struct usage *after, const struct usage *before)
{
	sum->cpu_ns += figure_since(after->cpu_ns, before->cpu_ns);
	sum->cpu_user_ns += figure_since(after->cpu_user_ns, before->cpu_user_ns);
	sum->cpu_sys_ns += figure_since(after->cpu_sys_ns, before->cpu_sys_ns);
	sum->ctx_voluntary += figure_since(after->ctx_voluntary, before->ctx_voluntary);
	sum->ctx_involuntary += figure_since(after->ctx_involuntary, before->ctx_involuntary);
	sum->faults_minor += figure_since(after->faults_minor, before->faults_minor);
	sum->faults_major += figure_since(after->faults_major, before->faults_major);
}
