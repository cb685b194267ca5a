/* SPDX-License-Identifier: MIT */
#include "report/setting.h"

#include <string.h>
#include "report/warnings.h"

/*
 * Effective CPUs below this share of the usable ones: SMT siblings, a busy host or a quota. The
 * rest is left to what wakes up now and then, and to the measurement's own spread.
 */
#define SHARED_SHARE 0.85

/* The only family of class io that makes no file. */
#define NO_FILES "net/"

/* Whether one of the words between commas is this one. */
static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	while (words && *words) {
		size_t next = strcspn(words, ",");

		if (next == length && !strncmp(words, word, length))
			return true;
		words += next + (words[next] == ',');
	}
	return false;
}

bool setting_optimised(const char *cflags)
{
	bool optimised = false;

	for (const char *at = cflags; at && *at;) {
		at += strspn(at, " ");
		if (!strncmp(at, "-O", 2))
			optimised = strncmp(at, "-O0", 3) != 0;
		at += strcspn(at, " ");
	}
	return optimised;
}

static int warn_build(struct report *report)
{
	const struct machine_build *build = &report->machine.build;
	struct warning **warnings = &report->warnings;
	size_t *nr = &report->nr_warnings;
	int error = 0;

	if (build->compiler && !setting_optimised(build->cflags))
		error = warning_say(warnings, nr, "DEBUG_BUILD", "build with CFLAGS='-O2 -g'",
			"built without optimisation: the times are not those of real programs");
	if (!error && build->sanitizer && *build->sanitizer)
		error = warning_say(warnings, nr, "SANITIZER", "build without SANITIZE=",
			"built with the sanitizers %s: the times are not those of real programs",
			build->sanitizer);
	if (!error && report->tool.dirty)
		error = warning_say(warnings, nr, "DIRTY_BUILD", "commit, and build again",
			"built from a checkout with changes that its commit does not name");
	return error;
}

/* Whether work that only computes was sped up by more than there seemed to be CPUs. */
static bool is_refuted(const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (report->cells[result->cell].class == CLASS_CPU &&
			result->speedup.value > report->machine.effective_cpus)
			return true;
	}
	return false;
}

/* A quota between the CPUs and the workers bounds nothing more: that is OVERSUBSCRIBED. */
static int warn_cpus(struct report *report)
{
	const struct machine *machine = &report->machine;
	double usable = machine->cpu.counts.usable_pus;
	int error = 0;

	if (machine->effective_cpus < SHARED_SHARE * usable && !is_refuted(report))
		error = warning_say(&report->warnings, &report->nr_warnings, "SHARED_CPUS",
			"stop what else runs, or measure on a machine of your own; while it stays so "
			"no speed-up is larger",
			"%u processing units are usable, and did the work of %.2f when the run "
			"began",
			machine->cpu.counts.usable_pus, machine->effective_cpus);
	if (!error && machine->limits.cpu_quota < usable)
		error = warning_say(&report->warnings, &report->nr_warnings, "CPU_QUOTA",
			"raise the container's CPU limit, or ask for fewer workers with -n",
			"a quota of %.2f CPUs bounds %u usable processing units",
			machine->limits.cpu_quota, machine->cpu.counts.usable_pus);
	return error;
}

/*
 * The drivers that leave the choice to the hardware call their ordinary governor powersave, and
 * hear of thrift by the energy preference (Documentation/admin-guide/pm/intel_pstate.rst and
 * amd-pstate.rst, active mode). Elsewhere powersave is the lowest rate there is.
 */
static int warn_power(struct report *report)
{
	const struct machine_power *power = &report->machine.power;
	bool active = has_word(power->driver, "intel_pstate") ||
		      has_word(power->driver, "amd-pstate-epp");

	if (!active && has_word(power->governor, "powersave"))
		return warning_say(&report->warnings, &report->nr_warnings, "POWER_SAVE",
			"choose the governor performance: cpupower frequency-set -g performance",
			"the governor powersave holds CPUs at their lowest clock rate");
	if (active && has_word(power->epp, "power"))
		return warning_say(&report->warnings, &report->nr_warnings, "POWER_SAVE",
			"choose another preference: cpupower set --epp performance",
			"the energy preference power holds the CPUs' clock rate down");
	return 0;
}

static int warn_shared(struct report *report)
{
	if (!report->config.shared)
		return 0;
	return warning_say(&report->warnings, &report->nr_warnings, "SHARED",
		"run them one after the other",
		"another run of parallax was measuring on this machine at the same time");
}

static bool uses_files(const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct cell *cell = &report->cells[report->results[i].cell];

		if (report->results[i].status != STATUS_SKIPPED && cell->class == CLASS_IO &&
			strncmp(cell->workload, NO_FILES, strlen(NO_FILES)) != 0)
			return true;
	}
	return false;
}

static int warn_storage(struct report *report)
{
	const char *fs = report->machine.storage.fs;

	if (!fs || (strcmp(fs, "tmpfs") != 0 && strcmp(fs, "ramfs") != 0) || !uses_files(report))
		return 0;
	return warning_say(&report->warnings, &report->nr_warnings, "TMPFS",
		"name a directory on a disk with --dir",
		"the trials' files lie in memory (%s): their times show no storage", fs);
}

int setting_warnings(struct report *report)
{
	int error = warn_build(report);

	error = error ? error : warn_shared(report);
	error = error ? error : warn_cpus(report);
	error = error ? error : warn_power(report);
	return error ? error : warn_storage(report);
}
