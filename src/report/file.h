/* SPDX-License-Identifier: MIT */
#ifndef REPORT_FILE_H
#define REPORT_FILE_H

#include <stddef.h>
#include "report/model.h"

/* Reports as files. Every failure is one sentence in message, which names the file. */
#define FILE_MESSAGE_SIZE 512

/*
 * Reads a report from path, "-" being stdin. Refuses a directory, more than 256 MiB, what is not
 * a report and a schema_version that this program does not know. A fifo or terminal that stays
 * silent for 5 seconds counts as unreadable; a pipe on stdin is waited for as long as somebody
 * holds its other end, as every filter does.
 *
 * What has been read may be indexed without further checks: the cell of every trial, base and
 * verdict is one of cells (base_cell may be FIGURE_NONE, and so may best_cell and next_cell of a
 * hybrid row without a verdict), results[i] is of cells[i] and there are as many,
 * workers = procs x threads >= 1, a trial has as many workers as its cell or none, the margin is
 * no less than 0 (it may be NaN), and what report/shapes.h says of shapes.
 *
 * Returns 0 with *report the caller's to release, or -errno with message filled.
 */
int report_read(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE]);

/*
 * The same of text[0..length), which came from path; that is not opened, and only named in message.
 */
int report_parse(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE]);

/*
 * The same for who compares the times of many reports, in a small part of the time and memory. It
 * takes all but methods, verdicts, hybrids and sweeps, of trials round, cell, warmup, status, work_ns and
 * noise.canary_ns alone, of results cell, status, speedup.base_cell and memory.pss_bytes: the rest
 * is null, as if it did not stand in the file. What is not read is refused only where it is
 * no JSON.
 */
int report_read_times(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE]);

/* The same of text[0..length), as report_parse() is the same of report_read(). */
int report_parse_times(const char *path, const char *text, size_t length, struct report *report,
	char message[FILE_MESSAGE_SIZE]);

/*
 * Whether path can be written, told before anything is measured and without leaving anything
 * behind: its directory must exist and take a new file. "-" can where stdout is open for writing.
 */
int report_check_target(const char *path, char message[FILE_MESSAGE_SIZE]);

/*
 * Writes the report: to a temporary file beside the target, fsynced, renamed over it, so that a
 * reader finds the old report or the new one and never half of one. A symbolic link is followed.
 * What is there and no plain file, a device or a fifo that somebody reads, is written to. "-" is
 * stdout. Returns 0 or -errno with message filled and nothing left behind.
 */
int report_write(const char *path, const struct report *report, char message[FILE_MESSAGE_SIZE]);

/* Writes a text that was made of reports, in the same manner. */
int file_write(const char *path, const char *text, char message[FILE_MESSAGE_SIZE]);

/* Frees everything and leaves an empty report. */
void report_release(struct report *report);

#endif
