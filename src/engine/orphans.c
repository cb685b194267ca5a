/* SPDX-License-Identifier: MIT */
#include "engine/orphans.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "engine/watch.h"
#include "measure/procfile.h"

/* What an orphan's environment says, whose descendant it is; it outlasts fork and most often exec. */
#define MARK "PARALLAX_TRIAL_OF="
#define MARK_SIZE 32

/* Of /proc/PID/stat: the parent's pid; the flags stand five fields on. */
#define FIELD_PARENT 4

/* Of those flags: it is ending, or has ended and is to be waited for. */
#define PF_EXITING 0x4u

static void write_mark(char mark[MARK_SIZE])
{
	snprintf(mark, MARK_SIZE, MARK "%d", getpid());
}

void orphans_adopt(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

bool orphans_live(void)
{
	pid_t ended;

	do {
		ended = waitpid(-1, NULL, WNOHANG);
	} while (ended > 0);
	return ended == 0;
}

char **orphans_environment(void)
{
	size_t nr = 0, kept = 1;
	char **marked, *mark;

	while (environ[nr])
		nr++;
	marked = malloc((nr + 2) * sizeof(*marked) + MARK_SIZE);
	if (!marked)
		return NULL;
	mark = (char *)(marked + nr + 2);
	write_mark(mark);
	marked[0] = mark;
	for (size_t i = 0; i < nr; i++) {
		if (strncmp(environ[i], MARK, sizeof(MARK) - 1) != 0)
			marked[kept++] = environ[i];
	}
	marked[kept] = NULL;
	return marked;
}

/* ---- Finding them ---- */

/*
 * Whether it is a child of ours, and if so whether it is on its way out. Not every kernel lists
 * children, which would be the shorter way.
 */
static bool is_child(pid_t pid, bool *dying)
{
	char text[PROCFILE_STAT_SIZE];
	const char *at = procfile_stat("", pid, FIELD_PARENT, text);
	unsigned flags = 0;
	int parent = 0;

	if (at)
		sscanf(at, "%d %*d %*d %*d %*d %u", &parent, &flags);
	*dying = flags & PF_EXITING;
	return parent == getpid();
}

static bool is_marked(pid_t pid)
{
	char path[32], mark[MARK_SIZE], *word = NULL;
	bool found = false;
	size_t room = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	write_mark(mark);
	while (!found && getdelim(&word, &room, '\0', file) > 0)
		found = !strcmp(word, mark);
	free(word);
	fclose(file);
	return found;
}

/* One pass. Returns whether there was anybody. One that is dying has no environment any more. */
static bool end_children(DIR *proc)
{
	const struct dirent *entry;
	bool found = false, dying;

	while ((entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || !is_child(pid, &dying) || (!dying && !is_marked(pid)))
			continue;
		found = true;
		kill(pid, SIGKILL);
		watch_wait(pid, NULL);
	}
	return found;
}

void orphans_end(void)
{
	DIR *proc = opendir("/proc");

	while (proc && end_children(proc))
		rewinddir(proc); /* those whom the dead have left */
	if (proc)
		closedir(proc);
}
