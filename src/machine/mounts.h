/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_MOUNTS_H
#define MACHINE_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * The mounts that this process sees: /proc/self/mountinfo, a line at a time (proc(5)). The paths
 * in it are for finding things and never for a report.
 */
struct mount {
	unsigned id, major, minor; /* of the device, 0:N where there is none */
	char *root;                /* what of the file system is mounted, "/" when all of it */
	char *point;               /* where */
	char *options;             /* of this mount, "rw,relatime" */
	char *fs;                  /* "ext4" */
	char *source;              /* "/dev/vda1", "tmpfs", anything */
	char *super;               /* options of the file system itself */
};

struct mounts {
	FILE *file;
	char *line;
	size_t size;
};

/* False where the table cannot be read; otherwise to be given to mounts_close. */
bool mounts_open(struct mounts *mounts, const char *root);

/* The next mount, or false. Its texts may be written to, and last until the next call. */
bool mounts_next(struct mounts *mounts, struct mount *mount);
void mounts_close(struct mounts *mounts);

#endif
