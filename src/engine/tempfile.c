/* SPDX-License-Identifier: MIT */
#include "engine/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int tempfile(const char *dir)
{
	char path[4096];
	int length = snprintf(path, sizeof(path), "%s/parallax-XXXXXX", dir), fd;

	if (length < 0 || (size_t)length >= sizeof(path))
		return -ENAMETOOLONG;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}
