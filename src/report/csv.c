/* SPDX-License-Identifier: MIT */
#include "report/csv.h"

#include <ctype.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"

static void begin_field(struct csv *csv)
{
	if (csv->begun)
		putc(',', csv->out);
	csv->begun = true;
}

/* Whether a spreadsheet would take a text for a formula. */
static bool is_formula(const char *text)
{
	static const char *const signs[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };

	while (isspace((unsigned char)*text))
		text++;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		if (!strncmp(text, signs[i], strlen(signs[i])))
			return true;
	}
	return false;
}

static bool needs_quotes(const char *text)
{
	size_t length = strlen(text);

	return strpbrk(text, ",\";") ||
	       (length && (isspace((unsigned char)text[0]) ||
				  isspace((unsigned char)text[length - 1])));
}

void csv_text(struct csv *csv, const char *text)
{
	bool quotes;

	begin_field(csv);
	if (!text)
		return;
	quotes = needs_quotes(text);
	if (quotes)
		putc('"', csv->out);
	if (is_formula(text))
		putc('\'', csv->out);
	while (*text) {
		unsigned hidden = format_hidden(text);

		if (*text == '"')
			putc('"', csv->out);
		putc(hidden ? '?' : *text, csv->out);
		text += hidden ? hidden : 1;
	}
	if (quotes)
		putc('"', csv->out);
}

void csv_number(struct csv *csv, double value)
{
	const char *point = localeconv()->decimal_point;
	char text[48], *at;

	begin_field(csv);
	if (!isfinite(value))
		return;
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	at = strstr(text, point);
	if (at)
		fprintf(csv->out, "%.*s.%s", (int)(at - text), text, at + strlen(point));
	else
		fputs(text, csv->out);
}

void csv_figure(struct csv *csv, uint64_t value)
{
	begin_field(csv);
	if (value != FIGURE_NONE)
		fprintf(csv->out, "%" PRIu64, value);
}

void csv_end_row(struct csv *csv)
{
	putc('\n', csv->out);
	csv->begun = false;
}
