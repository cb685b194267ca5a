/* SPDX-License-Identifier: MIT */
#ifndef REPORT_STRICT_H
#define REPORT_STRICT_H

#include <locale.h>
#include <stddef.h>

/*
 * The strictness that cJSON leaves out. It takes any control character for white space, any bytes
 * for UTF-8, "\uzzzz" for a NUL in the middle of a text, and 1000 levels of nesting; and it makes
 * 80 bytes of every value. Pure and silent; never recursive.
 */
#define STRICT_MAX_DEPTH 64
#define STRICT_MAX_VALUES (1u << 23)
#define STRICT_MAX_NUMBER 63 /* characters: cJSON 1.7 looks at no more of a number */

/* From here on a double, which is what cJSON and many another reader keep, leaves integers out. */
#define STRICT_INEXACT 0x1p53

/*
 * Why a text must not be given to cJSON, as a static phrase, with *at the byte and *token where
 * its token begins; NULL where nothing speaks against it. Whether brackets, commas and words stand where
 * they belong is left to cJSON, also before the fault. Takes time linear in length.
 */
const char *strict_fault(const char *text, size_t length, size_t *token, size_t *at);

/* The same one token after the other: a bracket, a comma, a text, a number or any single byte. at
 * and end are the caller's to set, the rest begins at 0. at must lie before end. */
struct strict_scan {
	const char *at, *end;
	unsigned depth;
	size_t nr_values;
};

/* Steps over the token at scan->at; why it must not be, or NULL. */
const char *strict_token(struct strict_scan *scan);

/*
 * How many bytes the UTF-8 sequence at the start of text[0..length) takes; 0 where there is none:
 * not continued, overlong, a surrogate, beyond U+10FFFF (RFC 3629, section 4).
 */
size_t strict_utf8(const char *text, size_t length);

/* A copy in which U+FFFD stands for each byte that is no UTF-8. The caller's to free; NULL without
 * memory. */
char *strict_repair(const char *text);

/* The key that stands twice among keys[0..nr), or NULL. Sorts them: an object may have a million.
 */
const char *strict_twice(const char **keys, size_t nr);

/*
 * cJSON, printf and strtod read and write the decimal point of the locale, and JSON has but one:
 * between the two calls this thread's is a point. Returns what to hand to the end, or 0 without
 * memory.
 */
locale_t strict_point_begin(void);
void strict_point_end(locale_t before);

#endif
