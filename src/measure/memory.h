/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_MEMORY_H
#define MEASURE_MEMORY_H

#include <stdint.h>
#include <sys/types.h>

/*
 * The memory of one process, or the sum over a team. All in bytes, each a figure (FIGURE_NONE
 * where the kernel would not say).
 *
 * The source is /proc/PID/smaps_rollup, which walks the page tables. The counters in status and
 * statm are batched per thread (proc_pid_statm(5)) and would be wrong by up to 256 KiB a thread,
 * and so biased in just the mode that is compared. ru_maxrss is never used: it survives exec.
 * Nothing here allocates, so that a reading does not change what it reads.
 */
struct memory {
	uint64_t pss_bytes;        /* Pss: each page divided by how many processes map it */
	uint64_t pss_anon_bytes;   /* Pss_Anon */
	uint64_t pss_shmem_bytes;  /* Pss_Shmem: the arena is here */
	uint64_t pss_file_bytes;   /* Pss_File: depends on who else runs the same libraries */
	uint64_t rss_bytes;        /* Rss: counts a shared page once in every process */
	uint64_t uss_bytes;        /* Private_Clean + Private_Dirty: freed if this process ended */
	uint64_t page_table_bytes; /* VmPTE of status: not part of any of the above */
	uint64_t peak_rss_bytes; /* VmHWM of status since memory_reset_peak(): batched, see above */
};

/* Every figure unknown. */
extern const struct memory memory_none;

/* Every figure zero: what a sum starts from. */
extern const struct memory memory_zero;

/*
 * Reads the figures of process pid. Returns 0, or -errno with *memory all unknown when the
 * process cannot be read, -ESRCH once it is a zombie. A single key that this kernel lacks (Pss_Anon
 * before Linux 5.4) makes that figure unknown and is no error.
 */
int memory_read(pid_t pid, struct memory *memory);

/* The same from PROC/PID/smaps_rollup and status, for what the kernel that is here never prints. */
int memory_read_below(const char *proc, pid_t pid, struct memory *memory);

/* Adds one process to a sum; a figure unknown in either stays unknown in the sum. */
void memory_add(struct memory *sum, const struct memory *memory);

/*
 * Makes the peak of process pid start again from what it holds now ("5" into clear_refs). A
 * forked process otherwise starts from all that its parent held privately at the fork. Returns 0
 * or -errno; after an error the caller must not publish peak_rss_bytes.
 */
int memory_reset_peak(pid_t pid);

#endif
