/* SPDX-License-Identifier: MIT */
#include "cmd/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR 20
#define LINE_MOST 256

void progress_init(struct progress *progress)
{
	const char *term = getenv("TERM");

	progress->shown = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

static int line_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 79;
	return size.ws_col < LINE_MOST ? size.ws_col - 1 : LINE_MOST - 1;
}

void progress_draw(const struct progress *progress, double done, const char *doing,
	const char *cell, uint64_t left_ns)
{
	static const char full[] = "####################", empty[] = "....................";
	uint64_t left_s = (left_ns + 999999999) / 1000000000;
	unsigned filled = (unsigned)(done * BAR);
	int width = line_width();
	char line[LINE_MOST];

	if (!progress->shown)
		return;
	snprintf(line, sizeof(line), "[%.*s%.*s] %3.0f %%  ETA %" PRIu64 ":%02" PRIu64 "  %s  %s",
		(int)filled, full, (int)(BAR - filled), empty, done * 100, left_s / 60, left_s % 60,
		doing, cell);
	/* Up to the last column but one: a wrapped line could not be drawn over. */
	fprintf(stderr, "\r%-*.*s", width, width, line);
	fflush(stderr);
}

void progress_clear(const struct progress *progress)
{
	if (progress->shown)
		fprintf(stderr, "\r%*s\r", line_width(), "");
}
