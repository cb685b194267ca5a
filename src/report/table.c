/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include "measure/figure.h"
#include "report/causes.h"
#include "report/format.h"
#include "report/grid.h"
#include "report/sweeps.h"
#include "report/worth.h"

/* ---- Cells ---- */

static const struct column result_columns[] = {
	{ "workload", true },
	{ "mode", true },
	{ "n", false },
	{ "time [95 % CI]", true },
	{ "speedup [95 % CI]", true },
	{ "ops/s", false },
	{ "PSS", false },
	{ "tables", false },
	{ "spawn", false },
};

static bool fill_result(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];
	const struct cell *cell = &report->cells[result->cell];
	const struct summary *work = &result->work_ns;
	const struct speedup *speedup = &result->speedup;

	if (!work->n)
		return false;
	grid_fill_cell(cell, cells);
	format_time_interval(cells[3], work->median, work->ci_low, work->ci_high);
	format_speedup(cells[4], speedup->value, speedup->ci_low, speedup->ci_high);
	format_rate(cells[5], result->ops_per_s.median);
	format_bytes(cells[6], result->memory.pss_bytes);
	format_bytes(cells[7], result->memory.page_table_bytes);
	format_time(cells[8], cell->mode == MODE_SEQ ? NAN : result->spawn_ns.median);
	return true;
}

static void print_results(const struct sheet *sheet, const struct report *report)
{
	const struct grid grid = { result_columns, 9, report->nr_results, fill_result };

	grid_print(sheet, &grid, report);
}

static bool fill_bytes(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];
	const struct cell *cell = &report->cells[result->cell];

	if (!(result->bytes_per_s.median > 0))
		return false;
	grid_fill_cell(cell, cells);
	format_bytes(cells[3], cell->op_bytes);
	format_bytes(cells[4], (uint64_t)result->bytes_per_s.median);
	return true;
}

static void print_bytes(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "n", false },
		{ "an op", false },
		{ "a second", false },
	};
	const struct grid grid = { columns, 5, report->nr_results, fill_bytes };

	grid_section(sheet, &grid, report, "Bytes moved by the work");
}

/* A quantile of too few ops is none. */
static void fill_quantile(char cell[GRID_CELL_SIZE], uint64_t ns)
{
	format_time(cell, ns == FIGURE_NONE ? NAN : (double)ns);
}

static bool fill_latency(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];
	const struct latency *latency = &result->latency;

	if (!latency->kind)
		return false;
	grid_fill_cell(&report->cells[result->cell], cells);
	fill_quantile(cells[3], latency->p50);
	fill_quantile(cells[4], latency->p90);
	fill_quantile(cells[5], latency->p99);
	fill_quantile(cells[6], latency->p999);
	fill_quantile(cells[7], latency->max);
	grid_copy(cells[8], latency->kind, strlen(latency->kind));
	return true;
}

static void print_latencies(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "n", false },
		{ "p50", false },
		{ "p90", false },
		{ "p99", false },
		{ "p99.9", false },
		{ "max", false },
		{ "what", true },
	};
	const struct grid grid = { columns, 9, report->nr_results, fill_latency };

	grid_section(sheet, &grid, report,
		"Latency, over all rounds; - where too few were taken for it");
}

/* ---- What stands above and below the rows ---- */

