/* SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "report/format.h"

#define WIDTH 100

/* Whether a control character begins here: of ASCII, or the C1 set in UTF-8, two bytes. */
static int control_length(const char *text)
{
	unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];

	if (iscntrl(first))
		return 1;
	return first == 0xc2 && second >= 0x80 && second < 0xa0 ? 2 : 0;
}

void sheet_text(const struct sheet *sheet, const char *text)
{
	static const char markup[] = "\\`*_[]<>|#";

	while (text && *text) {
		int skipped = control_length(text);

		if (sheet->format == SHEET_MARKDOWN && !skipped && strchr(markup, *text))
			putc('\\', sheet->out);
		putc(skipped ? '?' : *text, sheet->out);
		text += skipped ? skipped : 1;
	}
}

void sheet_heading(const struct sheet *sheet, const char *text)
{
	fputs(sheet->format == SHEET_MARKDOWN ? "\n## " : "\n", sheet->out);
	sheet_text(sheet, text);
	fputs(sheet->format == SHEET_MARKDOWN ? "\n\n" : "\n", sheet->out);
}

void sheet_line(const struct sheet *sheet, const char *format, ...)
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
	sheet_text(sheet, text);
	putc('\n', sheet->out);
	free(text);
}

void sheet_wrapped(const struct sheet *sheet, const char *text, unsigned at, unsigned hang)
{
	char *words = strdup(text), *rest = words;
	const char *word;

	if (sheet->format == SHEET_MARKDOWN || !words) {
		sheet_text(sheet, text);
		putc('\n', sheet->out);
		free(words);
		return;
	}
	for (unsigned nr = 0; (word = strsep(&rest, " ")); nr++) {
		unsigned columns = format_columns(word);

		if (nr && at + 1 + columns > WIDTH) {
			fprintf(sheet->out, "\n%*s", (int)hang, "");
			at = hang;
		} else if (nr) {
			putc(' ', sheet->out);
			at++;
		}
		sheet_text(sheet, word);
		at += columns;
	}
	putc('\n', sheet->out);
	free(words);
}
