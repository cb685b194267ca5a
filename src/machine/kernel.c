/* SPDX-License-Identifier: MIT */
#include "machine/kernel.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/sysfile.h"
#include "machine/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities"
#define THP "/sys/kernel/mm/transparent_hugepage/"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* Those that move numbers; '-' and '_' are one to the kernel, here it is '_'. */
static const char *const parameters[] = {
	"amd_pstate",
	"clocksource",
	"cpufreq.default_governor",
	"cpuidle.governor",
	"default_hugepagesz",
	"gather_data_sampling",
	"hugepages",
	"hugepagesz",
	"idle",
	"init_on_alloc",
	"init_on_free",
	"intel_idle.max_cstate",
	"intel_pstate",
	"irqaffinity",
	"isolcpus",
	"l1tf",
	"maxcpus",
	"mds",
	"mem",
	"mitigations",
	"mmio_stale_data",
	"nmi_watchdog",
	"nohz",
	"nohz_full",
	"nokaslr",
	"nopti",
	"norandmaps",
	"nosmp",
	"nosmt",
	"nospec_store_bypass_disable",
	"nospectre_v1",
	"nospectre_v2",
	"nosoftlockup",
	"nowatchdog",
	"nr_cpus",
	"numa",
	"numa_balancing",
	"page_alloc.shuffle",
	"preempt",
	"processor.max_cstate",
	"psi",
	"pti",
	"rcu_nocb_poll",
	"rcu_nocbs",
	"retbleed",
	"skew_tick",
	"slab_nomerge",
	"spec_rstack_overflow",
	"spec_store_bypass_disable",
	"spectre_v2",
	"spectre_v2_user",
	"srbds",
	"swapaccount",
	"threadirqs",
	"transparent_hugepage",
	"transparent_hugepage_shmem",
	"tsc",
	"tsx",
	"tsx_async_abort",
};

/* Cuts the next word off the line; quotes hold blanks together, as in the kernel's parser. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t\n"), *end = word;
	bool quoted = false;

	for (; *end && (quoted || !strchr(" \t\n", *end)); end++)
		quoted ^= *end == '"';
	*line = *end ? end + 1 : end;
	*end = '\0';
	return *word ? word : NULL;
}

static bool allowed(char *word)
{
	char *value = strchr(word, '=');
	bool known;

	for (char *p = word; *p && *p != '='; p++)
		if (*p == '-')
			*p = '_';
	if (value)
		*value = '\0';
	known = text_listed(word, parameters, COUNT(parameters));
	if (value)
		*value = '=';
	return known && (!value || text_plain(value + 1, ",.:_+-"));
}

static int read_parameters(const char *root, char **text)
{
	char buffer[SYSFILE_SIZE], *line = buffer, *word;
	struct textset set = { 0 };
	int error = 0;

	sysfile_read(root, "/proc/cmdline", buffer, sizeof(buffer));
	while (!error && (word = next_word(&line)) && strcmp(word, "--") != 0)
		if (allowed(word))
			error = textset_add(&set, word);
	if (!error)
		error = textset_join(&set, " ", text);
	textset_release(&set);
	return error;
}

static int add_mitigation(const char *root, const char *name, struct textset *set)
{
	char path[PATH_MAX], clause[256];
	char *text;
	int error;

	snprintf(path, sizeof(path), VULNERABILITIES "/%s", name);
	if (!sysfile_read(root, path, clause, sizeof(clause)))
		return 0;
	clause[strcspn(clause, ";\n")] = '\0';
	error = text_format(&text, "%s=%s", name, clause);
	if (!error)
		error = textset_add(set, text);
	free(text);
	return error;
}

static int read_mitigations(const char *root, char **text)
{
	struct textset set = { 0 };
	char path[PATH_MAX];
	struct dirent *entry;
	int error = 0;
	DIR *dir;

	if (snprintf(path, sizeof(path), "%s" VULNERABILITIES, root) >= (int)sizeof(path))
		return 0;
	dir = opendir(path);
	if (!dir)
		return 0;
	while (!error && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			error = add_mitigation(root, entry->d_name, &set);
	closedir(dir);
	if (!error)
		error = textset_join(&set, "; ", text);
	textset_release(&set);
	return error;
}

/* NAME=value or NAME="value" of os-release(5). */
static void release_field(const char *root, const char *key, char *value, size_t size)
{
	FILE *file = sysfile_open(root, "/etc/os-release");
	size_t length = strlen(key), space = 0;
	char *line = NULL, *from;

	value[0] = '\0';
	if (!file)
		file = sysfile_open(root, "/usr/lib/os-release");
	if (!file)
		return;
	while (!value[0] && getline(&line, &space, file) >= 0) {
		if (strncmp(line, key, length) != 0)
			continue;
		from = line + length + strspn(line + length, "\"'");
		from[strcspn(from, "\"'\n")] = '\0';
		if (text_plain(from, "._-"))
			snprintf(value, size, "%s", from);
	}
	free(line);
	fclose(file);
}

static int read_distribution(const char *root, char **text)
{
	char id[64], version[64];

	release_field(root, "ID=", id, sizeof(id));
	release_field(root, "VERSION_ID=", version, sizeof(version));
	if (*id && *version)
		return text_format(text, "%s %s", id, version);
	return text_set(text, id);
}

/* The longest of these words in "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)". */
static const char *preempt(const char *version)
{
	static const char *const words[] = {
		"PREEMPT_DYNAMIC",
		"PREEMPT_LAZY",
		"PREEMPT_RT",
		"PREEMPT RT",
		"PREEMPT",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(version, words[i]))
			return words[i][7] == ' ' ? "PREEMPT_RT" : words[i];
	return "none";
}

int kernel_read(const char *root, const struct utsname *name, struct machine_kernel *kernel)
{
	int error;

	*kernel = (struct machine_kernel){ 0 };
	error = text_set(&kernel->release, name->release);
	if (!error)
		error = text_set(&kernel->arch, name->machine);
	if (!error)
		error = text_set(&kernel->preempt, preempt(name->version));
	if (!error)
		error = read_distribution(root, &kernel->distribution);
	if (!error)
		error = read_parameters(root, &kernel->parameters);
	if (!error)
		error = read_mitigations(root, &kernel->mitigations);
	if (!error)
		error = sysfile_text(root, CLOCKSOURCE, &kernel->clocksource);
	if (!error)
		error = sysfile_text(root, "/proc/sys/vm/overcommit_memory", &kernel->overcommit);
	if (!error)
		error = sysfile_text(root, "/proc/sys/kernel/randomize_va_space", &kernel->aslr);
	return error;
}

int kernel_read_thp(const char *root, struct machine_thp *thp)
{
	int error;

	*thp = (struct machine_thp){ 0 };
	error = sysfile_choice(root, THP "enabled", &thp->enabled);
	if (!error)
		error = sysfile_choice(root, THP "defrag", &thp->defrag);
	if (!error)
		error = sysfile_choice(root, THP "shmem_enabled", &thp->shmem_enabled);
	return error;
}
