/* SPDX-License-Identifier: MIT */
#include "cmd/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the path in an argument begins; NULL when it has none. Long options may be abbreviated. */
static const char *path_in(const char *argument, const char *before)
{
	static const char *const options[] = { "--output", "--dir" };
	size_t length = strcspn(argument, "=");

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t given = strlen(before);

		if (given > 3 && !strncmp(options[i], before, given))
			return argument;
		if (length > 3 && argument[length] && !strncmp(options[i], argument, length))
			return argument + length + 1;
	}
	if (!strcmp(before, "-o"))
		return argument;
	return argument[0] == '-' && argument[1] == 'o' && argument[2] ? argument + 2 : NULL;
}

char *word_for_report(const char *argument, const char *before)
{
	const char *path = path_in(argument, before);
	const char *slash = path ? strrchr(path, '/') : NULL;
	char *kept;

	if (!slash)
		return strdup(argument);
	if (asprintf(&kept, "%.*s%s", (int)(path - argument), argument, slash + 1) < 0)
		return NULL;
	return kept;
}
