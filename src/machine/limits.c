/* SPDX-License-Identifier: MIT */
#include "machine/limits.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "machine/mounts.h"
#include "machine/sysfile.h"
#include "machine/text.h"
#include "measure/figure.h"

/* v1 says "no limit" as the most pages that it can count, which depends on the page size. */
#define V1_UNLIMITED (UINT64_C(1) << 60)

/* A quota is carried as a figure of billionths of a CPU, which holds any quota the kernel takes. */
#define NANOCPUS 1e9

/* Where a group lies, and how much of the path is the mount point, above which nothing is read. */
struct group {
	char path[PATH_MAX];
	size_t mount;
};

/* A limit in one version: the v1 controller (NULL: v2) and how to read one group's directory. */
struct source {
	const char *controller;
	uint64_t (*read)(const char *group);
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b; /* FIGURE_NONE is the largest */
}

static uint64_t nanocpus(double quota_us, double period_us)
{
	if (quota_us <= 0 || period_us <= 0)
		return FIGURE_NONE;
	return (uint64_t)llround(quota_us / period_us * NANOCPUS);
}

static uint64_t quota_v1(const char *group)
{
	uint64_t quota = sysfile_number(group, "/cpu.cfs_quota_us");
	uint64_t period = sysfile_number(group, "/cpu.cfs_period_us");

	if (quota == FIGURE_NONE || period == FIGURE_NONE)
		return FIGURE_NONE;
	return nanocpus((double)quota, (double)period);
}

static uint64_t quota_v2(const char *group)
{
	double quota, period;
	char text[64];

	if (!sysfile_read(group, "/cpu.max", text, sizeof(text)) ||
		sscanf(text, "%lf %lf", &quota, &period) != 2)
		return FIGURE_NONE;
	return nanocpus(quota, period);
}

static uint64_t memory_v1(const char *group)
{
	uint64_t bytes = sysfile_number(group, "/memory.limit_in_bytes");

	return bytes < V1_UNLIMITED ? bytes : FIGURE_NONE;
}

static uint64_t memory_v2(const char *group)
{
	return sysfile_number(group, "/memory.max");
}

static uint64_t pids(const char *group)
{
	return sysfile_number(group, "/pids.max");
}

static uint64_t room(uint64_t limit, uint64_t used, uint64_t cache)
{
	if (limit == FIGURE_NONE || used == FIGURE_NONE)
		return limit;
	if (cache != FIGURE_NONE)
		used -= least(cache, used);
	return limit - least(used, limit);
}

static uint64_t room_v1(const char *group)
{
	return room(memory_v1(group), sysfile_number(group, "/memory.usage_in_bytes"),
		sysfile_field(group, "/memory.stat", "total_inactive_file"));
}

/* Past memory.high nobody is refused memory: it is taken back while whoever asks is made to wait. */
static uint64_t room_v2(const char *group)
{
	const uint64_t most = least(memory_v2(group), sysfile_number(group, "/memory.high"));

	return room(most, sysfile_number(group, "/memory.current"),
		sysfile_field(group, "/memory.stat", "inactive_file"));
}

/* Whether the comma-separated list has the word. */
static bool has(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *p = list; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, word, length) && (p[length] == ',' || !p[length]))
			return true;
	}
	return false;
}

/* This process's group as /proc/self/cgroup has it, "4:memory:/a/b" or "0::/a/b"; to be freed. */
static char *own_group(const char *root, const char *controller)
{
	FILE *file = sysfile_open(root, "/proc/self/cgroup");
	char *line = NULL, *path = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	while (!path && getline(&line, &size, file) >= 0) {
		char *rest = line, *number = strsep(&rest, ":"), *list = strsep(&rest, ":");

		if (!rest)
			continue;
		rest[strcspn(rest, "\n")] = '\0';
		if (controller ? has(list, controller) : !strcmp(number, "0") && !*list)
			path = strdup(rest);
	}
	free(line);
	fclose(file);
	return path;
}

/* The part of path below the mount's root; NULL where the mount does not show it. */
static const char *visible(const char *path, const char *mounted)
{
	size_t length = strcmp(mounted, "/") ? strlen(mounted) : 0;

	if (strncmp(path, mounted, length) || (path[length] && path[length] != '/') ||
		strstr(path, "/.."))
		return NULL;
	return strcmp(path + length, "/") ? path + length : "";
}

static bool enter(
	const char *root, const struct mount *mount, const char *path, struct group *group)
{
	const char *below = path ? visible(path, mount->root) : NULL;
	int length = snprintf(group->path, sizeof(group->path), "%s%s", root, mount->point);

	if (length <= 0 || (size_t)length >= sizeof(group->path))
		return false;
	group->mount = (size_t)length;
	if (below && sysfile_exists(group->path, below) &&
		group->mount + strlen(below) < sizeof(group->path))
		strcpy(group->path + group->mount, below);
	return true;
}

static bool find_group(const char *root, const char *controller, struct group *group)
{
	char *path = own_group(root, controller);
	struct mounts mounts;
	struct mount mount;
	bool found = false;

	if (mounts_open(&mounts, root)) {
		while (!found && mounts_next(&mounts, &mount))
			if (controller ? !strcmp(mount.fs, "cgroup") && has(mount.super, controller)
				       : !strcmp(mount.fs, "cgroup2"))
				found = enter(root, &mount, path, group);
		mounts_close(&mounts);
	}
	free(path);
	return found;
}

