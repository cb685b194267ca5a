/* SPDX-License-Identifier: MIT */
#include "page/excerpt.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/fields.h"
#include "report/hybrids.h"
#include "report/json.h"
#include "report/shapes.h"

/* ---- The part of a shape that is kept ---- */

#define MOST_KEYS 20

struct part {
	struct field fields[MOST_KEYS];
	struct shape shape;
};

static const char *const report_keys[] = { "complete", "started", "duration_ns", "label", "tool",
	"config", "machine", "methods", "cells", "results", "verdicts", "hybrids", "sweeps",
	"warnings", NULL };
static const char *const cell_keys[] = { "cell", "workload", "class", "workload_version", "mode",
	"workers", "twin", "ops", "unit", "latency", NULL };
static const char *const result_keys[] = { "cell", "status", "reason", "failed", "work_ns",
	"total_ns", "spawn_ns", "ops_per_s", "speedup", "efficiency", "break_even_ns", "memory",
	"latency_ns", "findings", "warnings", NULL };

static struct field *find_field(const struct field *fields, const char *key)
{
	while (fields->key && strcmp(fields->key, key) != 0)
		fields++;
	assert(fields->key);
	return (struct field *)(uintptr_t)fields;
}

static void keep(struct part *part, const struct shape *whole, const char *const *keys)
{
	size_t nr = 0;

	for (; keys[nr]; nr++)
		part->fields[nr] = *find_field(whole->fields, keys[nr]);
	assert(nr < MOST_KEYS);
	part->fields[nr] = (struct field){ 0 };
	part->shape = (struct shape){ whole->name, whole->size, part->fields };
}

/* Lets a list keep no more than that of each of its entries. */
static void narrow(
	struct part *report, const char *list, struct part *part, const char *const *keys)
{
	struct field *field = find_field(report->fields, list);

	keep(part, field->shape, keys);
	field->shape = &part->shape;
}

/* ---- Trials by columns ---- */

struct pair {
	uint64_t first, second;
};

struct column {
	struct pair *pairs;
	size_t nr;
};

enum { TRIALS, WORK, CANARY, STEAL, FOREIGN, PSI_CPU, THROTTLED, NR_COLUMNS };

/* The teams of a row of hybrids. */
struct teams {
	struct hybrid_team *list;
	size_t nr;
};

struct entry {
	char *name;
	struct report report; /* the texts and lists are those of the report that was given */
	struct column columns[NR_COLUMNS];
	struct teams *teams;
	size_t nr_teams;
};

static void add(struct column *column, uint64_t trial, uint64_t value)
{
	if (value != FIGURE_NONE)
		column->pairs[column->nr++] = (struct pair){ trial, value };
}

static void fill(struct entry *entry, const struct trial *trial, uint64_t i)
{
	const struct noise *noise = &trial->noise;
	uint64_t round = trial->round && trial->round != FIGURE_NONE ? trial->round : 1;

	add(&entry->columns[TRIALS], trial->cell, trial->warmup ? 0 : round);
	if (trial->status != STATUS_OK)
		return;
	add(&entry->columns[WORK], i, trial->work_ns);
	add(&entry->columns[CANARY], i, noise->canary_ns);
	add(&entry->columns[STEAL], i, noise->steal_ns);
	add(&entry->columns[FOREIGN], i, noise->foreign_ns);
	add(&entry->columns[PSI_CPU], i, noise->psi_cpu_ns);
	add(&entry->columns[THROTTLED], i, noise->throttled_ns);
}

static int fill_teams(struct entry *entry, const struct report *report)
{
	int error = 0;

	entry->teams = calloc(report->nr_hybrids + 1, sizeof(*entry->teams));
	if (!entry->teams)
		return -ENOMEM;
	for (size_t i = 0; i < report->nr_hybrids && !error; i++) {
		struct teams *teams = &entry->teams[entry->nr_teams++];

		error = hybrids_teams(report, i, &teams->list, &teams->nr);
	}
	return error;
}

