/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"

#define NR_COLUMNS 9
#define CELL_SIZE 96

struct column {
	const char *head;
	bool left;
};

static const struct column columns[NR_COLUMNS] = {
	{ "workload", true },
	{ "mode", true },
	{ "n", false },
	{ "time [95 % int.]", true },
	{ "speedup [95 % int.]", true },
	{ "ops/s", false },
	{ "PSS", false },
	{ "tables", false },
	{ "spawn", false },
};

/* A report may come from anywhere: what is printed of its texts cannot move a cursor. */
static void print_text(FILE *out, const char *text)
{
	for (; text && *text; text++)
		putc(iscntrl((unsigned char)*text) ? '?' : *text, out);
}

static void print_cell(FILE *out, const char *text, bool left, unsigned width)
{
	unsigned pad = format_columns(text) < width ? width - format_columns(text) : 0;

	if (!left)
		fprintf(out, "%*s", (int)pad, "");
	print_text(out, text);
	if (left)
		fprintf(out, "%*s", (int)pad, "");
}

/* The name of a cell without its mode: the workload and parameters that are not the default. */
static void name_work(const struct cell *cell, char text[CELL_SIZE])
{
	const char *mode = strrchr(cell->cell, ' ');

	snprintf(text, CELL_SIZE, "%.*s", mode ? (int)(mode - cell->cell) : CELL_SIZE, cell->cell);
}

static void name_mode(const struct cell *cell, char text[CELL_SIZE])
{
	if (cell->mode == MODE_HYBRID)
		snprintf(text, CELL_SIZE, "%ux%u", cell->procs, cell->threads);
	else
		snprintf(text, CELL_SIZE, "%s", mode_name(cell->mode));
}

static void fill_row(
	const struct report *report, const struct result *result, char row[NR_COLUMNS][CELL_SIZE])
{
	const struct cell *cell = &report->cells[result->cell];
	const struct summary *work = &result->work_ns;
	const struct speedup *speedup = &result->speedup;

	name_work(cell, row[0]);
	name_mode(cell, row[1]);
	snprintf(row[2], CELL_SIZE, "%u", cell->workers);
	format_time_interval(row[3], work->median, work->ci_low, work->ci_high);
	format_ratio_interval(row[4], speedup->value, speedup->ci_low, speedup->ci_high);
	format_rate(row[5], result->ops_per_s.median);
	format_bytes(row[6], result->memory.pss_bytes);
	format_bytes(row[7], result->memory.page_table_bytes);
	format_time(row[8], cell->mode == MODE_SEQ ? NAN : result->spawn_ns.median);
}

static void print_rows(FILE *out, const struct report *report, const unsigned width[NR_COLUMNS])
{
	for (size_t i = 0; i < report->nr_results; i++) {
		char row[NR_COLUMNS][CELL_SIZE];

		if (!report->results[i].work_ns.n)
			continue;
		fill_row(report, &report->results[i], row);
		for (unsigned c = 0; c < NR_COLUMNS; c++) {
			print_cell(out, row[c], columns[c].left, width[c]);
			putc(c + 1 < NR_COLUMNS ? ' ' : '\n', out);
		}
	}
}

static void print_cells(FILE *out, const struct report *report)
{
	unsigned width[NR_COLUMNS];

	for (unsigned c = 0; c < NR_COLUMNS; c++)
		width[c] = format_columns(columns[c].head);
	for (size_t i = 0; i < report->nr_results; i++) {
		char row[NR_COLUMNS][CELL_SIZE];

		if (!report->results[i].work_ns.n)
			continue;
		fill_row(report, &report->results[i], row);
		for (unsigned c = 0; c < NR_COLUMNS; c++) {
			if (format_columns(row[c]) > width[c])
				width[c] = format_columns(row[c]);
		}
	}
	for (unsigned c = 0; c < NR_COLUMNS; c++) {
		print_cell(out, columns[c].head, columns[c].left, width[c]);
		putc(c + 1 < NR_COLUMNS ? ' ' : '\n', out);
	}
	print_rows(out, report, width);
}

/* ---- What stands above and below the rows ---- */

