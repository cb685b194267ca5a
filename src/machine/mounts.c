/* SPDX-License-Identifier: MIT */
#include "machine/mounts.h"

#include <stdlib.h>
#include <string.h>

#include "machine/sysfile.h"

bool mounts_open(struct mounts *mounts, const char *root)
{
	*mounts = (struct mounts){ .file = sysfile_open(root, "/proc/self/mountinfo") };
	return mounts->file;
}

void mounts_close(struct mounts *mounts)
{
	free(mounts->line);
	fclose(mounts->file);
	*mounts = (struct mounts){ 0 };
}

static bool octal(const char *p)
{
	for (int i = 0; i < 3; i++)
		if (p[i] < '0' || p[i] > '7')
			return false;
	return true;
}

/* The kernel writes a space in a path as \040. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (*from == '\\' && octal(from + 1)) {
			*to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + from[3] - '0');
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static bool parse(char *line, struct mount *mount)
{
	char *id, *device, *field;

	line[strcspn(line, "\n")] = '\0';
	id = strsep(&line, " ");
	strsep(&line, " ");
	device = strsep(&line, " ");
	mount->root = strsep(&line, " ");
	mount->point = strsep(&line, " ");
	mount->options = strsep(&line, " ");
	do
		field = strsep(&line, " ");
	while (field && strcmp(field, "-") != 0);
	mount->fs = strsep(&line, " ");
	mount->source = strsep(&line, " ");
	mount->super = strsep(&line, " ");
	if (!mount->super || sscanf(id, "%u", &mount->id) != 1 ||
		sscanf(device, "%u:%u", &mount->major, &mount->minor) != 2)
		return false;
	unescape(mount->root);
	unescape(mount->point);
	unescape(mount->source);
	return true;
}

bool mounts_next(struct mounts *mounts, struct mount *mount)
{
	while (getline(&mounts->line, &mounts->size, mounts->file) >= 0)
		if (parse(mounts->line, mount))
			return true;
	return false;
}
