/* SPDX-License-Identifier: MIT */
/*
 * wordcount: how often does each word occur in a text?
 *
 * One op is one block of 4 KiB of a generated text (see corpus.h), some 770 words, each of which is
 * looked up in a hash table and counted there: op i is block i mod the number of blocks. Each
 * worker counts in a table of its own, which is how a program would do it that wants to be fast;
 * the tables are merged once, at the end, which is in no figure.
 *
 * Shared: the text, only read. The tables lie in shared memory too, since the leader merges them,
 * but nobody else touches another's.
 *
 * The number does not show one table that all write to: that is contention, see counter. Nor does
 * it show long words: these have at most eight letters, so that a word is compared as one integer.
 * Most of it is the loop over letters, whose ends are hard to predict, in a table of 256 KiB.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include "bench/corpus.h"

#define BLOCKS_PER_MIB ((1 << 20) / CORPUS_BLOCK)

/* A power of two, of which the vocabulary fills half. */
#define NR_ENTRIES (2 * CORPUS_VOCABULARY)

/* In a block, whose words have two letters and a space at least; and a zero. */
#define MOST_WORDS (CORPUS_BLOCK / 3 + 1)

struct entry {
	uint64_t word; /* its letters, the last in the lowest byte; 0: a free entry */
	uint64_t count;
};

struct words {
	const char *text;
	uint64_t nr_blocks;
	struct entry *tables; /* NR_ENTRIES for each worker, which is whole pages */
};

static void wordcount_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = ((uint64_t)job_param(job, "corpus_mib") << 20) +
				  job->workers * NR_ENTRIES * sizeof(struct entry);
}

static uint64_t wordcount_op_bytes(const struct job *job)
{
	(void)job;
	return CORPUS_BLOCK;
}

static uint64_t nr_blocks_of(const struct job *job)
{
	return (uint64_t)job_param(job, "corpus_mib") * BLOCKS_PER_MIB;
}

static int write_text(struct job *job, void *memory)
{
	for (uint64_t block = 0; block < nr_blocks_of(job); block++)
		corpus_write((char *)memory + block * CORPUS_BLOCK, block);
	return 0;
}

static int wordcount_setup(struct job *job)
{
	const uint64_t nr_blocks = nr_blocks_of(job);
	struct words *words = job_share(job, sizeof(*words));
	const char *text = job_input(job, nr_blocks * CORPUS_BLOCK, write_text);
	struct entry *tables = job_share(job, job->workers * NR_ENTRIES * sizeof(*tables));

	if (!words || !text || !tables)
		return -ENOMEM;
	*words = (struct words){ text, nr_blocks, tables };
	job->data = words;
	return 0;
}

static int wordcount_open(struct worker *worker)
{
	const struct words *words = worker->job->data;

	worker_touch(words, sizeof(*words));
	worker_touch(words->text, words->nr_blocks * CORPUS_BLOCK);
	worker_touch(
		words->tables + worker->index * NR_ENTRIES, NR_ENTRIES * sizeof(*words->tables));
	return 0;
}

/* The entry of a word, or the free one that it is to have. */
static inline struct entry *find(struct entry *table, uint64_t word, uint64_t hash)
{
	size_t at = hash % NR_ENTRIES;

	while (table[at].word != word && table[at].word)
		at = (at + 1) % NR_ENTRIES;
	return &table[at];
}

/* Returns the sum of the hashes of all words. The text ends with a space. */
static uint64_t count_words(struct entry *table, const char *text)
{
	const char *const end = text + CORPUS_BLOCK;
	uint64_t sum = 0;

	while (text < end) {
		uint64_t word = 0;

		while (*text != ' ')
			word = word << 8 | (unsigned char)*text++;
		text++;
		if (word) {
			const uint64_t hash = mix64(word);
			struct entry *entry = find(table, word, hash);

			entry->word = word;
			entry->count++;
			sum += hash;
		}
	}
	return sum;
}

static int wordcount_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct words words = *(const struct words *)worker->job->data;
	struct entry *table = words.tables + worker->index * NR_ENTRIES;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++)
		digest += count_words(table, words.text + op % words.nr_blocks * CORPUS_BLOCK);
	worker->digest += digest;
	return 0;
}

/* The ranks of the words that the generator puts into each block. */
static int generate(struct job *job, void *memory)
{
	for (uint64_t block = 0; block < nr_blocks_of(job); block++) {
		uint16_t *ranks = (uint16_t *)memory + block * MOST_WORDS;
		struct corpus_cursor cursor;

		corpus_begin(&cursor, block);
		while ((*ranks = (uint16_t)corpus_next(&cursor)))
			ranks++;
	}
	return 0;
}

/* How often each word is in the blocks that were dealt. */
static void count_generated(
	uint64_t *counts, const uint16_t *ranks, uint64_t nr_blocks, uint64_t ops)
{
	for (uint64_t block = 0; block < nr_blocks && block < ops; block++) {
		const uint64_t times = ops / nr_blocks + (block < ops % nr_blocks);

		for (const uint16_t *rank = ranks + block * MOST_WORDS; *rank; rank++)
			counts[*rank] += times;
	}
}

/* Merges all tables into the first, which has room, being as large as the vocabulary asks for. */
static void merge(const struct words *words, unsigned workers)
{
	for (size_t at = NR_ENTRIES; at < workers * (size_t)NR_ENTRIES; at++) {
		const struct entry *entry = &words->tables[at];

		if (entry->word) {
			struct entry *merged = find(words->tables, entry->word, mix64(entry->word));

			merged->word = entry->word;
			merged->count += entry->count;
		}
	}
}

static int wordcount_verify(struct job *job)
{
	const struct words *words = job->data;
	const uint16_t *ranks =
		job_expected(job, words->nr_blocks * MOST_WORDS * sizeof(*ranks), generate);
	uint64_t counts[CORPUS_VOCABULARY] = { 0 }, digest = 0, surplus = 0;

	if (!ranks)
		return -ENOMEM;
	count_generated(counts, ranks, words->nr_blocks, job->ops);
	merge(words, job->workers);
	for (size_t at = 0; at < NR_ENTRIES; at++)
		surplus += words->tables[at].word != 0;
	for (uint32_t rank = 1; rank < CORPUS_VOCABULARY; rank++) {
		char letters[CORPUS_LETTERS];
		const size_t length = corpus_spell(rank, letters);
		uint64_t word = 0, count;

		for (size_t i = 0; i < length; i++)
			word = word << 8 | (unsigned char)letters[i];
		count = find(words->tables, word, mix64(word))->count;
		if (count != counts[rank])
			return job_error(job, 0, "%.*s was counted %" PRIu64 " times, not %" PRIu64,
				(int)length, letters, count, counts[rank]);
		surplus -= count != 0;
		digest += count * mix64(word);
	}
	if (surplus || digest != job->digest)
		return job_error(job, 0, "the words counted are not those of the text");
	return 0;
}

static const struct param params[] = {
	{ "corpus_mib", 8, 1, 1024, "size of the text in MiB" },
	{ .name = NULL },
};

const struct workload wordcount = {
	.name = "wordcount",
	.summary = "hash tables: counts the words of a text, a table for each worker",
	.op = "block",
	.shares = "The text, which is only read; each worker counts in a table of its own.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_MEMORY) | INPUT_BIT(INPUT_EXPECTED),
	.params = params,
	.footprint = wordcount_footprint,
	.op_bytes = wordcount_op_bytes,
	.setup = wordcount_setup,
	.open = wordcount_open,
	.work = wordcount_work,
	.verify = wordcount_verify,
};
