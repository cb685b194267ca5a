/* SPDX-License-Identifier: MIT */
#include "cmd/stop.h"

#include <stddef.h>
#include <time.h>

volatile sig_atomic_t stop_signal;

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

static void note(int number)
{
	stop_signal = number;
}

/* Has the action for each of the signals that are not ignored, and puts them into *set. */
static void act(void (*handler)(int), sigset_t *set)
{
	const struct sigaction action = { .sa_handler = handler };

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct sigaction before;

		if (!sigaction(numbers[i], NULL, &before) && before.sa_handler == SIG_IGN)
			continue;
		sigaction(numbers[i], &action, NULL);
		sigaddset(set, numbers[i]);
	}
}

void stop_catch(void)
{
	sigset_t set;

	act(note, &set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

void stop_forget(void)
{
	const struct timespec now = { 0, 0 };
	sigset_t set;

	act(SIG_DFL, &set);
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
