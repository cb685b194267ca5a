/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "compare/document.h"
#include "measure/figure.h"

static const char head[] =
	"base,other,cell,other_cell,mode,base_workers,other_workers,by_role,incomparable,"
	"base_op_ns,other_op_ns,op_ratio,ratio,ci_low,ci_high,p,p_adjusted,outcome,lacks,"
	"base_speedup,other_speedup,base_procs_over_threads,other_procs_over_threads,"
	"base_pss_bytes,other_pss_bytes\n";

/* Each put_ writes what stands between two commas, and the second. */
static void put_text(FILE *out, const char *text)
{
	if (!text || !text[strcspn(text, ",\"\r\n")]) {
		fprintf(out, "%s,", text ? text : "");
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	fputs("\",", out);
}

static void put_number(FILE *out, double value)
{
	if (!isnan(value))
		fprintf(out, "%.9g", value);
	putc(',', out);
}

static void put_bytes(FILE *out, uint64_t bytes, char end)
{
	if (bytes != FIGURE_NONE)
		fprintf(out, "%" PRIu64, bytes);
	putc(end, out);
}

static void put_row(FILE *out, const struct comparison *comparison, const struct row *row)
{
	const struct change *change = &row->change;

	put_text(out, comparison->base_name);
	put_text(out, comparison->other_name);
	put_text(out, row->cell);
	put_text(out, row->other_cell);
	fprintf(out, "%s,%u,%u,%s,", mode_name(row->mode), row->base_workers, row->other_workers,
		row->by_role ? "true" : "false");
	put_text(out, row->reason);
	put_number(out, row->base_op_ns);
	put_number(out, row->other_op_ns);
	put_number(out, row->op_ratio);
	put_number(out, change->ratio);
	put_number(out, change->ci_low);
	put_number(out, change->ci_high);
	put_number(out, change->p);
	put_number(out, change->p_adjusted);
	put_text(out, row->reason ? NULL : outcome_name(change->outcome));
	put_text(out, row->lack);
	put_number(out, row->speedup.base);
	put_number(out, row->speedup.other);
	put_number(out, row->procs.base);
	put_number(out, row->procs.other);
	put_bytes(out, row->base_pss_bytes, ',');
	put_bytes(out, row->other_pss_bytes, '\n');
}

void document_csv(FILE *out, const struct document *document)
{
	fputs(head, out);
	for (size_t c = 0; c < document->nr_comparisons; c++) {
		const struct comparison *comparison = &document->comparisons[c];

		for (size_t i = 0; i < comparison->nr_rows; i++)
			put_row(out, comparison, &comparison->rows[i]);
	}
}
