/* SPDX-License-Identifier: MIT */
#include "cmd/intake.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/cmd.h"
#include "cmd/crew.h"

/* With why each could not be read; empty where memory was short. */
struct desk {
	const struct intake *intake;
	char (*messages)[FILE_MESSAGE_SIZE];
};

static bool is_stdin(const struct source *source)
{
	return !strcmp(source->path, "-");
}

static int read_file(void *context, size_t i)
{
	const struct desk *desk = context;
	const struct intake *intake = desk->intake;

	return is_stdin(&intake->sources[i]) ? 0
					     : intake->read(intake->context, i, desk->messages[i]);
}

static int parse(const struct intake *intake, char *const *operands)
{
	for (size_t i = 0; i < intake->nr; i++) {
		int error = source_parse(operands[i], &intake->sources[i]);

		if (error == -EINVAL)
			complain("%s: '%s' is neither FILE nor NAME=FILE", intake->command,
				operands[i]);
		if (error)
			return error;
	}
	return 0;
}

static int read_all(const struct desk *desk)
{
	const struct intake *intake = desk->intake;
	size_t nr = intake->nr, failed = crew_each(nr, read_file, (void *)desk);

	for (size_t i = 0; failed == nr && i < nr; i++) {
		if (is_stdin(&intake->sources[i]) &&
			intake->read(intake->context, i, desk->messages[i]))
			failed = i;
	}
	if (failed == nr)
		return 0;
	if (!desk->messages[failed][0])
		return -ENOMEM;
	complain("%s: %s", intake->command, desk->messages[failed]);
	return -EINVAL;
}

int intake_read(const struct intake *intake, char *const *operands)
{
	struct desk desk = { intake, calloc(intake->nr, sizeof(*desk.messages)) };
	int error = desk.messages ? parse(intake, operands) : -ENOMEM;

	error = error ? error : read_all(&desk);
	if (error == -ENOMEM)
		complain("%s: %s", intake->command, strerror(ENOMEM));
	free(desk.messages);
	return error;
}
