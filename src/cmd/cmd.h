/* SPDX-License-Identifier: MIT */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "engine/workload.h"

/*
 * A subcommand: arguments in, an exit status out. argv[0] is the subcommand's own name. registry
 * is the table of workloads, handed down from main. That stdout takes no more is none of its cares:
 * main tells it at the end, with EXIT_USAGE in the place of EXIT_FINE. A reader that has left, as
 * head does, is no news.
 */
struct command {
	const char *name;
	const char *arguments; /* for the usage line; NULL hides the command from the help */
	const char *summary;
	int (*run)(const struct workload *const *registry, int argc, char **argv);
};

extern const struct command run_command, list_command, show_command, advise_command,
	compare_command, report_command, check_command, export_command, machine_command,
	doctor_command, leader_command, keeper_command;

/* Exit statuses; results/README.md and the README explain them. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,   /* a trial failed, or what was measured could not be kept */
	EXIT_USAGE = 2,    /* wrong arguments, input unreadable, output unwritable */
	EXIT_SLOWER = 3,   /* under --fail-on */
	EXIT_UNSTABLE = 4, /* under --strict */
	EXIT_NOTHING = 5,  /* nothing was measured, or nothing can be compared */
	EXIT_SIGNAL = 128, /* plus the signal's number */
};

/* "parallax: " and a line on stderr. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
