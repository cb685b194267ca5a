/* SPDX-License-Identifier: MIT */
#ifndef PAGE_MARKUP_H
#define PAGE_MARKUP_H

#include <stdio.h>

/*
 * A text that may come from anywhere, as text of HTML, also within quotes: what would be markup is
 * escaped, control characters and marks of direction become "?" (format_hidden), bytes that are no
 * UTF-8 U+FFFD. NULL is nothing. Errors stay with out.
 */
void markup_text(FILE *out, const char *text);

/* JSON within a script element, which no "<" in it can then end. */
void markup_json(FILE *out, const char *json);

#endif
