/* SPDX-License-Identifier: MIT */
#include "compare/setting.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"

/* ---- How each setting is told ---- */

typedef char *tell(const struct report *report);

static char *copy(const char *text)
{
	return strdup(text ? text : "-");
}

#define TELL_TEXT(name, member)                               \
	static char *tell_##name(const struct report *report) \
	{                                                     \
		return copy(report->member);                  \
	}

TELL_TEXT(model, machine.cpu.model)
TELL_TEXT(microcode, machine.cpu.microcode)
TELL_TEXT(cpuset, machine.cpuset)
TELL_TEXT(virtualization, machine.virtualization)
TELL_TEXT(distribution, machine.kernel.distribution)
TELL_TEXT(release, machine.kernel.release)
TELL_TEXT(parameters, machine.kernel.parameters)
TELL_TEXT(mitigations, machine.kernel.mitigations)
TELL_TEXT(preempt, machine.kernel.preempt)
TELL_TEXT(clocksource, machine.kernel.clocksource)
TELL_TEXT(aslr, machine.kernel.aslr)
TELL_TEXT(driver, machine.power.driver)
TELL_TEXT(governor, machine.power.governor)
TELL_TEXT(boost, machine.power.boost)
TELL_TEXT(epp, machine.power.epp)
TELL_TEXT(thp, machine.thp.enabled)
TELL_TEXT(thp_shmem, machine.thp.shmem_enabled)
TELL_TEXT(fs, machine.storage.fs)
TELL_TEXT(device, machine.storage.device)
TELL_TEXT(libc, machine.libc)
TELL_TEXT(allocator, machine.allocator)
TELL_TEXT(compiler, machine.build.compiler)
TELL_TEXT(cflags, machine.build.cflags)
TELL_TEXT(sanitizer, machine.build.sanitizer)
TELL_TEXT(version, tool.version)
TELL_TEXT(commit, tool.commit)
TELL_TEXT(scaling, config.scaling)
TELL_TEXT(schedule, config.schedule)
TELL_TEXT(placement, config.placement)
TELL_TEXT(stop_rule, config.stop_rule)

/*
 * Without what a node has of memory, "NUMANode(memory=13113712640)", of which a kernel keeps more or less
 * for itself from one start to the next; the machine's memory is a setting of its own.
 */
static char *tell_topology(const struct report *report)
{
	static const char memory[] = "(memory=";
	char *text = copy(report->machine.cpu.topology), *at = text;

	while (text && (at = strstr(at, memory))) {
		char *end = at + strlen(memory);

		end += strspn(end, "0123456789");
		end += *end == ' ' || *end == ')';
		at += end[-1] != ')'; /* more attributes follow the bracket */
		memmove(at, end, strlen(end) + 1);
	}
	return text;
}

static char *tell_count(uint64_t count)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, count);
	return strdup(count == FIGURE_NONE ? "-" : text);
}

static char *tell_pus(const struct report *report)
{
	return tell_count(report->machine.cpu.counts.pus);
}

static char *tell_usable(const struct report *report)
{
	return tell_count(report->machine.cpu.counts.usable_pus);
}

static char *tell_effective(const struct report *report)
{
	char text[FORMAT_SIZE];

	/* A measurement, of which a tenth is chance. */
	return strdup(format_ratio(text, rint(report->machine.effective_cpus * 10) / 10));
}

static char *tell_quota(const struct report *report)
{
	char text[FORMAT_SIZE];

	return strdup(format_ratio(text, report->machine.limits.cpu_quota));
}

static char *tell_memory(const struct report *report)
{
	char text[FORMAT_SIZE];

	return strdup(format_bytes(text, report->machine.memory_bytes));
}

static char *tell_memory_limit(const struct report *report)
{
	char text[FORMAT_SIZE];

	return strdup(format_bytes(text, report->machine.limits.memory_limit_bytes));
}

static char *tell_dirty(const struct report *report)
{
	return strdup(report->tool.dirty ? "yes" : "no");
}

static char *tell_margin(const struct report *report)
{
	char text[FORMAT_SIZE];

	return strdup(format_ratio(text, report->config.margin));
}

static char *tell_target(const struct report *report)
{
	char text[FORMAT_SIZE];

	return strdup(format_ratio(text, report->config.target_ci));
}

static char *tell_rounds(const struct report *report)
{
	return tell_count(report->config.rounds_min);
}

