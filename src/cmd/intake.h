/* SPDX-License-Identifier: MIT */
#ifndef CMD_INTAKE_H
#define CMD_INTAKE_H

#include "report/file.h"
#include "report/source.h"

/*
 * Reading the reports that a person names, FILE or NAME=FILE each, as many at once as there are CPUs.
 *
 * read(context, i, message) reads sources[i] and keeps what it read; it returns 0, or -errno with message
 * filled unless memory was short. It is called in several threads, but for stdin in the caller's and
 * last: who waits for it must not keep others from being told. Once one has failed none begins.
 */
struct intake {
	const char *command; /* that complains */
	struct source *
		sources; /* room for one an operand, empty; the caller's to release in either case */
	size_t nr;
	int (*read)(void *context, size_t i, char message[FILE_MESSAGE_SIZE]);
	void *context;
};

/* Returns 0, or -errno having told why, of the first in order that could not be read. */
int intake_read(const struct intake *intake, char *const *operands);

#endif
