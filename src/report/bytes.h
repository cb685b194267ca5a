/* SPDX-License-Identifier: MIT */
#ifndef REPORT_BYTES_H
#define REPORT_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Steps over what most of a JSON text is made of, sixteen bytes at once: keys and numbers are seldom
 * longer, and a loop whose end cannot be foreseen costs more than what is done in it. Pure; none looks
 * at end or beyond. Marks are high bits: the lowest in a word is right, those above it may be set for
 * nothing (Warren, Hacker's Delight, section 6-1).
 */
#define BYTES_HIGH UINT64_C(0x8080808080808080)
#define BYTES_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t bytes_load(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

static inline uint64_t bytes_below(uint64_t word, unsigned limit)
{
	return (word - BYTES_EACH(limit)) & ~word & BYTES_HIGH;
}

/* Bytes of a text that need a second look: a quote, an escape, controls, what is not ASCII. */
static inline uint64_t bytes_mark_odd(uint64_t word)
{
	return bytes_below(word ^ BYTES_EACH('"'), 1) | bytes_below(word ^ BYTES_EACH('\\'), 1) |
	       bytes_below(word, ' ') | (word & BYTES_HIGH);
}

/* Bytes that are no decimal digits. */
static inline uint64_t bytes_mark_other(uint64_t word)
{
	uint64_t value = word ^ BYTES_EACH('0');

	return ((value + BYTES_EACH(0x7f - 9)) | value) & BYTES_HIGH;
}

/* Which of two words' bytes is the first that is marked; at least one is. */
static inline unsigned bytes_first(uint64_t low, uint64_t high)
{
	uint64_t marks = low ? low : high;

	return (low ? 0 : 8) + (unsigned)__builtin_ctzll(marks) / 8;
}

/* Behind the bytes that need no second look. */
static inline const char *bytes_plain(const char *at, const char *end)
{
	for (; end - at >= 16; at += 16) {
		uint64_t low = bytes_mark_odd(bytes_load(at));
		uint64_t high = bytes_mark_odd(bytes_load(at + 8));

		if (low | high)
			return at + bytes_first(low, high);
	}
	while (at < end && (signed char)*at >= ' ' && *at != '"' && *at != '\\')
		at++;
	return at;
}

/* Behind the decimal digits that stand here. */
static inline const char *bytes_digits(const char *at, const char *end)
{
	for (; end - at >= 16; at += 16) {
		uint64_t low = bytes_mark_other(bytes_load(at));
		uint64_t high = bytes_mark_other(bytes_load(at + 8));

		if (low | high)
			return at + bytes_first(low, high);
	}
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* Whether a byte is white space, as JSON has it. */
static inline bool bytes_is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Whether a text that has a byte, its closing quote at least, is a word; no word is empty. */
static inline bool bytes_are(const char *word, const char *text, size_t length)
{
	return word[0] == text[0] && !strncmp(word, text, length) && !word[length];
}

#endif