static bool leave(struct group *group)
{
	char *slash = strrchr(group->path + group->mount, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

static uint64_t tightest(const char *root, const struct source sources[2])
{
	uint64_t limit = FIGURE_NONE;
	struct group group;

	for (int i = 0; i < 2; i++) {
		if (!find_group(root, sources[i].controller, &group))
			continue;
		do
			limit = least(limit, sources[i].read(group.path));
		while (leave(&group));
	}
	return limit;
}

static uint64_t soft(int failed, const struct rlimit *limit)
{
	return failed || limit->rlim_cur == RLIM_INFINITY ? FIGURE_NONE : limit->rlim_cur;
}

void limits_read_below(const char *root, struct limits *limits)
{
	static const struct source cpu[2] = { { "cpu", quota_v1 }, { NULL, quota_v2 } };
	static const struct source memory[2] = { { "memory", memory_v1 }, { NULL, memory_v2 } };
	static const struct source processes[2] = { { "pids", pids }, { NULL, pids } };
	uint64_t quota = tightest(root, cpu);
	struct rlimit nproc, nofile;

	*limits = (struct limits){
		.cpu_quota = quota == FIGURE_NONE ? (double)NAN : (double)quota / NANOCPUS,
		.memory_limit_bytes = tightest(root, memory),
		.pids_max = tightest(root, processes),
		.nproc = soft(getrlimit(RLIMIT_NPROC, &nproc), &nproc),
		.nofile = soft(getrlimit(RLIMIT_NOFILE, &nofile), &nofile),
	};
}

uint64_t limits_memory_free_below(const char *root)
{
	static const struct source free_memory[2] = { { "memory", room_v1 }, { NULL, room_v2 } };
	uint64_t available = sysfile_field(root, "/proc/meminfo", "MemAvailable:");

	if (available != FIGURE_NONE)
		available *= 1024;
	return least(available, tightest(root, free_memory));
}

/* ---- Processes and threads ---- */

static uint64_t pids_room(const char *group)
{
	return room(pids(group), sysfile_number(group, "/pids.current"), FIGURE_NONE);
}

/* The threads of all processes of a user, as far as they can be seen. */
static uint64_t tasks_of(const char *root, uint64_t user)
{
	char path[PATH_MAX];
	uint64_t sum = 0;
	struct dirent *entry;
	DIR *directory;

	if (snprintf(path, sizeof(path), "%s/proc", root) >= (int)sizeof(path))
		return 0;
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		uint64_t threads;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/status", entry->d_name);
		if (sysfile_field(root, path, "Uid:") != user)
			continue;
		threads = sysfile_field(root, path, "Threads:");
		sum += threads == FIGURE_NONE ? 0 : threads;
	}
	if (directory)
		closedir(directory);
	return sum;
}

/* All threads of the machine: "345" in the "2/345" of /proc/loadavg. */
static uint64_t all_tasks(const char *root)
{
	char text[128];
	unsigned long nr;

	if (!sysfile_read(root, "/proc/loadavg", text, sizeof(text)) ||
		sscanf(text, "%*s %*s %*s %*u/%lu", &nr) != 1)
		return 0;
	return nr;
}

uint64_t limits_tasks_free_below(const char *root, uint64_t user)
{
	static const struct source groups[2] = { { "pids", pids_room }, { NULL, pids_room } };
	uint64_t all = all_tasks(root), left = tightest(root, groups);
	struct rlimit nproc;

	left = least(
		left, room(sysfile_number(root, "/proc/sys/kernel/threads-max"), all, FIGURE_NONE));
	left = least(
		left, room(sysfile_number(root, "/proc/sys/kernel/pid_max"), all, FIGURE_NONE));
	if (!user)
		return left;
	return least(left, room(soft(getrlimit(RLIMIT_NPROC, &nproc), &nproc), tasks_of(root, user),
				   FIGURE_NONE));
}

uint64_t limits_address_free_below(const char *root)
{
	uint64_t kib = sysfile_field(root, "/proc/self/status", "VmSize:");
	struct rlimit space;

	return room(soft(getrlimit(RLIMIT_AS, &space), &space), kib == FIGURE_NONE ? 0 : kib * 1024,
		FIGURE_NONE);
}

uint64_t limits_most_maps_below(const char *root)
{
	uint64_t most = sysfile_number(root, "/proc/sys/vm/max_map_count");

	return most == FIGURE_NONE ? 0 : most;
}

uint64_t limits_most_maps(void)
{
	return limits_most_maps_below("");
}

uint64_t limits_most_files(void)
{
	struct rlimit files;

	return getrlimit(RLIMIT_NOFILE, &files) || files.rlim_max == RLIM_INFINITY ? 0
										   : files.rlim_max;
}

uint64_t limits_tasks_free(void)
{
	return limits_tasks_free_below("", getuid());
}

uint64_t limits_address_free(void)
{
	return limits_address_free_below("");
}

void limits_read(struct limits *limits)
{
	limits_read_below("", limits);
}

uint64_t limits_memory_free(void)
{
	return limits_memory_free_below("");
}
