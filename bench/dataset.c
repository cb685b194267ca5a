/* SPDX-License-Identifier: MIT */
/*
 * dataset/list, dataset/iterator, dataset/generator: a list of everything, or a stream?
 *
 * One op is one record of a file, read, decoded and reduced to a word: op i is record i modulo
 * `images`, an image of `bytes` pixels of a byte, of which a checksum and a histogram of
 * brightness are made. `list` loads all records of its share into memory before it processes the
 * first. `iterator` holds one batch of records at a time, behind an explicit next(). `generator`
 * does the same as a loop that yields, on a stack of its own (coroutine.h): two switches a batch,
 * each 0.3 us, most of it the system call that saves the signal mask; nothing beside a batch.
 *
 * The three read the same stretches by the same system calls, one pread a batch, and decode by the
 * same code: what differs is how much is in memory at once. The memory of a list is allocated in
 * the timed part and its pages fault there, which is what a list costs; it is freed only after
 * memory has been read at the hold, so that PSS and peak RSS both show it. The one batch of the
 * other two is made before the gate, and used again.
 *
 * Shared: the file and its cached pages; every worker has an open file description of its own.
 *
 * The number does not show a disk, since the file was written in this run and its pages, which are
 * in no memory figure, stay in the cache while there is room; nor an image format: to decode is
 * to look at each byte once.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bench/coroutine.h"
#include "bench/image.h"
#include "engine/sync.h"

/* Records begin a page in every variant and mode: what it costs to copy depends on that. */
#define PAGE 4096

struct dataset {
	int fd;
	uint64_t images, words, batch; /* words in an image, images in a batch */
};

/* What a list has loaded for one stretch of ops. */
struct load {
	struct load *before;
	_Alignas(PAGE) uint64_t words[];
};

struct reader {
	_Alignas(SYNC_APART) uint32_t levels[IMAGE_LEVELS];
	int fd;
	uint64_t *batch;             /* room for one; not in list */
	struct load *loads;          /* list alone */
	struct coroutine *coroutine; /* generator alone */
};

/* The ops from `next` on, of which one batch is in memory. */
struct stream {
	struct worker *worker;
	uint64_t next, end;
	int64_t nr; /* how many records came last, 0 after the end, or -errno */
};

static uint64_t whole_pages(uint64_t bytes)
{
	return (bytes + PAGE - 1) / PAGE * PAGE;
}

static void batch_footprint(const struct job *job, struct footprint *footprint)
{
	const uint64_t bytes = (uint64_t)job_param(job, "bytes");

	footprint->worker_bytes = whole_pages((uint64_t)job_param(job, "batch") * bytes);
	footprint->disk_bytes = (uint64_t)job_param(job, "images") * bytes;
}

static void list_footprint(const struct job *job, struct footprint *footprint)
{
	batch_footprint(job, footprint);
	footprint->worker_bytes = whole_pages(footprint->disk_bytes / job->workers);
}

static uint64_t dataset_op_bytes(const struct job *job)
{
	return (uint64_t)job_param(job, "bytes");
}

static uint64_t dataset_ops(const struct job *job)
{
	return (uint64_t)job_param(job, "images");
}

static int fill(struct job *job, int fd)
{
	const size_t bytes = (size_t)job_param(job, "bytes");
	const uint64_t images = (uint64_t)job_param(job, "images");
	uint64_t *words = malloc(bytes);
	int error = words ? 0 : job_error(job, ENOMEM, "making room for an image");

	for (uint64_t image = 0; !error && image < images; image++) {
		image_draw(words, bytes / sizeof(*words), image);
		errno = ENOSPC; /* stays, where the write is short */
		if (pwrite(fd, words, bytes, (off_t)(image * bytes)) != (ssize_t)bytes)
			error = job_error(job, errno, "writing image %" PRIu64, image);
	}
	free(words);
	return error;
}

static int dataset_setup(struct job *job)
{
	const uint64_t bytes = (uint64_t)job_param(job, "bytes");
	struct dataset *dataset = job_share(job, sizeof(*dataset));

	if (!dataset)
		return -ENOMEM;
	if (bytes % sizeof(uint64_t))
		return job_error(job, 0, "%" PRIu64 " bytes an image are no multiple of 8", bytes);
	dataset->images = (uint64_t)job_param(job, "images");
	dataset->words = bytes / sizeof(uint64_t);
	dataset->batch = (uint64_t)job_param(job, "batch");
	job->data = dataset;
	return job_input_file(job, dataset->images * bytes, fill, &dataset->fd);
}

