/* SPDX-License-Identifier: MIT */
#ifndef BENCH_IMAGE_H
#define BENCH_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The images of dataset: pixels of a byte, eight in a word, and the word that is made of an image
 * by looking at each pixel. The pixels are such that this word can be had by a formula as well.
 */

/* Brightnesses of a pixel, and so the counts in a histogram. */
#define IMAGE_LEVELS 256

/* Draws image number `number`. */
void image_draw(uint64_t *words, size_t nr_words, uint64_t number);

/*
 * What is made of an image: its words' checksum, and its histogram of brightness, which is counted
 * in levels, as many as IMAGE_LEVELS.
 */
uint64_t image_decode(const uint64_t *words, size_t nr_words, uint32_t *levels);

/* The sum of what image_decode makes of images 0 … nr - 1, at half a microsecond an image. */
uint64_t image_expect(uint64_t nr, size_t nr_words);

#endif
