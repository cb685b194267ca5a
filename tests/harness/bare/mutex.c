/* SPDX-License-Identifier: MIT */
/* Everybody counts on one counter, under one process-shared mutex. */
#include "crew.h"

#include <errno.h>
#include <pthread.h>

struct counter {
	_Alignas(128) uint64_t value;
	_Alignas(128) pthread_mutex_t mutex;
};

static void prepare(struct hand *hand)
{
	const volatile struct counter *counter = hand->data;

	(void)counter->value;
}

static uint64_t work(struct hand *hand)
{
	struct counter *counter = hand->data;
	uint64_t sum = 0;

	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		pthread_mutex_lock(&counter->mutex);
		counter->value++;
		pthread_mutex_unlock(&counter->mutex);
		sum += i;
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .prepare = prepare, .work = work };
	struct counter *counter = crew_share(sizeof(*counter));
	pthread_mutexattr_t shared;
	struct crew crew;

	crew_read(&crew, argc, argv);
	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&counter->mutex, &shared);
	crew_run(&crew, &trade, counter);
	errno = 0;
	if (counter->value != crew.ops)
		crew_die("the counter lost updates");
	return 0;
}
