/* SPDX-License-Identifier: MIT */
#include "report/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct layout {
	FILE *out;
	unsigned depth;  /* of what is spread */
	unsigned packed; /* levels inside something that stays on one line */
	int in_list; /* entries of a spread list are packed, so lists are never spread in lists */
};

static void put_break(const struct layout *layout)
{
	putc('\n', layout->out);
	for (unsigned i = 0; i < layout->depth; i++)
		putc('\t', layout->out);
}

static const char *put_text(const struct layout *layout, const char *at)
{
	do {
		if (*at == '\\')
			putc(*at++, layout->out);
		putc(*at++, layout->out);
	} while (*at != '"');
	putc(*at++, layout->out);
	return at;
}

static void put_opening(struct layout *layout, const char *at)
{
	int is_list = *at == '[';

	putc(*at, layout->out);
	if (layout->packed || layout->in_list || (is_list ? at[1] != '{' : at[1] == '}')) {
		layout->packed++;
		return;
	}
	layout->in_list = is_list;
	layout->depth++;
	put_break(layout);
}

static void put_closing(struct layout *layout, const char *at)
{
	if (layout->packed) {
		layout->packed--;
	} else {
		layout->in_list = 0;
		layout->depth--;
		put_break(layout);
	}
	putc(*at, layout->out);
}

static void put_all(struct layout *layout, const char *at)
{
	while (*at) {
		if (*at == '"') {
			at = put_text(layout, at);
			continue;
		}
		if (*at == '[' || *at == '{')
			put_opening(layout, at);
		else if (*at == ']' || *at == '}')
			put_closing(layout, at);
		else
			putc(*at, layout->out);
		if (*at == ',' && !layout->packed)
			put_break(layout);
		else if (*at == ':' && !layout->packed)
			putc(' ', layout->out);
		at++;
	}
	putc('\n', layout->out);
}

char *layout_spread(char *json)
{
	struct layout layout = { 0 };
	char *text = NULL;
	size_t size;

	layout.out = open_memstream(&text, &size);
	if (layout.out) {
		put_all(&layout, json);
		if (fclose(layout.out)) {
			free(text);
			text = NULL;
		}
	}
	free(json);
	if (!text)
		errno = ENOMEM;
	return text;
}
