/* SPDX-License-Identifier: MIT */
/*
 * peak PROGRAM ARGUMENT...: runs a program whose output nobody reads and prints as a line of JSON how
 * long it took, its peak memory and its exit status. A program started by an interpreter would be
 * charged with the interpreter's own peak, which it has until it is replaced.
 */
#include "crew.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void become(char **argv)
{
	const int nothing = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* whoever gave up waiting has killed us */
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	const uint64_t begun_ns = now_ns();
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PROGRAM ARGUMENT...\n", argv[0]);
		return 2;
	}
	pid = fork();
	if (pid == 0)
		become(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		crew_die("running a program");
	printf("{\"ns\": %" PRIu64 ", \"peak_bytes\": %ld, \"status\": %d}\n", now_ns() - begun_ns,
		usage.ru_maxrss * 1024, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return 0;
}
