/* SPDX-License-Identifier: MIT */
#include "report/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/json.h"
#include "report/links.h"
#include "report/shapes.h"

#define FIRST_BYTES ((size_t)64 << 10)
#define MAX_BYTES ((size_t)256 << 20)
#define SILENCE_MS 5000

/* The end of a path, where it is too long for a message that also has to say what is wrong. */
#define SHOWN_SIZE 200

static const char *show(const char *path, char shown[SHOWN_SIZE])
{
	size_t length = strlen(path);

	if (length < SHOWN_SIZE)
		return path;
	snprintf(shown, SHOWN_SIZE, "...%s", path + length - (SHOWN_SIZE - 4));
	return shown;
}

static int is_standard(const char *path)
{
	return !strcmp(path, "-");
}

/* ---- Reading ---- */

static int fail_reading(const char *path, int error, char *message)
{
	char shown[SHOWN_SIZE];

	snprintf(message, FILE_MESSAGE_SIZE, "cannot read %s: %s",
		is_standard(path) ? "standard input" : show(path, shown),
		error == -EFBIG       ? "it is larger than 256 MiB"
		: error == -ETIMEDOUT ? "nothing came for 5 seconds"
		: error == -ENODATA   ? "it is empty"
				      : strerror(-error));
	return error;
}

static int wait_for_input(int fd, int timeout_ms)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	int nr;

	do
		nr = poll(&poller, 1, timeout_ms);
	while (nr < 0 && errno == EINTR);
	return nr < 0 ? -errno : nr ? 0 : -ETIMEDOUT;
}

/* How much to read before looking again; one byte more than is allowed tells a file too large. */
static size_t next_size(size_t size)
{
	if (!size)
		return FIRST_BYTES;
	return size < MAX_BYTES / 2 ? 2 * size : MAX_BYTES + 1;
}

/* *text begins as NULL and *length as 0; *text is the caller's to free, also after an error. */
static int read_all(int fd, int timeout_ms, char **text, size_t *length)
{
	size_t size = 0;

	for (;;) {
		ssize_t nr;
		int error;

		if (*length == size) {
			char *larger;

			size = next_size(size);
			larger = realloc(*text, size);
			if (!larger)
				return -ENOMEM;
			*text = larger;
		}
		error = wait_for_input(fd, timeout_ms);
		if (error)
			return error;
		nr = read(fd, *text + *length, size - *length);
		if (!nr)
			return *length ? 0 : -ENODATA;
		if (nr < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (nr > 0)
			*length += (size_t)nr;
		if (*length > MAX_BYTES)
			return -EFBIG;
	}
}

static int read_file(const char *path, char **text, size_t *length)
{
	/* Opened without waiting, since a fifo that nobody writes to would block for good. */
	int fd = is_standard(path) ? STDIN_FILENO
				   : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	int error, is_stream;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status)) {
		error = -errno;
	} else if (S_ISDIR(status.st_mode)) {
		error = -EISDIR;
	} else if (S_ISREG(status.st_mode) && status.st_size > (off_t)MAX_BYTES) {
		error = -EFBIG;
	} else {
		is_stream = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
		error = read_all(
			fd, is_standard(path) && is_stream ? -1 : SILENCE_MS, text, length);
	}
	if (!is_standard(path))
		close(fd);
	return error;
}

/* What can be read of any report, however new. */
struct stamp {
	uint64_t schema_version;
};
static const struct field stamp_fields[] = {
	{ .key = "schema_version",
		.kind = FIELD_U64,
		.required = true,
		.offset = offsetof(struct stamp, schema_version) },
	{ 0 },
};
static const struct shape stamp_shape = { "report", sizeof(struct stamp), stamp_fields };

/* 0 where there is none. */
static uint64_t schema_of(const char *text, size_t length)
{
	struct json_trouble trouble;
	struct stamp stamp;

	return json_read(&stamp_shape, text, length, &stamp, &trouble) ? 0 : stamp.schema_version;
}

