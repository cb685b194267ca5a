/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TEMPFILE_H
#define ENGINE_TEMPFILE_H

/*
 * A new, empty file in dir, to read and write, without a name by the time the call returns: it is
 * gone when its last descriptor is closed, in whichever way the program ends. Returns the
 * descriptor, closed on exec, or -errno.
 */
int tempfile(const char *dir);

#endif
