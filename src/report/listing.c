/* SPDX-License-Identifier: MIT */
#include "report/listing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "engine/cell.h"
#include "report/json.h"

static const struct {
	const char *how, *shares;
} modes[NR_MODES] = {
	[MODE_SEQ] = { "one worker, nothing is created",
		"everything: there is nobody to share with" },
	[MODE_THREADS] = { "N pthreads of one process",
		"the whole address space and all descriptors" },
	[MODE_PROCS] = { "N forked processes", "the arena; all else is copied on write" },
	[MODE_HYBRID] = { "P processes of T pthreads each, as PxT",
		"the arena, and within a process everything" },
};

static int ended(FILE *out)
{
	return fflush(out) || ferror(out) ? -EIO : 0;
}

/* ---- For people ---- */

static void print_modes_of(FILE *out, const struct workload *workload)
{
	const char *comma = "";

	if (workload->modes == ALL_MODES)
		fputs("all modes", out);
	for (int mode = 0; workload->modes != ALL_MODES && mode < NR_MODES; mode++) {
		if (!(workload->modes & MODE_BIT(mode)))
			continue;
		fprintf(out, "%s%s", comma, mode_name((enum mode)mode));
		comma = ", ";
	}
	if (workload->modes_reason)
		fprintf(out, " (%s)", workload->modes_reason);
}

/* Which counts it takes, where it does not take all. */
static void print_counts_of(FILE *out, const struct workload *workload, int indent)
{
	if (!workload->workers_reason)
		return;
	fprintf(out, "\n%*s", indent, "");
	if (workload_multiple(workload) > 1)
		fprintf(out, "multiples of %u workers", workload_multiple(workload));
	else
		fprintf(out, "at least %u workers", workload_least(workload));
	fprintf(out, ": %s", workload->workers_reason);
}

int listing_workloads(FILE *out, const struct workload *const *registry)
{
	int width = (int)strlen("workload");

	for (size_t i = 0; registry[i]; i++) {
		int length = (int)strlen(registry[i]->name);

		width = length > width ? length : width;
	}
	fprintf(out, "class  %-*s  what it does; one op; modes\n", width, "workload");
	for (; *registry; registry++) {
		const struct workload *workload = *registry;

		fprintf(out, "%-7s%-*s  %s\n%*sop: one %s; ", class_name(workload->class), width,
			workload->name, workload->summary, width + 9, "", workload->op);
		print_modes_of(out, workload);
		print_counts_of(out, workload, width + 9);
		if (workload->unavailable)
			fprintf(out, "\n%*sunavailable: %s", width + 9, "", workload->unavailable);
		putc('\n', out);
	}
	return ended(out);
}

int listing_modes(FILE *out, const struct workload *const *registry)
{
	(void)registry;
	for (int mode = 0; mode < NR_MODES; mode++)
		fprintf(out, "%-9s%s; shared: %s\n", mode_name((enum mode)mode), modes[mode].how,
			modes[mode].shares);
	return ended(out);
}

static bool has(const struct param *params, const struct param *param)
{
	for (; params && params->name; params++) {
		if (!strcmp(params->name, param->name) && params->value == param->value &&
			params->min == param->min && params->max == param->max)
			return true;
	}
	return false;
}

/* Whether an earlier workload of the family has the same parameter: it is set for all of them. */
static bool is_told(const struct workload *const *registry, const struct workload *workload,
	const struct param *param)
{
	const size_t family = strcspn(workload->name, "/");

	for (; *registry != workload; registry++) {
		if (strcspn((*registry)->name, "/") == family &&
			!strncmp((*registry)->name, workload->name, family) &&
			has((*registry)->params, param))
			return true;
	}
	return false;
}

int listing_params(FILE *out, const struct workload *const *registry)
{
	fprintf(out, "%-22s%10s  %-20s%s\n", "parameter", "default", "range", "what it is");
	for (const struct workload *const *at = registry; *at; at++) {
		const struct param *param = (*at)->params;

		for (; param && param->name; param++) {
			char name[64], range[64];

			if (is_told(registry, *at, param))
				continue;
			snprintf(name, sizeof(name), "%.*s.%s", (int)strcspn((*at)->name, "/"),
				(*at)->name, param->name);
			snprintf(range, sizeof(range), "%" PRId64 " to %" PRId64, param->min,
				param->max);
			fprintf(out, "%-22s%10" PRId64 "  %-20s%s\n", name, param->value, range,
				param->help);
		}
	}
	return ended(out);
}

/* ---- As JSON ---- */

/* Structs whose texts are borrowed: they are only written, never released by their shape. */
struct listed_param {
	char family_text[32];
	const char *family, *name, *help;
	int64_t value, min, max;
};

struct listed_workload {
	const char *class, *name, *summary, *op, *shares, *modes_reason, *workers_reason,
		*unavailable;
	const char *modes[NR_MODES];
	const char **mode_list;
	size_t nr_modes;
	unsigned version, min_workers, workers_multiple, default_workers;
};

struct listed_mode {
	const char *name, *how, *shares;
};

struct list {
	void *entries;
	size_t nr;
};

#define TEXT(type, member, name)                                                         \
	{                                                                                \
		.key = name, .kind = FIELD_TEXT, .offset = offsetof(struct type, member) \
	}
#define INTEGER(type, member, name)                                                     \
	{                                                                               \
		.key = name, .kind = FIELD_I64, .offset = offsetof(struct type, member) \
	}
