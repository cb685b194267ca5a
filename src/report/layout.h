/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

/*
 * JSON laid out for people and for line by line differences: one member a line, down to the lists
 * of objects, of which each entry takes one line; an LF at the end. json is valid and without
 * white space; it is freed, whatever happens. The result is the caller's to free; NULL with errno
 * ENOMEM without memory.
 */
char *layout_spread(char *json);

#endif
