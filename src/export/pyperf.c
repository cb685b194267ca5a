/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/fields.h"
#include "report/json.h"
#include "report/results.h"

/* ---- The document, as pyperf/_bench.py reads it ---- */

/* A metadata value must not be null, so that what is unknown is no entry at all. */
struct entry {
	const char *name, *text;
};

struct metadata {
	struct entry *entries;
	size_t nr;
};

struct run_metadata {
	uint64_t loops;  /* ops */
	double duration; /* s, of the whole trial */
};

struct run {
	struct run_metadata metadata;
	double *values; /* s an op */
	size_t nr_values;
};

struct benchmark {
	struct metadata metadata;
	struct run *runs;
	size_t nr_runs;
};

struct document {
	const char *version;
	struct metadata metadata;
	struct benchmark *benchmarks;
	size_t nr_benchmarks;
};

static const struct field entry_fields[] = {
	LENT("name", entry, name),
	LENT("text", entry, text),
	{ 0 },
};
static const struct shape entry_shape = { "metadata", sizeof(struct entry), entry_fields };

static const struct field run_metadata_fields[] = {
	U64("loops", run_metadata, loops),
	DOUBLE("duration", run_metadata, duration),
	{ 0 },
};
static const struct shape run_metadata_shape = { "run metadata", sizeof(struct run_metadata),
	run_metadata_fields };

static const struct field run_fields[] = {
	OBJECT("metadata", run, metadata, run_metadata, run_metadata_shape),
	ARRAY("values", FIELD_DOUBLES, run, values, nr_values, double, ),
	{ 0 },
};
static const struct shape run_shape = { "run", sizeof(struct run), run_fields };

static const struct field benchmark_fields[] = {
	MAP("metadata", benchmark, metadata.entries, metadata.nr, entry, entry_shape),
	LIST("runs", benchmark, runs, nr_runs, run, run_shape),
	{ 0 },
};
static const struct shape benchmark_shape = { "benchmark", sizeof(struct benchmark),
	benchmark_fields };

static const struct field document_fields[] = {
	LENT("version", document, version),
	MAP("metadata", document, metadata.entries, metadata.nr, entry, entry_shape),
	LIST("benchmarks", document, benchmarks, nr_benchmarks, benchmark, benchmark_shape),
	{ 0 },
};
static const struct shape document_shape = { "pyperf", sizeof(struct document), document_fields };

/* ---- Filling it; texts are borrowed from the report ---- */

/* Most entries of any metadata. */
#define ENTRIES_MOST 16

static void add(struct metadata *metadata, const char *name, const char *text)
{
	/* pyperf refuses a text that is empty or has more than one line. */
	if (!text || !text[strspn(text, " \t")] || strpbrk(text, "\r\n"))
		return;
	metadata->entries[metadata->nr++] = (struct entry){ name, text };
}

static int describe_machine(const struct report *report, struct metadata *metadata)
{
	const struct machine *machine = &report->machine;

	metadata->entries = calloc(ENTRIES_MOST, sizeof(*metadata->entries));
	if (!metadata->entries)
		return -ENOMEM;
	add(metadata, "unit", "second");
	add(metadata, "parallax_version", report->tool.version);
	add(metadata, "parallax_commit", report->tool.commit);
	add(metadata, "label", report->label);
	add(metadata, "cpu_model_name", machine->cpu.model);
	add(metadata, "kernel", machine->kernel.release);
	add(metadata, "libc", machine->libc);
	add(metadata, "compiler", machine->build.compiler);
	add(metadata, "virtualization", machine->virtualization);
	add(metadata, "clocksource", machine->kernel.clocksource);
	return 0;
}

static int fill_run(const struct cell *cell, const struct trial *trial, struct run *run)
{
	run->values = malloc(sizeof(*run->values));
	if (!run->values)
		return -ENOMEM;
	run->nr_values = 1;
	run->values[0] = (double)trial->work_ns / 1e9 / (double)cell->ops;
	run->metadata.loops = cell->ops;
	run->metadata.duration = (double)trial->total_ns / 1e9;
	return 0;
}

/* A benchmark without a run is none: pyperf would refuse the whole document. */
static int fill_benchmark(const struct report *report, size_t index, struct benchmark *benchmark)
{
	const struct cell *cell = &report->cells[index];
	int error = 0;

	benchmark->runs = calloc(report->nr_trials + 1, sizeof(*benchmark->runs));
	benchmark->metadata.entries = calloc(ENTRIES_MOST, sizeof(struct entry));
	if (!benchmark->runs || !benchmark->metadata.entries)
		return -ENOMEM;
	add(&benchmark->metadata, "name", cell->cell);
	add(&benchmark->metadata, "op", cell->unit);
	add(&benchmark->metadata, "placement", cell->placement);
	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];

		if (results_uses(trial, index) && results_ops(report, index) > 0 &&
			trial->work_ns && trial->work_ns != FIGURE_NONE)
			error = fill_run(cell, trial, &benchmark->runs[benchmark->nr_runs++]);
	}
	return error;
}

static void release_benchmark(struct benchmark *benchmark)
{
	for (size_t i = 0; benchmark->runs && i < benchmark->nr_runs; i++)
		free(benchmark->runs[i].values);
	free(benchmark->runs);
	free(benchmark->metadata.entries);
	*benchmark = (struct benchmark){ 0 };
}

static int fill(const struct report *report, struct document *document)
{
	int error = describe_machine(report, &document->metadata);

	document->version = "1.0";
	document->benchmarks = calloc(report->nr_cells + 1, sizeof(*document->benchmarks));
	if (!document->benchmarks)
		return -ENOMEM;
	for (size_t i = 0; !error && i < report->nr_cells; i++) {
		struct benchmark *benchmark = &document->benchmarks[document->nr_benchmarks++];

		error = fill_benchmark(report, i, benchmark);
		if (!error && !benchmark->nr_runs) {
			release_benchmark(benchmark);
			document->nr_benchmarks--;
		}
	}
	return error;
}

int export_pyperf(const struct report *report, FILE *out)
{
	struct document document = { 0 };
	int error = fill(report, &document);
	char *text = error ? NULL : json_write(&document_shape, &document, JSON_PRETTY);

	if (text)
		fputs(text, out);
	free(text);
	for (size_t i = 0; i < document.nr_benchmarks; i++)
		release_benchmark(&document.benchmarks[i]);
	free(document.benchmarks);
	free(document.metadata.entries);
	return !text ? -ENOMEM : fflush(out) || ferror(out) ? -EIO : 0;
}
