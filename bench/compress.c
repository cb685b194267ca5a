/* SPDX-License-Identifier: MIT */
/*
 * compress: zstd, there and back.
 *
 * One op is one block of 64 KiB of a generated text (see corpus.h), compressed, decompressed and
 * compared with what it was: op i is block i mod the number of blocks. Contexts and buffers are the
 * worker's own, made and used once before the timed part, so that none is made in it.
 *
 * Shared: the text, only read. Each worker also adds up the compressed sizes, in a cache line of
 * its own.
 *
 * The number does not show other data: text without grammar compresses to about a third, and how
 * long that takes depends on the data as much as on the level. Blocks know nothing of one another,
 * as in a database or a file system; a stream compresses better. Which release of the library
 * was used is not in the report.
 */
#include "bench/workloads.h"

#ifdef WITH_libzstd

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
/*
 * Contexts in memory of ours: that is placed the same in every mode, where malloc would place it in
 * one way for a thread and in another for a process, and cannot grow in the timed part.
 */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include "bench/corpus.h"
#include "engine/sync.h"

#define BLOCK_SIZE 65536
#define PARTS (BLOCK_SIZE / CORPUS_BLOCK)
#define BLOCKS_PER_MIB ((1 << 20) / BLOCK_SIZE)

#define PAGE 4096

/* The generator's entropy, near 10 bits a word of 5 letters and a space, allows no more. */
#define MOST_TIMES_SMALLER 6

struct tally {
	_Alignas(SYNC_APART) uint64_t compressed_bytes;
};

struct texts {
	const char *text;
	uint64_t nr_blocks;
	int level;
	struct tally *tallies; /* one for each worker */
};

/* At the head of all memory of a worker's own. What it points to follows, each from a page on. */
struct codec {
	ZSTD_CCtx *compressor;
	ZSTD_DCtx *decompressor;
	char *restored, *compressed;
};

static size_t whole_pages(size_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

static size_t compressed_room(void)
{
	return whole_pages(ZSTD_compressBound(BLOCK_SIZE));
}

static size_t compressor_room(int level)
{
	return whole_pages(
		ZSTD_estimateCCtxSize_usingCParams(ZSTD_getCParams(level, BLOCK_SIZE, 0)));
}

static size_t decompressor_room(void)
{
	return whole_pages(ZSTD_estimateDCtxSize());
}

static size_t codec_room(int level)
{
	return PAGE + BLOCK_SIZE + compressed_room() + compressor_room(level) + decompressor_room();
}

static void compress_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = (uint64_t)job_param(job, "corpus_mib") << 20;
	footprint->worker_bytes = codec_room((int)job_param(job, "level"));
}

static uint64_t compress_op_bytes(const struct job *job)
{
	(void)job;
	return BLOCK_SIZE;
}

static uint64_t nr_blocks_of(const struct job *job)
{
	return (uint64_t)job_param(job, "corpus_mib") * BLOCKS_PER_MIB;
}

static int write_text(struct job *job, void *memory)
{
	for (uint64_t part = 0; part < nr_blocks_of(job) * PARTS; part++)
		corpus_write((char *)memory + part * CORPUS_BLOCK, part);
	return 0;
}

static int compress_setup(struct job *job)
{
	const uint64_t nr_blocks = nr_blocks_of(job);
	struct texts *texts = job_share(job, sizeof(*texts));
	const char *text = job_input(job, nr_blocks * BLOCK_SIZE, write_text);
	struct tally *tallies = job_share(job, job->workers * sizeof(*tallies));

	if (!texts || !text || !tallies)
		return -ENOMEM;
	*texts = (struct texts){ text, nr_blocks, (int)job_param(job, "level"), tallies };
	job->data = texts;
	return 0;
}

/* To be freed; NULL without memory. */
static struct codec *make_codec(int level)
{
	struct codec *codec = aligned_alloc(PAGE, codec_room(level));
	char *compressor, *decompressor;

	if (!codec)
		return NULL;
	memset(codec, 0, codec_room(level));
	codec->restored = (char *)codec + PAGE;
	codec->compressed = codec->restored + BLOCK_SIZE;
	compressor = codec->compressed + compressed_room();
	decompressor = compressor + compressor_room(level);
	codec->compressor = ZSTD_initStaticCCtx(compressor, compressor_room(level));
	codec->decompressor = ZSTD_initStaticDCtx(decompressor, decompressor_room());
	if (!codec->compressor || !codec->decompressor) {
		free(codec);
		return NULL;
	}
	return codec;
}