static void print_head(FILE *out, const struct report *report)
{
	const struct machine_cpu *cpu = &report->machine.cpu;
	char memory[FORMAT_SIZE], duration[FORMAT_SIZE], cpus[FORMAT_SIZE];

	fputs("parallax ", out);
	print_text(out, report->tool.version);
	if (report->label) {
		fputs(" · ", out);
		print_text(out, report->label);
	}
	fputs(" · ", out);
	print_text(out, cpu->model ? cpu->model : "unknown CPU");
	fprintf(out, "\n%u usable of %u CPUs, effectively %s · %s of memory · ",
		cpu->counts.usable_pus, cpu->counts.pus,
		format_ratio(cpus, report->machine.effective_cpus),
		format_bytes(memory, report->machine.memory_bytes));
	print_text(out, report->machine.virtualization);
	fputs(" · Linux ", out);
	print_text(out, report->machine.kernel.release);
	fputs("\n", out);
	print_text(out, report->started);
	fprintf(out, ", %s · %s scaling, %s split, placement %s%s\n\n",
		format_time(duration, report->duration_ns == FIGURE_NONE ?
					      NAN :
					      (double)report->duration_ns),
		report->config.scaling, report->config.schedule, report->config.placement,
		report->complete ? "" : " · INCOMPLETE: it was interrupted");
}

static void print_legend(FILE *out)
{
	fputs("\ntime: of the work, median over rounds · speedup: over seq, within rounds\n"
	      "PSS, tables: memory and page tables of all processes together, after the work\n"
	      "spawn: creating all workers\n",
		out);
}

static void print_unmeasured(FILE *out, const struct report *report)
{
	bool begun = false;

	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (result->status == STATUS_OK)
			continue;
		if (!begun)
			putc('\n', out);
		begun = true;
		fprintf(out, "%-8s", status_name(result->status));
		print_text(out, report->cells[result->cell].cell);
		fputs(": ", out);
		print_text(out, result->reason);
		putc('\n', out);
	}
}

static void print_findings(FILE *out, const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t f = 0; f < result->nr_findings; f++) {
			fputs(f ? "" : "found   ", out);
			if (!f)
				print_text(out, report->cells[result->cell].cell);
			fputs(f ? ", " : ": ", out);
			print_text(out, result->findings[f].name);
			fprintf(out, " %" PRIu64, result->findings[f].value);
			if (f + 1 == result->nr_findings)
				putc('\n', out);
		}
	}
}

static void print_verdicts(FILE *out, const struct report *report)
{
	unsigned width = 0;

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		unsigned columns_taken = format_columns(report->verdicts[i].workload);

		width = columns_taken > width ? columns_taken : width;
	}
	if (report->nr_verdicts)
		fputs("\nThreads or processes?\n", out);
	for (size_t i = 0; i < report->nr_verdicts; i++) {
		const struct verdict_row *row = &report->verdicts[i];

		print_cell(out, row->workload, true, width);
		fprintf(out, " %3" PRIu64 "  ", row->workers);
		print_text(out, row->text);
		putc('\n', out);
	}
}

static void print_warning(FILE *out, const char *where, const struct warning *warning)
{
	print_text(out, warning->code);
	if (where) {
		putc(' ', out);
		print_text(out, where);
	}
	fputs(": ", out);
	print_text(out, warning->text);
	fputs("; ", out);
	print_text(out, warning->advice);
	putc('\n', out);
}

static void print_warnings(FILE *out, const struct report *report)
{
	size_t nr = report->nr_warnings;

	for (size_t i = 0; i < report->nr_results; i++)
		nr += report->results[i].nr_warnings;
	if (nr)
		fputs("\nWarnings\n", out);
	for (size_t i = 0; i < report->nr_warnings; i++)
		print_warning(out, NULL, &report->warnings[i]);
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		for (size_t w = 0; w < result->nr_warnings; w++)
			print_warning(out, report->cells[result->cell].cell,
				&result->warnings[w]);
	}
}

int table_print(FILE *out, const struct report *report)
{
	print_head(out, report);
	print_cells(out, report);
	print_legend(out);
	print_unmeasured(out, report);
	print_findings(out, report);
	print_verdicts(out, report);
	print_warnings(out, report);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
