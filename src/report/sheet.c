/* SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "report/format.h"

#define STEP 2 /* columns of a step of depth */

/*
 * How many bytes to print before a backslash in Markdown; -1 for none there. Behind the backslash
 * each of these characters is itself. GitHub makes links of "www." and "://" without being asked.
 */
static int escape_at(const char *text)
{
	static const char markup[] = "\\`*_[]<>|#&~";

	if (strchr(markup, *text) || !strncmp(text, "://", 3))
		return 0;
	return strncasecmp(text, "www.", 4) ? -1 : 3;
}

void sheet_text(const struct sheet *sheet, const char *text)
{
	while (text && *text) {
		unsigned hidden = format_hidden(text);
		int escape = sheet->format == SHEET_MARKDOWN && !hidden ? escape_at(text) : -1;

		if (escape >= 0) {
			fprintf(sheet->out, "%.*s\\", escape, text);
			text += escape;
		}
		putc(hidden ? '?' : *text, sheet->out);
		text += hidden ? hidden : 1;
	}
}

/* A text at the beginning of a block of Markdown, where "1." or "- " would begin a list. */
static void put_block(const struct sheet *sheet, const char *text)
{
	size_t digits;

	text += strspn(text, " ");
	digits = strspn(text, "0123456789");
	if (digits && (text[digits] == '.' || text[digits] == ')')) {
		fprintf(sheet->out, "%.*s\\", (int)digits, text);
		text += digits;
	} else if (*text == '+' || *text == '-' || *text == '=') {
		putc('\\', sheet->out);
	}
	sheet_text(sheet, text);
	putc('\n', sheet->out);
}

void sheet_heading(const struct sheet *sheet, const char *text)
{
	if (sheet->format == SHEET_MARKDOWN) {
		fputs("\n## ", sheet->out);
		put_block(sheet, text);
		putc('\n', sheet->out);
		return;
	}
	putc('\n', sheet->out);
	sheet_wrapped(sheet, text, 0, 0);
}

void sheet_gap(const struct sheet *sheet)
{
	putc('\n', sheet->out);
}

void sheet_title(const struct sheet *sheet, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	if (text && sheet->format == SHEET_MARKDOWN) {
		fputs("# ", sheet->out);
		put_block(sheet, text);
		putc('\n', sheet->out);
	} else if (text) {
		sheet_wrapped(sheet, text, 0, STEP);
	}
	free(text);
}

static void put_item(
	const struct sheet *sheet, unsigned depth, const char *format, va_list arguments)
{
	unsigned indent = STEP * depth;
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		return;
	fprintf(sheet->out, "%*s", (int)indent, "");
	if (sheet->format == SHEET_MARKDOWN) {
		fputs("- ", sheet->out);
		put_block(sheet, text);
	} else {
		sheet_wrapped(sheet, text, indent, indent + STEP);
	}
	free(text);
}

void sheet_line(const struct sheet *sheet, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_item(sheet, 0, format, arguments);
	va_end(arguments);
}

void sheet_item(const struct sheet *sheet, unsigned depth, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_item(sheet, depth, format, arguments);
	va_end(arguments);
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

		if (nr && at + 1 + columns > SHEET_WIDTH) {
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
