/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_CONDITION_H
#define MACHINE_CONDITION_H

#include <stdint.h>

/*
 * What a machine is like at this moment: readings that change from one minute to the next, or that
 * only matter to whoever wants to change something, and so stand in no report. Texts are heap
 * strings, NULL where the machine does not say; figures and doubles are unknown as in
 * measure/figure.h. Everything is read and nothing is set.
 */

/* CPU time of all CPUs together, and what of it a hypervisor gave to others; figures. */
struct cpu_time {
	uint64_t all_ns, steal_ns;
};

struct condition {
	double load; /* the mean of a minute: how many ran or waited to run, container or not */
	struct cpu_time since_boot;
	struct cpu_time window;     /* unknown until condition_watch */
	uint64_t memory_free_bytes; /* limits_memory_free */
	uint64_t swap_bytes, swap_used_bytes;
	uint64_t shm_bytes, shm_free_bytes; /* of /dev/shm */
	char *online;                       /* CPUs, "0-3" */
	char *smt_control;                  /* "on", "off", "forceoff", "notsupported", … */
	char *clocksources;                 /* that the kernel would take, "tsc hpet acpi_pm" */
	char *perf_paranoid;                /* kernel.perf_event_paranoid */
	int counters_error; /* 0: a counter of this process's cycles can be had; else the errno */
	int aslr_off_here; /* this process, and so what it starts, has a fixed layout: setarch -R */
};

/* Reads all but the window. Returns 0 or -ENOMEM, with *condition to be released either way. */
int condition_read(struct condition *condition);
void condition_release(struct condition *condition);

/* The window becomes the time since condition_read: to be called after something kept the CPUs
 * busy, since a CPU that is not asked for is not stolen. */
void condition_watch(struct condition *condition);

/* The same for a made-up machine, whose files lie below root. */
int condition_read_below(const char *root, struct condition *condition);
void condition_watch_below(const char *root, struct condition *condition);

/* The stolen share of a time, 0 … 1; NaN where it is unknown or no time passed. */
double cpu_time_stolen(const struct cpu_time *time);

#endif
