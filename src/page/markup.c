/* SPDX-License-Identifier: MIT */
#include "page/markup.h"

#include <string.h>
#include "report/format.h"
#include "report/strict.h"

static void put_ascii(FILE *out, char c)
{
	static const char markup[] = "<>&\"'";

	if (strchr(markup, c))
		fprintf(out, "&#%d;", c);
	else
		putc(c, out);
}

void markup_text(FILE *out, const char *text)
{
	size_t left = text ? strlen(text) : 0;

	while (left) {
		size_t length = strict_utf8(text, left), taken = length ? length : 1;

		if (length && format_hidden(text))
			putc('?', out);
		else if (length == 1)
			put_ascii(out, *text);
		else if (!length)
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(text, 1, length, out);
		text += taken;
		left -= taken;
	}
}

void markup_json(FILE *out, const char *json)
{
	for (; *json; json++) {
		if (*json == '<')
			fputs("\\u003c", out);
		else
			putc(*json, out);
	}
}
