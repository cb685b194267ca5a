/* SPDX-License-Identifier: MIT */
/*
 * Creates somebody for every task, who writes one word and ends, and waits for his end: a thread, a
 * process, or in seq a plain call.
 */
#include "crew.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct task {
	_Alignas(128) uint64_t question;
	uint64_t answer;
};

static void *carry_out(void *arg)
{
	struct task *task = arg;

	task->answer = mix(task->question);
	return NULL;
}

/* Not inlined: in seq nothing would be left of the call. */
static __attribute__((noinline)) void in_place(struct task *task)
{
	carry_out(task);
}

static void in_a_thread(struct task *task)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, carry_out, task);
	if (errno || pthread_join(thread, NULL))
		crew_die("creating a thread");
}

static void in_a_process(struct task *task)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		carry_out(task);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		crew_die("creating a process");
}

static uint64_t work(struct hand *hand)
{
	struct task *task = (struct task *)hand->data + hand->index;
	const char *mode = hand->crew->mode;
	void (*delegate)(struct task *) = !strcmp(mode, "seq")       ? in_place
					  : !strcmp(mode, "threads") ? in_a_thread
								     : in_a_process;
	uint64_t sum = 0;

	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		task->question = i;
		task->answer = ~mix(i);
		delegate(task);
		errno = 0;
		if (task->answer != mix(i))
			crew_die("a task without its answer");
		sum += task->answer;
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .work = work };
	struct crew crew;

	crew_read(&crew, argc, argv);
	crew_run(&crew, &trade, crew_share(crew.workers * sizeof(struct task)));
	return 0;
}
