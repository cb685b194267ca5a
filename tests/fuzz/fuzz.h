/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * A fuzz target: a function that takes any bytes and must come back, soon, with nothing leaked,
 * and without an abort. It is linked either with libFuzzer, which makes the bytes, or with
 * replay.c, which takes those of the corpus. Returns 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A claim of a target. Kept with NDEBUG too: it is what the target is there for. */
#define FUZZ_HOLD(claim)                                                                      \
	do {                                                                                  \
		if (!(claim)) {                                                               \
			dprintf(2, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim); \
			abort();                                                              \
		}                                                                             \
	} while (0)

/* Where the output of a target goes: nowhere. The same stream at each call. */
static inline FILE *fuzz_sink(void)
{
	static FILE *sink;

	if (!sink)
		sink = fopen("/dev/null", "w");
	FUZZ_HOLD(sink);
	return sink;
}

#endif
