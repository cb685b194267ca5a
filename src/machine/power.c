/* SPDX-License-Identifier: MIT */
#include "machine/power.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>

#include "machine/sysfile.h"
#include "machine/text.h"
#include "measure/figure.h"

#define CPU "/sys/devices/system/cpu"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What the policies have between them. */
struct policies {
	struct textset driver, governor, epp;
	uint64_t min_khz, max_khz;
};

static int add_file(const char *policy, const char *name, struct textset *set)
{
	char text[64];

	sysfile_read(policy, name, text, sizeof(text));
	return textset_add(set, text);
}

static int add_policy(const char *policy, struct policies *all)
{
	uint64_t min = sysfile_number(policy, "/scaling_min_freq");
	uint64_t max = sysfile_number(policy, "/scaling_max_freq");
	int error = add_file(policy, "/scaling_driver", &all->driver);

	if (min < all->min_khz)
		all->min_khz = min;
	if (max != FIGURE_NONE && (all->max_khz == FIGURE_NONE || max > all->max_khz))
		all->max_khz = max;
	if (!error)
		error = add_file(policy, "/scaling_governor", &all->governor);
	if (!error)
		error = add_file(policy, "/energy_performance_preference", &all->epp);
	return error;
}

static int add_policies(const char *root, struct policies *all)
{
	char path[PATH_MAX], policy[PATH_MAX];
	struct dirent *entry;
	int error = 0;
	DIR *dir;

	if (snprintf(path, sizeof(path), "%s" CPU "/cpufreq", root) >= (int)sizeof(path))
		return 0;
	dir = opendir(path);
	if (!dir)
		return 0;
	while (!error && (entry = readdir(dir)))
		if (text_starts(entry->d_name, "policy") &&
			snprintf(policy, sizeof(policy), "%s/%s", path, entry->d_name) <
				(int)sizeof(policy))
			error = add_policy(policy, all);
	closedir(dir);
	return error;
}

static const char *boost(const char *root)
{
	uint64_t off = sysfile_number(root, CPU "/intel_pstate/no_turbo");
	uint64_t on = sysfile_number(root, CPU "/cpufreq/boost");

	if (off != FIGURE_NONE)
		return off ? "off" : "on";
	if (on != FIGURE_NONE)
		return on ? "on" : "off";
	return NULL;
}

int power_read(const char *root, struct machine_power *power)
{
	struct policies all = { .min_khz = FIGURE_NONE, .max_khz = FIGURE_NONE };
	const struct {
		struct textset *set;
		char **text;
	} results[] = {
		{ &all.driver, &power->driver },
		{ &all.governor, &power->governor },
		{ &all.epp, &power->epp },
	};
	int error = add_policies(root, &all);

	*power = (struct machine_power){ .min_khz = all.min_khz, .max_khz = all.max_khz };
	for (size_t i = 0; i < COUNT(results); i++) {
		if (!error)
			error = textset_join(results[i].set, ",", results[i].text);
		textset_release(results[i].set);
	}
	return error ? error : text_set(&power->boost, boost(root));
}
