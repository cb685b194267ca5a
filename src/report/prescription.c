/* SPDX-License-Identifier: MIT */
#include "report/prescription.h"

#include <string.h>
#include "report/format.h"
#include "report/grid.h"

#define WIDTH 100
#define INDENT 24 /* of what was seen, behind mark and name */
#define HANG 12   /* of what stands under it */

/* A word of the text, its length in bytes without the blank behind it. */
static unsigned columns_of(const char *word, size_t length)
{
	unsigned columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += (word[i] & 0xc0) != 0x80;
	return columns;
}

/* Prints the text from column at on, broken between words; later lines begin at column hang. */
static void print_wrapped(FILE *out, const char *text, unsigned at, unsigned hang)
{
	for (unsigned nr = 0; *text; nr++) {
		size_t length = strcspn(text, " ");
		unsigned columns = columns_of(text, length);

		if (nr && at + 1 + columns > WIDTH) {
			fprintf(out, "\n%*s", (int)hang, "");
			at = hang;
		} else if (nr) {
			putc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", (int)length, text);
		at += columns;
		text += length + (text[length] == ' ');
	}
	putc('\n', out);
}

/* Every line under a word that stands in front of the first. */
static void print_lines(FILE *out, const char *word, const char *lines)
{
	while (lines && *lines) {
		size_t length = strcspn(lines, "\n");

		fprintf(out, "      %-*s%.*s\n", HANG - 6, word, (int)length, lines);
		lines += length + (lines[length] == '\n');
		word = "";
	}
}

void prescription_checks(FILE *out, const struct checkup *checkup)
{
	fputs("Is this machine fit to measure on? Nothing is changed here: commands are for you to "
	      "run, or not.\n\n",
		out);
	for (size_t i = 0; i < checkup->nr_remarks; i++) {
		const struct remark *remark = &checkup->remarks[i];

		fprintf(out, "%-5s %-*s", judgement_name(remark->judgement), INDENT - 6,
			remark->name);
		grid_text(out, remark->seen);
		putc('\n', out);
		if (remark->why) {
			fprintf(out, "%*s", HANG, "");
			print_wrapped(out, remark->why, HANG, HANG);
		}
		print_lines(out, "do", remark->advice);
		print_lines(out, "undo", remark->undo);
	}
	putc('\n', out);
}

void prescription_end(FILE *out, const struct checkup *checkup)
{
	if (checkup->noise_floor.text) {
		fputs("A/A trial: ", out);
		print_wrapped(out, checkup->noise_floor.text, (unsigned)strlen("A/A trial: "), 0);
		putc('\n', out);
	}
	print_wrapped(out, checkup->conclusion, 0, 0);
}
