/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TREE_H
#define ENGINE_TREE_H

/*
 * Removes a directory and all that lies in it, as far as it can; symbolic links are removed, never
 * followed. Returns 0 when nothing is left, else -errno of what stood in the way.
 */
int tree_remove(const char *path);

#endif
