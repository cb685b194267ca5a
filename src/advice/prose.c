/* SPDX-License-Identifier: MIT */
#include "advice/prose.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Where meanings begin. */
#define TERM_WIDTH 19

void prose_say(const struct sheet *sheet, const char *format, ...)
{
	char *text;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	fputs(sheet->format == SHEET_MARKDOWN ? "- " : "", sheet->out);
	sheet_wrapped(sheet, text, 0, 2);
	free(text);
}

void prose_gap(const struct sheet *sheet)
{
	putc('\n', sheet->out);
}

void prose_explain(const struct sheet *sheet, const char *word, const char *meaning)
{
	if (sheet->format == SHEET_MARKDOWN)
		fprintf(sheet->out, "- %s: ", word + strspn(word, " "));
	else
		fprintf(sheet->out, "%-*s", TERM_WIDTH, word);
	sheet_wrapped(sheet, meaning, TERM_WIDTH, TERM_WIDTH);
}
