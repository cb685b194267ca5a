/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/options.h"
#include "cmd/directory.h"
#include "cmd/wire.h"
#include "engine/effective.h"
#include "machine/identity.h"
#include "report/json.h"
#include "report/shapes.h"

struct values {
	const char *dir;
};

static const struct option_spec options[] = {
	{ "dir", 0, "DIR", "describe the storage of this directory ($TMPDIR, else /tmp)",
		OPTION_PATH, offsetof(struct values, dir), 0, NULL },
	{ .name = NULL },
};

static int print(const struct topology *topology, const char *dir)
{
	const struct leader leader = { leader_argv, &json_wire, NULL };
	struct machine machine;
	char *text = NULL;

	if (!machine_read(topology, dir, &machine)) {
		effective_cpus(&leader, topology, &machine.effective_cpus);
		text = json_write(&machine_shape, &machine, JSON_PRETTY);
		machine_release(&machine);
	}
	if (!text) {
		complain("machine: %s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	fputs(text, stdout);
	free(text);
	return EXIT_FINE;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { NULL };
	struct topology *topology;
	enum parsed parsed;
	const char *dir;
	int operand, error, status;

	(void)registry;
	parsed = options_parse(&machine_command, options, &values, argc, argv, &operand, 0);
	if (parsed != PARSED_GO)
		return (int)parsed;
	dir = directory_for_trials("machine", values.dir);
	if (!dir)
		return EXIT_USAGE;
	error = topology_load(NULL, &topology);
	if (error) {
		complain("machine: reading the topology: %s", strerror(-error));
		return EXIT_FAILED;
	}
	status = print(topology, dir);
	topology_free(topology);
	return status;
}

const struct command machine_command = {
	.name = "machine",
	.arguments = "[OPTION]...",
	.summary = "Print what a report would say of this machine, as JSON",
	.run = run,
};
