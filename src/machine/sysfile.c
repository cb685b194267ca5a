/* SPDX-License-Identifier: MIT */
#include "machine/sysfile.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/text.h"
#include "measure/figure.h"

static bool join(char *full, size_t size, const char *root, const char *path)
{
	int length = snprintf(full, size, "%s%s", root, path);

	return length > 0 && (size_t)length < size;
}

FILE *sysfile_open(const char *root, const char *path)
{
	char full[PATH_MAX];

	return join(full, sizeof(full), root, path) ? fopen(full, "re") : NULL;
}

bool sysfile_exists(const char *root, const char *path)
{
	char full[PATH_MAX];

	return join(full, sizeof(full), root, path) && !access(full, F_OK);
}

bool sysfile_read(const char *root, const char *path, char *buffer, size_t size)
{
	FILE *file = sysfile_open(root, path);
	size_t length;

	buffer[0] = '\0';
	if (!file)
		return false;
	length = fread(buffer, 1, size - 1, file);
	fclose(file);
	while (length && isspace((unsigned char)buffer[length - 1]))
		length--;
	buffer[length] = '\0';
	return length > 0;
}

int sysfile_text(const char *root, const char *path, char **text)
{
	char buffer[SYSFILE_SIZE];

	sysfile_read(root, path, buffer, sizeof(buffer));
	return text_set(text, buffer);
}

int sysfile_choice(const char *root, const char *path, char **text)
{
	char buffer[SYSFILE_SIZE], *from, *end;

	sysfile_read(root, path, buffer, sizeof(buffer));
	from = strchr(buffer, '[');
	end = from ? strchr(from, ']') : NULL;
	if (end) {
		*end = '\0';
		return text_set(text, from + 1);
	}
	return text_set(text, strchr(buffer, ' ') ? NULL : buffer);
}

static uint64_t number(const char *text)
{
	unsigned long long value;
	char *end;

	while (isblank((unsigned char)*text))
		text++;
	if (!isdigit((unsigned char)*text))
		return FIGURE_NONE;
	errno = 0;
	value = strtoull(text, &end, 10);
	return errno ? FIGURE_NONE : value;
}

uint64_t sysfile_number(const char *root, const char *path)
{
	char buffer[64];

	sysfile_read(root, path, buffer, sizeof(buffer));
	return number(buffer);
}

uint64_t sysfile_field(const char *root, const char *path, const char *key)
{
	FILE *file = sysfile_open(root, path);
	uint64_t value = FIGURE_NONE;
	size_t length = strlen(key), size = 0;
	char *line = NULL;

	if (!file)
		return FIGURE_NONE;
	while (getline(&line, &size, file) >= 0) {
		if (strncmp(line, key, length) || !isblank((unsigned char)line[length]))
			continue;
		value = number(line + length);
		break;
	}
	free(line);
	fclose(file);
	return value;
}
