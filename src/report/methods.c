/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *text;
} definitions[] = {
	{ "clock", "CLOCK_MONOTONIC; every time is in nanoseconds." },
	{ "trial", "One execution of one cell in a process of its own, the leader; the unit of "
		   "replication." },
	{ "round",
		"Every cell once, the workloads in random order, the cells of one workload side by "
		"side in random order; round 0 is the warm-up and enters no figure." },
	{ "spawn_ns", "From the first call that creates a worker to the return of the last." },
	{ "ready_ns", "From there until every worker is at the gate, its files open and its memory "
		      "touched." },
	{ "work_ns", "From the opening of the gate until the last worker has done its last op: the "
		     "makespan." },
	{ "reap_ns", "From the release of the workers until all are joined or waited for." },
	{ "total_ns", "spawn_ns + ready_ns + work_ns + reap_ns." },
	{ "setup_ns", "The workload's own setup, verify and teardown, outside all phases." },
	{ "overhead_ns", "What else the trial took as its parent saw it, outside all phases." },
	{ "start_skew_ns", "The last worker's start less the first worker's." },
	{ "gate_ns", "CPU time of the leader for opening the gate, to the last wake issued." },
	{ "cpu_ns",
		"CLOCK_THREAD_CPUTIME_ID of each worker from its start to its end, summed: exact, "
		"where cpu_user_ns and cpu_sys_ns lag by up to a tick." },
	{ "usage",
		"getrusage(RUSAGE_THREAD) of each worker from its start to its end, summed; what "
		"workers create, and the leader, are left out." },
	{ "counters",
		"perf_event_open(2) of each worker for itself, from just before its start to its end, "
		"summed; only in the warm-up, since counting slows every switch, and null where "
		"the machine does not offer it. counted says whether the kernel's part is in." },
	{ "memory",
		"Sums over the leader and every process of the team, read from smaps_rollup and "
		"status while the workers are parked after the work. One process that cannot be "
		"read makes the sum null." },
	{ "pss_bytes", "Proportional set size: each page divided by the processes that map it; the "
		       "headline." },
	{ "rss_bytes", "Resident set size; counts a shared page once in every process." },
	{ "uss_bytes", "Private_Clean + Private_Dirty." },
	{ "page_table_bytes", "VmPTE; not part of the other figures." },
	{ "peak_rss_bytes",
		"VmHWM since a reset while all workers waited at the gate; ru_maxrss is "
		"used nowhere." },
	{ "noise",
		"Differences of machine-wide counters between opening and hold; frequency_khz is "
		"read at the hold; canary_ns is the time of a fixed piece of arithmetic before the "
		"trial." },
	{ "foreign_ns",
		"User, nice, system and interrupt time of all usable CPUs by /proc/stat, less what "
		"the team's processes, their children and its service took; good to a tick a CPU, "
		"null where work_ns is below 50 ms." },
	{ "effective_cpus",
		"The throughput of as many spinning workers as there are usable processing "
		"units over that of one, each the best of 8 tries before the first trial; from 1 to "
		"the usable units, since what is measured beyond them was a disturbance." },
	{ "median",
		"With the order-statistic 95 % interval, whatever the distribution; none below 6 "
		"rounds. No sample is removed." },
	{ "speedup",
		"The seq cell's time over this cell's, each per op, formed within rounds: the "
		"median of the ratios with its order-statistic 95 % interval; null under a rate, which "
		"sets both times." },
	{ "verdict",
		"From the ratio of work_ns, procs over threads, formed within rounds, and its 95 % "
		"interval: threads or procs when it lies wholly past the margin, equivalent when "
		"wholly inside, inconclusive otherwise, none below 6 rounds (8 where the numbers told "
		"when to stop), after a failure or under a rate." },
	{ "ratio_interval",
		"Where the number of rounds was fixed: order statistics at 95 %. Where the numbers "
		"told when to stop: those of the last of a few looks fixed beforehand (8, 11, 16, "
		"23, 32 rounds and so on), each at a confidence of its own, so that with 95 % none "
		"of all the looks misses; the ratio is then of the rounds up to that look." },
	{ "cause",
		"The figure per op that is at least twice as large in the slower mode and, at 0.5 us "
		"a page fault, 1 us a switch, 10 us a major fault, 50 ns a cache miss, 10 ns a TLB "
		"miss or its own CPU time, explains at least a fifth of the gap; of several the one "
		"with the largest factor. A hint, not a proof." },
	{ "break_even_ns",
		"The shortest task, by its time in seq, that pays for creating the team: the medians "
		"of spawn, ready and reap together, over 1 - 1 / speedup. Its interval is that of "
		"the speed-up; null where that reaches 1." },
	{ "per_op",
		"What one op takes, all workers together: medians over the good trials, over the "
		"cell's ops; the processor's counts are those of the warm-up." },
	{ "worker_page_table_bytes",
		"page_table_bytes of the team, leader included, over its workers." },
	{ "latency_ns",
		"Of what its kind says. Service time, closed loop: the next op starts when the one "
		"before ends, so that waiting in a queue is not in it. Response time, open loop: "
		"from when the op was due by the rate, so that what waits behind a slow one is in "
		"it, and the waking of its worker; each worker has one op in flight. Lateness of a tick: how "
		"much later than due it was handled. A percentile needs ten ops above it." },
	{ "hybrids",
		"Of the teams of one worker count that of the least median time, held within rounds "
		"against each of another shape; the intervals of all pairs of a row hold together "
		"(Bonferroni). best only where all others take longer past the margin." },
	{ "sweeps",
		"The Universal Scalability Law, gamma N / (1 + alpha (N - 1) + beta N (N - 1)), "
		"fitted by least squares to the median ops_per_s of each worker count, from 4 "
		"counts on; amdahl_serial is alpha where beta is held at 0. Nothing is said of "
		"counts that were not measured." },
	{ "bytes_per_s", "ops_per_s times the bytes that one op moves, by the cell's op_bytes." },
	{ "digest",
		"A sum over what all ops computed; every trial's must equal that of seq, or the "
		"trial is failed." },
};

int methods_make(struct report *report)
{
	size_t nr = sizeof(definitions) / sizeof(definitions[0]);

	report->methods = calloc(nr, sizeof(*report->methods));
	if (!report->methods)
		return -ENOMEM;
	report->nr_methods = nr;
	for (size_t i = 0; i < nr; i++) {
		struct method *method = &report->methods[i];

		method->name = strdup(definitions[i].name);
		method->text = strdup(definitions[i].text);
		if (!method->name || !method->text)
			return -ENOMEM;
	}
	return 0;
}
