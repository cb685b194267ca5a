/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_PROCFILE_H
#define MEASURE_PROCFILE_H

#include <stddef.h>

/*
 * Reads a file of /proc into text, in one read and without allocating: these are read around every
 * trial, of thousands of processes. What does not fit into size - 1 bytes is left out. Returns 0 or
 * -errno with an empty text.
 */
int procfile_read(const char *path, char *text, size_t size);

#endif
