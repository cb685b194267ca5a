/* SPDX-License-Identifier: MIT */
#ifndef STATS_SEQUENTIAL_H
#define STATS_SEQUENTIAL_H

#include <stddef.h>

/*
 * Keeps the interval of a paired ratio honest when the numbers themselves decide after how many
 * rounds to stop. Whoever looks at a 95 % interval after every round and stops once it leaves out 1
 * finds, within 200 rounds, a difference in 28 % of the experiments that have none. So the rounds
 * to look at are settled beforehand, few and ever farther apart (8, 11, 16, 23, 32, 45, 64, 90, 128
 * and so on by the square root of 2, up to 1,024), and each has a confidence of its own, higher
 * than 95 %, such that with 95 % none of all the looks' intervals misses the true ratio.
 *
 * The method is Lan and DeMets' spending of alpha (Biometrika 70, 1983) on repeated intervals
 * (Jennison and Turnbull, JRSS B 51, 1989), here of order statistics: a look's interval misses the
 * median of the log ratios just when, of n coin tosses, fewer than its rank are heads or tails, so
 * what all looks together miss is counted exactly and for every distribution. Up to the look at n
 * they may miss 5 % * (1 - sqrt(5 / n)); by 1,024 rounds they miss 4.65 % (Bonferroni's sum, which
 * ignores that the looks share their rounds, would be 7.85 %). At 6 and 7 rounds the widest
 * interval there is misses 3.1 % and 1.6 %, too much of the 5 %: there is no look before 8.
 *
 * It holds for rounds that are independent and have one median: it stands any scale, tails and
 * drift common to both cells, but not a ratio that wanders, nor rounds that depend on the one
 * before. An experiment whose number of rounds was fixed needs none of this and has the narrower
 * interval of ratio_paired. Pure.
 */

/* The first look. */
#define SEQUENTIAL_FIRST 8u

/* The last look, and so the most rounds that any mode of run makes by itself. */
#define SEQUENTIAL_LAST 1024u

/*
 * The last look at or before n rounds, 0 before the first. One that ends between looks, out of time
 * or interrupted, reports the interval of its first sequential_look(n) rounds.
 */
size_t sequential_look(size_t n);

/* The first look at or after n rounds; n itself where there is none any more. */
size_t sequential_next(size_t n);

/*
 * The confidence to ask ratio_paired_at for at the last look at or before n rounds, from 0.988 to
 * 0.999; NaN before the first. To be reported as what it achieves for all looks together, 95 %.
 */
double sequential_confidence(size_t n);

#endif
