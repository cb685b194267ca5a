/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/directory.h"
#include "cmd/lock.h"
#include "cmd/options.h"
#include "cmd/stop.h"
#include "cmd/twins.h"
#include "cmd/wire.h"
#include "doctor/checkup.h"
#include "doctor/prescription.h"
#include "engine/effective.h"
#include "report/json.h"

struct values {
	const char *dir;
	bool json, no_trial, strict, force;
};

static const struct option_spec options[] = {
	{ "dir", 0, "DIR", "look at the storage of this directory ($TMPDIR, else /tmp)",
		OPTION_PATH, offsetof(struct values, dir), 0, NULL },
	{ "no-trial", 0, NULL, "leave out the A/A trial, which takes some seconds", OPTION_FLAG,
		offsetof(struct values, no_trial), 0, NULL },
	{ "json", 0, NULL, "print JSON", OPTION_FLAG, offsetof(struct values, json), 0, NULL },
	{ "strict", 0, NULL, "exit 4 when the machine is not fit", OPTION_FLAG,
		offsetof(struct values, strict), 0, NULL },
	{ "force", 0, NULL, "look although a run is going on, and disturb it", OPTION_FLAG,
		offsetof(struct values, force), 0, NULL },
	{ .name = NULL },
};

/* What the checks look at. Effective CPUs keep all CPUs busy, which shows what is stolen. */
static int look(const struct leader *leader, const struct topology *topology, const char *dir,
	struct checkup *checkup)
{
	struct condition condition = { 0 };
	int error = condition_read(&condition);

	error = error ? error : machine_read(topology, dir, &checkup->machine);
	if (!error) {
		error = effective_cpus(leader, topology, &checkup->machine.effective_cpus);
		/* A failed trial is no end: the check says that it could not be measured. */
		error = error == -EIO ? 0 : error;
		condition_watch(&condition);
	}
	error = error ? error : checkup_look(checkup, &condition, &build);
	condition_release(&condition);
	return error;
}

static int print_json(const struct checkup *checkup)
{
	char *text = json_write(&checkup_shape, checkup, JSON_PRETTY);

	if (!text)
		return -errno;
	fputs(text, stdout);
	free(text);
	return 0;
}

static int examine(const struct workload *const *registry, const struct values *values,
	const struct topology *topology, struct checkup *checkup)
{
	const struct leader leader = { leader_argv, &json_wire, &stop_signal };
	int error = look(&leader, topology, values->dir, checkup);

	if (!error && !values->json) {
		prescription_checks(&(struct sheet){ stdout, SHEET_TABLE }, checkup);
		fflush(stdout);
	}
	if (!error && !values->no_trial) {
		error = twins_measure(
			registry, topology, &leader, values->dir, &checkup->noise_floor);
		error = error == -ENOENT ? 0 : error;
	}
	error = error ? error : checkup_conclude(checkup);
	if (!error && values->json)
		return print_json(checkup);
	if (!error)
		prescription_end(&(struct sheet){ stdout, SHEET_TABLE }, checkup);
	return error;
}

static int judge(const struct values *values, const struct checkup *checkup, int error)
{
	if (error == -EINTR)
		return EXIT_SIGNAL + stop_signal;
	if (error) {
		complain("doctor: %s", strerror(-error));
		return EXIT_FAILED;
	}
	return values->strict && !checkup->fit ? EXIT_UNSTABLE : EXIT_FINE;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct lock lock;
	struct values values = { .dir = NULL };
	struct checkup checkup = { 0 };
	struct topology *topology;
	enum parsed parsed;
	int operand, error, status;

	parsed = options_parse(&doctor_command, options, &values, argc, argv, &operand, 0);
	if (parsed != PARSED_GO)
		return (int)parsed;
	values.dir = directory_for_trials("doctor", values.dir);
	if (!values.dir || lock_take(&lock, "doctor", values.force))
		return EXIT_USAGE;
	error = topology_load(NULL, &topology);
	if (error) {
		complain("doctor: reading the topology: %s", strerror(-error));
		lock_release(&lock);
		return EXIT_FAILED;
	}
	stop_catch();
	error = examine(registry, &values, topology, &checkup);
	status = judge(&values, &checkup, error);
	checkup_release(&checkup);
	topology_free(topology);
	lock_release(&lock);
	return status;
}

const struct command doctor_command = {
	.name = "doctor",
	.arguments = "[OPTION]...",
	.summary = "Say whether this machine is fit to measure on, and what to change",
	.run = run,
};
