/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_PROCFILE_H
#define MEASURE_PROCFILE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads a file of /proc into text, in one read and without allocating: these are read around every
 * trial, of thousands of processes. What does not fit into size - 1 bytes is left out. Returns 0 or
 * -errno with an empty text.
 */
int procfile_read(const char *path, char *text, size_t size);

/*
 * /proc/PID/stat below root, from one of its fields on: 3, the state, or a later one, as proc(5) counts
 * them. Behind the name, the second, that is, which may hold anything, blanks and brackets too. Points
 * into text; NULL where the file cannot be read or has no such field.
 */
#define PROCFILE_STAT_SIZE 1024
const char *procfile_stat(
	const char *root, pid_t pid, unsigned field, char text[PROCFILE_STAT_SIZE]);

#endif
