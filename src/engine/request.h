/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a person selected, in the words of the command line, and what the machine has free for it.
 */
struct request {
	const char *const *patterns; /* globs over names, families, classes; none means all */
	size_t nr_patterns;
	const char *modes;  /* "seq,threads,procs,2x4,hybrid"; NULL for seq,threads,procs */
	const char *counts; /* "1,2,4-8,8..max"; NULL for each workload's own */
	const char *const *settings; /* "net.delay_us=500" or "net/remote.delay_us=0,500,2000" */
	size_t nr_settings;
	const char
		*rate; /* "500,1000": of every workload selected that has one; NULL: none asked */
	const char *placement; /* "numa" or PUs, "0,2,4-7"; NULL for scatter */
	bool twins;            /* threads once more in the place of procs: an A/A test */
	/* What is free; figures. Address space is of one process. */
	uint64_t memory_free_bytes, address_free_bytes, disk_free_bytes, tasks_free;
	uint64_t most_maps, most_files;         /* that one process may have; 0: unknown */
	uint64_t most_memory_bytes, most_tasks; /* what a cell may take; 0: not asked for */
};

/* What is wrong with a request, one line: it names the word and the nearest valid one. */
#define REQUEST_MESSAGE_SIZE 256

#endif
