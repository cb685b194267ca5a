/* SPDX-License-Identifier: MIT */
/*
 * transfer/pipe, /shm, /socketpair, /vmread: messages from one worker to another.
 *
 * One op is one message of `size` bytes from the even to the odd worker of a pair. The sender
 * writes every word of it, the receiver adds every word up and checks the sum. What carries it is
 * the variant (carrier.h): `shm` writes and reads it in place, in a ring of shared memory handed
 * over by process-shared semaphores; in `vmread` the ring is the sender's own memory, and the
 * receiver copies each message out of it by process_vm_readv; `pipe` and `socketpair` copy it into
 * the kernel and out of it.
 *
 * In seq one worker does both by turns. It would wait for ever on a full pipe, so that it passes a
 * message through pipe and socketpair in pieces of 4 KiB, and makes more calls for it.
 *
 * Shared: what carries the messages of a pair, which no other pair touches. A ring holds 64 KiB, as
 * a pipe does, and two messages at least; a socket holds what the kernel's default allows.
 *
 * The number does not show latency, since the sender runs ahead: it is throughput, with the writing
 * and the adding up, which are as much of it as the carrying and are the same in all four. Threads
 * would pass a pointer to memory that they have anyway: that is `shm`, and to them the copies are a
 * waste. Who runs ahead of whom is the scheduler's, so that the cost of a wake-up is in some ops
 * and not in others.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include "bench/carrier.h"
#include "bench/pair.h"
#include "engine/sync.h"

/* Of how many ops verify computes the digest: some 10 ms. */
#define VERIFY_OPS (UINT64_C(1) << 22)

/* What a pipe holds. */
#define RING_BYTES (UINT64_C(64) << 10)

struct transfer {
	const struct carrier *carrier;
	struct belt belts[]; /* one a pair */
};

static struct shape shape_of(const struct job *job)
{
	const size_t bytes = (size_t)job_param(job, "size");
	const size_t fit = RING_BYTES / bytes;

	return (struct shape){ .bytes = bytes,
		.stride = (bytes + SYNC_APART - 1) / SYNC_APART * SYNC_APART,
		.slots = fit < 2 ? 2 : fit };
}

/* Which of the two a ring is in, is the variant's; this is enough for either. */
static void transfer_footprint(const struct job *job, struct footprint *footprint)
{
	const struct shape shape = shape_of(job);

	footprint->shared_bytes = pair_count(job) * room_bytes(ROOM_RING, &shape);
	footprint->worker_bytes = room_bytes(ROOM_RING, &shape) + shape.stride;
}

static uint64_t transfer_op_bytes(const struct job *job)
{
	return (uint64_t)job_param(job, "size");
}

static void drop(struct transfer *transfer, unsigned count)
{
	for (unsigned i = 0; transfer->carrier->drop && i < count; i++)
		transfer->carrier->drop(&transfer->belts[i]);
}

static int make_belt(struct job *job, const struct carrier *carrier, struct belt *belt)
{
	size_t ring_bytes;
	int error;

	belt->shape = shape_of(job);
	ring_bytes = room_bytes(carrier->ring, &belt->shape);
	if (ring_bytes) {
		belt->ring = job_share(job, ring_bytes);
		if (!belt->ring)
			return -ENOMEM;
	}
	error = carrier->make(belt);
	return error ? pair_refused(job, -error, carrier->making) : 0;
}

static int transfer_setup(struct job *job, const struct carrier *carrier)
{
	const unsigned count = pair_count(job);
	const uint64_t bytes = transfer_op_bytes(job);
	struct transfer *transfer;

	if (bytes % sizeof(uint64_t))
		return job_error(job, 0, "%" PRIu64 " bytes are not whole words of 8", bytes);
	transfer = job_share(job, sizeof(*transfer) + count * sizeof(struct belt));
	if (!transfer)
		return -ENOMEM;
	transfer->carrier = carrier;
	for (unsigned i = 0; i < count; i++) {
		int error = make_belt(job, carrier, &transfer->belts[i]);

		if (error) {
			drop(transfer, i);
			return error;
		}
	}
	job->data = transfer;
	return 0;
}

static int transfer_open(struct worker *worker)
{
	struct transfer *transfer = worker->job->data;
	const struct carrier *carrier = transfer->carrier;
	struct belt *belt = &transfer->belts[worker->index / 2];
	const int sends = worker->index % 2 == 0, alone = worker->job->workers == 1;

	worker_touch(transfer, sizeof(*transfer));
	worker_touch(belt, sizeof(*belt));
	if (carrier->ring)
		worker_touch(belt->ring, room_bytes(carrier->ring, &belt->shape));
	worker->state = end_create(carrier, belt, sends, !sends || alone);
	return worker->state ? 0 : worker_error(worker, ENOMEM, "making room for messages");
}

static int transfer_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

/* Word k of message op is mix64(op) + k. */
static int send_message(const struct carrier *carrier, struct end *end, uint64_t op)
{
	const size_t nr_words = end->belt->shape.bytes / sizeof(uint64_t);
	const uint64_t base = mix64(op);
	uint64_t *words;
	int error = carrier->begin(end, &words);

	if (error)
		return error;
	for (size_t k = 0; k < nr_words; k++)
		words[k] = base + k;
	return carrier->send(end);
}

