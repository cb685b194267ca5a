/* SPDX-License-Identifier: MIT */
#include "machine/storage.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "machine/mounts.h"
#include "machine/sysfile.h"
#include "machine/text.h"
#include "measure/figure.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Options that bear on speed or safety of data; a "=" at the end allows a plain value after it. */
static const char *const options[] = {
	"async",
	"atime",
	"autodefrag",
	"barrier",
	"barrier=",
	"cache=",
	"commit=",
	"compress",
	"compress=",
	"compress-force=",
	"data=",
	"dax",
	"dax=",
	"delalloc",
	"dirsync",
	"discard",
	"discard=",
	"huge=",
	"journal_async_commit",
	"journal_checksum",
	"lazytime",
	"logbsize=",
	"logbufs=",
	"nconnect=",
	"noatime",
	"nobarrier",
	"nodatacow",
	"nodatasum",
	"nodelalloc",
	"nodev",
	"nodiratime",
	"nodiscard",
	"noexec",
	"noquota",
	"nosuid",
	"proto=",
	"relatime",
	"ro",
	"rsize=",
	"rw",
	"space_cache=",
	"ssd",
	"strictatime",
	"sync",
	"vers=",
	"volatile",
	"wsize=",
};

/* The class of a file system that has no block device; others without one stay unknown. */
static const struct {
	const char *fs, *word;
} classes_by_fs[] = {
	{ "tmpfs", "none" },
	{ "ramfs", "none" },
	{ "virtiofs", "virtio" },
	{ "9p", "network" },
	{ "nfs", "network" },
	{ "nfs4", "network" },
	{ "cifs", "network" },
	{ "smb3", "network" },
	{ "ceph", "network" },
	{ "lustre", "network" },
	{ "gpfs", "network" },
	{ "beegfs", "network" },
};

/* The class of a block device by how the kernel's name of it begins; the first that fits. */
static const struct {
	const char *prefix, *word;
} classes_by_name[] = {
	{ "nvme", "nvme" },
	{ "vd", "virtio" },
	{ "xvd", "xen" },
	{ "sd", "scsi" },
	{ "sr", "scsi" },
	{ "mmcblk", "mmc" },
	{ "pmem", "pmem" },
	{ "dm-", "mapper" },
	{ "md", "raid" },
	{ "loop", "loop" },
	{ "zram", "zram" },
	{ "ram", "ram" },
	{ "nbd", "network" },
	{ "rbd", "network" },
	{ "bcache", "bcache" },
	{ "dasd", "dasd" },
};

static bool option_allowed(const char *option)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		size_t length = strlen(options[i]);

		if (options[i][length - 1] != '=' ? !strcmp(option, options[i])
						  : text_starts(option, options[i]) &&
							    text_plain(option + length, ".:_-"))
			return true;
	}
	return false;
}

/* In the kernel's order, those of the mount before those of the file system. */
static int read_options(const struct mount *mount, char **text)
{
	char *lists[] = { mount->options, mount->super }, *option;
	char kept[1024] = "";
	size_t length = 0;

	for (size_t i = 0; i < COUNT(lists); i++) {
		while ((option = strsep(&lists[i], ","))) {
			/* A mount may be ro where its file system is rw; the first says what holds.
			 */
			if (!option_allowed(option) ||
				(i && (!strcmp(option, "rw") || !strcmp(option, "ro"))) ||
				length + strlen(option) + 2 > sizeof(kept))
				continue;
			length += (size_t)snprintf(kept + length, sizeof(kept) - length, "%s%s",
				length ? "," : "", option);
		}
	}
	return text_set(text, kept);
}

/*
 * The kernel's number of the mount that fd lies on. Where a file system has no device of its own
 * (btrfs, overlay), st_dev is not what mountinfo shows, and only this number finds the line.
 */
static uint64_t mount_id(const char *root, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	return sysfile_field(root, path, "mnt_id:");
}

static const char *class_of_device(const char *sys)
{
	char target[PATH_MAX], *name;
	ssize_t length = readlink(sys, target, sizeof(target) - 1);

	if (length <= 0)
		return NULL;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	for (size_t i = 0; i < COUNT(classes_by_name); i++)
		if (text_starts(name, classes_by_name[i].prefix))
			return classes_by_name[i].word;
	return NULL;
}

static int read_device(const char *root, dev_t device, struct machine_storage *storage)
{
	uint64_t rotational;
	char sys[PATH_MAX];
	const char *queue;
	int error;

	if (snprintf(sys, sizeof(sys), "%s/sys/dev/block/%u:%u", root, major(device),
		    minor(device)) >= (int)sizeof(sys))
		return 0;
	error = text_set(&storage->device, class_of_device(sys));
	/* A partition has no queue; the disk is the directory that it lies in. */
	queue = sysfile_exists(sys, "/partition") ? "/../queue/scheduler" : "/queue/scheduler";
	if (!error)
		error = sysfile_choice(sys, queue, &storage->scheduler);
	queue = sysfile_exists(sys, "/partition") ? "/../queue/rotational" : "/queue/rotational";
	rotational = sysfile_number(sys, queue);
	if (!error && rotational != FIGURE_NONE)
		error = text_set(&storage->rotational, rotational ? "yes" : "no");
	return error;
}

static int read_mount(const char *root, const struct mount *mount, struct machine_storage *storage)
{
	dev_t device = makedev(mount->major, mount->minor);
	struct stat status;
	int error;

	/* "fuse.NAME" holds whatever a program calls itself. */
	mount->fs[strcspn(mount->fs, ".")] = '\0';
	error = text_set(&storage->fs, mount->fs);
	if (!error)
		error = read_options(mount, &storage->options);
	if (error)
		return error;
	if (!mount->major && !stat(mount->source, &status) && S_ISBLK(status.st_mode))
		device = status.st_rdev;
	if (major(device))
		return read_device(root, device, storage);
	for (size_t i = 0; i < COUNT(classes_by_fs); i++)
		if (!strcmp(mount->fs, classes_by_fs[i].fs))
			return text_set(&storage->device, classes_by_fs[i].word);
	return 0;
}

static int find_mount(const char *root, int fd, struct machine_storage *storage)
{
	uint64_t id = mount_id(root, fd);
	struct mounts mounts;
	struct mount mount;
	struct stat status;
	int error = 0;

	if (fstat(fd, &status) || !mounts_open(&mounts, root))
		return 0;
	while (mounts_next(&mounts, &mount)) {
		bool same = id == FIGURE_NONE ? mount.major == major(status.st_dev) &&
							mount.minor == minor(status.st_dev)
					      : mount.id == id;

		if (!same)
			continue;
		error = read_mount(root, &mount, storage);
		break;
	}
	mounts_close(&mounts);
	return error;
}

int storage_read(const char *root, const char *dir, struct machine_storage *storage)
{
	int fd = open(dir, O_PATH | O_CLOEXEC);
	struct statvfs space;
	int error;

	*storage = (struct machine_storage){ .free_bytes = FIGURE_NONE };
	if (fd < 0)
		return 0;
	if (!fstatvfs(fd, &space))
		storage->free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
	error = find_mount(root, fd, storage);
	close(fd);
	return error;
}
