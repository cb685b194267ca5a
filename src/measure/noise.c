/* SPDX-License-Identifier: MIT */
#include "measure/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure/clock.h"
#include "measure/figure.h"
#include "measure/procfile.h"

#define PATH_SIZE 4096
#define TEXT_SIZE 4096

/* Past this no further CPU's frequency is asked for. */
#define FREQUENCY_MOST_NS 20000000u

/* Four or five cycles a link: about 30 us at 3 GHz, three times a tenth of a millisecond. */
#define CANARY_PIECES 3
#define CANARY_LINKS 20000u

/* Where a hierarchy may be mounted, the controller that names its line, and what its cpu.stat says.
 */
struct hierarchy {
	const char *mount;
	const char *controller; /* "" is version 2 */
	const char *key;
	uint64_t unit_ns;
};

static const struct hierarchy hierarchies[] = {
	{ "/sys/fs/cgroup", "", "throttled_usec", 1000 },
	{ "/sys/fs/cgroup/unified", "", "throttled_usec", 1000 },
	{ "/sys/fs/cgroup/cpu", "cpu", "throttled_time", 1 },
	{ "/sys/fs/cgroup/cpu,cpuacct", "cpu", "throttled_time", 1 },
};

static int read_below(const char *root, const char *name, char text[TEXT_SIZE])
{
	char path[PATH_SIZE];

	return snprintf(path, sizeof(path), "%s%s", root, name) < PATH_SIZE &&
	       !procfile_read(path, text, TEXT_SIZE);
}

static uint64_t number_at(const char *text)
{
	char *end;
	unsigned long long number = strtoull(text, &end, 10);

	return end == text ? FIGURE_NONE : number;
}

static uint64_t scaled(uint64_t number, uint64_t unit_ns)
{
	return number == FIGURE_NONE ? FIGURE_NONE : number * unit_ns;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=N" in microseconds, then the same for "full". */
static uint64_t pressure_ns(const char *root, const char *name)
{
	char text[TEXT_SIZE];
	const char *total;

	if (!read_below(root, name, text) || strncmp(text, "some ", 5) != 0)
		return FIGURE_NONE;
	text[strcspn(text, "\n")] = '\0';
	total = strstr(text, " total=");
	return total ? scaled(number_at(total + strlen(" total=")), 1000) : FIGURE_NONE;
}

/* Whether the comma-separated list that ends at end has the controller; "" is the empty list. */
static int lists(const char *list, const char *end, const char *controller)
{
	size_t length = strlen(controller);

	while (list < end) {
		size_t item = strcspn(list, ",:");

		if (item == length && strncmp(list, controller, length) == 0)
			return 1;
		list += item + 1;
	}
	return length == 0 && list == end;
}

/* The path in the line "ID:CONTROLLERS:PATH" of the hierarchy, copied; 0 where it has no line. */
static int cgroup_path(const char *cgroups, const char *controller, char path[TEXT_SIZE])
{
	for (const char *line = cgroups; *line; line += *line == '\n') {
		const char *list = strchr(line, ':');
		const char *end = list ? strchr(list + 1, ':') : NULL;
		size_t length;

		if (!end)
			return 0;
		length = strcspn(end + 1, "\n");
		if (lists(list + 1, end, controller)) {
			memcpy(path, end + 1, length);
			path[length] = '\0';
			return 1;
		}
		line = end + 1 + length;
	}
	return 0;
}

static uint64_t stat_figure(const char *stat, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = stat; *line; line += *line == '\n') {
		if (strncmp(line, key, length) == 0 && line[length] == ' ')
			return number_at(line + length);
		line += strcspn(line, "\n");
	}
	return FIGURE_NONE;
}

/*
 * Of the process's own cgroup and of all above it up to the mount, each of which counts what its own
 * quota held back and nothing of what theirs did: where only the slice of a session has one, the
 * session's cgroup says 0. In a container the path is often one of the host, and only the mount is there.
 */
static uint64_t throttled_in(const struct hierarchy *in, const char *root, char path[TEXT_SIZE])
{
	char name[PATH_SIZE], stat[TEXT_SIZE], *last;
	uint64_t sum = FIGURE_NONE;

	if (!strcmp(path, "/"))
		*path = '\0'; /* the mount, and to be read once */
	do {
		uint64_t figure = FIGURE_NONE;

		if (snprintf(name, sizeof(name), "%s%s/cpu.stat", in->mount, path) < PATH_SIZE &&
			read_below(root, name, stat))
			figure = scaled(stat_figure(stat, in->key), in->unit_ns);
		if (figure != FIGURE_NONE)
			sum = sum == FIGURE_NONE ? figure : sum + figure;
		last = strrchr(path, '/');
		if (last)
			*last = '\0';
	} while (last);
	return sum;
}

