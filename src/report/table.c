/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include "measure/figure.h"
#include "report/answers.h"
#include "report/causes.h"
#include "report/classes.h"
#include "report/format.h"
#include "report/grid.h"
#include "report/notices.h"
#include "report/hybrids.h"
#include "report/sweeps.h"
#include "report/worth.h"

/* ---- What was measured, and on what ---- */

static const char *or_unknown(const char *text)
{
	return text ? text : "unknown";
}

/* "", " · resumed", " · resumed 3 times": what was measured in more than one go. */
static const char *describe_resumed(uint64_t times, char text[FORMAT_SIZE])
{
	text[0] = '\0';
	if (times != FIGURE_NONE && times > 1)
		snprintf(text, FORMAT_SIZE, " · resumed %" PRIu64 " times", times);
	else if (times == 1)
		strcpy(text, " · resumed");
	return text;
}

/* How many rounds the measured cells have, "11 to 23 rounds (the budget is spent)". */
static void print_rounds(const struct sheet *sheet, const struct report *report)
{
	const char *why = report->config.stop_reason;
	size_t least = SIZE_MAX, most = 0;

	for (size_t i = 0; i < report->nr_results; i++) {
		size_t n = report->results[i].work_ns.n;

		if (n && n < least)
			least = n;
		if (n > most)
			most = n;
	}
	if (!most)
		sheet_line(sheet, "nothing was measured");
	else if (least < most)
		sheet_line(sheet, "%zu to %zu rounds: %s", least, most, or_unknown(why));
	else
		sheet_line(sheet, "%zu round%s: %s", most, most > 1 ? "s" : "", or_unknown(why));
}

static void print_head(const struct sheet *sheet, const struct report *report)
{
	const struct machine_cpu *cpu = &report->machine.cpu;
	double ns = report->duration_ns == FIGURE_NONE ? NAN : (double)report->duration_ns;
	char memory[FORMAT_SIZE], duration[FORMAT_SIZE], cpus[FORMAT_SIZE], resumed[FORMAT_SIZE];

	sheet_title(sheet, "parallax %s%s%s · %s", or_unknown(report->tool.version),
		report->label ? " · " : "", report->label ? report->label : "",
		cpu->model ? cpu->model : "unknown CPU");
	sheet_line(sheet,
		"%u usable of %u CPUs, effectively %s when it began · %s of memory · %s · Linux %s",
		cpu->counts.usable_pus, cpu->counts.pus,
		format_ratio(cpus, report->machine.effective_cpus),
		format_bytes(memory, report->machine.memory_bytes),
		or_unknown(report->machine.virtualization),
		or_unknown(report->machine.kernel.release));
	sheet_line(sheet, "%s, %s · %s scaling, %s split, placement %s%s%s",
		or_unknown(report->started), format_time(duration, ns),
		or_unknown(report->config.scaling), or_unknown(report->config.schedule),
		or_unknown(report->config.placement),
		describe_resumed(report->config.resumed, resumed),
		report->complete ? "" : " · INCOMPLETE: it was interrupted");
	print_rounds(sheet, report);
}

/* ---- Cells ---- */

static bool fill_result(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];
	const struct summary *work = &result->work_ns;
	const struct speedup *speedup = &result->speedup;

	if (!work->n)
		return false;
	grid_fill_cell(&report->cells[result->cell], cells);
	format_time_interval(cells[3], work->median, work->ci_low, work->ci_high);
	format_speedup(cells[4], speedup->value, speedup->ci_low, speedup->ci_high);
	format_rate(cells[5], result->ops_per_s.median);
	format_bytes(cells[6], result->memory.pss_bytes);
	format_bytes(cells[7], result->memory.page_table_bytes);
	notices_mark(result, cells[8]);
	return true;
}

static void print_results(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "n", false },
		{ "time [95 % CI]", true },
		{ "speedup [95 % CI]", true },
		{ "ops/s", false },
		{ "PSS", false },
		{ "tables", false },
		{ "", true },
	};
	const struct grid grid = { columns, 9, report->nr_results, fill_result };

	if (!grid_groups(sheet, &grid, report, "Results", result_class))
		return;
	sheet_gap(sheet);
	sheet_line(sheet, "n: workers · time: of the work, median over rounds · speedup: over seq, "
			  "within rounds");
	sheet_line(sheet, "PSS, tables: memory and page tables of all processes together, after "
			  "the work");
	notices_legend(sheet, report);
}

static void print_unmeasured(const struct sheet *sheet, const struct report *report)
{
	bool begun = false;

	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (result->status == STATUS_OK)
			continue;
		if (!begun)
			sheet_heading(sheet, "Failed or skipped");
		begun = true;
		sheet_line(sheet, "%-7s %s: %s", status_name(result->status),
			report->cells[result->cell].cell, or_unknown(result->reason));
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), part = strlen(end);

	return length >= part && !strcmp(text + length - part, end);
}

/* A finding's unit is the end of its name, as everywhere in a report. */
static void format_finding(char text[GRID_CELL_SIZE], const struct finding *finding)
{
	char value[FORMAT_SIZE];
	uint64_t number = finding->value;

	if (ends_with(finding->name, "_bytes"))
		format_bytes(value, number);
	else if (ends_with(finding->name, "_ns"))
		format_time(value, number == FIGURE_NONE ? NAN : (double)number);
	else if (number == FIGURE_NONE)
		strcpy(value, "-");
	else
		snprintf(value, sizeof(value), "%" PRIu64, number);
	snprintf(text, GRID_CELL_SIZE, "%.*s %s", GRID_CELL_SIZE - FORMAT_SIZE - 2, finding->name,
		value);
}

static bool fill_findings(const void *from, size_t i, char cells[][GRID_CELL_SIZE])
{
	const struct report *report = from;
	const struct result *result = &report->results[i];

	if (!result->nr_findings)
		return false;
	grid_fill_cell(&report->cells[result->cell], cells);
	cells[3][0] = '\0';
	for (size_t f = 0; f < result->nr_findings; f++) {
		char finding[GRID_CELL_SIZE];
		size_t length = strlen(cells[3]);

		format_finding(finding, &result->findings[f]);
		if (length + strlen(finding) + sizeof(", , …") > GRID_CELL_SIZE) {
			snprintf(cells[3] + length, GRID_CELL_SIZE - length, ", …");
			break;
		}
		strcpy(stpcpy(cells[3] + length, length ? ", " : ""), finding);
	}
	return true;
}

static void print_findings(const struct sheet *sheet, const struct report *report)
{
	static const struct column columns[] = {
		{ "workload", true },
		{ "mode", true },
		{ "n", false },
		{ "found", true },
	};
	const struct grid grid = { columns, 4, report->nr_results, fill_findings };

	grid_groups(sheet, &grid, report, "What the workloads found", result_class);
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

	grid_groups(sheet, &grid, report, "Bytes moved by the work", result_class);
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

	grid_groups(sheet, &grid, report,
		"Latency, over all rounds; - where too few were taken for it", result_class);
}

int table_print(const struct sheet *sheet, const struct report *report)
{
	print_head(sheet, report);
	print_results(sheet, report);
	print_unmeasured(sheet, report);
	print_findings(sheet, report);
	print_bytes(sheet, report);
	print_latencies(sheet, report);
	worth_print(sheet, report);
	sweeps_print(sheet, report);
	answers_print(sheet, report);
	hybrids_print(sheet, report);
	causes_print(sheet, report);
	notices_print(sheet, report);
	return fflush(sheet->out) || ferror(sheet->out) ? -EIO : 0;
}
