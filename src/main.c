/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "bench/registry.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "engine/nearest.h"

static const struct command *const commands[] = { &run_command, &list_command, &show_command,
	&advise_command, &compare_command, &report_command, &check_command, &export_command,
	&machine_command, &doctor_command, &leader_command, &keeper_command, NULL };

static void print_help(void)
{
	puts("Usage: parallax COMMAND [OPTION]...\n\n"
	     "Threads or processes, on this machine, for this work, how many, and at what cost in\n"
	     "time and memory? Measures, and reports as JSON and as a table.\n");
	for (size_t i = 0; commands[i]; i++) {
		if (commands[i]->arguments)
			printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	}
	puts("  help       Say what a command takes: parallax help run\n\n"
	     "Exit status: 0 fine; 1 a trial failed, or a run's report was lost; 2 wrong arguments,\n"
	     "unreadable input or output that cannot be written; 3 --fail-on was met; 4 unstable\n"
	     "under --strict; 5 nothing measured, or nothing comparable; 129, 130, 143 interrupted.");
}

/*
 * A program that opens files must not find its own on descriptors 0 to 2. What takes the place of a
 * closed standard output cannot be written, so that its loss is told.
 */
static void open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
	}
}

/* As head does, once it has what it wants. */
static bool reader_left(void)
{
	struct pollfd poller = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&poller, 1, 0) > 0 && poller.revents & (POLLERR | POLLHUP);
}

/* Flushes stdout and tells when it took no more, which is news only where all else went well. */
static int finish_output(const char *command, int status)
{
	/* What failed may be an earlier write, of which errno still tells: nothing fails after it. */
	if ((!fflush(stdout) && !ferror(stdout)) || reader_left())
		return status;
	complain("%s: cannot write the output: %s", command, strerror(errno));
	return status == EXIT_FINE ? EXIT_USAGE : status;
}

static const struct command *find(const char *name)
{
	struct nearest nearest = nearest_to(name);
	char hint[NEAREST_HINT_SIZE];

	for (size_t i = 0; commands[i]; i++) {
		if (!strcmp(commands[i]->name, name))
			return commands[i];
		if (commands[i]->arguments)
			nearest_offer(&nearest, commands[i]->name);
	}
	nearest_offer(&nearest, "help");
	complain("unknown command '%s'%s", name,
		nearest_hint(&nearest, "'parallax help' lists them", hint));
	return NULL;
}

static int help(const char *name)
{
	char option[] = "--help";
	char *argv[] = { option, option, NULL };
	const struct command *command = find(name);

	return command && command->arguments ? command->run(registry, 2, argv) : EXIT_USAGE;
}

static bool asks_for_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

static int obey(int argc, char **argv)
{
	bool helped = !strcmp(argv[1], "help");
	const char *word = helped && argc > 2 ? argv[2] : argv[1];
	const struct command *command;

	if (helped && argc > 3) {
		complain("help: '%s' is one operand too many", argv[3]);
		return EXIT_USAGE;
	}
	if (asks_for_help(word)) {
		print_help();
		return EXIT_FINE;
	}
	if (!strcmp(word, "--version")) {
		options_version();
		return EXIT_FINE;
	}
	if (helped)
		return help(word);
	command = find(word);
	return command ? command->run(registry, argc - 1, argv + 1) : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	open_standard_descriptors();
	/* A reader that leaves, or a file that may not grow, is an error of write like any other. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		complain("which command? 'parallax --help' lists them");
		return EXIT_USAGE;
	}
	return finish_output(argv[1], obey(argc, argv));
}
