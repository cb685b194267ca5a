/* SPDX-License-Identifier: MIT */
#include "cmd/target.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "cmd/cmd.h"
#include "measure/clock.h"
#include "report/file.h"

#define NAME_SIZE 128

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.';
}

/* Anything else in a label could mean something to a shell, and a dot in front hides the file. */
static void make_plain(const char *name, char plain[NAME_SIZE])
{
	size_t i;

	for (i = 0; name[i] && i + 1 < NAME_SIZE; i++)
		plain[i] = is_plain(name[i]) && (i || name[i] != '.') ? name[i] : '-';
	plain[i] = '\0';
}

static int name_by_default(const char *name, char path[TARGET_SIZE])
{
	char stamp[CLOCK_STAMP_SIZE], plain[NAME_SIZE];

	if (mkdir("results", 0777) && errno != EEXIST) {
		int error = errno;

		complain("run: making the folder results: %s", strerror(error));
		return -error;
	}
	make_plain(name, plain);
	clock_file_stamp(stamp);
	snprintf(path, TARGET_SIZE, "results/%s-%s.json", plain, stamp);
	return 0;
}

int target_settle(const char *output, const char *label, const char *hw_id, char path[TARGET_SIZE])
{
	char message[FILE_MESSAGE_SIZE];
	int error = 0;

	if (!output)
		error = name_by_default(label ? label : hw_id, path);
	else if (snprintf(path, TARGET_SIZE, "%s", output) >= TARGET_SIZE)
		error = -ENAMETOOLONG;
	if (error == -ENAMETOOLONG)
		complain("run: the name of the output is too long");
	if (error)
		return error;
	error = report_check_target(path, message);
	if (error)
		complain("run: %s", message);
	return error;
}