static void print_head(const struct sheet *sheet, const struct report *report)
{
	const struct machine_cpu *cpu = &report->machine.cpu;
	char memory[FORMAT_SIZE], duration[FORMAT_SIZE], cpus[FORMAT_SIZE];

	fputs("parallax ", sheet->out);
	sheet_text(sheet, report->tool.version);
	if (report->label) {
		fputs(" · ", sheet->out);
		sheet_text(sheet, report->label);
	}
	fputs(" · ", sheet->out);
	sheet_text(sheet, cpu->model ? cpu->model : "unknown CPU");
	fprintf(sheet->out, "\n%u usable of %u CPUs, effectively %s · %s of memory · ",
		cpu->counts.usable_pus, cpu->counts.pus,
		format_ratio(cpus, report->machine.effective_cpus),
		format_bytes(memory, report->machine.memory_bytes));
	sheet_text(sheet, report->machine.virtualization);
	fputs(" · Linux ", sheet->out);
	sheet_text(sheet, report->machine.kernel.release);
	fputs("\n", sheet->out);
	sheet_text(sheet, report->started);
	fprintf(sheet->out, ", %s · ",
		format_time(duration,
			report->duration_ns == FIGURE_NONE ? NAN : (double)report->duration_ns));
	sheet_text(sheet, report->config.scaling);
	fputs(" scaling, ", sheet->out);
	sheet_text(sheet, report->config.schedule);
	fputs(" split, placement ", sheet->out);
	sheet_text(sheet, report->config.placement);
	fputs(report->complete ? "\n\n" : " · INCOMPLETE: it was interrupted\n\n", sheet->out);
}

static void print_legend(const struct sheet *sheet)
{
	fputs("\ntime: of the work, median over rounds · speedup: over seq, within rounds\n"
	      "PSS, tables: memory and page tables of all processes together, after the work\n"
	      "spawn: creating all workers\n",
		sheet->out);
}

static void print_unmeasured(const struct sheet *sheet, const struct report *report)
{
	bool begun = false;

	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (result->status == STATUS_OK)
			continue;
		if (!begun)
			putc('\n', sheet->out);
		begun = true;
		fprintf(sheet->out, "%-8s", status_name(result->status));
		sheet_text(sheet, report->cells[result->cell].cell);
		fputs(": ", sheet->out);
		sheet_text(sheet, result->reason);
		putc('\n', sheet->out);
	}
}

static void print_findings(const struct sheet *sheet, const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t f = 0; f < result->nr_findings; f++) {
			fputs(f ? "" : "found   ", sheet->out);
			if (!f)
				sheet_text(sheet, report->cells[result->cell].cell);
			fputs(f ? ", " : ": ", sheet->out);
			sheet_text(sheet, result->findings[f].name);
			if (result->findings[f].value == FIGURE_NONE)
				fputs(" -", sheet->out);
			else
				fprintf(sheet->out, " %" PRIu64, result->findings[f].value);
			if (f + 1 == result->nr_findings)
				putc('\n', sheet->out);
		}
	}
}

/* ---- Verdicts ---- */

static void say_verdict(
	const struct report *report, const struct verdict_row *row, char text[GRID_CELL_SIZE])
{
	double margin = report->config.margin;

	switch (row->verdict) {
	case VERDICT_THREADS:
		snprintf(text, GRID_CELL_SIZE, "threads");
		return;
	case VERDICT_PROCS:
		snprintf(text, GRID_CELL_SIZE, "%s",
			report->cells[row->procs_cell].twin ? "threads'" : "processes");
		return;
	case VERDICT_EQUIVALENT:
		snprintf(text, GRID_CELL_SIZE, "no difference past %.3g %%", margin * 100);
		return;
	case VERDICT_INCONCLUSIVE:
		snprintf(text, GRID_CELL_SIZE, "cannot tell within %.3g %%", margin * 100);
		return;
	case VERDICT_NONE:
		/* The sentence says why: too few rounds, or a failure. */
		grid_copy(text, row->text, strlen(row->text));
		return;
	}
}

static bool fill_verdict(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct verdict_row *row = &report->verdicts[i];

	grid_copy(cells[0], row->workload, strlen(row->workload));
	snprintf(cells[1], GRID_CELL_SIZE, "%" PRIu64, row->workers);
	format_ratio_interval(cells[2], row->ratio, row->ci_low, row->ci_high);
	format_ratio(cells[3], row->total_ratio);
	format_ratio(cells[4], row->memory_ratio);
	say_verdict(report, row, cells[5]);
	return true;
}

