/* SPDX-License-Identifier: MIT */
#include "bench/carrier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096

size_t room_bytes(enum room room, const struct shape *shape)
{
	switch (room) {
	case ROOM_MESSAGE:
		return shape->bytes;
	case ROOM_RING:
		return shape->stride * shape->slots;
	default:
		return 0;
	}
}

static size_t room_pages(enum room room, const struct shape *shape)
{
	return (room_bytes(room, shape) + PAGE - 1) / PAGE * PAGE;
}

struct end *end_create(const struct carrier *carrier, struct belt *belt, int sends, int receives)
{
	const size_t from = sends ? room_pages(carrier->from, &belt->shape) : 0;
	const size_t to = receives ? room_pages(carrier->to, &belt->shape) : 0;
	char *block = aligned_alloc(PAGE, PAGE + from + to);
	struct end *end = (struct end *)block;

	if (!block)
		return NULL;
	memset(block, 0, PAGE + from + to);
	*end = (struct end){ .belt = belt,
		.sends = sends,
		.receives = receives,
		.from = block + PAGE,
		.to = block + PAGE + from };
	if (carrier->open)
		carrier->open(end);
	return end;
}

/* ---- A ring of slots, handed over by two semaphores ---- */

static int ring_make(struct belt *belt)
{
	int error = sync_semaphore(&belt->empty, (unsigned)belt->shape.slots);

	return error ? error : sync_semaphore(&belt->full, 0);
}

static int down(sem_t *semaphore)
{
	while (sem_wait(semaphore)) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

static int up(sem_t *semaphore)
{
	return sem_post(semaphore) ? -errno : 0;
}

/* The slot whose turn it is, and then it is the next one's. */
static void *take_turn(char *ring, const struct shape *shape, size_t *turn)
{
	void *slot = ring + *turn * shape->stride;

	*turn = *turn + 1 < shape->slots ? *turn + 1 : 0;
	return slot;
}

static int ring_send(struct end *end)
{
	return up(&end->belt->full);
}

static int shm_begin(struct end *end, uint64_t **words)
{
	*words = take_turn(end->belt->ring, &end->belt->shape, &end->sent);
	return down(&end->belt->empty);
}

static int shm_receive(struct end *end, const uint64_t **words)
{
	*words = take_turn(end->belt->ring, &end->belt->shape, &end->received);
	return down(&end->belt->full);
}

static int shm_release(struct end *end)
{
	return up(&end->belt->empty);
}

const struct carrier carrier_shm = {
	.making = "sharing a ring of messages",
	.ring = ROOM_RING,
	.make = ring_make,
	.begin = shm_begin,
	.send = ring_send,
	.receive = shm_receive,
	.release = shm_release,
};

/* ---- Copied by the receiver, out of the sender's memory ---- */

/* Yama's word on who may read whose memory; 0 where there is no Yama. */
static int ptrace_scope(void)
{
	const int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
	char digit = '0';

	if (fd < 0)
		return 0;
	if (read(fd, &digit, 1) != 1)
		digit = '0';
	close(fd);
	return digit - '0';
}

static int copy_from(pid_t pid, void *to, void *from, size_t bytes)
{
	const struct iovec here = { to, bytes }, there = { from, bytes };
	const ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);

	return n == (ssize_t)bytes ? 0 : n < 0 ? -errno : -EIO;
}

/* Whether it may be done to others is known when it is done; to oneself one may try it. */
static int vmread_make(struct belt *belt)
{
	uint64_t word = 1, copy = 0;
	int error = ptrace_scope() >= 2 ? -EPERM : copy_from(getpid(), &copy, &word, sizeof(word));

	return error ? error : ring_make(belt);
}

/* The receiver is no ancestor of the sender, so that Yama's scope 1 wants the sender's leave. */
static void vmread_open(struct end *end)
{
	if (!end->sends)
		return;
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* fails where there is no Yama */
	end->belt->sender = getpid();
	end->belt->ring = end->from;
}

