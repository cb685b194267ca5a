# SPDX-License-Identifier: MIT
"""Medians and their intervals: what every figure of the harness's benchmark is summed up by."""
import math

# Below so many values no pair of order statistics holds the median with 95 %.
LEAST = 6


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def interval(values):
    """The narrowest pair of order statistics, as far from either end, that holds the median with at
    least 95 % whatever the distribution; None below six values."""
    n = len(values)
    if n < LEAST:
        return None
    ordered = sorted(values)
    outside, cut = 1, 0
    # The median lies below the (cut + 1)-th with the chance that at most cut of n throws are heads.
    while 40 * (outside + math.comb(n, cut + 1)) <= 2**n:
        cut += 1
        outside += math.comb(n, cut)
    return ordered[cut], ordered[n - 1 - cut]


def summary(values):
    low, high = interval(values) or (None, None)
    return {"n": len(values), "median": median(values), "ci_low": low, "ci_high": high}


def half_width(values):
    """How far the interval reaches to either side, over the median; None where there is none."""
    ends = interval(values)
    return (ends[1] - ends[0]) / 2 / median(values) if ends else None


def in_turn(turn, ours, theirs):
    """What both return, called A B, B A, A B … from turn to turn, so that a drift meets both alike."""
    if turn % 2:
        second = theirs()
        return ours(), second
    first = ours()
    return first, theirs()
