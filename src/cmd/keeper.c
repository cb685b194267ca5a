/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>
#include "engine/tree.h"

/* A worker of a run that was killed may still make files while it dies. */
#define TRIES 100
#define PAUSE_NS 20000000

/* Behind cmd/directory.h: waits on stdin for the end of the run, then removes its directory. */
static int run(const struct workload *const *registry, int argc, char **argv)
{
	const struct timespec pause = { 0, PAUSE_NS };
	char byte;

	(void)registry;
	if (argc != 2)
		return EXIT_USAGE;
	prctl(PR_SET_NAME, "parallax");
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	for (int try = 0; tree_remove(argv[1]) && try < TRIES; try++)
		nanosleep(&pause, NULL);
	return EXIT_FINE;
}

const struct command keeper_command = {
	.name = "keeper",
	.summary = "Remove a run's directory once stdin ends",
	.run = run,
};
