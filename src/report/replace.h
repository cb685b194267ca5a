/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REPLACE_H
#define REPORT_REPLACE_H

/*
 * Files that a reader finds as they were or as they are now, and never half of either. Silent:
 * errors are -errno.
 */

/*
 * Puts text in the place of what path holds: written to a new file beside it, fsynced, renamed over
 * it. The new file has no name while it is written, where the file system can do that, so that
 * whoever is killed over it leaves nothing. A symbolic link is followed. What is there and no plain
 * file, a device or a fifo that somebody reads, is written to. After an error nothing is left
 * behind.
 */
int replace_file(const char *path, const char *text);

/* Whether replace_file could, told beforehand and without leaving anything behind. */
int replace_check(const char *path);

/* Writes all of text to fd. */
int replace_stream(int fd, const char *text);

#endif
