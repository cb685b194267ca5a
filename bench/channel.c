/* SPDX-License-Identifier: MIT */
#include "bench/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <sched.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "bench/rally.h"

/* How often to look, some 10 to 50 us, before the PU is offered to somebody else. */
#define PATIENCE 1000

/* ---- Descriptors that are written and read: pipe, socketpair, eventfd ---- */

static int fd_send(struct lane *lane, uint64_t message)
{
	const ssize_t n = write(lane->out, &message, sizeof(message));

	return n == (ssize_t)sizeof(message) ? 0 : n < 0 ? -errno : -EIO;
}

static int fd_receive(struct lane *lane, uint64_t *message)
{
	const ssize_t n = read(lane->in, message, sizeof(*message));

	return n == (ssize_t)sizeof(*message) ? 0 : n < 0 ? -errno : -EIO;
}

static int fd_play(struct worker *worker, struct lane lanes[2], uint64_t first, uint64_t count)
{
	static const struct way way = { fd_send, fd_receive };

	return rally(&way, worker, lanes, first, count);
}

static int pipe_make(struct lane lanes[2])
{
	for (unsigned i = 0; i < 2; i++) {
		int fds[2];

		if (pipe2(fds, O_CLOEXEC)) {
			const int error = errno;

			if (i) {
				close(lanes[0].in);
				close(lanes[0].out);
			}
			return -error;
		}
		lanes[i].in = fds[0];
		lanes[i].out = fds[1];
	}
	return 0;
}

static void pipe_drop(struct lane lanes[2])
{
	for (unsigned i = 0; i < 2; i++) {
		close(lanes[i].in);
		close(lanes[i].out);
	}
}

const struct channel channel_pipe = {
	.making = "making pipes",
	.make = pipe_make,
	.drop = pipe_drop,
	.play = fd_play,
};

/* One pair of sockets is both lanes. */
static int socketpair_make(struct lane lanes[2])
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return -errno;
	lanes[0].out = lanes[1].in = fds[0];
	lanes[1].out = lanes[0].in = fds[1];
	return 0;
}

static void socketpair_drop(struct lane lanes[2])
{
	close(lanes[0].out);
	close(lanes[1].out);
}

const struct channel channel_socketpair = {
	.making = "making sockets",
	.make = socketpair_make,
	.drop = socketpair_drop,
	.play = fd_play,
};

/* Makes both lanes of descriptors that are their own other end. make returns one or -errno. */
static int make_each(struct lane lanes[2], int (*make)(void))
{
	for (unsigned i = 0; i < 2; i++) {
		const int fd = make();

		if (fd < 0) {
			if (i)
				close(lanes[0].in);
			return fd;
		}
		lanes[i].in = lanes[i].out = fd;
	}
	return 0;
}

static void drop_each(struct lane lanes[2])
{
	close(lanes[0].in);
	close(lanes[1].in);
}

static int eventfd_new(void)
{
	const int fd = eventfd(0, EFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int eventfd_make(struct lane lanes[2])
{
	return make_each(lanes, eventfd_new);
}

/* The message is what is added to the count; a read takes the count back to 0. */
const struct channel channel_eventfd = {
	.making = "making eventfds",
	.make = eventfd_make,
	.drop = drop_each,
	.play = fd_play,
};

/* ---- POSIX message queues, which Linux has as descriptors ---- */

static int mq_new(void)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = sizeof(uint64_t) };
	char name[64];
	mqd_t queue;

	/* Another process of the same number may have one, in another PID namespace. */
	for (unsigned attempt = 0;; attempt++) {
		snprintf(name, sizeof(name), "/parallax-%d-%u", (int)getpid(), attempt);
		queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attr);
		if (queue >= 0 || errno != EEXIST)
			break;
	}
	if (queue < 0)
		return -errno;
	mq_unlink(name);
	return queue;
}

static int mq_make(struct lane lanes[2])
{
	return make_each(lanes, mq_new);
}

static int mq_pass(struct lane *lane, uint64_t message)
{
	return mq_send(lane->out, (const char *)&message, sizeof(message), 0) ? -errno : 0;
}

static int mq_take(struct lane *lane, uint64_t *message)
{
	const ssize_t n = mq_receive(lane->in, (char *)message, sizeof(*message), NULL);

	return n == (ssize_t)sizeof(*message) ? 0 : n < 0 ? -errno : -EIO;
}

static int mq_play(struct worker *worker, struct lane lanes[2], uint64_t first, uint64_t count)
{
	static const struct way way = { mq_pass, mq_take };

	return rally(&way, worker, lanes, first, count);
}

const struct channel channel_mq = {
	.making = "making POSIX message queues",
	.make = mq_make,
	.drop = drop_each,
	.play = mq_play,
};

/* ---- Memory: a message lies there once its lane counts one more ---- */

static void put(struct lane *lane, uint64_t message)
{
	lane->value = message;
	__atomic_store_n(&lane->sent, lane->sent + 1, __ATOMIC_RELEASE);
}

static int is_empty(const struct lane *lane)
{
	return __atomic_load_n(&lane->sent, __ATOMIC_ACQUIRE) == lane->taken;
}

static uint64_t get(struct lane *lane)
{
	lane->taken++;
	return lane->value;
}

/* Plain rather than clever: it always wakes, and does not keep account of who sleeps. */
static int futex_send(struct lane *lane, uint64_t message)
{
	put(lane, message);
	return syscall(SYS_futex, &lane->sent, FUTEX_WAKE, 1, NULL, NULL, 0) < 0 ? -errno : 0;
}

/* The kernel looks at the word again before it puts anybody to sleep: no wake-up is missed. */
static int futex_receive(struct lane *lane, uint64_t *message)
{
	while (is_empty(lane)) {
		if (syscall(SYS_futex, &lane->sent, FUTEX_WAIT, lane->taken, NULL, NULL, 0) &&
			errno != EAGAIN && errno != EINTR)
			return -errno;
	}
	*message = get(lane);
	return 0;
}

static int futex_play(struct worker *worker, struct lane lanes[2], uint64_t first, uint64_t count)
{
	static const struct way way = { futex_send, futex_receive };

	return rally(&way, worker, lanes, first, count);
}

/* Neither call has FUTEX_PRIVATE_FLAG, which would hash by address space: the same in each mode. */
const struct channel channel_futex = {
	.play = futex_play,
};

/* Tells the PU that this is a loop that waits, where it has a word for that. */
static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("isb" ::: "memory");
#else
	__asm__ volatile("" ::: "memory");
#endif
}

static int spin_send(struct lane *lane, uint64_t message)
{
	put(lane, message);
	return 0;
}

static int spin_receive(struct lane *lane, uint64_t *message)
{
	for (unsigned looks = 0; is_empty(lane); looks++) {
		if (looks < PATIENCE)
			relax();
		else
			sched_yield();
	}
	*message = get(lane);
	return 0;
}

static int spin_play(struct worker *worker, struct lane lanes[2], uint64_t first, uint64_t count)
{
	static const struct way way = { spin_send, spin_receive };

	return rally(&way, worker, lanes, first, count);
}

const struct channel channel_spin = {
	.play = spin_play,
};
