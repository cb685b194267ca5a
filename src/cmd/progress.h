/* SPDX-License-Identifier: MIT */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One line on a terminal's stderr that says how far a run is, drawn between trials only; nothing
 * at all where stderr is no terminal or TERM is "dumb". It is drawn over by a carriage return and blanks
 * alone: nothing that parallax prints has an escape sequence, so there is no colour for NO_COLOR to
 * take away.
 */
struct progress {
	bool shown;
};

void progress_init(struct progress *progress);

/* Draws: a share 0 … 1, what is being done to which cell, and the time left. */
void progress_draw(const struct progress *progress, double done, const char *doing,
	const char *cell, uint64_t left_ns);

/* Clears the line, so that something else can be printed. */
void progress_clear(const struct progress *progress);

#endif