static const struct told {
	const char *what;
	tell *tell;
} settings[] = {
	{ "CPU", tell_model },
	{ "CPUs", tell_pus },
	{ "usable CPUs", tell_usable },
	{ "effective CPUs", tell_effective },
	{ "CPU quota", tell_quota },
	{ "cpuset", tell_cpuset },
	{ "topology", tell_topology },
	{ "microcode", tell_microcode },
	{ "memory", tell_memory },
	{ "memory limit", tell_memory_limit },
	{ "virtualization", tell_virtualization },
	{ "distribution", tell_distribution },
	{ "kernel", tell_release },
	{ "kernel parameters", tell_parameters },
	{ "mitigations", tell_mitigations },
	{ "preemption", tell_preempt },
	{ "clock source", tell_clocksource },
	{ "ASLR", tell_aslr },
	{ "frequency driver", tell_driver },
	{ "governor", tell_governor },
	{ "boost", tell_boost },
	{ "energy preference", tell_epp },
	{ "huge pages", tell_thp },
	{ "huge pages, shared", tell_thp_shmem },
	{ "file system", tell_fs },
	{ "storage", tell_device },
	{ "C library", tell_libc },
	{ "allocator", tell_allocator },
	{ "compiler", tell_compiler },
	{ "cflags", tell_cflags },
	{ "sanitizer", tell_sanitizer },
	{ "parallax", tell_version },
	{ "commit", tell_commit },
	{ "uncommitted changes", tell_dirty },
	{ "scaling", tell_scaling },
	{ "schedule", tell_schedule },
	{ "placement", tell_placement },
	{ "margin", tell_margin },
	{ "rounds, at least", tell_rounds },
	{ "stop rule", tell_stop_rule },
	{ "target interval", tell_target },
};

#define NR_SETTINGS (sizeof(settings) / sizeof(*settings))

static bool has_entry(const char *list, const char *entry, size_t length)
{
	for (; list; list = strstr(list, "; ") ? strstr(list, "; ") + 2 : NULL) {
		if (strcspn(list, ";") == length && !strncmp(list, entry, length))
			return true;
	}
	return false;
}

/* The entries of a list that are not in the other, with "; " between them. */
static char *leave_out(const char *list, const char *other)
{
	char *text = malloc(strlen(list) + 2), *end = text;

	while (text && list) {
		size_t length = strcspn(list, ";");

		if (!has_entry(other, list, length))
			end += sprintf(end, "%s%.*s", end > text ? "; " : "", (int)length, list);
		list = list[length] ? list + length + 2 : NULL;
	}
	if (text && end == text)
		strcpy(text, "-");
	return text;
}

/* Puts in the place of two lists what only one of them has. Returns 0 or -ENOMEM. */
static int shorten(struct difference *difference)
{
	char *base = leave_out(difference->base, difference->other);
	char *other = leave_out(difference->other, difference->base);

	free(difference->base);
	free(difference->other);
	difference->base = base;
	difference->other = other;
	return base && other ? 0 : -ENOMEM;
}

/* Adds a setting where it differs. Returns 0 or -ENOMEM. */
static int add_difference(const struct report *base, const struct report *other,
	const struct told *told, struct differences *differences)
{
	struct difference *next = &differences->list[differences->nr++];

	*next = (struct difference){ told->what, told->tell(base), told->tell(other) };
	if (!next->base || !next->other)
		return -ENOMEM;
	if (strcmp(next->base, next->other) != 0)
		return told->tell == tell_mitigations ? shorten(next) : 0;
	free(next->base);
	free(next->other);
	differences->nr--;
	return 0;
}

int differences_make(
	const struct report *base, const struct report *other, struct differences *differences)
{
	int error = 0;

	*differences = (struct differences){ calloc(NR_SETTINGS, sizeof(*differences->list)), 0 };
	if (!differences->list)
		return -ENOMEM;
	for (size_t i = 0; !error && i < NR_SETTINGS; i++)
		error = add_difference(base, other, &settings[i], differences);
	if (error)
		differences_release(differences);
	return error;
}

void differences_release(struct differences *differences)
{
	for (size_t i = 0; i < differences->nr; i++) {
		free(differences->list[i].base);
		free(differences->list[i].other);
	}
	free(differences->list);
	*differences = (struct differences){ NULL, 0 };
}

/* ---- Likeness ---- */

const char *likeness_name(enum likeness likeness)
{
	static const char *const names[] = {
		[LIKE_ENVIRONMENT] = "same environment",
		[LIKE_HARDWARE] = "same hardware",
		[LIKE_NOTHING] = "different hardware",
	};

	return names[likeness];
}

/* What neither says is not known to be the same. */
static bool are_equal(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

enum likeness setting_likeness(const struct report *base, const struct report *other)
{
	const struct machine *a = &base->machine, *b = &other->machine;

	if (!are_equal(a->hw_id, b->hw_id))
		return LIKE_NOTHING;
	/* env_id covers compiler, flags, sanitizer and version; a commit says more than a version. */
	if (are_equal(a->env_id, b->env_id) && are_equal(base->tool.version, other->tool.version) &&
		(are_equal(base->tool.commit, other->tool.commit) ||
			(!base->tool.commit && !other->tool.commit)))
		return LIKE_ENVIRONMENT;
	return LIKE_HARDWARE;
}

const char *setting_doubt(const struct report *report, unsigned nth)
{
	static const struct {
		const char *code, *text;
	} builds[] = {
		{ "DEBUG_BUILD", "it is of a build without optimisation" },
		{ "SANITIZER", "it is of a build with a sanitizer" },
	};
	unsigned nr = 0;

	if (!report->complete && nr++ == nth)
		return "it is incomplete: the run was interrupted";
	for (size_t b = 0; b < sizeof(builds) / sizeof(*builds); b++) {
		for (size_t i = 0; i < report->nr_warnings; i++) {
			if (!strcmp(report->warnings[i].code, builds[b].code) && nr++ == nth)
				return builds[b].text;
		}
	}
	return NULL;
}
