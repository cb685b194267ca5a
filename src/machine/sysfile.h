/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_SYSFILE_H
#define MACHINE_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The small text files of /proc, /sys and /etc. A path is always taken below root, by plain
 * concatenation: "" is this machine, a directory with a made-up tree below it is a test's. A
 * file that cannot be read makes an unknown text or figure, and no message.
 */
#define SYSFILE_SIZE 8192

/* fopen for reading, close-on-exec; NULL where it cannot be opened. */
FILE *sysfile_open(const char *root, const char *path);

/* Whether something lies at path. */
bool sysfile_exists(const char *root, const char *path);

/*
 * The file's text (no more than size - 1 bytes of it) without the white space at its end. False,
 * and an empty buffer, where it cannot be read or is blank.
 */
bool sysfile_read(const char *root, const char *path, char *buffer, size_t size);

/* The same as a heap text of text.h, NULL where unknown. Returns 0 or -ENOMEM. */
int sysfile_text(const char *root, const char *path, char **text);

/* The word in brackets of "always [madvise] never", or the text itself when it is one word. */
int sysfile_choice(const char *root, const char *path, char **text);

/* The decimal number that the file begins with, a figure: FIGURE_NONE for "max", "-1" and such. */
uint64_t sysfile_number(const char *root, const char *path);

/* The number after the word key at the start of a line: "MemTotal:" in /proc/meminfo. A figure. */
uint64_t sysfile_field(const char *root, const char *path, const char *key);

#endif