static int dataset_close(struct worker *worker)
{
	struct reader *reader = worker->state;

	for (struct load *load = reader->loads, *before; load; load = before) {
		before = load->before;
		free(load);
	}
	if (reader->coroutine)
		coroutine_free(reader->coroutine);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader->batch);
	free(reader);
	return 0;
}

static int list_open(struct worker *worker)
{
	const struct dataset *dataset = worker->job->data;
	struct reader *reader = aligned_alloc(SYNC_APART, sizeof(*reader));

	if (!reader)
		return worker_error(worker, ENOMEM, "making room for a histogram");
	memset(reader, 0, sizeof(*reader));
	worker->state = reader;
	worker_touch(dataset, sizeof(*dataset));
	reader->fd = worker_reopen(worker, dataset->fd, O_RDONLY);
	if (reader->fd < 0) {
		const int error = reader->fd;

		dataset_close(worker);
		return error;
	}
	return 0;
}

static int iterator_open(struct worker *worker)
{
	const struct dataset *dataset = worker->job->data;
	const size_t size = whole_pages(dataset->batch * dataset->words * sizeof(uint64_t));
	int error = list_open(worker);
	struct reader *reader = worker->state;

	if (error)
		return error;
	reader->batch = aligned_alloc(PAGE, size);
	if (!reader->batch) {
		dataset_close(worker);
		return worker_error(worker, ENOMEM, "making room for a batch");
	}
	memset(reader->batch, 0, size);
	return 0;
}

/* Reads the records of the next ops: a batch, or less at the end of the ops or of the file. */
static void read_batch(struct stream *stream, uint64_t *words)
{
	struct worker *worker = stream->worker;
	const struct dataset *dataset = worker->job->data;
	const struct reader *reader = worker->state;
	const uint64_t image = stream->next % dataset->images,
		       bytes = dataset->words * sizeof(*words);
	uint64_t nr = dataset->batch;
	ssize_t got;

	if (nr > stream->end - stream->next)
		nr = stream->end - stream->next;
	if (nr > dataset->images - image)
		nr = dataset->images - image;
	got = pread(reader->fd, words, nr * bytes, (off_t)(image * bytes));
	if (got < 0)
		stream->nr = worker_error(worker, errno, "reading from image %" PRIu64, image);
	else if ((uint64_t)got != nr * bytes)
		stream->nr = worker_error(
			worker, 0, "image %" PRIu64 " and those after it came short", image);
	else
		stream->nr = (int64_t)nr;
	stream->next += nr;
}

static uint64_t reduce(const struct worker *worker, const uint64_t *words, uint64_t nr)
{
	const struct dataset *dataset = worker->job->data;
	struct reader *reader = worker->state;
	uint64_t digest = 0;

	for (uint64_t i = 0; i < nr; i++)
		digest += image_decode(words + i * dataset->words, dataset->words, reader->levels);
	return digest;
}

/* Under the dynamic split there are several stretches: all of them make up the list, and stay. */
static int list_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct dataset *dataset = worker->job->data;
	struct stream stream = { worker, first, first + count, 0 };
	struct reader *reader = worker->state;
	struct load *load = NULL;
	size_t bytes;

	if (!__builtin_mul_overflow(count, dataset->words * sizeof(uint64_t), &bytes))
		load = aligned_alloc(PAGE, sizeof(*load) + whole_pages(bytes));
	if (!load)
		return worker_error(worker, ENOMEM, "making room for %" PRIu64 " images", count);
	load->before = reader->loads;
	reader->loads = load;
	while (stream.next < stream.end) {
		read_batch(&stream, load->words + (stream.next - first) * dataset->words);
		if (stream.nr < 0)
			return (int)stream.nr;
	}
	worker->digest += reduce(worker, load->words, count);
	return 0;
}

