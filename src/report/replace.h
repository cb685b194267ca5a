/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REPLACE_H
#define REPORT_REPLACE_H

#include <stdio.h>

/*
 * Files that a reader finds as they were or as they are now, and never half of either. Silent:
 * errors are -errno.
 */

/*
 * Writes what there is to write to out, which it leaves open. Returns 0 or -errno; what out itself
 * ran into is known without.
 */
typedef int replace_fill(FILE *out, const void *what);

/*
 * Puts what fill writes in the place of what path holds: written to a new file beside it, fsynced, renamed over
 * it. The new file has no name while it is written, where the file system can do that, so that
 * whoever is killed over it leaves nothing. A symbolic link is followed. What is there and no plain
 * file, a device or a fifo that somebody reads, is written to. After an error, of fill's too, nothing
 * is left behind, and a plain file is as it was.
 */
int replace_file(const char *path, replace_fill *fill, const void *what);

/* Whether replace_file could, told beforehand and without leaving anything behind. */
int replace_check(const char *path);

/* Writes all that fill writes to fd, which stays open. */
int replace_stream(int fd, replace_fill *fill, const void *what);

#endif
