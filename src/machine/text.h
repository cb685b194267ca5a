/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_TEXT_H
#define MACHINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The heap texts of the machine block. NULL stands for "the machine does not say", so every call
 * takes it where it takes a text. Silent; the one error is -ENOMEM. What lies in *to before a
 * call is overwritten, not freed.
 */

/*
 * *to becomes a copy of from: NULL where from is NULL or empty. Bytes that are no printable ASCII
 * become '?', since firmware and mount tables promise nothing and a report is UTF-8.
 */
int text_set(char **to, const char *from);

/* The same from a printf format. */
int text_format(char **to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether text begins with prefix. */
bool text_starts(const char *text, const char *prefix);

/* Whether the n texts of list hold text. */
bool text_listed(const char *text, const char *const *list, size_t n);

/* Whether text is made of letters, digits and the characters of extra, and is not empty. */
bool text_plain(const char *text, const char *extra);

/* A set of texts, kept sorted. Starts as {0}; textset_release frees what it holds. */
struct textset {
	char **texts;
	size_t nr;
};

/* Adds a copy of text; nothing where it is NULL, empty or already there. */
int textset_add(struct textset *set, const char *text);

/* *to becomes all texts with separator between them; NULL for the empty set. */
int textset_join(const struct textset *set, const char *separator, char **to);
void textset_release(struct textset *set);

#endif
