/* SPDX-License-Identifier: MIT */
#include "report/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/json.h"
#include "report/links.h"
#include "report/plain.h"
#include "report/replace.h"
#include "report/shapes.h"
#include "report/times.h"

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

/* A report's text, and its trials where they have been taken out of it: else nr_trials is 0. */
struct intake {
	const char *text;
	size_t length;
	struct trial *trials; /* handed over to the report */
	size_t nr_trials;
};

/* All but what the text is wrong in, which may be that the report is a newer one. */
static int read_intake(
	const struct intake *intake, struct report *report, struct json_trouble *trouble)
{
	int error = json_read(&report_shape, intake->text, intake->length, report, trouble);

	if (error || !intake->nr_trials)
		free(intake->trials);
	if (!error && intake->nr_trials) {
		report->trials = intake->trials;
		report->nr_trials = intake->nr_trials;
	}
	return error;
}

static int parse(const char *path, const struct intake *intake, struct report *report,
	char message[FILE_MESSAGE_SIZE])
{
	char shown[SHOWN_SIZE];
	struct json_trouble trouble;
	int error = read_intake(intake, report, &trouble);
	/* A newer schema may be why the text could not be read. */
	uint64_t schema = error ? schema_of(intake->text, intake->length) : report->schema_version;

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

int report_parse(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE])
{
	return parse(path, &(struct intake){ text, length, NULL, 0 }, report, message);
}

/* Takes the trials out of a sieved text, where they are plain. An empty list takes their place. */
static int take_trials(struct intake *intake, char *text, const struct sieve_apart *apart)
{
	size_t end = apart->at + apart->length;
	void *trials = NULL;
	int error = apart->length ? plain_list(&trial_shape, text + apart->at, apart->length,
					    &trials, &intake->nr_trials)
				  : -EINVAL;

	if (error)
		return error == -EINVAL ? 0 : error;
	intake->trials = trials;
	memcpy(text + apart->at, "[]", 2);
	memmove(text + apart->at + 2, text + end, intake->length - end);
	intake->length -= apart->length - 2;
	return 0;
}

/* What is wrong with a text is told by reading the whole of it. */
int report_parse_times(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE])
{
	char *part = malloc(length);
	struct sieve_apart apart;
	struct intake intake = { .text = part };
	int error = part ? 0 : -ENOMEM;

	intake.length = part ? sieve_copy(times_keys, text, length, part, &apart) : 0;
	if (intake.length)
		error = take_trials(&intake, part, &apart);
	if (error)
		fail_reading(path, error, message);
	else
		error = intake.length ? parse(path, &intake, report, message) : -EINVAL;
	free(part);
	return error == -EINVAL ? report_parse(path, text, length, report, message) : error;
}

typedef int parse_of(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE]);

static int read_by(
	parse_of *how, const char *path, struct report *report, char message[FILE_MESSAGE_SIZE])
{
	size_t length = 0;
	char *text = NULL;
	int error;

	memset(report, 0, sizeof(*report));
	error = read_file(path, &text, &length);
	if (error)
		fail_reading(path, error, message);
	else
		error = how(path, text, length, report, message);
	free(text);
	return error;
}

int report_read(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE])
{
	return read_by(report_parse, path, report, message);
}

int report_read_times(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE])
{
	return read_by(report_parse_times, path, report, message);
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

int report_check_target(const char *path, char message[FILE_MESSAGE_SIZE])
{
	int error = 0;

	if (!is_standard(path))
		error = replace_check(path);
	else if ((fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY)
		error = -EBADF;
	return error ? fail_writing(path, error, message) : 0;
}

static int write_by(
	replace_fill *fill, const char *path, const void *what, char message[FILE_MESSAGE_SIZE])
{
	int error;

	if (is_standard(path))
		error = fflush(stdout) ? -errno : replace_stream(STDOUT_FILENO, fill, what);
	else
		error = replace_file(path, fill, what);
	return error ? fail_writing(path, error, message) : 0;
}

static int put_text(FILE *out, const void *text)
{
	return fputs(text, out) < 0 ? -EIO : 0;
}

int file_write(const char *path, const char *text, char message[FILE_MESSAGE_SIZE])
{
	return write_by(put_text, path, text, message);
}

static int put_report(FILE *out, const void *report)
{
	return json_print(out, &report_shape, report, JSON_PRETTY);
}

int report_write(const char *path, const struct report *report, char message[FILE_MESSAGE_SIZE])
{
	return write_by(put_report, path, report, message);
}

void report_release(struct report *report)
{
	json_release(&report_shape, report);
}
