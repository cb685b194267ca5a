/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_STORAGE_H
#define MACHINE_STORAGE_H

#include "machine/identity.h"

/*
 * What the directory dir lies on: its mount in /proc/self/mountinfo and the block device under
 * that in /sys, both below root (dir itself is not). The names of the directory, the mount point
 * and the device are looked at and not kept; of the mount options only those in the table of
 * storage.c are. Returns 0 or -ENOMEM, with *storage to be freed either way.
 */
int storage_read(const char *root, const char *dir, struct machine_storage *storage);

#endif
