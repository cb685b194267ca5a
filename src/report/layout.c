/* SPDX-License-Identifier: MIT */
#include "report/layout.h"

void layout_begin(struct layout *layout, FILE *out, bool spread)
{
	*layout = (struct layout){ .out = out, .packed = !spread };
}

static void put_break(const struct layout *layout)
{
	putc('\n', layout->out);
	for (unsigned i = 0; i < layout->depth; i++)
		putc('\t', layout->out);
}

void layout_open(struct layout *layout, char bracket, bool spread)
{
	putc(bracket, layout->out);
	layout->begun = false;
	if (layout->packed || layout->in_list || !spread) {
		layout->packed++;
		return;
	}
	layout->in_list = bracket == '[';
	layout->depth++;
}

void layout_close(struct layout *layout, char bracket)
{
	layout->begun = true;
	if (layout->packed) {
		layout->packed--;
	} else {
		layout->in_list = false;
		layout->depth--;
		put_break(layout);
	}
	putc(bracket, layout->out);
}

void layout_next(struct layout *layout)
{
	if (layout->begun)
		putc(',', layout->out);
	layout->begun = true;
	if (!layout->packed)
		put_break(layout);
}

void layout_colon(const struct layout *layout)
{
	fputs(layout->packed ? ":" : ": ", layout->out);
}

void layout_end(const struct layout *layout)
{
	if (!layout->packed)
		putc('\n', layout->out);
}
