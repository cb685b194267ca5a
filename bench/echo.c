/* SPDX-License-Identifier: MIT */
/*
 * net/echo: requests and replies over TCP within the team.
 *
 * One op is one request and its reply, `bytes` each, over a TCP connection of the loopback address
 * between two workers: the even one asks, the odd one answers. The reply is the request with its
 * first word, the op's index, replaced by mix64 of it, and the one who asked checks all of it. In
 * seq one worker plays both ends by turns, and nobody ever waits.
 *
 * Under the parameter `rate` the requests of all pairs fall due evenly, so many a second, and a
 * latency is from when its request was due to the reply; as in net/remote.
 *
 * Shared: nothing but the network stack between pairs; between the two of a pair, a connection.
 *
 * The number does not show a network: nothing is lost, delayed or short of bandwidth. One request
 * is under way at a time, so that a pair of workers does the work of one, and what they add to seq
 * is going to sleep and being woken. Unlike in net/remote both ends are of the team, and all CPU
 * time is in the figures. Processes also inherit the ends of other pairs, as ever after a fork.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "bench/digest.h"
#include "bench/remote.h"
#include "engine/sync.h"

/* What a worker alone sends must fit into the buffers of a connection before it is received. */
#define MOST_BYTES 16384

struct pair {
	int client, server;
};

struct echo {
	size_t bytes;
	unsigned nr_pairs;
	struct pair pairs[];
};

/* Of one worker, each in cache lines of its own. */
struct buffers {
	char *request;
	char *reply;  /* as it came */
	char *served; /* by the one who answers */
};

static uint64_t echo_op_bytes(const struct job *job)
{
	return 2 * (uint64_t)job_param(job, "bytes");
}

