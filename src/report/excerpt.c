/* SPDX-License-Identifier: MIT */
#include "report/excerpt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include "measure/figure.h"
#include "report/csv.h"
#include "report/csv_path.h"
#include "report/json.h"
#include "report/shapes.h"

/* ---- What stands in a column ---- */

enum root { CELL, RESULT, VERDICT };

static const struct {
	enum root root;
	const char *path; /* of keys, from the shape of the root */
} columns[] = {
	{ CELL, "cell" },
	{ CELL, "workload" },
	{ CELL, "class" },
	{ CELL, "workload_version" },
	{ CELL, "params" },
	{ CELL, "mode" },
	{ CELL, "procs" },
	{ CELL, "threads" },
	{ CELL, "workers" },
	{ CELL, "twin" },
	{ CELL, "placement" },
	{ CELL, "ops" },
	{ CELL, "unit" },
	{ CELL, "op_bytes" },
	{ RESULT, "status" },
	{ RESULT, "reason" },
	{ RESULT, "failed" },
	{ RESULT, "work_ns.n" },
	{ RESULT, "work_ns.median" },
	{ RESULT, "work_ns.ci_low" },
	{ RESULT, "work_ns.ci_high" },
	{ RESULT, "work_ns.min" },
	{ RESULT, "work_ns.max" },
	{ RESULT, "work_ns.mean" },
	{ RESULT, "work_ns.stdev" },
	{ RESULT, "work_ns.mad" },
	{ RESULT, "work_ns.q1" },
	{ RESULT, "work_ns.q3" },
	{ RESULT, "total_ns.median" },
	{ RESULT, "total_ns.ci_low" },
	{ RESULT, "total_ns.ci_high" },
	{ RESULT, "spawn_ns.median" },
	{ RESULT, "ready_ns.median" },
	{ RESULT, "reap_ns.median" },
	{ RESULT, "start_skew_ns.median" },
	{ RESULT, "ops_per_s.median" },
	{ RESULT, "ops_per_s.ci_low" },
	{ RESULT, "ops_per_s.ci_high" },
	{ RESULT, "bytes_per_s.median" },
	{ RESULT, "bytes_per_s.ci_low" },
	{ RESULT, "bytes_per_s.ci_high" },
	{ RESULT, "speedup.base_median_ns" },
	{ RESULT, "speedup.value" },
	{ RESULT, "speedup.ci_low" },
	{ RESULT, "speedup.ci_high" },
	{ RESULT, "efficiency" },
	{ RESULT, "break_even_ns.value" },
	{ RESULT, "break_even_ns.ci_low" },
	{ RESULT, "break_even_ns.ci_high" },
	{ RESULT, "break_even_ns.reason" },
	{ RESULT, "per_op.cpu_ns" },
	{ RESULT, "per_op.cpu_user_ns" },
	{ RESULT, "per_op.cpu_sys_ns" },
	{ RESULT, "per_op.ctx_voluntary" },
	{ RESULT, "per_op.ctx_involuntary" },
	{ RESULT, "per_op.faults_minor" },
	{ RESULT, "per_op.faults_major" },
	{ RESULT, "per_op.cycles" },
	{ RESULT, "per_op.instructions" },
	{ RESULT, "per_op.cache_misses" },
	{ RESULT, "per_op.dtlb_misses" },
	{ RESULT, "per_op.counted" },
	{ RESULT, "memory.pss_bytes" },
	{ RESULT, "memory.pss_anon_bytes" },
	{ RESULT, "memory.pss_shmem_bytes" },
	{ RESULT, "memory.pss_file_bytes" },
	{ RESULT, "memory.rss_bytes" },
	{ RESULT, "memory.uss_bytes" },
	{ RESULT, "memory.page_table_bytes" },
	{ RESULT, "memory.peak_rss_bytes" },
	{ RESULT, "worker_page_table_bytes" },
	{ RESULT, "latency_ns.kind" },
	{ RESULT, "latency_ns.count" },
	{ RESULT, "latency_ns.p50" },
	{ RESULT, "latency_ns.p90" },
	{ RESULT, "latency_ns.p99" },
	{ RESULT, "latency_ns.p999" },
	{ RESULT, "latency_ns.max" },
	{ RESULT, "findings" },
	{ RESULT, "warnings" },
	{ VERDICT, "verdict" },
	{ VERDICT, "n" },
	{ VERDICT, "ratio" },
	{ VERDICT, "ci_low" },
	{ VERDICT, "ci_high" },
	{ VERDICT, "total_ratio" },
	{ VERDICT, "memory_ratio" },
	{ VERDICT, "cause" },
};
#define NR_COLUMNS (sizeof(columns) / sizeof(*columns))

static void put_name(struct csv *csv, enum root root, const char *path)
{
	bool prefix = root == VERDICT && strcmp(path, "verdict") != 0;

	csv_path_name(csv, prefix ? "verdict_" : "", path);
}

/* ---- The rows ---- */

/* The verdict that a cell is part of; NULL where there is none. */
static const struct verdict_row *verdict_of(const struct report *report, size_t cell)
{
	const struct cell *own = &report->cells[cell];

	for (size_t i = 0; i < report->nr_verdicts; i++) {
		const struct verdict_row *row = &report->verdicts[i];
		const struct cell *threads = &report->cells[row->threads_cell];

		if (row->threads_cell == cell || row->procs_cell == cell ||
			(row->workers == own->workers && cell_same_work(threads, own) &&
				!strcmp(threads->placement, own->placement)))
			return row;
	}
	return NULL;
}

static int put_row(struct csv *csv, const struct report *report, size_t i)
{
	const struct result *result = &report->results[i];
	const struct {
		const struct shape *shape;
		const void *object;
	} roots[] = {
		[CELL] = { &cell_shape, &report->cells[result->cell] },
		[RESULT] = { &result_shape, result },
		[VERDICT] = { &verdict_shape, verdict_of(report, result->cell) },
	};
	int error = 0;

	for (size_t c = 0; !error && c < NR_COLUMNS; c++)
		error = csv_path(csv, roots[columns[c].root].shape, roots[columns[c].root].object,
			columns[c].path);
	csv_end_row(csv);
	return error;
}

static int finish(FILE *out, int error)
{
	if (fflush(out) || ferror(out))
		return error ? error : -EIO;
	return error;
}

int excerpt_csv(FILE *out, const struct report *report)
{
	struct csv csv = { out, false };
	int error = 0;

	for (size_t c = 0; c < NR_COLUMNS; c++)
		put_name(&csv, columns[c].root, columns[c].path);
	csv_end_row(&csv);
	for (size_t i = 0; !error && i < report->nr_results; i++)
		error = put_row(&csv, report, i);
	return finish(out, error);
}

/* ---- JSON ---- */

int excerpt_json(FILE *out, const struct report *report)
{
	struct field fields[64] = { { .key = NULL } };
	const struct shape shape = { report_shape.name, report_shape.size, fields };
	size_t nr = 0;

	for (const struct field *field = report_shape.fields; field->key; field++) {
		if (strcmp(field->key, "trials") != 0)
			fields[nr++] = *field;
	}
	return finish(out, json_print(out, &shape, report, JSON_PRETTY));
}
