/* SPDX-License-Identifier: MIT */
/* Round trips of 8 bytes between two workers, through a pipe each way; seq plays both ends. */
#include "crew.h"

#include <errno.h>
#include <unistd.h>

struct pipes {
	int there[2], back[2];
};

static void put(int fd, uint64_t message)
{
	if (write(fd, &message, sizeof(message)) != (ssize_t)sizeof(message))
		crew_die("writing to a pipe");
}

static uint64_t get(int fd)
{
	uint64_t message;

	if (read(fd, &message, sizeof(message)) != (ssize_t)sizeof(message))
		crew_die("reading from a pipe");
	return message;
}

static uint64_t answer_to(uint64_t served)
{
	return mix(served) >> 1 | 1;
}

static uint64_t work(struct hand *hand)
{
	const struct pipes *pipes = hand->data;
	const int serves = hand->index == 0, answers = hand->index == 1 || hand->crew->workers == 1;
	uint64_t sum = 0;

	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		if (serves)
			put(pipes->there[1], i + 1);
		if (answers)
			put(pipes->back[1], answer_to(get(pipes->there[0])));
		if (serves) {
			const uint64_t answered = get(pipes->back[0]);

			errno = 0;
			if (answered != answer_to(i + 1))
				crew_die("a wrong answer");
			sum += answered;
		}
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .work = work, .together = 2 };
	struct pipes pipes;
	struct crew crew;

	crew_read(&crew, argc, argv);
	if (crew.workers > 2) {
		errno = EINVAL;
		crew_die("a pair is two");
	}
	if (pipe(pipes.there) || pipe(pipes.back))
		crew_die("making pipes");
	crew_run(&crew, &trade, &pipes);
	return 0;
}
