/* SPDX-License-Identifier: MIT */
#include "measure/procfile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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
