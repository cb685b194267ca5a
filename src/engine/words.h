/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WORDS_H
#define ENGINE_WORDS_H

/*
 * The words of a request: lists of them between commas, and what is said of one that cannot be
 * understood.
 */

/*
 * Calls use(word) for each word of a list until one returns an error: that, or -ENOMEM, else 0. There
 * are empty words too, which are as wrong as unknown ones.
 */
int words_each(const char *list, int (*use)(void *context, const char *word), void *context);

/* Writes why a word is refused into message, of REQUEST_MESSAGE_SIZE. Returns -EINVAL. */
int words_refuse(char *message, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
