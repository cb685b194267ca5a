/* SPDX-License-Identifier: MIT */
#ifndef BENCH_DIGEST_H
#define BENCH_DIGEST_H

#include "engine/workload.h"

/* What the digest comes to, modulo 2^64, when every op was done once and added this. */

/* Its index: 0 + 1 + … + (ops - 1), of which two factors the even one is halved. */
static inline uint64_t digest_of_indices(uint64_t ops)
{
	return ops % 2 ? (ops - 1) / 2 * ops : ops / 2 * (ops - 1);
}

/* mix64 of its index. Takes about a nanosecond an op: for ops that take far longer. */
static inline uint64_t digest_of_mixes(uint64_t ops)
{
	uint64_t digest = 0;

	for (uint64_t op = 0; op < ops; op++)
		digest += mix64(op);
	return digest;
}

#endif
