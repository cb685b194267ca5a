/* SPDX-License-Identifier: MIT */
#include "crew.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In shared memory, a cache line or two for each worker. */
struct clocking {
	_Alignas(128) uint64_t start_ns;
	uint64_t end_ns, digest;
};

struct board {
	pthread_barrier_t barrier;
	struct clocking clockings[];
};

struct start {
	struct hand hand;
	const struct trade *trade;
	struct board *board;
};

void crew_die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	_exit(1);
}

void crew_read(struct crew *crew, int argc, char **argv)
{
	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: %s seq|threads|procs WORKERS OPS [PARAMETER]\n", argv[0]);
		exit(2);
	}
	crew->mode = argv[1];
	crew->workers = (unsigned)strtoul(argv[2], NULL, 10);
	crew->ops = strtoull(argv[3], NULL, 10);
	crew->parameter = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	if (!crew->workers || (!strcmp(crew->mode, "seq") && crew->workers != 1)) {
		fprintf(stderr, "%s: seq has one worker, and others have some\n", argv[0]);
		exit(2);
	}
}

void *crew_share(uint64_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		crew_die("mapping shared memory");
	return memory;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void crew_bind(unsigned index)
{
	cpu_set_t usable, own;
	size_t left;

	if (getenv("BARE_UNBOUND") || sched_getaffinity(0, sizeof(usable), &usable))
		return;
	left = index % (size_t)CPU_COUNT(&usable);
	CPU_ZERO(&own);
	for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &usable) && left-- == 0)
			CPU_SET(cpu, &own);
	}
	sched_setaffinity(0, sizeof(own), &own);
}

static void *live(void *arg)
{
	struct start *start = arg;
	struct clocking *clocking = &start->board->clockings[start->hand.index];
	uint64_t start_ns, digest;

	crew_bind(start->hand.index);
	if (start->trade->prepare)
		start->trade->prepare(&start->hand);
	pthread_barrier_wait(&start->board->barrier);
	start_ns = now_ns();
	digest = start->trade->work(&start->hand);
	clocking->end_ns = now_ns();
	if (start->trade->finish)
		start->trade->finish(&start->hand);
	clocking->start_ns = start_ns;
	clocking->digest = digest;
	return NULL;
}

static void run_threads(struct start *starts, unsigned workers)
{
	pthread_t *threads = calloc(workers, sizeof(*threads));

	for (unsigned i = 0; i < workers; i++) {
		errno = pthread_create(&threads[i], NULL, live, &starts[i]);
		if (errno)
			crew_die("creating a thread");
	}
	for (unsigned i = 0; i < workers; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

static void run_procs(struct start *starts, unsigned workers)
{
	for (unsigned i = 0; i < workers; i++) {
		const pid_t pid = fork();

		if (pid < 0)
			crew_die("creating a process");
		if (pid == 0) {
			live(&starts[i]);
			_exit(0);
		}
	}
	for (unsigned i = 0; i < workers; i++) {
		int status;

		if (wait(&status) < 0 || status)
			crew_die("a process");
	}
}

static void print(const struct crew *crew, const struct board *board)
{
	uint64_t first_start = UINT64_MAX, last_start = 0, first_end = UINT64_MAX, last_end = 0;
	uint64_t digest = 0;

	for (unsigned i = 0; i < crew->workers; i++) {
		const struct clocking *one = &board->clockings[i];

		first_start = one->start_ns < first_start ? one->start_ns : first_start;
		last_start = one->start_ns > last_start ? one->start_ns : last_start;
		first_end = one->end_ns < first_end ? one->end_ns : first_end;
		last_end = one->end_ns > last_end ? one->end_ns : last_end;
		digest += one->digest;
	}
	printf("{\"ops\": %" PRIu64 ", \"work_ns\": %" PRIu64 ", \"start_skew_ns\": %" PRIu64
	       ", \"end_skew_ns\": %" PRIu64 ", \"digest\": \"%016" PRIx64 "\"}\n",
		crew->ops, last_end - first_start, last_start - first_start, last_end - first_end,
		digest);
}

void crew_run(const struct crew *crew, const struct trade *trade, void *data)
{
	const unsigned together = trade->together && crew->workers > 1 ? trade->together : 1;
	const unsigned parts = crew->workers / together;
	struct start *starts = calloc(crew->workers, sizeof(*starts));
	struct board *board =
		crew_share(sizeof(*board) + crew->workers * sizeof(board->clockings[0]));
	pthread_barrierattr_t shared;

	pthread_barrierattr_init(&shared);
	pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&board->barrier, &shared, crew->workers);
	for (unsigned i = 0; i < crew->workers; i++) {
		const unsigned part = i / together;
		const uint64_t first = crew->ops * part / parts;

		starts[i] = (struct start){ .trade = trade, .board = board };
		starts[i].hand = (struct hand){ .crew = crew,
			.index = i,
			.first = first,
			.count = crew->ops * (part + 1) / parts - first,
			.data = data };
	}
	if (!strcmp(crew->mode, "threads"))
		run_threads(starts, crew->workers);
	else if (!strcmp(crew->mode, "procs"))
		run_procs(starts, crew->workers);
	else
		live(&starts[0]);
	print(crew, board);
	free(starts);
}
