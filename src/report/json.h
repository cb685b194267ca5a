/* SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stddef.h>
#include <stdio.h>
#include "report/shape.h"

/*
 * Structs to strict JSON and back, by their shapes; reader.c, json_read.c and json_write.c are the
 * only users of cJSON. Nothing here depends on the locale. Pure but for the heap and the stream
 * that is given.
 */
enum json_form {
	JSON_LINE,   /* no white space: one line, without the LF */
	JSON_PRETTY, /* one member a line, one entry of a list of objects a line, an LF at the end
		      */
};

/*
 * Writes the object to out, value by value, so that it takes no more memory for a long list than for
 * one entry. Bytes of a text that are no UTF-8 become U+FFFD. Returns 0; -ENOMEM; -EIO where out did
 * not take it; or -EDOM for a bug of ours: an infinite number, an integer of 2^53 or more, an enum
 * without a word, a NULL where only a text may stand, a key twice in a map. After an error a part
 * of it has been written.
 */
int json_print(FILE *out, const struct shape *shape, const void *object, enum json_form form);

/* The same as a text, the caller's to free; NULL with errno ENOMEM or EDOM. */
char *json_write(const struct shape *shape, const void *object, enum json_form form);

/* Where reading stopped and why: "trials[3].work_ns: expected a number, not true". Always one line
 * of printable ASCII. */
struct json_trouble {
	char text[256];
};

/*
 * Reads text[0..length) into *object, which is overwritten: members whose key is absent become null
 * (or 0 or false where a kind has no null), and so do those that are null; unknown keys are
 * ignored. Refuses, without crashing on any input and in linear time: what is not JSON, anything
 * after the value, a key twice in one object, more than 64 levels, more than 2^23 values or 2^20
 * entries in a list, numbers of more than 63 characters or too large for a double, negative or
 * fractional numbers where an unsigned integer belongs, integers of 2^53 and more, NUL inside a
 * text, an unknown word, the lack of a required key. Returns 0, or -EINVAL or -ENOMEM with *trouble
 * filled and *object released.
 */
int json_read(const struct shape *shape, const char *text, size_t length, void *object,
	struct json_trouble *trouble);

/* Frees what the object's texts and lists hold, and zeroes it. */
void json_release(const struct shape *shape, void *object);

#endif
