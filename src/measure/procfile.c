/* SPDX-License-Identifier: MIT */
#include "measure/procfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

int procfile_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	ssize_t length;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	length = read(fd, text, size - 1);
	error = length < 0 ? -errno : 0;
	close(fd);
	if (!error)
		text[length] = '\0';
	return error;
}

const char *procfile_stat(
	const char *root, pid_t pid, unsigned field, char text[PROCFILE_STAT_SIZE])
{
	char path[PATH_SIZE];
	const char *at;

	if (snprintf(path, sizeof(path), "%s/proc/%d/stat", root, (int)pid) >= PATH_SIZE ||
		procfile_read(path, text, PROCFILE_STAT_SIZE))
		return NULL;
	at = strrchr(text, ')');
	for (unsigned i = 2; at && i < field; i++) {
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
	}
	return at;
}
