/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Text for workloads to read: words and spaces, in blocks, each a pure function of its number. It
 * looks like language to who counts its words or compresses it, since the frequency of a word is
 * about inverse to its rank (Zipf's law) and frequent words are short, but it has no grammar.
 *
 * A word is known by its rank, 1 … CORPUS_VOCABULARY - 1, and has 2 to CORPUS_LETTERS letters, a to
 * z. No two ranks are spelled alike. After each word comes a space. No word straddles two blocks:
 * what is left at the end of a block is spaces.
 */
#define CORPUS_BLOCK 4096
#define CORPUS_VOCABULARY 8192
#define CORPUS_LETTERS 8

/* Where one stands among the words of a block. */
struct corpus_cursor {
	uint64_t block;
	uint64_t nr_words; /* that have gone by */
	size_t left;       /* bytes of the block after them */
};

/* Before the first word of a block. */
void corpus_begin(struct corpus_cursor *cursor, uint64_t block);

/* The rank of the next word, or 0 at the end of the block. */
uint32_t corpus_next(struct corpus_cursor *cursor);

/* Writes the letters of a word, with nothing behind them. Returns how many. */
size_t corpus_spell(uint32_t rank, char *letters);

/* Writes the CORPUS_BLOCK bytes of a block. */
void corpus_write(char *text, uint64_t block);

#endif