static int fill_entry(struct entry *entry, const struct page_report *from)
{
	entry->name = (char *)(uintptr_t)from->name;
	entry->report = *from->report;
	for (unsigned c = 0; c < NR_COLUMNS; c++) {
		entry->columns[c].pairs = calloc(from->report->nr_trials + 1, sizeof(struct pair));
		if (!entry->columns[c].pairs)
			return -ENOMEM;
	}
	for (size_t i = 0; i < from->report->nr_trials; i++)
		fill(entry, &from->report->trials[i], i);
	return fill_teams(entry, from->report);
}

static void release(struct entry *entries, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		for (unsigned c = 0; c < NR_COLUMNS; c++)
			free(entries[i].columns[c].pairs);
		for (size_t t = 0; t < entries[i].nr_teams; t++)
			free(entries[i].teams[t].list);
		free(entries[i].teams);
	}
	free(entries);
}

/* ---- All of it ---- */

static const struct field team_fields[] = {
	U64("cell", hybrid_team, cell),
	DOUBLE("ratio", hybrid_team, ratio),
	DOUBLE("ci_low", hybrid_team, ci_low),
	DOUBLE("ci_high", hybrid_team, ci_high),
	{ 0 },
};
static const struct shape team_shape = { "team", sizeof(struct hybrid_team), team_fields };

static const struct field teams_fields[] = {
	LIST("teams", teams, list, nr, hybrid_team, team_shape),
	{ 0 },
};
static const struct shape teams_shape = { "teams", sizeof(struct teams), teams_fields };

#define COLUMN(key_, which)                                             \
	{                                                               \
		.key = key_, .kind = FIELD_PAIRS,                       \
		.offset = offsetof(struct entry, columns[which].pairs), \
		.nr_offset = offsetof(struct entry, columns[which].nr)  \
	}

static char *write_entries(const struct entry *entries, size_t nr, const struct shape *report)
{
	const struct field entry_fields[] = {
		{ .key = "name", .kind = FIELD_TEXT, .offset = offsetof(struct entry, name) },
		{ .key = "report",
			.kind = FIELD_OBJECT,
			.offset = offsetof(struct entry, report),
			.shape = report },
		COLUMN("trials", TRIALS),
		COLUMN("work_ns", WORK),
		COLUMN("canary_ns", CANARY),
		COLUMN("steal_ns", STEAL),
		COLUMN("foreign_ns", FOREIGN),
		COLUMN("psi_cpu_ns", PSI_CPU),
		COLUMN("throttled_ns", THROTTLED),
		{ .key = "shapes",
			.kind = FIELD_LIST,
			.offset = offsetof(struct entry, teams),
			.nr_offset = offsetof(struct entry, nr_teams),
			.shape = &teams_shape },
		{ 0 },
	};
	const struct shape entry_shape = { "entry", sizeof(struct entry), entry_fields };
	struct all {
		const struct entry *entries;
		size_t nr;
	} all = { entries, nr };
	const struct field all_fields[] = {
		{ .key = "reports",
			.kind = FIELD_LIST,
			.offset = offsetof(struct all, entries),
			.nr_offset = offsetof(struct all, nr),
			.shape = &entry_shape },
		{ 0 },
	};
	const struct shape all_shape = { "page", sizeof(struct all), all_fields };

	return json_write(&all_shape, &all, JSON_LINE);
}

char *excerpt_write(const struct page_report *reports, size_t nr)
{
	struct entry *entries = calloc(nr + 1, sizeof(*entries));
	struct part report, cell, result;
	char *text = NULL;
	int error = entries ? 0 : -ENOMEM;

	keep(&report, &report_shape, report_keys);
	narrow(&report, "cells", &cell, cell_keys);
	narrow(&report, "results", &result, result_keys);
	for (size_t i = 0; i < nr && !error; i++)
		error = fill_entry(&entries[i], &reports[i]);
	if (!error) {
		text = write_entries(entries, nr, &report.shape);
		error = text ? 0 : -errno;
	}
	if (entries)
		release(entries, nr);
	errno = -error;
	return text;
}
