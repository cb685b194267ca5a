/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_TREE_H
#define TESTS_UNIT_TREE_H

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A made-up machine for tests: a temporary directory with a /proc, /sys and /etc of its own. A
 * test cannot do without it, so a failure ends the program.
 */
struct tree {
	char root[64];
};

static inline void tree_check(int failed, const char *what)
{
	if (failed) {
		perror(what);
		exit(EXIT_FAILURE);
	}
}

static inline void tree_init(struct tree *tree)
{
	strcpy(tree->root, "/tmp/parallax-tree-XXXXXX");
	tree_check(!mkdtemp(tree->root), "mkdtemp");
}

/* The whole of path below the tree, its directories made. */
static inline void tree_path(const struct tree *tree, const char *path, char full[PATH_MAX])
{
	snprintf(full, PATH_MAX, "%s%s", tree->root, path);
	for (char *p = full + strlen(tree->root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		tree_check(mkdir(full, 0755) && errno != EEXIST, full);
		*p = '/';
	}
}

static inline void tree_file(const struct tree *tree, const char *path, const char *text)
{
	char full[PATH_MAX];
	FILE *file;

	tree_path(tree, path, full);
	file = fopen(full, "w");
	tree_check(!file || fputs(text, file) < 0 || fclose(file), full);
}

static inline void tree_link(const struct tree *tree, const char *path, const char *target)
{
	char full[PATH_MAX];

	tree_path(tree, path, full);
	tree_check(symlink(target, full), full);
}

static inline int tree_remove_one(
	const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status, (void)type, (void)ftw;
	return remove(path);
}

static inline void tree_release(const struct tree *tree)
{
	nftw(tree->root, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* For cmocka_unit_test_setup_teardown: *state is a struct tree. */
static inline int tree_setup(void **state)
{
	struct tree *tree = malloc(sizeof(*tree));

	tree_check(!tree, "malloc");
	tree_init(tree);
	*state = tree;
	return 0;
}

static inline int tree_teardown(void **state)
{
	tree_release(*state);
	free(*state);
	return 0;
}

#define TREE_TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

#endif
