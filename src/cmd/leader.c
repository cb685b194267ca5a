/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "cmd/wire.h"
#include "engine/effective.h"
#include "engine/execution.h"
#include "engine/leader.h"
#include "engine/plan.h"
#include "report/json.h"
#include "report/shapes.h"

/* Longer than any order: 65,536 workers' PUs take less than half a megabyte. */
#define ORDER_MOST (4u << 20)

/* Reads stdin up to the LF. Returns the length, or 0 with a word said. */
static size_t read_line(char *line)
{
	size_t length = 0;
	ssize_t some = 1;

	while (some > 0 && length < ORDER_MOST && !memchr(line, '\n', length)) {
		some = read(STDIN_FILENO, line + length, ORDER_MOST - length);
		if (some > 0)
			length += (size_t)some;
		else if (some < 0 && errno == EINTR)
			some = 1;
	}
	return length;
}

static int read_order(struct order *order)
{
	char *line = malloc(ORDER_MOST), why[WIRE_WHY_SIZE];
	size_t length = line ? read_line(line) : 0;
	int error = wire_read_order(line ? line : "", length, order, why);

	free(line);
	if (error)
		complain("leader: %s", why);
	return error;
}

static void write_trial(const struct trial *trial)
{
	char *line = json_write(&trial_shape, trial, JSON_LINE);
	size_t length = line ? strlen(line) : 0, sent = 0;

	if (line)
		line[length++] = '\n';
	while (sent < length) {
		ssize_t some = write(LEADER_ANSWER_FD, line + sent, length - sent);

		if (some < 0 && errno != EINTR)
			break;
		sent += some > 0 ? (size_t)some : 0;
	}
	free(line);
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	const struct workload *workload;
	struct order order;
	struct trial trial;

	(void)argc;
	(void)argv;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "parallax"); /* it was executed as /proc/self/exe */
	if (read_order(&order))
		return EXIT_USAGE;
	if (getppid() != order.parent_pid)
		return EXIT_USAGE; /* who gave the order died before its death could be announced */
	workload = strcmp(order.cell.workload, spin.name) ? plan_find(registry, order.cell.workload)
							  : &spin;
	if (!workload) {
		complain("leader: unknown workload '%s'", order.cell.workload);
		return EXIT_USAGE;
	}
	execution_run(workload, &order, &trial);
	write_trial(&trial);
	/* Threads of a failed trial may still run: nothing of this process is worth a tidy exit. */
	_exit(EXIT_FINE);
}

const struct command leader_command = {
	.name = "leader",
	.summary = "Run one trial: an order on stdin, a trial on descriptor 3",
	.run = run,
};