static int vmread_begin(struct end *end, uint64_t **words)
{
	*words = take_turn(end->from, &end->belt->shape, &end->sent);
	return down(&end->belt->empty);
}

static int vmread_receive(struct end *end, const uint64_t **words)
{
	int error = down(&end->belt->full);
	void *slot = take_turn(end->belt->ring, &end->belt->shape, &end->received);

	*words = (const uint64_t *)end->to;
	if (!error)
		error = copy_from(end->belt->sender, end->to, slot, end->belt->shape.bytes);
	return error ? error : up(&end->belt->empty);
}

/* Of a copy there is nothing to let go. */
static int copy_release(struct end *end)
{
	(void)end;
	return 0;
}

const struct carrier carrier_vmread = {
	.making = "reading memory by process_vm_readv (see kernel.yama.ptrace_scope)",
	.from = ROOM_RING,
	.to = ROOM_MESSAGE,
	.make = vmread_make,
	.open = vmread_open,
	.begin = vmread_begin,
	.send = ring_send,
	.receive = vmread_receive,
	.release = copy_release,
};

/* ---- Copied into the kernel and out of it: pipe, socketpair ---- */

/* Fits into any pipe and any socket. */
#define PIECE 4096

static int write_all(int fd, const char *bytes, size_t count)
{
	while (count) {
		const ssize_t n = write(fd, bytes, count);

		if (n < 0)
			return -errno;
		bytes += n;
		count -= (size_t)n;
	}
	return 0;
}

static int read_all(int fd, char *bytes, size_t count)
{
	while (count) {
		const ssize_t n = read(fd, bytes, count);

		if (n <= 0)
			return n ? -errno : -EPIPE;
		bytes += n;
		count -= (size_t)n;
	}
	return 0;
}

static int stream_begin(struct end *end, uint64_t **words)
{
	*words = (uint64_t *)end->from;
	return 0;
}

/* A worker alone would wait for ever on a full pipe: it reads each piece before it writes more. */
static int pass_in_pieces(struct end *end)
{
	const size_t bytes = end->belt->shape.bytes;

	for (size_t at = 0; at < bytes; at += PIECE) {
		const size_t count = bytes - at < PIECE ? bytes - at : PIECE;
		int error = write_all(end->belt->out, end->from + at, count);

		if (!error)
			error = read_all(end->belt->in, end->to + at, count);
		if (error)
			return error;
	}
	return 0;
}

static int stream_send(struct end *end)
{
	return end->receives ? pass_in_pieces(end)
			     : write_all(end->belt->out, end->from, end->belt->shape.bytes);
}

static int stream_receive(struct end *end, const uint64_t **words)
{
	*words = (const uint64_t *)end->to;
	return end->sends ? 0 : read_all(end->belt->in, end->to, end->belt->shape.bytes);
}

static int pipe_make(struct belt *belt)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	belt->in = fds[0];
	belt->out = fds[1];
	return 0;
}

static int socketpair_make(struct belt *belt)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return -errno;
	belt->in = fds[0];
	belt->out = fds[1];
	return 0;
}

static void stream_drop(struct belt *belt)
{
	close(belt->in);
	close(belt->out);
}

const struct carrier carrier_pipe = {
	.making = "making a pipe",
	.from = ROOM_MESSAGE,
	.to = ROOM_MESSAGE,
	.make = pipe_make,
	.drop = stream_drop,
	.begin = stream_begin,
	.send = stream_send,
	.receive = stream_receive,
	.release = copy_release,
};

const struct carrier carrier_socketpair = {
	.making = "making a pair of sockets",
	.from = ROOM_MESSAGE,
	.to = ROOM_MESSAGE,
	.make = socketpair_make,
	.drop = stream_drop,
	.begin = stream_begin,
	.send = stream_send,
	.receive = stream_receive,
	.release = copy_release,
};
