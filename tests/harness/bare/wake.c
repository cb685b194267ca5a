/* SPDX-License-Identifier: MIT */
/*
 * Lets everybody who waits go, with one call of the kernel, and prints the CPU time that the call took
 * as a line of JSON: what no gate can do without. There is no work, and no count of ops.
 */
#include "crew.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long after the last has said that it is about to wait all are taken to. */
#define SETTLE_US 20000

struct door {
	_Atomic uint32_t open;
	_Alignas(128) _Atomic uint32_t waiting;
};

struct sleeper {
	struct door *door;
	unsigned index;
	pthread_t thread;
};

static void *sleep_before(void *arg)
{
	const struct sleeper *sleeper = arg;
	struct door *door = sleeper->door;

	crew_bind(sleeper->index);
	door->waiting++;
	while (!door->open)
		syscall(SYS_futex, &door->open, FUTEX_WAIT, 0, NULL, NULL, 0);
	return NULL;
}

static void begin(const struct crew *crew, struct sleeper *sleepers)
{
	for (unsigned i = 0; i < crew->workers; i++) {
		if (!strcmp(crew->mode, "threads")) {
			errno = pthread_create(
				&sleepers[i].thread, NULL, sleep_before, &sleepers[i]);
			if (errno)
				crew_die("creating a thread");
			continue;
		}
		switch (fork()) {
		case -1:
			crew_die("creating a process");
		case 0:
			sleep_before(&sleepers[i]);
			_exit(0);
		}
	}
}

static void end(const struct crew *crew, const struct sleeper *sleepers)
{
	for (unsigned i = 0; i < crew->workers; i++) {
		int status;

		if (!strcmp(crew->mode, "threads"))
			pthread_join(sleepers[i].thread, NULL);
		else if (wait(&status) < 0 || status)
			crew_die("a process");
	}
}

static uint64_t spent_ns(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

int main(int argc, char **argv)
{
	struct crew crew;
	struct door *door;
	struct sleeper *sleepers;
	uint64_t before_ns;

	crew_read(&crew, argc, argv);
	door = crew_share(sizeof(*door));
	sleepers = calloc(crew.workers, sizeof(*sleepers));
	if (!sleepers)
		crew_die("room for the sleepers");
	for (unsigned i = 0; i < crew.workers; i++)
		sleepers[i] = (struct sleeper){ .door = door, .index = i };
	begin(&crew, sleepers);
	while (door->waiting < crew.workers)
		usleep(1000);
	usleep(SETTLE_US);
	before_ns = spent_ns();
	door->open = 1;
	syscall(SYS_futex, &door->open, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	printf("{\"wake_ns\": %" PRIu64 "}\n", spent_ns() - before_ns);
	end(&crew, sleepers);
	free(sleepers);
	return 0;
}
