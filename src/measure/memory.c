/* SPDX-License-Identifier: MIT */
#include "measure/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure/figure.h"
#include "measure/procfile.h"

#define PATH_SIZE 256

/* status has a line of up to 64 Ki group ids; where it does not fit, VmPTE and VmHWM are unknown.
 */
#define TEXT_SIZE 8192

const struct memory memory_none = {
	.pss_bytes = FIGURE_NONE,
	.pss_anon_bytes = FIGURE_NONE,
	.pss_shmem_bytes = FIGURE_NONE,
	.pss_file_bytes = FIGURE_NONE,
	.rss_bytes = FIGURE_NONE,
	.uss_bytes = FIGURE_NONE,
	.page_table_bytes = FIGURE_NONE,
	.peak_rss_bytes = FIGURE_NONE,
};

const struct memory memory_zero = { 0 };

/* One read: each further one would walk the page tables again, and a sum of two walks is torn. */
static int read_text(const char *proc, pid_t pid, const char *name, char text[TEXT_SIZE])
{
	char path[PATH_SIZE];
	int error;

	if (snprintf(path, sizeof(path), "%s/%d/%s", proc, (int)pid, name) >= PATH_SIZE)
		return -ENAMETOOLONG;
	error = procfile_read(path, text, TEXT_SIZE);
	return !error && !*text ? -ESRCH : error;
}

/* The figure of the line "KEY: N kB". A line cut short by the buffer has no unit and no figure. */
static uint64_t figure_of(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		unsigned long long kilobytes;
		char *end;

		line += *line == '\n';
		if (strncmp(line, key, length) != 0 || line[length] != ':')
			continue;
		kilobytes = strtoull(line + length + 1, &end, 10);
		return strncmp(end, " kB", 3) == 0 ? kilobytes * 1024 : FIGURE_NONE;
	}
	return FIGURE_NONE;
}

int memory_read_below(const char *proc, pid_t pid, struct memory *memory)
{
	char text[TEXT_SIZE];
	struct memory found;
	int error;

	*memory = memory_none;
	error = read_text(proc, pid, "smaps_rollup", text);
	if (error)
		return error;
	found.pss_bytes = figure_of(text, "Pss");
	found.pss_anon_bytes = figure_of(text, "Pss_Anon");
	found.pss_shmem_bytes = figure_of(text, "Pss_Shmem");
	found.pss_file_bytes = figure_of(text, "Pss_File");
	found.rss_bytes = figure_of(text, "Rss");
	found.uss_bytes =
		figure_add(figure_of(text, "Private_Clean"), figure_of(text, "Private_Dirty"));

	error = read_text(proc, pid, "status", text);
	if (error)
		return error;
	found.page_table_bytes = figure_of(text, "VmPTE");
	found.peak_rss_bytes = figure_of(text, "VmHWM");
	*memory = found;
	return 0;
}

int memory_read(pid_t pid, struct memory *memory)
{
	return memory_read_below("/proc", pid, memory);
}

void memory_add(struct memory *sum, const struct memory *memory)
{
	sum->pss_bytes = figure_add(sum->pss_bytes, memory->pss_bytes);
	sum->pss_anon_bytes = figure_add(sum->pss_anon_bytes, memory->pss_anon_bytes);
	sum->pss_shmem_bytes = figure_add(sum->pss_shmem_bytes, memory->pss_shmem_bytes);
	sum->pss_file_bytes = figure_add(sum->pss_file_bytes, memory->pss_file_bytes);
	sum->rss_bytes = figure_add(sum->rss_bytes, memory->rss_bytes);
	sum->uss_bytes = figure_add(sum->uss_bytes, memory->uss_bytes);
	sum->page_table_bytes = figure_add(sum->page_table_bytes, memory->page_table_bytes);
	sum->peak_rss_bytes = figure_add(sum->peak_rss_bytes, memory->peak_rss_bytes);
}

int memory_reset_peak(pid_t pid)
{
	char path[PATH_SIZE];
	int fd, error = 0;

	snprintf(path, sizeof(path), "/proc/%d/clear_refs", (int)pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, "5", 1) != 1)
		error = -errno;
	close(fd);
	return error;
}