/* And so they add up to this. */
static uint64_t sum_of(const struct shape *shape, uint64_t op)
{
	const uint64_t nr_words = shape->bytes / sizeof(uint64_t);

	return nr_words * mix64(op) + nr_words * (nr_words - 1) / 2;
}

static int receive_message(const struct carrier *carrier, struct end *end, uint64_t *sum)
{
	const size_t nr_words = end->belt->shape.bytes / sizeof(uint64_t);
	const uint64_t *words;
	uint64_t added = 0;
	int error = carrier->receive(end, &words);

	if (error)
		return error;
	for (size_t k = 0; k < nr_words; k++)
		added += words[k];
	*sum = added;
	return carrier->release(end);
}

static int transfer_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct carrier *carrier = ((const struct transfer *)worker->job->data)->carrier;
	struct end *end = worker->state;
	uint64_t digest = 0, sum;

	for (uint64_t op = first; op < first + count; op++) {
		int error = end->sends ? send_message(carrier, end, op) : 0;

		if (error)
			return worker_error(worker, -error, "sending message %" PRIu64, op);
		if (!end->receives)
			continue;
		error = receive_message(carrier, end, &sum);
		if (error)
			return worker_error(worker, -error, "receiving message %" PRIu64, op);
		if (sum != sum_of(&end->belt->shape, op))
			return worker_error(worker, 0, "message %" PRIu64 " is not as sent", op);
		digest += sum;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

/* Every message was checked as it came; this tells that the right ones came, each once. */
static int transfer_verify(struct job *job)
{
	const struct shape shape = shape_of(job);
	uint64_t digest = 0;

	if (job->ops > VERIFY_OPS)
		return 0;
	for (uint64_t op = 0; op < job->ops; op++)
		digest += sum_of(&shape, op);
	if (digest != job->digest)
		return job_error(job, 0, "the messages received are not those asked for");
	return 0;
}

static int transfer_teardown(struct job *job)
{
	drop(job->data, pair_count(job));
	return 0;
}

static const struct param params[] = {
	{ "size", 4096, 64, 1048576, "size of a message in bytes, a multiple of 8" },
	{ .name = NULL },
};

#define WORKERS_REASON "one sends, the other receives"
#define LATENCY "from message to message"

static int pipe_setup(struct job *job)
{
	return transfer_setup(job, &carrier_pipe);
}

const struct workload transfer_pipe = {
	.name = "transfer/pipe",
	.summary = "throughput between workers: messages through a pipe, written and read",
	.op = "message",
	.shares = "A pipe a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.latency = LATENCY,
	.params = params,
	.footprint = transfer_footprint,
	.op_bytes = transfer_op_bytes,
	.setup = pipe_setup,
	.open = transfer_open,
	.work = transfer_work,
	.close = transfer_close,
	.verify = transfer_verify,
	.teardown = transfer_teardown,
};

static int shm_setup(struct job *job)
{
	return transfer_setup(job, &carrier_shm);
}

const struct workload transfer_shm = {
	.name = "transfer/shm",
	.summary = "throughput between workers: messages in a ring of shared memory",
	.op = "message",
	.shares = "A ring of messages and two process-shared semaphores a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.latency = LATENCY,
	.params = params,
	.footprint = transfer_footprint,
	.op_bytes = transfer_op_bytes,
	.setup = shm_setup,
	.open = transfer_open,
	.work = transfer_work,
	.close = transfer_close,
	.verify = transfer_verify,
	.teardown = transfer_teardown,
};

static int socketpair_setup(struct job *job)
{
	return transfer_setup(job, &carrier_socketpair);
}

const struct workload transfer_socketpair = {
	.name = "transfer/socketpair",
	.summary = "throughput between workers: messages through a Unix stream socket",
	.op = "message",
	.shares = "Two connected sockets a pair of workers.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.latency = LATENCY,
	.params = params,
	.footprint = transfer_footprint,
	.op_bytes = transfer_op_bytes,
	.setup = socketpair_setup,
	.open = transfer_open,
	.work = transfer_work,
	.close = transfer_close,
	.verify = transfer_verify,
	.teardown = transfer_teardown,
};

static int vmread_setup(struct job *job)
{
	return transfer_setup(job, &carrier_vmread);
}

const struct workload transfer_vmread = {
	.name = "transfer/vmread",
	.summary = "throughput between workers: messages copied out of the sender's memory",
	.op = "message",
	.shares =
		"Two process-shared semaphores a pair of workers; the ring is the sender's own memory.",
	.class = CLASS_IPC,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = 2,
	.workers_reason = WORKERS_REASON,
	.default_workers = 2,
	.lap_every = 16,
	.latency = LATENCY,
	.params = params,
	.footprint = transfer_footprint,
	.op_bytes = transfer_op_bytes,
	.setup = vmread_setup,
	.open = transfer_open,
	.work = transfer_work,
	.close = transfer_close,
	.verify = transfer_verify,
	.teardown = transfer_teardown,
};
