/* SPDX-License-Identifier: MIT */
#include "machine/condition.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "machine/limits.h"
#include "machine/sysfile.h"
#include "machine/text.h"
#include "measure/counters.h"
#include "measure/figure.h"

#define CPU "/sys/devices/system/cpu"
#define NR_TIMES 8 /* user nice system idle iowait irq softirq steal; guests are within user */

static double read_load(const char *root)
{
	char text[128], *end;
	double load;

	sysfile_read(root, "/proc/loadavg", text, sizeof(text));
	load = strtod(text, &end);
	return end == text ? NAN : load;
}

/* "cpu  user nice system idle iowait irq softirq steal …", in clock ticks. */
static struct cpu_time read_time(const char *root)
{
	uint64_t tick_ns = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK), sum = 0, last = 0;
	char text[SYSFILE_SIZE], *at = text + 4, *end;

	if (!sysfile_read(root, "/proc/stat", text, sizeof(text)) || !text_starts(text, "cpu "))
		return (struct cpu_time){ FIGURE_NONE, FIGURE_NONE };
	text[strcspn(text, "\n")] = '\0';
	for (int i = 0; i < NR_TIMES; i++, at = end) {
		last = strtoull(at, &end, 10);
		if (end == at)
			return (struct cpu_time){ FIGURE_NONE, FIGURE_NONE };
		sum += last;
	}
	return (struct cpu_time){ sum * tick_ns, last * tick_ns };
}

static uint64_t kibibytes(const char *root, const char *key)
{
	uint64_t number = sysfile_field(root, "/proc/meminfo", key);

	return number == FIGURE_NONE ? FIGURE_NONE : number * 1024;
}

static void read_memory(const char *root, struct condition *condition)
{
	char path[PATH_MAX];
	struct statvfs shm;

	condition->memory_free_bytes = limits_memory_free_below(root);
	condition->swap_bytes = kibibytes(root, "SwapTotal:");
	condition->swap_used_bytes =
		figure_since(condition->swap_bytes, kibibytes(root, "SwapFree:"));
	condition->shm_bytes = condition->shm_free_bytes = FIGURE_NONE;
	if (snprintf(path, sizeof(path), "%s/dev/shm", root) >= (int)sizeof(path) ||
		statvfs(path, &shm))
		return;
	condition->shm_bytes = (uint64_t)shm.f_blocks * shm.f_frsize;
	condition->shm_free_bytes = (uint64_t)shm.f_bavail * shm.f_frsize;
}

int condition_read_below(const char *root, struct condition *condition)
{
	int persona = personality(0xffffffff), error;

	*condition = (struct condition){ .load = read_load(root),
		.since_boot = read_time(root),
		.window = { FIGURE_NONE, FIGURE_NONE },
		.counters_error = counters_refused(),
		.aslr_off_here = persona >= 0 && (persona & ADDR_NO_RANDOMIZE) };
	read_memory(root, condition);
	error = sysfile_text(root, CPU "/online", &condition->online);
	if (!error)
		error = sysfile_text(root, CPU "/smt/control", &condition->smt_control);
	if (!error)
		error = sysfile_text(root,
			"/sys/devices/system/clocksource/clocksource0/available_clocksource",
			&condition->clocksources);
	if (!error)
		error = sysfile_text(
			root, "/proc/sys/kernel/perf_event_paranoid", &condition->perf_paranoid);
	return error;
}

void condition_watch_below(const char *root, struct condition *condition)
{
	struct cpu_time now = read_time(root);

	condition->window =
		(struct cpu_time){ figure_since(now.all_ns, condition->since_boot.all_ns),
			figure_since(now.steal_ns, condition->since_boot.steal_ns) };
}

int condition_read(struct condition *condition)
{
	return condition_read_below("", condition);
}

void condition_watch(struct condition *condition)
{
	condition_watch_below("", condition);
}

void condition_release(struct condition *condition)
{
	free(condition->online);
	free(condition->smt_control);
	free(condition->clocksources);
	free(condition->perf_paranoid);
	memset(condition, 0, sizeof(*condition));
}

double cpu_time_stolen(const struct cpu_time *time)
{
	if (time->steal_ns == FIGURE_NONE || time->all_ns == FIGURE_NONE || !time->all_ns)
		return NAN;
	return (double)time->steal_ns / (double)time->all_ns;
}
