/* SPDX-License-Identifier: MIT */
#include "page/plain.h"

#include <inttypes.h>
#include "measure/figure.h"
#include "page/markup.h"
#include "report/format.h"
#include "report/hybrids.h"

static void print_cell(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	markup_text(out, text);
	fprintf(out, "</%.2s>", tag);
}

static void begin_row(FILE *out, const char *workload, uint64_t workers)
{
	fputs("<tr>", out);
	print_cell(out, "th scope=\"row\"", workload);
	fprintf(out, "<td class=\"number\">%" PRIu64 "</td>", workers);
}

static void print_verdict(FILE *out, const struct verdict_row *row)
{
	char text[FORMAT_SIZE];

	begin_row(out, row->workload, row->workers);
	print_cell(out, "td class=\"minor\"",
		format_ratio_interval(text, row->ratio, row->ci_low, row->ci_high));
	print_cell(out, "td class=\"number minor\"", format_ratio(text, row->memory_ratio));
	print_cell(out, "td", row->text);
	fputs("</tr>\n", out);
}

static void print_verdicts(FILE *out, const struct report *report)
{
	fputs("<table>\n<caption>What processes take, over what threads take</caption>\n"
	      "<thead><tr><th scope=\"col\">workload</th>"
	      "<th scope=\"col\" class=\"number\">workers</th>"
	      "<th scope=\"col\" class=\"minor\">time [95 % CI]</th>"
	      "<th scope=\"col\" class=\"number minor\">PSS</th>"
	      "<th scope=\"col\">verdict</th></tr></thead>\n<tbody>\n",
		out);
	for (size_t i = 0; i < report->nr_verdicts; i++)
		print_verdict(out, &report->verdicts[i]);
	fputs("</tbody>\n</table>\n", out);
}

/* Of a cell that a row need not have. */
static void print_team(FILE *out, const struct report *report, uint64_t cell)
{
	print_cell(out, "td class=\"minor\"",
		cell == FIGURE_NONE ? "-" : hybrids_team_name(report, cell));
}

static void print_hybrid(FILE *out, const struct report *report, const struct hybrid_row *row)
{
	char text[FORMAT_SIZE];

	begin_row(out, row->workload, row->workers);
	print_team(out, report, row->best_cell);
	print_team(out, report, row->next_cell);
	print_cell(out, "td class=\"minor\"",
		format_ratio_interval(text, row->ratio, row->ci_low, row->ci_high));
	print_cell(out, "td", row->text);
	fputs("</tr>\n", out);
}

static void print_hybrids(FILE *out, const struct report *report)
{
	fputs("<table>\n<caption>Which shape? Teams of as many workers, processes x threads"
	      "</caption>\n<thead><tr><th scope=\"col\">workload</th>"
	      "<th scope=\"col\" class=\"number\">workers</th>"
	      "<th scope=\"col\" class=\"minor\">least</th>"
	      "<th scope=\"col\" class=\"minor\">nearest</th>"
	      "<th scope=\"col\" class=\"minor\">takes [CI]</th>"
	      "<th scope=\"col\">best</th></tr></thead>\n<tbody>\n",
		out);
	for (size_t i = 0; i < report->nr_hybrids; i++)
		print_hybrid(out, report, &report->hybrids[i]);
	fputs("</tbody>\n</table>\n", out);
}

static void print_unmeasured(FILE *out, const struct report *report)
{
	for (size_t i = 0; i < report->nr_results; i++) {
		const struct result *result = &report->results[i];

		if (result->status == STATUS_OK)
			continue;
		fprintf(out, "<p>%s ", status_name(result->status));
		markup_text(out, report->cells[result->cell].cell);
		fputs(": ", out);
		markup_text(out, result->reason);
		fputs("</p>\n", out);
	}
}

void plain_print(FILE *out, const struct page_report *page)
{
	const struct report *report = page->report;

	fputs("<section>\n<h2>", out);
	markup_text(out, page->name);
	fputs("</h2>\n<p>", out);
	markup_text(out, report->machine.cpu.model ? report->machine.cpu.model : "unknown CPU");
	fputs(" · ", out);
	markup_text(out, report->started);
	fputs(report->complete ? "</p>\n" : " · INCOMPLETE: it was interrupted</p>\n", out);
	if (report->nr_verdicts)
		print_verdicts(out, report);
	if (report->nr_hybrids)
		print_hybrids(out, report);
	print_unmeasured(out, report);
	fputs("</section>\n", out);
}
