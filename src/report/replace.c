/* SPDX-License-Identifier: MIT */
#include "report/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a stream ends: stdio forgets what a write of its own failed for. */
struct sink {
	int fd, error;
};

static ssize_t sink_write(void *cookie, const char *bytes, size_t length)
{
	struct sink *sink = cookie;
	size_t written = 0;

	while (!sink->error && written < length) {
		ssize_t nr = write(sink->fd, bytes + written, length - written);

		if (nr >= 0)
			written += (size_t)nr;
		else if (errno != EINTR)
			sink->error = -errno;
	}
	return sink->error ? 0 : (ssize_t)length;
}

int replace_stream(int fd, replace_fill *fill, const void *what)
{
	struct sink sink = { fd, 0 };
	FILE *out = fopencookie(&sink, "w", (cookie_io_functions_t){ .write = sink_write });
	int error = out ? fill(out, what) : -ENOMEM;

	if (out && fclose(out) && !error)
		error = -EIO;
	return sink.error ? sink.error : error;
}

/* The length of the part of a path up to its last slash. */
static int directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash - path) + 1 : 0;
}

/* The i-th name to try for a new file in the directory of path; NULL without memory. */
static char *name_beside(const char *path, unsigned i)
{
	char *name;

	return asprintf(&name, "%.*s.parallax-%ld-%u.tmp", directory_length(path), path,
		       (long)getpid(), i) < 0
		       ? NULL
		       : name;
}

/*
 * A new file in the directory of path; *name is the caller's to free. Returns the fd, or -errno with
 * *name NULL.
 */
static int open_beside(const char *path, char **name)
{
	int fd = -1;

	for (unsigned i = 0; i < 1000; i++) {
		*name = name_beside(path, i);
		if (!*name)
			return -ENOMEM;
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0)
			return fd;
		fd = -errno;
		free(*name);
		*name = NULL;
		if (fd != -EEXIST)
			break;
	}
	return fd;
}

/*
 * A new file in the directory of path that has no name yet, so that whoever is killed while it is
 * written leaves nothing. Returns the fd, or -errno where the file system has no such files.
 */
static int open_nameless(const char *path)
{
	char *directory;
	int fd;

	if (access("/proc/self/fd", X_OK)) /* by which it gets its name */
		return -errno;
	if (asprintf(&directory, "%.*s.", directory_length(path), path) < 0)
		return -ENOMEM;
	fd = open(directory, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
	if (fd < 0)
		fd = -errno;
	free(directory);
	return fd;
}

/* Gives the file a name beside path; *name is the caller's to free. Returns 0 or -errno. */
static int give_name(int fd, const char *path, char **name)
{
	char self[64];
	int error = -EEXIST;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	for (unsigned i = 0; error == -EEXIST && i < 1000; i++) {
		*name = name_beside(path, i);
		if (!*name)
			return -ENOMEM;
		error = linkat(AT_FDCWD, self, AT_FDCWD, *name, AT_SYMLINK_FOLLOW) ? -errno : 0;
		if (error) {
			free(*name);
			*name = NULL;
		}
	}
	return error;
}

/* 1 where something other than a plain file is to be written to, 0 where a plain file is or may be,
 * or -errno. */
static int is_special(const char *path)
{
	struct stat status;

	if (!*path)
		return -ENOENT;
	if (stat(path, &status))
		return errno == ENOENT ? 0 : -errno;
	if (S_ISDIR(status.st_mode))
		return -EISDIR;
	if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS))
		return -errno;
	return !S_ISREG(status.st_mode);
}

static int write_special(const char *path, replace_fill *fill, const void *what)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	error = replace_stream(fd, fill, what);
	if (close(fd) && !error)
		error = -errno;
	return error;
}

/* The new name lasts through a loss of power only when the directory is on the disk too; where that
 * cannot be had, the file is there all the same. */
static void sync_directory(const char *path)
{
	char *directory;
	int fd;

	if (asprintf(&directory, "%.*s.", directory_length(path), path) < 0)
		return;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(directory);
}

static int write_plain(const char *path, replace_fill *fill, const void *what)
{
	char *name = NULL;
	int fd = open_nameless(path), error;

	if (fd < 0)
		fd = open_beside(path, &name);
	if (fd < 0)
		return fd;
	error = replace_stream(fd, fill, what);
	if (!error && fsync(fd))
		error = -errno;
	if (!error && !name)
		error = give_name(fd, path, &name);
	if (close(fd) && !error)
		error = -errno;
	if (!error && rename(name, path))
		error = -errno;
	if (error && name)
		unlink(name);
	else if (!error)
		sync_directory(path);
	free(name);
	return error;
}

/*
 * Through symbolic links, which a rename would replace, also to a file that is not there yet. NULL
 * with errno; a circle of links is ELOOP to realpath already.
 */
static char *resolve(const char *path)
{
	char target[PATH_MAX], *next, *resolved = realpath(path, NULL);
	ssize_t length;

	if (resolved || errno != ENOENT)
		return resolved;
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return strdup(path);
	target[length] = '\0';
	if (asprintf(&next, "%.*s%s", target[0] == '/' ? 0 : directory_length(path), path, target) <
		0)
		return NULL;
	resolved = resolve(next);
	free(next);
	return resolved;
}

int replace_file(const char *path, replace_fill *fill, const void *what)
{
	int special = is_special(path), error;
	char *resolved;

	if (special)
		return special < 0 ? special : write_special(path, fill, what);
	resolved = resolve(path);
	error = resolved ? write_plain(resolved, fill, what) : -errno;
	free(resolved);
	return error;
}

static int try_beside(const char *path)
{
	char *name;
	int fd = open_beside(path, &name);

	if (!name)
		return fd;
	close(fd);
	unlink(name);
	free(name);
	return 0;
}

int replace_check(const char *path)
{
	int error = is_special(path);
	char *resolved;

	if (error)
		return error < 0 ? error : 0;
	resolved = resolve(path);
	error = resolved ? try_beside(resolved) : -errno;
	free(resolved);
	return error;
}