/* Whether there is another batch. */
static bool next(struct stream *stream)
{
	const struct reader *reader = stream->worker->state;

	stream->nr = 0;
	if (stream->next < stream->end)
		read_batch(stream, reader->batch);
	return stream->nr > 0;
}

static int iterator_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct stream stream = { worker, first, first + count, 0 };
	const struct reader *reader = worker->state;
	uint64_t digest = 0;

	while (next(&stream))
		digest += reduce(worker, reader->batch, (uint64_t)stream.nr);
	worker->digest += digest;
	return (int)stream.nr;
}

/* The loop of a list that yields what a list would append. It ends by itself after an error. */
static void generate(struct coroutine *coroutine, void *arg)
{
	struct stream *stream = arg;
	const struct reader *reader = stream->worker->state;

	while (stream->next < stream->end) {
		read_batch(stream, reader->batch);
		if (stream->nr < 0)
			return;
		coroutine_yield(coroutine);
	}
	stream->nr = 0;
}

static int generator_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct stream stream = { worker, first, first + count, 0 };
	const struct reader *reader = worker->state;
	uint64_t digest = 0;

	coroutine_begin(reader->coroutine, generate, &stream);
	while (coroutine_resume(reader->coroutine))
		digest += reduce(worker, reader->batch, (uint64_t)stream.nr);
	worker->digest += digest;
	return (int)stream.nr;
}

/* It once generates nothing here, so that the page of its stack does not fault in the timed part.
 */
static int generator_open(struct worker *worker)
{
	int error = iterator_open(worker);
	struct reader *reader = worker->state;

	if (error)
		return error;
	reader->coroutine = coroutine_new();
	if (!reader->coroutine) {
		error = worker_error(worker, errno, "making a coroutine");
		dataset_close(worker);
		return error;
	}
	return generator_work(worker, 0, 0);
}

static int dataset_verify(struct job *job)
{
	const struct dataset *dataset = job->data;
	const uint64_t times = job->ops / dataset->images, rest = job->ops % dataset->images;
	uint64_t digest = image_expect(rest, dataset->words);

	if (times)
		digest += times * image_expect(dataset->images, dataset->words);
	if (digest != job->digest)
		return job_error(job, 0, "the images processed are not those in the file");
	return 0;
}

static int dataset_teardown(struct job *job)
{
	close(((const struct dataset *)job->data)->fd);
	return 0;
}

static const struct param params[] = {
	{ "images", 2000, 1, 1000000, "records in the file" },
	{ "bytes", 12288, 64, 1048576, "of each record, a multiple of 8" },
	{ "batch", 16, 1, 1024, "records read at a time" },
	{ .name = NULL },
};

const struct workload dataset_generator = {
	.name = "dataset/generator",
	.summary = "memory held: records of a file, a batch at a time from a coroutine",
	.op = "record",
	.shares =
		"One file and its pages in the cache; each worker has its own open file description.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = params,
	.footprint = batch_footprint,
	.op_bytes = dataset_op_bytes,
	.fixed_ops = dataset_ops,
	.setup = dataset_setup,
	.open = generator_open,
	.work = generator_work,
	.close = dataset_close,
	.verify = dataset_verify,
	.teardown = dataset_teardown,
};

const struct workload dataset_iterator = {
	.name = "dataset/iterator",
	.summary = "memory held: records of a file, a batch at a time behind a next()",
	.op = "record",
	.shares =
		"One file and its pages in the cache; each worker has its own open file description.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = params,
	.footprint = batch_footprint,
	.op_bytes = dataset_op_bytes,
	.fixed_ops = dataset_ops,
	.setup = dataset_setup,
	.open = iterator_open,
	.work = iterator_work,
	.close = dataset_close,
	.verify = dataset_verify,
	.teardown = dataset_teardown,
};

const struct workload dataset_list = {
	.name = "dataset/list",
	.summary = "memory held: records of a file, all loaded before the first is processed",
	.op = "record",
	.shares =
		"One file and its pages in the cache; each worker has its own open file description.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = params,
	.footprint = list_footprint,
	.op_bytes = dataset_op_bytes,
	.fixed_ops = dataset_ops,
	.setup = dataset_setup,
	.open = list_open,
	.work = list_work,
	.close = dataset_close,
	.verify = dataset_verify,
	.teardown = dataset_teardown,
};