#define COUNT(type, member, name)                                                            \
	{                                                                                    \
		.key = name, .kind = FIELD_UNSIGNED, .offset = offsetof(struct type, member) \
	}

static const struct field param_fields[] = {
	TEXT(listed_param, family, "family"),
	TEXT(listed_param, name, "name"),
	INTEGER(listed_param, value, "default"),
	INTEGER(listed_param, min, "min"),
	INTEGER(listed_param, max, "max"),
	TEXT(listed_param, help, "help"),
	{ .key = NULL },
};

static const struct field workload_fields[] = {
	TEXT(listed_workload, class, "class"),
	TEXT(listed_workload, name, "name"),
	TEXT(listed_workload, summary, "summary"),
	TEXT(listed_workload, op, "op"),
	TEXT(listed_workload, shares, "shares"),
	COUNT(listed_workload, version, "version"),
	{ .key = "modes",
		.kind = FIELD_TEXTS,
		.offset = offsetof(struct listed_workload, mode_list),
		.nr_offset = offsetof(struct listed_workload, nr_modes) },
	TEXT(listed_workload, modes_reason, "modes_reason"),
	COUNT(listed_workload, min_workers, "min_workers"),
	COUNT(listed_workload, workers_multiple, "workers_multiple"),
	TEXT(listed_workload, workers_reason, "workers_reason"),
	COUNT(listed_workload, default_workers, "default_workers"),
	TEXT(listed_workload, unavailable, "unavailable"),
	{ .key = NULL },
};

static const struct field mode_fields[] = {
	TEXT(listed_mode, name, "name"),
	TEXT(listed_mode, how, "how"),
	TEXT(listed_mode, shares, "shares"),
	{ .key = NULL },
};

static int print_json(
	FILE *out, const char *key, const struct shape *entry, const struct list *list)
{
	const struct field fields[] = {
		{ .key = key,
			.kind = FIELD_LIST,
			.offset = offsetof(struct list, entries),
			.nr_offset = offsetof(struct list, nr),
			.shape = entry },
		{ .key = NULL },
	};
	const struct shape shape = { "listing", sizeof(*list), fields };
	char *text = json_write(&shape, list, JSON_PRETTY);

	if (!text)
		return -ENOMEM;
	fputs(text, out);
	free(text);
	return ended(out);
}

static size_t count(const struct workload *const *registry)
{
	size_t nr = 0;

	while (registry[nr])
		nr++;
	return nr;
}

int listing_workloads_json(FILE *out, const struct workload *const *registry)
{
	static const struct shape shape = { "workload", sizeof(struct listed_workload),
		workload_fields };
	struct listed_workload *entries = calloc(count(registry) + 1, sizeof(*entries));
	struct list list = { entries, 0 };
	int error;

	if (!entries)
		return -ENOMEM;
	for (; *registry; registry++) {
		const struct workload *workload = *registry;
		struct listed_workload *entry = &entries[list.nr++];

		*entry = (struct listed_workload){ .class = class_name(workload->class),
			.name = workload->name,
			.summary = workload->summary,
			.op = workload->op,
			.shares = workload->shares,
			.modes_reason = workload->modes_reason,
			.workers_reason = workload->workers_reason,
			.mode_list = entry->modes,
			.version = workload->version,
			.min_workers = workload_least(workload),
			.workers_multiple = workload_multiple(workload),
			.default_workers = workload->default_workers,
			.unavailable = workload->unavailable };
		for (int mode = 0; mode < NR_MODES; mode++) {
			if (workload->modes & MODE_BIT(mode))
				entry->modes[entry->nr_modes++] = mode_name((enum mode)mode);
		}
	}
	error = print_json(out, "workloads", &shape, &list);
	free(entries);
	return error;
}

int listing_modes_json(FILE *out, const struct workload *const *registry)
{
	static const struct shape shape = { "mode", sizeof(struct listed_mode), mode_fields };
	struct listed_mode entries[NR_MODES];
	struct list list = { entries, NR_MODES };

	(void)registry;
	for (int mode = 0; mode < NR_MODES; mode++)
		entries[mode] = (struct listed_mode){ mode_name((enum mode)mode), modes[mode].how,
			modes[mode].shares };
	return print_json(out, "modes", &shape, &list);
}

static size_t count_params(const struct workload *const *registry)
{
	size_t nr = 0;

	for (; *registry; registry++) {
		for (const struct param *param = (*registry)->params; param && param->name; param++)
			nr++;
	}
	return nr;
}

int listing_params_json(FILE *out, const struct workload *const *registry)
{
	static const struct shape shape = { "param", sizeof(struct listed_param), param_fields };
	struct listed_param *entries = calloc(count_params(registry) + 1, sizeof(*entries));
	struct list list = { entries, 0 };
	int error;

	if (!entries)
		return -ENOMEM;
	for (const struct workload *const *at = registry; *at; at++) {
		const struct param *param = (*at)->params;

		for (; param && param->name; param++) {
			struct listed_param *entry = &entries[list.nr];

			if (is_told(registry, *at, param))
				continue;
			list.nr++;
			snprintf(entry->family_text, sizeof(entry->family_text), "%.*s",
				(int)strcspn((*at)->name, "/"), (*at)->name);
			entry->family = entry->family_text;
			entry->name = param->name;
			entry->help = param->help;
			entry->value = param->value;
			entry->min = param->min;
			entry->max = param->max;
		}
	}
	error = print_json(out, "params", &shape, &list);
	free(entries);
	return error;
}
