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

/* A name as it was given, and the last number that was put behind it. */
struct given {
	char *name;
	unsigned nth;
};

/* Where the numbers of the i-th name go on: behind the last one before it that was given the same. */
static unsigned first_number(const struct given *givens, size_t i)
{
	for (size_t k = i; k-- > 0;) {
		if (!strcmp(givens[k].name, givens[i].name))
			return givens[k].nth + 1;
	}
	return 2;
}

/* Leaves the name in place where it is the only one of its kind. */
static int distinguish(struct source *sources, size_t i, struct given *givens)
{
	struct given *given = &givens[i];
	char *name = given->name;

	given->nth = 1;
	if (!is_taken(sources, i, name))
		return 0;
	given->nth = first_number(givens, i);
	do {
		if (name != given->name)
			free(name);
		if (asprintf(&name, "%s %u", given->name, given->nth++) < 0)
			return -ENOMEM;
	} while (is_taken(sources, i, name));
	given->nth--;
	sources[i].name = name;
	return 0;
}

int sources_distinguish(struct source *sources, size_t nr)
{
	struct given *givens = calloc(nr + 1, sizeof(*givens));
	int error = givens ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < nr; i++) {
		givens[i].name = sources[i].name;
		error = distinguish(sources, i, givens);
	}
	for (size_t i = 0; givens && i < nr; i++) {
		if (givens[i].name != sources[i].name)
			free(givens[i].name);
	}
	free(givens);
	return error;
}

void sources_release(struct source *sources, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(sources[i].name);
	free(sources);
}
