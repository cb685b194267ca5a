/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "cmd/options.h"
#include "engine/nearest.h"
#include "report/listing.h"

struct values {
	bool json;
};

static const struct option_spec options[] = {
	{ "json", 0, NULL, "print JSON", OPTION_FLAG, offsetof(struct values, json), 0, NULL },
	{ .name = NULL },
};

static const struct {
	const char *name;
	listing *print, *print_json;
} topics[] = {
	{ "workloads", listing_workloads, listing_workloads_json },
	{ "modes", listing_modes, listing_modes_json },
	{ "params", listing_params, listing_params_json },
};

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { false };
	struct nearest nearest;
	char hint[NEAREST_HINT_SIZE];
	const char *topic;
	enum parsed parsed;
	int operand;

	parsed = options_parse(&list_command, options, &values, argc, argv, &operand, 1);
	if (parsed != PARSED_GO)
		return (int)parsed;
	topic = operand < argc ? argv[operand] : topics[0].name;
	nearest = nearest_to(topic);
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
		nearest_offer(&nearest, topics[i].name);
		if (strcmp(topic, topics[i].name) != 0)
			continue;
		(values.json ? topics[i].print_json : topics[i].print)(stdout, registry);
		return EXIT_FINE;
	}
	complain("list: unknown topic '%s'%s", topic,
		nearest_hint(&nearest, "it is workloads, modes or params", hint));
	return EXIT_USAGE;
}

const struct command list_command = {
	.name = "list",
	.arguments = "[workloads|modes|params] [--json]",
	.summary = "Print what there is to measure",
	.run = run,
};
