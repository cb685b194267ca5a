/* SPDX-License-Identifier: MIT */
#ifndef REPORT_READER_H
#define REPORT_READER_H

#include <cJSON.h>
#include <stddef.h>
#include "report/json.h"
#include "report/place.h"

/*
 * Text to a tree of cJSON, strictly: what must hold of any document, whatever its shape. json_read.c
 * makes structs of the tree, and nobody else includes this. To be used where a decimal point is a
 * point: between strict_point_begin and strict_point_end.
 */
struct reader {
	const char *root; /* what the whole is called */
	struct json_trouble *trouble;
};

/* Fills the trouble with the place and what is wrong there. Returns -EINVAL. */
int reader_refuse(const struct reader *reader, const struct place *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Parses text[0..length). Returns 0, -EINVAL with the trouble filled, or -ENOMEM; *item is the
 * caller's to delete in each case.
 */
int reader_parse(const struct reader *reader, const char *text, size_t length, cJSON **item);

#endif
