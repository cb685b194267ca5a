/* SPDX-License-Identifier: MIT */
#include "engine/tree.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>

/* Descriptors that the walk may hold at a time. */
#define WALK_FILES 16

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	(void)stat;
	(void)type;
	(void)where;
	remove(path); /* what stays keeps its directory, whose removal then fails */
	return 0;
}

int tree_remove(const char *path)
{
	nftw(path, remove_one, WALK_FILES, FTW_DEPTH | FTW_PHYS);
	return remove(path) && errno != ENOENT ? -errno : 0;
}