static int parse(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE])
{
	char shown[SHOWN_SIZE];
	struct json_trouble trouble;
	int error = json_read(&report_shape, text, length, report, &trouble);
	/* A newer schema may be why the text could not be read. */
	uint64_t schema = error ? schema_of(text, length) : report->schema_version;

	if (error == -ENOMEM)
		return fail_reading(path, error, message);
	if (!error && schema == REPORT_SCHEMA_VERSION) {
		error = links_check(report, &trouble);
	} else if (!error) {
		snprintf(trouble.text, sizeof(trouble.text), "schema_version: expected %d, not 0",
			REPORT_SCHEMA_VERSION);
		error = -EINVAL;
	}
	if (!error)
		return 0;
	report_release(report);
	path = is_standard(path) ? "standard input" : show(path, shown);
	if (schema > REPORT_SCHEMA_VERSION)
		snprintf(message, FILE_MESSAGE_SIZE,
			"%s was made by a newer parallax (schema %" PRIu64 "); this one reads %d",
			path, schema, REPORT_SCHEMA_VERSION);
	else
		snprintf(message, FILE_MESSAGE_SIZE, "%s is not a report: %s", path, trouble.text);
	return error;
}

int report_read(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE])
{
	size_t length = 0;
	char *text = NULL;
	int error;

	memset(report, 0, sizeof(*report));
	error = read_file(path, &text, &length);
	if (error)
		fail_reading(path, error, message);
	else
		error = parse(path, text, length, report, message);
	free(text);
	return error;
}

/* ---- Writing ---- */

static int fail_writing(const char *path, int error, char *message)
{
	char shown[SHOWN_SIZE];

	snprintf(message, FILE_MESSAGE_SIZE, "cannot write %s: %s",
		is_standard(path) ? "standard output" : show(path, shown),
		error == -EDOM ? "a number in it is out of range, a bug of parallax"
			       : strerror(-error));
	return error;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t nr = write(fd, text, left);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return -errno;
		text += nr;
		left -= (size_t)nr;
	}
	return 0;
}

/* The length of the part of a path up to its last slash. */
static int directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash - path) + 1 : 0;
}

/* A new file in the directory of path; *name is the caller's to free. Returns the fd or -errno. */
static int open_beside(const char *path, char **name)
{
	int fd = -1;

	for (unsigned i = 0; i < 1000; i++) {
		if (asprintf(name, "%.*s.parallax-%ld-%u.tmp", directory_length(path), path,
			    (long)getpid(), i) < 0)
			return -ENOMEM;
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0)
			return fd;
		fd = -errno;
		free(*name);
		if (fd != -EEXIST)
			break;
	}
	return fd;
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

static int write_special(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	error = write_all(fd, text);
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

static int write_plain(const char *path, const char *text)
{
	char *name;
	int fd = open_beside(path, &name), error;

	if (fd < 0)
		return fd;
	error = write_all(fd, text);
	if (!error && fsync(fd))
		error = -errno;
	if (close(fd) && !error)
		error = -errno;
	if (!error && rename(name, path))
		error = -errno;
	if (error)
		unlink(name);
	else
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

static int write_path(const char *path, const char *text)
{
	int special = is_special(path), error;
	char *resolved;

	if (special)
		return special < 0 ? special : write_special(path, text);
	resolved = resolve(path);
	error = resolved ? write_plain(resolved, text) : -errno;
	free(resolved);
	return error;
}

int report_check_target(const char *path, char message[FILE_MESSAGE_SIZE])
{
	int fd, error = is_standard(path) ? 1 : is_special(path);
	char *resolved, *name;

	if (!error) {
		resolved = resolve(path);
		fd = resolved ? open_beside(resolved, &name) : -errno;
		error = fd < 0 ? fd : 0;
		if (fd >= 0) {
			close(fd);
			unlink(name);
			free(name);
		}
		free(resolved);
	}
	return error < 0 ? fail_writing(path, error, message) : 0;
}

int file_write(const char *path, const char *text, char message[FILE_MESSAGE_SIZE])
{
	int error;

	if (is_standard(path))
		error = fflush(stdout) ? -errno : write_all(STDOUT_FILENO, text);
	else
		error = write_path(path, text);
	return error ? fail_writing(path, error, message) : 0;
}

int report_write(const char *path, const struct report *report, char message[FILE_MESSAGE_SIZE])
{
	char *text = json_write(&report_shape, report, JSON_PRETTY);
	int error;

	if (!text)
		return fail_writing(path, -errno, message);
	error = file_write(path, text, message);
	free(text);
	return error;
}

void report_release(struct report *report)
{
	json_release(&report_shape, report);
}
