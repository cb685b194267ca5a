/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include <stddef.h>
#include "report/shape.h"

/*
 * Reads lists of thousands of small objects straight from their text, where everything about them is
 * plain: members that the shape has, each once, unsigned integers of at most 15 digits, true, false,
 * null, words, and objects of such. It is what json_read() makes of the same text, in a tenth of
 * the time and without memory beside the list. Whatever is not plain, or wrong, is given up and not
 * told: json_read() then has the say. Pure and silent.
 *
 * text is that of a whole list, which sieve_copy() has looked at: it is JSON. Returns 0 with *entries,
 * NULL where there are none, the caller's to free, as are texts and lists within, by shape_release;
 * here those are all empty. Or -EINVAL where json_read() is to be asked, or -ENOMEM.
 */
int plain_list(
	const struct shape *shape, const char *text, size_t length, void **entries, size_t *nr);

#endif