static void print_verdicts(const struct sheet *sheet, const struct report *report)
{
	static const struct column heads[] = {
		{ "workload", true },
		{ "n", false },
		{ "time [95 % CI]", true },
		{ "with spawn", false },
		{ "PSS", false },
		{ "verdict", true },
	};
	const struct grid grid = { heads, 6, report->nr_verdicts, fill_verdict };

	if (!report->nr_verdicts)
		return;
	if (report->cells[report->verdicts[0].procs_cell].twin)
		fputs("\nThreads against themselves: what chance alone makes of it:\n", sheet->out);
	else
		fputs("\nThreads or processes? What processes take, over what threads take:\n",
			sheet->out);
	grid_print(sheet, &grid, report);
}

/* ---- Warnings ---- */

/* A warning that many cells have is told once, with the first of them. */
#define CELLS_TOLD 3

static void print_warning(
	const struct sheet *sheet, const struct warning *warning, const char *cell)
{
	if (cell) {
		fputs("  ", sheet->out);
		sheet_text(sheet, cell);
		fputs(": ", sheet->out);
	}
	sheet_text(sheet, warning->text);
	putc('\n', sheet->out);
}

static void print_heading(const struct sheet *sheet, const struct warning *warning)
{
	sheet_text(sheet, warning->code);
	fputs(": ", sheet->out);
	sheet_text(sheet, warning->advice);
	putc('\n', sheet->out);
}

/* Whether an earlier result has a warning of this code, which then stands there. */
static bool is_printed(const struct report *report, size_t before, const char *code)
{
	for (size_t i = 0; i < before; i++) {
		for (size_t w = 0; w < report->results[i].nr_warnings; w++) {
			if (!strcmp(report->results[i].warnings[w].code, code))
				return true;
		}
	}
	return false;
}

/* All warnings of one code, of which result number first has the first. */
static void print_code(
	const struct sheet *sheet, const struct report *report, size_t first, const char *code)
{
	unsigned nr = 0;

	for (size_t i = first; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t w = 0; w < result->nr_warnings; w++) {
			const struct warning *warning = &result->warnings[w];

			if (strcmp(warning->code, code) != 0)
				continue;
			if (!nr++)
				print_heading(sheet, warning);
			if (nr <= CELLS_TOLD)
				print_warning(sheet, warning, report->cells[result->cell].cell);
		}
	}
	if (nr > CELLS_TOLD)
		fprintf(sheet->out, "  and %u more\n", nr - CELLS_TOLD);
}

static void print_warnings(const struct sheet *sheet, const struct report *report)
{
	size_t nr = report->nr_warnings;

	for (size_t i = 0; i < report->nr_results; i++)
		nr += report->results[i].nr_warnings;
	if (nr)
		fputs("\nWarnings, and what can be done\n", sheet->out);
	for (size_t i = 0; i < report->nr_warnings; i++) {
		print_heading(sheet, &report->warnings[i]);
		fputs("  ", sheet->out);
		print_warning(sheet, &report->warnings[i], NULL);
	}
	for (size_t i = 0; i < report->nr_results; i++) {
		for (size_t w = 0; w < report->results[i].nr_warnings; w++) {
			const char *code = report->results[i].warnings[w].code;

			if (!is_printed(report, i, code))
				print_code(sheet, report, i, code);
		}
	}
}

int table_print(const struct sheet *sheet, const struct report *report)
{
	print_head(sheet, report);
	print_results(sheet, report);
	print_legend(sheet);
	print_unmeasured(sheet, report);
	print_findings(sheet, report);
	print_bytes(sheet, report);
	print_latencies(sheet, report);
	print_verdicts(sheet, report);
	causes_print(sheet, report);
	worth_print(sheet, report);
	sweeps_print(sheet, report);
	print_warnings(sheet, report);
	return fflush(sheet->out) || ferror(sheet->out) ? -EIO : 0;
}
