/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * What stands between the values of a JSON text on its way to a stream: all on one line, or spread
 * for people and for line by line differences: one member a line, down to the lists of objects, of
 * which each entry takes one line, and an LF at the end. The values, and the keys with their quotes,
 * the caller writes to out itself. Whether the stream took it all is the stream's to know.
 */
struct layout {
	FILE *out;
	unsigned depth;  /* of what is spread */
	unsigned packed; /* levels inside something that stays on one line */
	bool in_list; /* entries of a spread list are packed, so lists are never spread in lists */
	bool begun;   /* what is open holds something already */
};

void layout_begin(struct layout *layout, FILE *out, bool spread);

/* Opens an object or a list. May it be spread? Not where it is empty, nor a list of no objects. */
void layout_open(struct layout *layout, char bracket, bool spread);
void layout_close(struct layout *layout, char bracket);

/* Before each member, and each entry. */
void layout_next(struct layout *layout);

/* Between key and value. */
void layout_colon(const struct layout *layout);

void layout_end(const struct layout *layout);

#endif