static int make_pair(const struct remote *remote, struct pair *pair)
{
	const int on = 1;
	int error;

	pair->client = remote_connect(remote);
	if (pair->client < 0)
		return pair->client;
	pair->server = accept4(remote->listener, NULL, NULL, SOCK_CLOEXEC);
	if (pair->server >= 0 &&
		!setsockopt(pair->server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		return 0;
	error = -errno;
	close(pair->client);
	if (pair->server >= 0)
		close(pair->server);
	return error;
}

static int echo_teardown(struct job *job)
{
	const struct echo *echo = job->data;

	for (unsigned i = 0; i < echo->nr_pairs; i++) {
		close(echo->pairs[i].client);
		close(echo->pairs[i].server);
	}
	return 0;
}

static int echo_setup(struct job *job)
{
	const unsigned nr_pairs = (job->workers + 1) / 2;
	struct echo *echo = job_share(job, sizeof(*echo) + nr_pairs * sizeof(struct pair));
	struct remote remote = { .delay_us = 0 };
	int error;

	if (!echo)
		return -ENOMEM;
	job->data = echo;
	echo->bytes = (size_t)job_param(job, "bytes");
	error = remote_listen(&remote);
	if (error)
		return job_error(job, -error, "listening on a port of 127.0.0.1");
	/* It does not wait for connections, and these are still to be accepted. */
	fcntl(remote.listener, F_SETFL, 0);
	while (!error && echo->nr_pairs < nr_pairs) {
		error = make_pair(&remote, &echo->pairs[echo->nr_pairs]);
		if (!error)
			echo->nr_pairs++;
	}
	close(remote.listener);
	if (!error)
		return 0;
	echo_teardown(job);
	return job_error(job, -error, "connecting two workers over 127.0.0.1");
}

static int echo_open(struct worker *worker)
{
	const struct echo *echo = worker->job->data;
	const size_t size = (echo->bytes + SYNC_APART - 1) / SYNC_APART * SYNC_APART;
	struct buffers *buffers = aligned_alloc(SYNC_APART, SYNC_APART + 3 * size);

	if (!buffers)
		return worker_error(worker, ENOMEM, "making room for requests and replies");
	buffers->request = (char *)buffers + SYNC_APART;
	buffers->reply = buffers->request + size;
	buffers->served = buffers->reply + size;
	for (size_t i = 0; i < 3 * size; i++)
		buffers->request[i] = (char)mix64(i);
	worker->state = buffers;
	return 0;
}

static int send_all(int fd, const char *message, size_t bytes)
{
	while (bytes) {
		const ssize_t n = send(fd, message, bytes, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -errno;
		message += n < 0 ? 0 : n;
		bytes -= n < 0 ? 0 : (size_t)n;
	}
	return 0;
}

static int receive_all(int fd, char *message, size_t bytes)
{
	while (bytes) {
		const ssize_t n = recv(fd, message, bytes, 0);

		if (n == 0)
			return -ECONNRESET;
		if (n < 0 && errno != EINTR)
			return -errno;
		message += n < 0 ? 0 : n;
		bytes -= n < 0 ? 0 : (size_t)n;
	}
	return 0;
}

static int ask(const struct worker *worker, int fd, uint64_t op)
{
	const struct echo *echo = worker->job->data;
	struct buffers *buffers = worker->state;

	memcpy(buffers->request, &op, sizeof(op));
	return send_all(fd, buffers->request, echo->bytes);
}

static int answer(const struct worker *worker, int fd)
{
	const struct echo *echo = worker->job->data;
	struct buffers *buffers = worker->state;
	int error = receive_all(fd, buffers->served, echo->bytes);
	uint64_t word;

	if (error)
		return error;
	memcpy(&word, buffers->served, sizeof(word));
	word = mix64(word);
	memcpy(buffers->served, &word, sizeof(word));
	return send_all(fd, buffers->served, echo->bytes);
}

static int hear(const struct worker *worker, int fd, uint64_t *word)
{
	const struct echo *echo = worker->job->data;
	struct buffers *buffers = worker->state;
	int error = receive_all(fd, buffers->reply, echo->bytes);

	memcpy(word, buffers->reply, sizeof(*word));
	return error;
}

/* Beyond its first word the reply is the request. */
static int is_echo(const struct worker *worker)
{
	const struct echo *echo = worker->job->data;
	const struct buffers *buffers = worker->state;
	const size_t word = sizeof(uint64_t);

	return !memcmp(buffers->reply + word, buffers->request + word, echo->bytes - word);
}

static int echo_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct echo *echo = worker->job->data;
	const struct pair pair = echo->pairs[worker->index / 2];
	const int asks = worker->index % 2 == 0, answers = !asks || worker->job->workers == 1;
	uint64_t digest = 0, word = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = 0;

		if (asks) {
			worker_pace(worker);
			error = ask(worker, pair.client, op);
		}
		if (!error && answers)
			error = answer(worker, pair.server);
		if (!error && asks)
			error = hear(worker, pair.client, &word);
		if (error)
			return worker_error(worker, -error, "request %" PRIu64, op);
		if (!asks)
			continue;
		if (word != mix64(op) || !is_echo(worker))
			return worker_error(worker, 0, "request %" PRIu64 " got a wrong reply", op);
		digest += word;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int echo_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

/* Every op in full: a nanosecond each, which is little beside the op. */
static int echo_verify(struct job *job)
{
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the replies got are not those asked for");
	return 0;
}

static const struct param params[] = {
	{ "bytes", 64, 8, MOST_BYTES, "size of a request and of its reply, in bytes" },
	{ PARAM_RATE, 0, 0, 1000000, "requests a second of the team; 0: closed loop" },
	{ .name = NULL },
};

const struct workload net_echo = {
	.name = "net/echo",
	.summary = "network stack: requests and replies over loopback TCP, in pairs",
	.op = "request",
	.shares = "A connection between the two workers of each pair.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = "one asks, the other answers",
	.lap_every = 4,
	.params = params,
	.op_bytes = echo_op_bytes,
	.setup = echo_setup,
	.open = echo_open,
	.work = echo_work,
	.close = echo_close,
	.verify = echo_verify,
	.teardown = echo_teardown,
};
