/* SPDX-License-Identifier: MIT */
#include "engine/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "measure/clock.h"
#include "measure/usage.h"

/*
 * How far ahead of its opening the gate's start lies. A sleeper takes some 50 µs to run after its
 * wake on a virtual machine whose CPU must be woken too; the waker, in one call for all, takes two
 * to four microseconds for each that sleeps on another such CPU. Sleepers that wake each other, as a
 * tree, take two to six times as long where workers are more than CPUs.
 */
#define WINDOW_NS 150000u
#define WINDOW_WORKER_NS 3000u
#define WINDOW_MOST_NS 1000000u

/* What gate_arrive leaves of the window, for its caller to read counters in. */
#define MARGIN_NS 10000u

int gate_init(struct gate *gate, unsigned workers)
{
	gate->workers = workers;
	gate->notify_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return gate->notify_fd < 0 ? -errno : 0;
}

void gate_release_fd(struct gate *gate)
{
	close(gate->notify_fd);
}

static void notify(const struct gate *gate)
{
	const uint64_t one = 1;
	/* Cannot fail on a counter this low, and the leader has a deadline should it do so. */
	ssize_t written = write(gate->notify_fd, &one, sizeof(one));

	(void)written;
}

/* Between processes, so never FUTEX_PRIVATE: in threads mode neither, it would be another path. */
static void sleep_while(struct gate *gate, uint32_t state)
{
	while (atomic_load(&gate->state) == state)
		syscall(SYS_futex, &gate->state, FUTEX_WAIT, state, NULL, NULL, 0);
}

static void set_state(struct gate *gate, uint32_t state)
{
	atomic_store(&gate->state, state);
	syscall(SYS_futex, &gate->state, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

int gate_arrive(struct gate *gate)
{
	if (atomic_fetch_add(&gate->arrived, 1) + 1 == gate->workers)
		notify(gate);
	sleep_while(gate, GATE_CLOSED);
	/* The count is read for its order: all that a worker did before it arrived comes before
	 * this. */
	if (atomic_load(&gate->state) != GATE_OPEN || !gate_all_arrived(gate))
		return 0;
	while (clock_ns() + MARGIN_NS < atomic_load(&gate->start_ns))
		relax();
	return 1;
}

uint64_t gate_start(const struct gate *gate)
{
	uint64_t start_ns = atomic_load(&gate->start_ns), now_ns;

	while ((now_ns = clock_ns()) < start_ns)
		relax();
	return now_ns;
}

void gate_park(struct gate *gate)
{
	if (atomic_fetch_add(&gate->parked, 1) + 1 == gate->workers)
		notify(gate);
	sleep_while(gate, GATE_OPEN);
}

int gate_can_notify(const struct gate *gate)
{
	return fcntl(gate->notify_fd, F_GETFD) >= 0;
}

void gate_give_up(struct gate *gate)
{
	atomic_store(&gate->given_up, 1);
	notify(gate);
}

int gate_all_arrived(const struct gate *gate)
{
	return atomic_load(&gate->arrived) == gate->workers;
}

int gate_all_parked(const struct gate *gate)
{
	return atomic_load(&gate->parked) == gate->workers;
}

uint64_t gate_open(struct gate *gate)
{
	uint64_t window_ns = WINDOW_NS + (uint64_t)gate->workers * WINDOW_WORKER_NS;
	uint64_t spent_ns = usage_cpu_ns(), start_ns;

	if (window_ns > WINDOW_MOST_NS)
		window_ns = WINDOW_MOST_NS;
	start_ns = clock_ns() + window_ns;
	atomic_store(&gate->start_ns, start_ns);
	set_state(gate, GATE_OPEN);
	gate->waking_ns = usage_cpu_ns() - spent_ns;
	return start_ns;
}

void gate_release(struct gate *gate)
{
	set_state(gate, GATE_RELEASED);
}