/* Compresses a block and restores it. Returns 0 or -errno, reported, and how small it became. */
static int there_and_back(struct worker *worker, uint64_t block, size_t *size)
{
	const struct texts *texts = worker->job->data;
	const struct codec *codec = worker->state;
	const char *text = texts->text + block * BLOCK_SIZE;
	size_t restored;

	*size = ZSTD_compressCCtx(codec->compressor, codec->compressed, compressed_room(), text,
		BLOCK_SIZE, texts->level);
	if (ZSTD_isError(*size))
		return worker_error(worker, 0, "compressing block %" PRIu64 ": %s", block,
			ZSTD_getErrorName(*size));
	restored = ZSTD_decompressDCtx(
		codec->decompressor, codec->restored, BLOCK_SIZE, codec->compressed, *size);
	if (ZSTD_isError(restored))
		return worker_error(worker, 0, "decompressing block %" PRIu64 ": %s", block,
			ZSTD_getErrorName(restored));
	if (restored != BLOCK_SIZE || memcmp(codec->restored, text, BLOCK_SIZE) != 0)
		return worker_error(worker, 0, "block %" PRIu64 " did not come back", block);
	return 0;
}

static int compress_open(struct worker *worker)
{
	const struct texts *texts = worker->job->data;
	size_t size;
	int error;

	worker_touch(texts, sizeof(*texts));
	worker_touch(texts->text, texts->nr_blocks * BLOCK_SIZE);
	worker_touch(&texts->tallies[worker->index], sizeof(*texts->tallies));
	worker->state = make_codec(texts->level);
	if (!worker->state)
		return worker_error(worker, ENOMEM, "making contexts and buffers");
	error = there_and_back(worker, 0, &size);
	if (error)
		free(worker->state);
	return error;
}

/*
 * What a block adds to the digest, some 3 us: taken of the restored one. Nothing of the compressed
 * one, since zstd may compress in another way what it finds after another block.
 */
static uint64_t weigh(const char *block)
{
	uint64_t sum = 0, word;

	for (size_t at = 0; at < BLOCK_SIZE; at += sizeof(word)) {
		memcpy(&word, block + at, sizeof(word));
		sum += (2 * at + 1) * word;
	}
	return sum;
}

static int compress_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct texts *texts = worker->job->data;
	const struct codec *codec = worker->state;
	uint64_t digest = 0, compressed_bytes = 0;

	for (uint64_t op = first; op < first + count; op++) {
		size_t size;
		const int error = there_and_back(worker, op % texts->nr_blocks, &size);

		if (error)
			return error;
		digest += weigh(codec->restored);
		compressed_bytes += size;
	}
	worker->digest += digest;
	texts->tallies[worker->index].compressed_bytes += compressed_bytes;
	return 0;
}

static int compress_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

/* What each block adds: written anew, apart from the text that the workers had. */
static int expect(struct job *job, void *memory)
{
	uint64_t *weights = memory;
	char *text = malloc(BLOCK_SIZE);

	if (!text)
		return job_error(job, ENOMEM, "making room for a block");
	for (uint64_t block = 0; block < nr_blocks_of(job); block++) {
		for (uint64_t part = 0; part < PARTS; part++)
			corpus_write(text + part * CORPUS_BLOCK, block * PARTS + part);
		weights[block] = weigh(text);
	}
	free(text);
	return 0;
}

/*
 * Every block was compared by its worker; this tells that they were the right ones, each once, and
 * that they had become small.
 */
static int compress_verify(struct job *job)
{
	const struct texts *texts = job->data;
	const uint64_t *weights = job_expected(job, texts->nr_blocks * sizeof(*weights), expect);
	uint64_t digest = 0, compressed_bytes = 0;

	if (!weights)
		return -ENOMEM;
	for (uint64_t block = 0; block < texts->nr_blocks && block < job->ops; block++)
		digest += (job->ops / texts->nr_blocks + (block < job->ops % texts->nr_blocks)) *
			  weights[block];
	if (digest != job->digest)
		return job_error(job, 0, "the blocks restored are not those that were dealt");
	for (unsigned worker = 0; worker < job->workers; worker++)
		compressed_bytes += texts->tallies[worker].compressed_bytes;
	compressed_bytes /= job->ops;
	if (compressed_bytes < BLOCK_SIZE / MOST_TIMES_SMALLER || compressed_bytes > BLOCK_SIZE / 2)
		return job_error(job, 0, "a block became %" PRIu64 " bytes", compressed_bytes);
	job_finding(job, "compressed_block_bytes", compressed_bytes);
	return 0;
}

static const struct param params[] = {
	{ "corpus_mib", 8, 1, 1024, "size of the text in MiB" },
	{ "level", 3, 1, 19, "level of compression" },
	{ .name = NULL },
};

#endif

const struct workload compress = {
	.name = "compress",
	.summary = "a library at work: blocks of text by zstd, compressed and restored",
	.op = "block",
	.shares = "The text, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
#ifdef WITH_libzstd
	.inputs = INPUT_BIT(INPUT_MEMORY) | INPUT_BIT(INPUT_EXPECTED),
	.params = params,
	.footprint = compress_footprint,
	.op_bytes = compress_op_bytes,
	.setup = compress_setup,
	.open = compress_open,
	.work = compress_work,
	.close = compress_close,
	.verify = compress_verify,
#else
	.unavailable = "this build has no zstd: install libzstd-dev and build again",
#endif
};
