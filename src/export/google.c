/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/fields.h"
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

static const struct field context_fields[] = {
	LENT("date", context, date),
	LENT("executable", context, executable),
	UNSIGNED("num_cpus", context, num_cpus),
	LENT("library_version", context, library_version),
	U64("json_schema_version", context, json_schema_version),
	{ 0 },
};
static const struct shape context_shape = { "context", sizeof(struct context), context_fields };

static const struct field iteration_fields[] = {
	LENT("name", iteration, name),
	U64("family_index", iteration, family_index),
	U64("per_family_instance_index", iteration, per_family_instance_index),
	LENT("run_name", iteration, run_name),
	LENT("run_type", iteration, run_type),
	U64("repetitions", iteration, repetitions),
	U64("repetition_index", iteration, repetition_index),
	UNSIGNED("threads", iteration, threads),
	U64("iterations", iteration, iterations),
	DOUBLE("real_time", iteration, real_time),
	DOUBLE("cpu_time", iteration, cpu_time),
	LENT("time_unit", iteration, time_unit),
	LENT("label", iteration, label),
	{ 0 },
};
static const struct shape iteration_shape = { "iteration", sizeof(struct iteration),
	iteration_fields };

static const struct field document_fields[] = {
	OBJECT("context", document, context, context, context_shape),
	LIST("benchmarks", document, iterations, nr_iterations, iteration, iteration_shape),
	{ 0 },
};
static const struct shape document_shape = { "google", sizeof(struct document), document_fields };

/* ---- Filling it; texts are borrowed from the report ---- */

/* Which family a cell is of, and which of its cells it is. */
struct number {
	uint64_t family, instance;
};

/* A family is a workload. Its cells mostly stand side by side, so that the last one is soon found. */
static void number_cells(const struct report *report, struct number *numbers)
{
	uint64_t nr_families = 0;

	for (size_t i = 0; i < report->nr_cells; i++) {
		size_t k = i;

		while (k && strcmp(report->cells[k - 1].workload, report->cells[i].workload) != 0)
			k--;
		numbers[i] =
			k ? (struct number){ numbers[k - 1].family, numbers[k - 1].instance + 1 }
			  : (struct number){ nr_families++, 0 };
	}
}

static bool is_usable(const struct report *report, const struct trial *trial, size_t cell)
{
	return results_uses(trial, cell) && results_ops(report, cell) > 0 &&
	       trial->work_ns != FIGURE_NONE && trial->usage.cpu_ns != FIGURE_NONE;
}

static void add_cell(const struct report *report, size_t index, const struct number *number,
	struct document *document)
{
	const struct cell *cell = &report->cells[index];
	struct iteration common = {
		.name = cell->cell,
		.run_name = cell->cell,
		.run_type = "iteration",
		.family_index = number->family,
		.per_family_instance_index = number->instance,
		.threads = cell->workers,
		.iterations = cell->ops,
		.time_unit = "ns",
		.label = cell->unit,
	};
	uint64_t nth = 0;

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
	struct number *numbers = calloc(report->nr_cells + 1, sizeof(*numbers));
	char *text = NULL;

	if (document.iterations && numbers) {
		number_cells(report, numbers);
		for (size_t i = 0; i < report->nr_cells; i++)
			add_cell(report, i, &numbers[i], &document);
		text = json_write(&document_shape, &document, JSON_PRETTY);
	}
	free(document.iterations);
	free(numbers);
	if (text)
		fputs(text, out);
	free(text);
	return !text ? -ENOMEM : fflush(out) || ferror(out) ? -EIO : 0;
}
