/* SPDX-License-Identifier: MIT */
#include "measure/cputime.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "measure/figure.h"
#include "measure/procfile.h"

#define PATH_SIZE 4096
#define TEXT_SIZE 4096

/* "cpu0 user nice system idle iowait irq softirq steal ..."; a guest's time is part of user's. */
enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, NR_KINDS };

/* Of /proc/PID/stat, cutime; cstime follows. */
#define FIELD_CHILDREN 16

static uint64_t ticks_ns(uint64_t ticks)
{
	return ticks * (1000000000u / (uint64_t)sysconf(_SC_CLK_TCK));
}

void cpus_usable(struct cpus *cpus)
{
	if (sched_getaffinity(0, sizeof(cpus->sets), cpus->sets))
		CPU_ZERO_S(sizeof(cpus->sets), cpus->sets);
}

static void add_line(const char *line, const struct cpus *cpus, struct cputime *time, int *missing)
{
	uint64_t kinds[NR_KINDS] = { 0 };
	char *at = (char *)(uintptr_t)line + strlen("cpu"), *end;
	int all = *at == ' ', nr = 0;
	unsigned long cpu = all ? 0 : strtoul(at, &at, 10);

	for (; nr < NR_KINDS; nr++, at = end) {
		kinds[nr] = strtoull(at, &end, 10);
		if (end == at)
			break;
	}
	if (all) {
		time->steal_ns = nr > STEAL ? ticks_ns(kinds[STEAL]) : FIGURE_NONE;
	} else if (cpu < CPUS_MOST && CPU_ISSET_S(cpu, sizeof(cpus->sets), cpus->sets) &&
		   nr > SOFTIRQ) {
		--*missing;
		time->busy_ns += ticks_ns(
			kinds[USER] + kinds[NICE] + kinds[SYSTEM] + kinds[IRQ] + kinds[SOFTIRQ]);
	}
}

/* Adds every whole line of text[0..*length) and keeps the rest. 0 once the CPUs' are over. */
static int add_lines(
	char *text, size_t *length, const struct cpus *cpus, struct cputime *time, int *missing)
{
	char *line = text, *end;

	while ((end = memchr(line, '\n', *length - (size_t)(line - text)))) {
		*end = '\0';
		if (strncmp(line, "cpu", 3) != 0)
			return 0;
		add_line(line, cpus, time, missing);
		line = end + 1;
	}
	*length -= (size_t)(line - text);
	memmove(text, line, *length);
	return *length < TEXT_SIZE;
}

/* The lines of the CPUs come first, and may be many; that of the interrupts may be longer still. */
void cputime_read(const char *root, const struct cpus *cpus, struct cputime *time)
{
	int missing = CPU_COUNT_S(sizeof(cpus->sets), cpus->sets), fd = -1;
	char path[PATH_SIZE], text[TEXT_SIZE];
	size_t length = 0;
	ssize_t some;

	*time = (struct cputime){ FIGURE_NONE, missing ? 0 : FIGURE_NONE };
	if (snprintf(path, sizeof(path), "%s/proc/stat", root) < PATH_SIZE)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (some = read(fd, text + length, TEXT_SIZE - length)) > 0) {
		length += (size_t)some;
		if (!add_lines(text, &length, cpus, time, &missing))
			break;
	}
	if (fd >= 0)
		close(fd);
	if (missing)
		time->busy_ns = FIGURE_NONE;
}

static uint64_t children_ns(const char *root, pid_t pid)
{
	char text[PROCFILE_STAT_SIZE], *end;
	const char *at = procfile_stat(root, pid, FIELD_CHILDREN, text);
	uint64_t ticks[2];

	if (!at)
		return FIGURE_NONE;
	for (int i = 0; i < 2; i++, at = end) {
		ticks[i] = strtoull(at, &end, 10);
		if (end == at)
			return FIGURE_NONE;
	}
	return ticks_ns(ticks[0] + ticks[1]);
}

uint64_t cputime_of_process(const char *root, pid_t pid)
{
	struct timespec own;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &own))
		return FIGURE_NONE;
	return figure_add(
		(uint64_t)own.tv_sec * 1000000000u + (uint64_t)own.tv_nsec, children_ns(root, pid));
}
