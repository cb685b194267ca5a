/* SPDX-License-Identifier: MIT */
#include "report/source.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int source_parse(const char *operand, struct source *source)
{
	size_t length = strcspn(operand, "=/");
	bool named = operand[length] == '=';

	*source = (struct source){ NULL, named ? operand + length + 1 : operand };
	if (!*source->path || (named && !length))
		return -EINVAL;
	if (named)
		source->name = strndup(operand, length);
	return named && !source->name ? -ENOMEM : 0;
}

/* The file's own name, without what every report ends in. */
static char *stem_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash && slash[1] ? slash + 1 : path;
	const char *end = strrchr(name, '.');

	if (!strcmp(path, "-"))
		return strdup("stdin");
	return end && end > name && !strcmp(end, ".json") ? strndup(name, (size_t)(end - name))
							  : strdup(name);
}

int source_name(struct source *source, const struct report *report)
{
	if (!source->name)
		source->name = report->label ? strdup(report->label) : stem_of(source->path);
	return source->name ? 0 : -ENOMEM;
}

static bool is_taken(const struct source *sources, size_t nr, const char *name)
{
	for (size_t i = 0; i < nr; i++) {
		if (!strcmp(sources[i].name, name))
			return true;
	}
	return false;
}

int sources_distinguish(struct source *sources, size_t nr)
{
	for (size_t i = 1; i < nr; i++) {
		char *given = sources[i].name, *name = given;

		for (unsigned nth = 2; is_taken(sources, i, name); nth++) {
			if (name != given)
				free(name);
			if (asprintf(&name, "%s %u", given, nth) < 0)
				return -ENOMEM;
		}
		if (name != given)
			free(given);
		sources[i].name = name;
	}
	return 0;
}

void sources_release(struct source *sources, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(sources[i].name);
	free(sources);
}
