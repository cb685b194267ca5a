/* SPDX-License-Identifier: MIT */
#include "measure/usage.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define BURN_NS 50000000u
/* The kernel counts a running thread's time at its ticks, 10 ms apart at most. */
#define SLACK_NS 20000000u

static uint64_t thread_cpu_ns(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

static void burn(void)
{
	uint64_t until = thread_cpu_ns() + BURN_NS;

	while (thread_cpu_ns() < until)
		continue;
}

static void doze(void)
{
	struct timespec nap = { .tv_nsec = BURN_NS };

	nanosleep(&nap, NULL);
}

static void touch_fresh_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = 256 * page;
	volatile char *block =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if ((void *)block == MAP_FAILED)
		return;
	madvise((void *)block, bytes, MADV_NOHUGEPAGE);
	for (size_t at = 0; at < bytes; at += page)
		block[at] = 1;
	munmap((void *)block, bytes);
}

struct job {
	void (*work)(void);
	struct usage used;
	uint64_t cpu_inside_ns, cpu_around_ns; /* by the thread's own CPU clock */
};

/* Bracketed, since a hypervisor's pause at any point is CPU time to the guest. */
static void *run_job(void *argument)
{
	struct job *job = argument;
	uint64_t around = thread_cpu_ns(), inside;
	struct usage before, after;

	usage_read(&before);
	inside = thread_cpu_ns();
	job->work();
	job->cpu_inside_ns = thread_cpu_ns() - inside;
	usage_read(&after);
	job->cpu_around_ns = thread_cpu_ns() - around;
	usage_add_since(&job->used, &after, &before);
	return NULL;
}

static struct job run_in_a_thread(void (*work)(void))
{
	struct job job = { .work = work };
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, run_job, &job), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	return job;
}

static void assert_cpu_time_is_the_threads_own(const struct job *job)
{
	uint64_t used = job->used.cpu_user_ns + job->used.cpu_sys_ns;

	/* As a whole it is exact. */
	assert_in_range(job->used.cpu_ns, job->cpu_inside_ns, job->cpu_around_ns);
	assert_true(used + SLACK_NS >= job->cpu_inside_ns);
	assert_true(used <= job->cpu_around_ns + SLACK_NS);
}

static void counts_cpu_time_of_a_burning_thread(void **state)
{
	struct job job = run_in_a_thread(burn);

	(void)state;
	assert_true(job.cpu_inside_ns >= BURN_NS);
	assert_cpu_time_is_the_threads_own(&job);
}

static void counts_no_cpu_time_of_a_sleeping_thread(void **state)
{
	struct job job = run_in_a_thread(doze);

	(void)state;
	assert_cpu_time_is_the_threads_own(&job);
}

static void counts_a_sleep_as_voluntary_switch(void **state)
{
	(void)state;
	assert_in_range(run_in_a_thread(doze).used.ctx_voluntary, 1, 10);
}

static void counts_fresh_pages_as_minor_faults(void **state)
{
	(void)state;
	assert_in_range(run_in_a_thread(touch_fresh_pages).used.faults_minor, 256, 512);
}

static void burn_in_another_thread(void)
{
	run_in_a_thread(burn);
}

static void leaves_other_threads_out(void **state)
{
	struct job job = { .work = burn_in_another_thread };

	(void)state;
	run_job(&job);
	assert_cpu_time_is_the_threads_own(&job);
}

static void adds_each_difference_to_the_sum(void **state)
{
	const struct usage before = { 0, 1, 2, 3, 4, 5, 6 };
	const struct usage after = { 7, 11, 22, 33, 44, 55, 66 };
	struct usage sum = { 50, 100, 200, 300, 400, 500, 600 };

	(void)state;
	usage_add_since(&sum, &after, &before);
	assert_int_equal(sum.cpu_ns, 57);
	assert_int_equal(sum.cpu_user_ns, 110);
	assert_int_equal(sum.cpu_sys_ns, 220);
	assert_int_equal(sum.ctx_voluntary, 330);
	assert_int_equal(sum.ctx_involuntary, 440);
	assert_int_equal(sum.faults_minor, 550);
	assert_int_equal(sum.faults_major, 660);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_cpu_time_of_a_burning_thread),
		cmocka_unit_test(counts_no_cpu_time_of_a_sleeping_thread),
		cmocka_unit_test(counts_a_sleep_as_voluntary_switch),
		cmocka_unit_test(counts_fresh_pages_as_minor_faults),
		cmocka_unit_test(leaves_other_threads_out),
		cmocka_unit_test(adds_each_difference_to_the_sum),
	};

	return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
