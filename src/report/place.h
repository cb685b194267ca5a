/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PLACE_H
#define REPORT_PLACE_H

#include <stddef.h>

/*
 * Where in a JSON document a reader is, "trials[3].memory.pss_bytes", linked from the inside out
 * on the stack, so that nothing is formatted until there is something to say. Pure.
 */
struct place {
	const struct place *up; /* NULL at the root */
	const char *key;        /* NULL for an entry of a list */
	size_t index;
};

#define PLACE_SIZE 128 /* cut off there: a hostile document may nest hostile keys */

/* The place as text; name where it is the root itself, a NULL place. */
void place_text(const struct place *place, const char *name, char text[PLACE_SIZE]);

/* A text of unknown origin, cut short and fit for a terminal: printable ASCII, "?" for the rest. */
#define QUOTE_SIZE 40
const char *place_quote(const char *text, char quoted[QUOTE_SIZE]);

#endif
