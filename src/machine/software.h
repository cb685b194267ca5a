/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_SOFTWARE_H
#define MACHINE_SOFTWARE_H

#include "machine/identity.h"

/* What this program is made of and runs on. Each returns 0 or -ENOMEM, and sets every text. */

/* The facts of build.h as the report gives them; hwloc is the version of that library. */
int software_build(const char *hwloc, struct machine_build *made);

/*
 * flags less what may name a place or a person: words with a slash, a tilde, a backslash or an @;
 * options that take a path (-I, -include, -o, …); definitions with a value that is no number; and
 * words that no option kept here takes as its argument.
 */
int software_flags(const char *flags, char **text);

/* "glibc 2.36"; NULL with another C library, since those do not tell. */
int software_libc(char **text);

/*
 * Who answers malloc: the base name of the first library in preload (LD_PRELOAD, or NULL) that is
 * named like an allocator; "sanitizer" where the build's sanitizer brings its own; else the C
 * library's, "glibc malloc".
 */
int software_allocator(const char *preload, const char *sanitizer, char **text);

#endif
