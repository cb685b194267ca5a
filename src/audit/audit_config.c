/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "audit/pus.h"
#include "machine/identity.h"
#include "machine/placement.h"

/* ---- What was asked for, and in which words ---- */

static const struct asked {
	const char *name;
	size_t offset;
	const char *otherwise; /* where the words do not say */
} asked[] = {
	{ "scaling", offsetof(struct config, scaling), "strong" },
	{ "schedule", offsetof(struct config, schedule), "static" },
	{ "placement", offsetof(struct config, placement), "scatter" },
};

/* The value of an option, whose last word counts; NULL where there is none. */
static const char *option(const struct config *config, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = config->nr_argv; i-- > 0;) {
		const char *word = config->argv[i];

		if (!strncmp(word, "--", 2) && !strncmp(word + 2, name, length) &&
			word[2 + length] == '=')
			return word + 3 + length;
	}
	return NULL;
}

static bool is_list(const char *text)
{
	return *text >= '0' && *text <= '9';
}

static void check_words(const struct config *config, struct audit *audit)
{
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		const char *wanted = option(config, asked[i].name), *seen;

		memcpy(&seen, (const char *)config + asked[i].offset, sizeof(seen));
		wanted = wanted ? wanted : asked[i].otherwise;
		if (!seen || !strcmp(seen, wanted) ||
			(is_list(seen) && is_list(wanted) && pus_same(seen, wanted)))
			continue;
		audit_deviate(audit, "config.%s: \"%s\" in the report, \"%s\" by config.argv",
			asked[i].name, seen, wanted);
	}
}

/* Who says how many rounds there are to be, says what stops them. */
static void check_rule(const struct config *config, struct audit *audit)
{
	const char *wanted = config->rounds_min == config->rounds_max ? "fixed"
			     : isnan(config->target_ci)               ? "verdict"
								      : "target";

	if (config->stop_rule && strcmp(config->stop_rule, wanted) != 0)
		audit_deviate(audit,
			"config.stop_rule: \"%s\" in the report, \"%s\" by its rounds and target_ci",
			config->stop_rule, wanted);
}

/* ---- On what ---- */

static void check_id(const char *member, const char *seen, const char *wanted, struct audit *audit)
{
	if (seen && strcmp(seen, wanted) != 0)
		audit_deviate(audit,
			"machine.%s: \"%s\" in the report, \"%s\" by what it says of the machine",
			member, seen, wanted);
}

static int check_ids(const struct machine *machine, struct audit *audit)
{
	struct machine made = *machine;
	int error;

	made.hw_id = made.env_id = NULL;
	error = machine_identify(&made);
	if (!error) {
		check_id("hw_id", machine->hw_id, made.hw_id, audit);
		check_id("env_id", machine->env_id, made.env_id, audit);
	}
	free(made.hw_id);
	free(made.env_id);
	return error;
}

/* So many PUs are usable as the cpuset lists. */
static void check_pus(const struct machine *machine, struct audit *audit)
{
	size_t nr = placement_listed(machine->cpuset);

	if (nr && nr != machine->cpu.counts.usable_pus)
		audit_deviate(audit,
			"machine.cpu.usable_pus: %u in the report, %zu by machine.limits.cpuset",
			machine->cpu.counts.usable_pus, nr);
}

int audit_config(const struct report *report, struct audit *audit)
{
	/* Another version may have other defaults, and other ids. */
	if (!audit->same_build)
		return 0;
	check_words(&report->config, audit);
	check_rule(&report->config, audit);
	check_pus(&report->machine, audit);
	return check_ids(&report->machine, audit);
}