static uint64_t throttled_ns(const char *root)
{
	char cgroups[TEXT_SIZE], path[TEXT_SIZE];
	uint64_t figure = FIGURE_NONE;

	if (!read_below(root, "/proc/self/cgroup", cgroups))
		return FIGURE_NONE;
	for (size_t i = 0; i < sizeof hierarchies / sizeof *hierarchies; i++) {
		if (cgroup_path(cgroups, hierarchies[i].controller, path))
			figure = throttled_in(&hierarchies[i], root, path);
		if (figure != FIGURE_NONE)
			break;
	}
	return figure;
}

/* Of the CPUs' work since boot what was not the team's; unknown as soon as a part of it is. */
static uint64_t foreign_ns(const char *root, const struct noise_scope *scope, uint64_t busy_ns)
{
	uint64_t team_ns = scope->service ? cputime_of_process(root, scope->service) : 0;

	for (size_t i = 0; i < scope->nr_pids; i++)
		team_ns = figure_add(team_ns, cputime_of_process(root, scope->pids[i]));
	return figure_since(busy_ns, team_ns);
}

const struct noise noise_none = { FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE,
	FIGURE_NONE, FIGURE_NONE, FIGURE_NONE };

void noise_read_below(const char *root, const struct noise_scope *scope, struct noise *noise)
{
	struct cputime time;

	cputime_read(root, scope->cpus, &time);
	*noise = (struct noise){
		.steal_ns = time.steal_ns,
		.foreign_ns = foreign_ns(root, scope, time.busy_ns),
		.psi_cpu_ns = pressure_ns(root, "/proc/pressure/cpu"),
		.psi_io_ns = pressure_ns(root, "/proc/pressure/io"),
		.psi_memory_ns = pressure_ns(root, "/proc/pressure/memory"),
		.throttled_ns = throttled_ns(root),
		.frequency_khz = FIGURE_NONE,
		.canary_ns = FIGURE_NONE,
	};
}

void noise_read(const struct noise_scope *scope, struct noise *noise)
{
	noise_read_below("", scope, noise);
}

void noise_since(struct noise *difference, const struct noise *after, const struct noise *before)
{
	*difference = (struct noise){
		.steal_ns = figure_since(after->steal_ns, before->steal_ns),
		.foreign_ns = figure_since(after->foreign_ns, before->foreign_ns),
		.psi_cpu_ns = figure_since(after->psi_cpu_ns, before->psi_cpu_ns),
		.psi_io_ns = figure_since(after->psi_io_ns, before->psi_io_ns),
		.psi_memory_ns = figure_since(after->psi_memory_ns, before->psi_memory_ns),
		.throttled_ns = figure_since(after->throttled_ns, before->throttled_ns),
		.frequency_khz = after->frequency_khz,
		.canary_ns = before->canary_ns,
	};
}

uint64_t noise_frequency_khz(const char *root, const struct cpus *cpus)
{
	uint64_t begun_ns = clock_ns(), sum = 0, nr = 0;
	int left = CPU_COUNT_S(sizeof(cpus->sets), cpus->sets);
	char name[128], text[TEXT_SIZE];

	for (size_t cpu = 0; left > 0 && clock_ns() - begun_ns < FREQUENCY_MOST_NS; cpu++) {
		uint64_t khz = FIGURE_NONE;

		if (!CPU_ISSET_S(cpu, sizeof(cpus->sets), cpus->sets))
			continue;
		left--;
		snprintf(name, sizeof(name),
			"/sys/devices/system/cpu/cpu%zu/cpufreq/scaling_cur_freq", cpu);
		if (read_below(root, name, text))
			khz = number_at(text);
		if (khz == FIGURE_NONE)
			return FIGURE_NONE;
		sum += khz;
		nr++;
	}
	return nr ? sum / nr : FIGURE_NONE;
}

/* Each link needs the one before, so the time is latency alone, and no cache or memory is in it. */
static uint64_t canary_piece_ns(unsigned links)
{
	uint64_t start, end, x = 0x9e3779b97f4a7c15u;

	start = clock_ns();
	/* Without the two barriers the compiler would know x and leave no chain to time. */
	__asm__ volatile("" : "+r"(x) : : "memory");
	for (unsigned i = 0; i < links; i++) {
		x ^= x >> 32;
		x *= 0xd6e8feb86659fd93u;
	}
	__asm__ volatile("" : "+r"(x) : : "memory");
	end = clock_ns();
	return end - start;
}

uint64_t noise_canary(void)
{
	uint64_t smallest = UINT64_MAX;

	for (int piece = 0; piece < CANARY_PIECES; piece++) {
		uint64_t spent = canary_piece_ns(CANARY_LINKS);

		if (spent < smallest)
			smallest = spent;
	}
	return smallest;
}
