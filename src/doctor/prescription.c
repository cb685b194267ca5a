/* SPDX-License-Identifier: MIT */
#include "doctor/prescription.h"

#include <string.h>
#include "report/sheet.h"

#define INDENT 24 /* of what was seen, behind mark and name */
#define HANG 12   /* of what stands under it */

/* Every line under a word that stands in front of the first. */
static void print_lines(const struct sheet *sheet, const char *word, const char *lines)
{
	while (lines && *lines) {
		size_t length = strcspn(lines, "\n");

		fprintf(sheet->out, "      %-*s%.*s\n", HANG - 6, word, (int)length, lines);
		lines += length + (lines[length] == '\n');
		word = "";
	}
}

void prescription_checks(const struct sheet *sheet, const struct checkup *checkup)
{
	fputs("Is this machine fit to measure on? Nothing is changed here: commands are for you to "
	      "run, or not.\n\n",
		sheet->out);
	for (size_t i = 0; i < checkup->nr_remarks; i++) {
		const struct remark *remark = &checkup->remarks[i];

		fprintf(sheet->out, "%-5s %-*s", judgement_name(remark->judgement), INDENT - 6,
			remark->name);
		sheet_text(sheet, remark->seen);
		putc('\n', sheet->out);
		if (remark->why) {
			fprintf(sheet->out, "%*s", HANG, "");
			sheet_wrapped(sheet, remark->why, HANG, HANG);
		}
		print_lines(sheet, "do", remark->advice);
		print_lines(sheet, "undo", remark->undo);
	}
	putc('\n', sheet->out);
}

void prescription_end(const struct sheet *sheet, const struct checkup *checkup)
{
	if (checkup->noise_floor.text) {
		fputs("A/A trial: ", sheet->out);
		sheet_wrapped(sheet, checkup->noise_floor.text, (unsigned)strlen("A/A trial: "), 0);
		putc('\n', sheet->out);
	}
	sheet_wrapped(sheet, checkup->conclusion, 0, 0);
}
