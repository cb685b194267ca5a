/* SPDX-License-Identifier: MIT */
#include "page/markup.h"

#include <ctype.h>
#include <string.h>
#include "report/strict.h"

static void put_ascii(FILE *out, char c)
{
	static const char markup[] = "<>&\"'";

	if (iscntrl((unsigned char)c))
		putc('?', out);
	else if (strchr(markup, c))
		fprintf(out, "&#%d;", c);
	else
		putc(c, out);
}

void markup_text(FILE *out, const char *text)
{
	size_t left = text ? strlen(text) : 0;

	while (left) {
		size_t length = strict_utf8(text, left), taken = length ? length : 1;
		/* The control characters of C1, two bytes in UTF-8. */
		int is_control = length == 2 && text[0] == '\xc2' && (text[1] & 0xe0) == 0x80;

		if (length == 1)
			put_ascii(out, *text);
		else if (is_control)
			putc('?', out);
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
