/* SPDX-License-Identifier: MIT */
#ifndef CMD_DIRECTORY_H
#define CMD_DIRECTORY_H

#include <sys/types.h>

/*
 * Where trials put their files: what --dir asked for, else $TMPDIR, else /tmp. NULL where that is no
 * directory, complained about in the name of a command. Whether files can be made there only those
 * trials need to know that make any.
 */
const char *directory_for_trials(const char *command, const char *asked);

/*
 * A directory of the run's own below that, in which the trials put their files. A process beside
 * the run, the keeper, removes it once the run is over or has died, by SIGKILL too: it holds one
 * end of a pipe whose other end nobody but the run holds.
 */
struct directory {
	char *path;
	pid_t keeper;
	int leash; /* the run's end of the pipe */
};

/*
 * Makes the directory in parent, and its keeper. Where that cannot be, path is a copy of parent
 * itself, and a trial that needs files will say what is wrong with it. Returns 0 or -ENOMEM.
 */
int directory_open(struct directory *directory, const char *parent);

/* Has the directory removed, waits until it is, and frees the path. */
void directory_close(struct directory *directory);

#endif
