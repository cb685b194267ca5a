/* SPDX-License-Identifier: MIT */
/*
 * net/remote: requests to a service that takes its time.
 *
 * One op is one request and its reply, 8 bytes each, over a TCP connection of the worker's own to
 * the loopback address. The far end (remote.h) is a process outside the team, the same in every
 * mode; it answers the parameter `delay_us` after the request came and stands for a database or a
 * web service.
 *
 * Shared: the far end.
 *
 * The loop is closed: each worker asks once it was answered. Under the parameter `rate` it is open:
 * the team's requests fall due evenly, so many a second, and a latency is from when its request was
 * due to the reply, so that what had to wait behind a slow one counts. Waking up for a request that
 * is due, some 50 us, counts too. Either way each worker has one request in flight.
 *
 * The number does not show a network: nothing is lost, delayed unevenly or short of bandwidth. In
 * the closed loop no queue builds up as under independent clients, and in the open one none longer
 * than there are workers. The far end's CPU time is in no figure, but it is taken from the same
 * machine: with a delay of 0 the op is mostly the scheduler going to and fro.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include "bench/digest.h"
#include "bench/remote.h"

/* The listener is closed at once: were the far end to die, nobody should wait to be accepted. */
static int net_setup(struct job *job)
{
	struct remote *remote = job_share(job, sizeof(*remote));
	int error;

	if (!remote)
		return -ENOMEM;
	remote->delay_us = (uint64_t)job_param(job, "delay_us");
	error = remote_listen(remote);
	if (error)
		return job_error(job, -error, "listening on a port of 127.0.0.1");
	error = job_serve(job, remote_serve, remote);
	close(remote->listener);
	job->data = remote;
	return error;
}

static int net_open(struct worker *worker)
{
	const struct remote *remote = worker->job->data;
	int *connection = malloc(sizeof(*connection));

	if (!connection)
		return worker_error(worker, ENOMEM, "making room for a connection");
	*connection = remote_connect(remote);
	if (*connection < 0) {
		const int error = *connection;

		free(connection);
		return worker_error(
			worker, -error, "connecting to port %d of 127.0.0.1", remote->port);
	}
	worker->state = connection;
	return 0;
}

static int net_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const int connection = *(const int *)worker->state;
	uint64_t digest = 0, reply;

	for (uint64_t op = first; op < first + count; op++) {
		int error;

		worker_pace(worker);
		error = remote_ask(connection, op, &reply);
		if (error)
			return worker_error(worker, -error, "request %" PRIu64, op);
		if (reply != mix64(op))
			return worker_error(worker, 0, "request %" PRIu64 " got a wrong reply", op);
		digest += reply;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int net_close(struct worker *worker)
{
	int *connection = worker->state;

	close(*connection);
	free(connection);
	return 0;
}

/* Every op in full: a nanosecond each, which is little beside the op. */
static int net_verify(struct job *job)
{
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the replies got are not those asked for");
	return 0;
}

static const struct param params[] = {
	{ "delay_us", 2000, 0, 1000000, "from request to reply, in microseconds" },
	{ PARAM_RATE, 0, 0, 1000000, "requests a second of the team; 0: closed loop" },
	{ .name = NULL },
};

const struct workload net_remote = {
	.name = "net/remote",
	.summary = "waiting: requests over TCP to a service that answers after a delay",
	.op = "request",
	.shares = "The far end, a process outside the team; each worker has its own connection.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	/* Waiting takes no PU and overlaps: counts beyond the PUs are the point. */
	.default_workers = 8,
	.lap_every = 1,
	.params = params,
	.setup = net_setup,
	.open = net_open,
	.work = net_work,
	.close = net_close,
	.verify = net_verify,
};
