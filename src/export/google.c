/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/json.h"
#include "report/results.h"

/* ---- The document, as Google Benchmark's JSON reporter writes it ---- */

struct context {
	const char *date, *executable;
	unsigned num_cpus;
	const char *library_version;
	uint64_t json_schema_version;
};

struct iteration {
	const char *name, *run_name, *run_type;
	uint64_t family_index, per_family_instance_index, repetitions, repetition_index;
	unsigned threads;
	uint64_t iterations;
	double real_time, cpu_time; /* an op */
	const char *time_unit, *label;
};

struct document {
	struct context context;
	struct iteration *iterations;
	size_t nr_iterations;
};

#define AT(type, member) offsetof(struct type, member)
#define TEXT(type, member)                                                     \
	{                                                                      \
		.key = #member, .kind = FIELD_TEXT, .offset = AT(type, member) \
	}
#define U64(type, member)                                                     \
	{                                                                     \
		.key = #member, .kind = FIELD_U64, .offset = AT(type, member) \
	}
#define UNSIGNED(type, member)                                                     \
	{                                                                          \
		.key = #member, .kind = FIELD_UNSIGNED, .offset = AT(type, member) \
	}
#define DOUBLE(type, member)                                                     \
	{                                                                        \
		.key = #member, .kind = FIELD_DOUBLE, .offset = AT(type, member) \
	}

static const struct field context_fields[] = {
	TEXT(context, date),
	TEXT(context, executable),
	UNSIGNED(context, num_cpus),
	TEXT(context, library_version),
	U64(context, json_schema_version),
	{ 0 },
};
static const struct shape context_shape = { "context", sizeof(struct context), context_fields };

static const struct field iteration_fields[] = {
	TEXT(iteration, name),
	U64(iteration, family_index),
	U64(iteration, per_family_instance_index),
	TEXT(iteration, run_name),
	TEXT(iteration, run_type),
	U64(iteration, repetitions),
	U64(iteration, repetition_index),
	UNSIGNED(iteration, threads),
	U64(iteration, iterations),
	DOUBLE(iteration, real_time),
	DOUBLE(iteration, cpu_time),
	TEXT(iteration, time_unit),
	TEXT(iteration, label),
	{ 0 },
};
static const struct shape iteration_shape = { "iteration", sizeof(struct iteration),
	iteration_fields };

static const struct field document_fields[] = {
	{ .key = "context",
		.kind = FIELD_OBJECT,
		.offset = AT(document, context),
		.shape = &context_shape },
	{ .key = "benchmarks",
		.kind = FIELD_LIST,
		.offset = AT(document, iterations),
		.nr_offset = AT(document, nr_iterations),
		.shape = &iteration_shape },
	{ 0 },
};
static const struct shape document_shape = { "google", sizeof(struct document), document_fields };

/* ---- Filling it; texts are borrowed from the report ---- */

/* How many families there are before a cell's, and how many cells of its own family. */
static void number_cell(const struct report *report, size_t index, struct iteration *iteration)
{
	for (size_t i = 0; i < index; i++) {
		const struct cell *cell = &report->cells[i];
		size_t first = 0;

		while (strcmp(report->cells[first].workload, cell->workload) != 0)
			first++;
		if (!strcmp(cell->workload, report->cells[index].workload))
			iteration->per_family_instance_index++;
		else if (first == i)
			iteration->family_index++;
	}
}

static bool is_usable(const struct report *report, const struct trial *trial, size_t cell)
{
	return results_uses(trial, cell) && report->cells[cell].ops &&
	       trial->work_ns != FIGURE_NONE && trial->usage.cpu_ns != FIGURE_NONE;
}

static void add_cell(const struct report *report, size_t index, struct document *document)
{
	const struct cell *cell = &report->cells[index];
	struct iteration common = {
		.name = cell->cell,
		.run_name = cell->cell,
		.run_type = "iteration",
		.threads = cell->workers,
		.iterations = cell->ops,
		.time_unit = "ns",
		.label = cell->unit,
	};
	uint64_t nth = 0;

	number_cell(report, index, &common);
	for (size_t i = 0; i < report->nr_trials; i++)
		common.repetitions += is_usable(report, &report->trials[i], index);
	for (size_t i = 0; i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (!is_usable(report, trial, index))
			continue;
		common.repetition_index = nth++;
		common.real_time = (double)trial->work_ns / (double)cell->ops;
		common.cpu_time = (double)trial->usage.cpu_ns / (double)cell->ops;
		document->iterations[document->nr_iterations++] = common;
	}
}

int export_google(const struct report *report, FILE *out)
{
	struct document document = {
		.context = {
			.date = report->started,
			.executable = "parallax",
			.num_cpus = report->machine.cpu.counts.pus,
			.library_version = report->tool.version,
			.json_schema_version = 1,
		},
		.iterations = calloc(report->nr_trials + 1, sizeof(struct iteration)),
	};
	char *text = NULL;

	for (size_t i = 0; document.iterations && i < report->nr_cells; i++)
		add_cell(report, i, &document);
	if (document.iterations)
		text = json_write(&document_shape, &document, JSON_PRETTY);
	free(document.iterations);
	if (text)
		fputs(text, out);
	free(text);
	return !text ? -ENOMEM : fflush(out) || ferror(out) ? -EIO : 0;
}
