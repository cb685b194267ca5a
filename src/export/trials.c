/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include <errno.h>
#include "report/csv_path.h"
#include "report/shapes.h"

enum root { TRIAL, CELL };

static const struct {
	enum root root;
	const char *path;
} columns[] = {
	{ TRIAL, "trial" },
	{ TRIAL, "round" },
	{ TRIAL, "warmup" },
	{ CELL, "cell" },
	{ CELL, "workload" },
	{ CELL, "class" },
	{ CELL, "params" },
	{ CELL, "mode" },
	{ CELL, "procs" },
	{ CELL, "threads" },
	{ CELL, "workers" },
	{ CELL, "placement" },
	{ CELL, "ops" },
	{ CELL, "unit" },
	{ TRIAL, "status" },
	{ TRIAL, "reason" },
	{ TRIAL, "spawn_ns" },
	{ TRIAL, "ready_ns" },
	{ TRIAL, "work_ns" },
	{ TRIAL, "reap_ns" },
	{ TRIAL, "total_ns" },
	{ TRIAL, "start_skew_ns" },
	{ TRIAL, "end_skew_ns" },
	{ TRIAL, "gate_ns" },
	{ TRIAL, "setup_ns" },
	{ TRIAL, "overhead_ns" },
	{ TRIAL, "cpu_ns" },
	{ TRIAL, "cpu_user_ns" },
	{ TRIAL, "cpu_sys_ns" },
	{ TRIAL, "ctx_voluntary" },
	{ TRIAL, "ctx_involuntary" },
	{ TRIAL, "faults_minor" },
	{ TRIAL, "faults_major" },
	{ TRIAL, "memory.pss_bytes" },
	{ TRIAL, "memory.pss_anon_bytes" },
	{ TRIAL, "memory.pss_shmem_bytes" },
	{ TRIAL, "memory.pss_file_bytes" },
	{ TRIAL, "memory.rss_bytes" },
	{ TRIAL, "memory.uss_bytes" },
	{ TRIAL, "memory.page_table_bytes" },
	{ TRIAL, "memory.peak_rss_bytes" },
	{ TRIAL, "noise.steal_ns" },
	{ TRIAL, "noise.foreign_ns" },
	{ TRIAL, "noise.psi_cpu_ns" },
	{ TRIAL, "noise.psi_io_ns" },
	{ TRIAL, "noise.psi_memory_ns" },
	{ TRIAL, "noise.throttled_ns" },
	{ TRIAL, "noise.frequency_khz" },
	{ TRIAL, "noise.canary_ns" },
	{ TRIAL, "findings" },
};
#define NR_COLUMNS (sizeof(columns) / sizeof(columns[0]))

int export_trials(const struct report *report, FILE *out)
{
	struct csv csv = { out, false };
	int error = 0;

	for (size_t c = 0; c < NR_COLUMNS; c++)
		csv_path_name(&csv, "", columns[c].path);
	csv_end_row(&csv);
	for (size_t i = 0; !error && i < report->nr_trials; i++) {
		const struct trial *trial = &report->trials[i];
		const struct cell *cell = &report->cells[trial->cell];

		for (size_t c = 0; !error && c < NR_COLUMNS; c++)
			error = columns[c].root == TRIAL
					? csv_path(&csv, &trial_shape, trial, columns[c].path)
					: csv_path(&csv, &cell_shape, cell, columns[c].path);
		csv_end_row(&csv);
	}
	if (fflush(out) || ferror(out))
		return -EIO;
	return error;
}
