/* SPDX-License-Identifier: MIT */
#include "audit/subject.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "measure/figure.h"

#define NS_PER_S 1e9

/* Clocks that are not CLOCK_MONOTONIC are not slewed with it, and what they show is cut to ticks. */
#define SLEW 1.01
#define TICK_NS 10e6

/*
 * The hypervisor's and the quota's time is booked when it is over, which may have begun before the
 * trial, and that of others by ticks.
 */
#define BOOKED_LATE_NS NS_PER_S

/* What there may be at most in a nanosecond, where no machine reaches half of it. */
#define EVENTS_PER_NS 0.1
#define CYCLES_PER_NS 20.0
#define INSTRUCTIONS_PER_NS 200.0

/* Whose nanoseconds: of the trial, or of all PUs that its workers could have had, or there are. */
enum span { SPAN_TRIAL, SPAN_WORKERS, SPAN_PUS };

static const struct limit {
	const char *member;
	size_t offset;
	enum span span;
	double per_ns, slack;
} limits[] = {
#define LIMIT(name, member, span, per_ns, slack)                          \
	{                                                                 \
		name, offsetof(struct trial, member), span, per_ns, slack \
	}
	LIMIT("gate_ns", gate_ns, SPAN_TRIAL, 1, TICK_NS),
	LIMIT("cpu_ns", usage.cpu_ns, SPAN_WORKERS, 1, TICK_NS),
	LIMIT("cpu_user_ns", usage.cpu_user_ns, SPAN_WORKERS, 1, TICK_NS),
	LIMIT("cpu_sys_ns", usage.cpu_sys_ns, SPAN_WORKERS, 1, TICK_NS),
	LIMIT("ctx_voluntary", usage.ctx_voluntary, SPAN_WORKERS, EVENTS_PER_NS, 0),
	LIMIT("ctx_involuntary", usage.ctx_involuntary, SPAN_WORKERS, EVENTS_PER_NS, 0),
	LIMIT("faults_minor", usage.faults_minor, SPAN_WORKERS, EVENTS_PER_NS, 0),
	LIMIT("faults_major", usage.faults_major, SPAN_WORKERS, EVENTS_PER_NS, 0),
	LIMIT("counters.cycles", counters.cycles, SPAN_WORKERS, CYCLES_PER_NS, 0),
	LIMIT("counters.instructions", counters.instructions, SPAN_WORKERS, INSTRUCTIONS_PER_NS, 0),
	LIMIT("counters.cache_misses", counters.cache_misses, SPAN_WORKERS, INSTRUCTIONS_PER_NS, 0),
	LIMIT("counters.dtlb_misses", counters.dtlb_misses, SPAN_WORKERS, INSTRUCTIONS_PER_NS, 0),
	LIMIT("noise.psi_cpu_ns", noise.psi_cpu_ns, SPAN_TRIAL, 1, TICK_NS),
	LIMIT("noise.psi_io_ns", noise.psi_io_ns, SPAN_TRIAL, 1, TICK_NS),
	LIMIT("noise.psi_memory_ns", noise.psi_memory_ns, SPAN_TRIAL, 1, TICK_NS),
	LIMIT("noise.canary_ns", noise.canary_ns, SPAN_TRIAL, 1, 0),
	LIMIT("noise.steal_ns", noise.steal_ns, SPAN_PUS, 1, BOOKED_LATE_NS),
	LIMIT("noise.foreign_ns", noise.foreign_ns, SPAN_PUS, 1, BOOKED_LATE_NS),
	LIMIT("noise.throttled_ns", noise.throttled_ns, SPAN_PUS, 1, BOOKED_LATE_NS),
#undef LIMIT
};

/* How many PUs a span has; as many as workers, where the report does not say how many there are. */
static double width(const struct subject *subject, enum span span)
{
	unsigned pus = subject->report->machine.cpu.counts.pus, workers = subject->cell->workers;

	if (span == SPAN_TRIAL)
		return 1;
	if (!pus)
		return workers;
	return span == SPAN_WORKERS && workers < pus ? workers : pus;
}

static void check_limit(const struct subject *subject, const struct limit *limit)
{
	uint64_t took_ns = subject_took_ns(subject->trial), seen;
	double most;
	char wanted[96];

	memcpy(&seen, (const char *)subject->trial + limit->offset, sizeof(seen));
	if (seen == FIGURE_NONE || took_ns == FIGURE_NONE)
		return;
	most = ((double)took_ns * SLEW * limit->per_ns + limit->slack) *
	       width(subject, limit->span);
	if ((double)seen <= most)
		return;
	snprintf(wanted, sizeof(wanted), "more than fits into the trial's %" PRIu64 " ns", took_ns);
	subject_deviate(subject, limit->member, seen, wanted);
}

/* Of the clock rate too: cycles of a nanosecond are GHz. */
static void check_frequency(const struct subject *subject)
{
	uint64_t khz = subject->trial->noise.frequency_khz;

	if (khz != FIGURE_NONE && (double)khz > CYCLES_PER_NS * 1e6)
		subject_deviate(subject, "noise.frequency_khz", khz, "more than any machine's");
}

/* Workers start and end between the gate's opening and the last end; one alone is never apart. */
static void check_skew(const struct subject *subject, const char *member, uint64_t skew_ns)
{
	uint64_t most = subject->cell->workers > 1 ? subject->trial->work_ns : 0;
	char wanted[64];

	if (skew_ns == FIGURE_NONE || most == FIGURE_NONE || skew_ns <= most)
		return;
	snprintf(wanted, sizeof(wanted), "at most %" PRIu64 " by its work", most);
	subject_deviate(subject, member, skew_ns, wanted);
}

void audit_limits(const struct subject *subject)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		check_limit(subject, &limits[i]);
	check_frequency(subject);
	check_skew(subject, "start_skew_ns", subject->trial->start_skew_ns);
	check_skew(subject, "end_skew_ns", subject->trial->end_skew_ns);
}
