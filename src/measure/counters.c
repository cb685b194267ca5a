/* SPDX-License-Identifier: MIT */
#include "measure/counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "measure/figure.h"

const struct counters counters_none = { FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE,
	COUNTED_NONE };

/* In the order of struct counters. */
static const struct counter_event hardware[COUNTERS] = {
	{ PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
	{ PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	{ PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
	{ PERF_TYPE_HW_CACHE, PERF_COUNT_HW_CACHE_DTLB | (PERF_COUNT_HW_CACHE_OP_READ << 8) |
				      (PERF_COUNT_HW_CACHE_RESULT_MISS << 16) },
};

/* What read() gives of one descriptor, by the read_format below. */
struct reading {
	uint64_t value, enabled_ns, running_ns;
};

/* Not in a group, which counts either whole or not at all where counters are few. */
static int open_event(const struct counter_event *event, enum counted counted)
{
	struct perf_event_attr attr = {
		.type = event->type,
		.size = sizeof(attr),
		.config = event->config,
		.disabled = 1,
		.exclude_kernel = counted != COUNTED_ALL,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void counters_skip(struct counter_set *set)
{
	for (size_t i = 0; i < COUNTERS; i++)
		set->fds[i] = -1;
	set->counted = COUNTED_NONE;
}

void counters_open_events(
	struct counter_set *set, const struct counter_event events[static COUNTERS])
{
	enum counted counted = COUNTED_ALL;
	int first = open_event(&events[0], counted);

	counters_skip(set);
	if (first < 0 && (errno == EACCES || errno == EPERM)) {
		counted = COUNTED_USER;
		first = open_event(&events[0], counted);
	}
	if (first < 0)
		return;
	set->fds[0] = first;
	set->counted = counted;
	for (size_t i = 1; i < COUNTERS; i++)
		set->fds[i] = open_event(&events[i], counted);
}

int counters_refused(void)
{
	int fd = open_event(&hardware[0], COUNTED_USER);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

void counters_open(struct counter_set *set)
{
	counters_open_events(set, hardware);
}

/* All events that this thread opened, in one call. */
void counters_start(const struct counter_set *set)
{
	if (set->counted != COUNTED_NONE)
		prctl(PR_TASK_PERF_EVENTS_ENABLE, 0, 0, 0, 0);
}

void counters_stop(const struct counter_set *set)
{
	if (set->counted != COUNTED_NONE)
		prctl(PR_TASK_PERF_EVENTS_DISABLE, 0, 0, 0, 0);
}

static uint64_t read_event(int fd)
{
	struct reading reading;

	if (fd < 0 || read(fd, &reading, sizeof(reading)) != sizeof(reading) ||
		!reading.running_ns || reading.running_ns < reading.enabled_ns)
		return FIGURE_NONE;
	return reading.value;
}

void counters_read(const struct counter_set *set, struct counters *counters)
{
	*counters = (struct counters){ read_event(set->fds[0]), read_event(set->fds[1]),
		read_event(set->fds[2]), read_event(set->fds[3]), set->counted };
}

void counters_close(struct counter_set *set)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		if (set->fds[i] >= 0)
			close(set->fds[i]);
	}
	counters_skip(set);
}

void counters_add(struct counters *sum, const struct counters *counters)
{
	if (sum->counted != counters->counted) {
		*sum = counters_none;
		return;
	}
	sum->cycles = figure_add(sum->cycles, counters->cycles);
	sum->instructions = figure_add(sum->instructions, counters->instructions);
	sum->cache_misses = figure_add(sum->cache_misses, counters->cache_misses);
	sum->dtlb_misses = figure_add(sum->dtlb_misses, counters->dtlb_misses);
}
