/* SPDX-License-Identifier: MIT */
#include "compare/document.h"

#include "report/csv.h"

static const char *const names[] = { "base", "other", "cell", "other_cell", "mode", "base_workers",
	"other_workers", "by_role", "incomparable", "base_op_ns", "other_op_ns", "op_ratio",
	"ratio", "ci_low", "ci_high", "p", "p_adjusted", "outcome", "lacks", "base_speedup",
	"other_speedup", "base_procs_over_threads", "other_procs_over_threads", "base_pss_bytes",
	"other_pss_bytes" };

static void put_row(struct csv *csv, const struct comparison *comparison, const struct row *row)
{
	const struct change *change = &row->change;

	csv_text(csv, comparison->base_name);
	csv_text(csv, comparison->other_name);
	csv_text(csv, row->cell);
	csv_text(csv, row->other_cell);
	csv_text(csv, mode_name(row->mode));
	csv_figure(csv, row->base_workers);
	csv_figure(csv, row->other_workers);
	csv_text(csv, row->by_role ? "true" : "false");
	csv_text(csv, row->reason);
	csv_number(csv, row->base_op_ns);
	csv_number(csv, row->other_op_ns);
	csv_number(csv, row->op_ratio);
	csv_number(csv, change->ratio);
	csv_number(csv, change->ci_low);
	csv_number(csv, change->ci_high);
	csv_number(csv, change->p);
	csv_number(csv, change->p_adjusted);
	csv_text(csv, row->reason ? NULL : outcome_name(change->outcome));
	csv_text(csv, row->lack);
	csv_number(csv, row->speedup.base);
	csv_number(csv, row->speedup.other);
	csv_number(csv, row->procs.base);
	csv_number(csv, row->procs.other);
	csv_figure(csv, row->base_pss_bytes);
	csv_figure(csv, row->other_pss_bytes);
	csv_end_row(csv);
}

void document_csv(FILE *out, const struct document *document)
{
	struct csv csv = { out, false };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		csv_text(&csv, names[i]);
	csv_end_row(&csv);
	for (size_t c = 0; c < document->nr_comparisons; c++) {
		const struct comparison *comparison = &document->comparisons[c];

		for (size_t i = 0; i < comparison->nr_rows; i++)
			put_row(&csv, comparison, &comparison->rows[i]);
	}
}
