/* SPDX-License-Identifier: MIT */
#ifndef REPORT_CAUSES_H
#define REPORT_CAUSES_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * Where the gap between threads and processes comes from, as far as the figures of one op tell. A
 * cause is named under a verdict of threads or procs alone, and only if one figure per op (per_op.h)
 *
 *   - is at least twice as large in the mode that takes longer, where what a trial cannot tell
 *     from nothing (one event, a tick of 10 ms of system or user time) counts as that much, of
 *     time in the words too: such a trial may take less, but not none, and
 *   - at its price explains at least a fifth of the gap.
 *
 * The gap is the difference of the two work times by the ratio of the verdict, per op, times the
 * workers that can run at once (no more than the machine's effective CPUs): as if all of them were
 * held up throughout, which asks more of a cause rather than less. Prices are low on purpose, since
 * a cause that is not named misleads nobody: a page fault 0.5 us, one that waits for the device
 * 10 us, a switch 1 us, a cache miss 50 ns, a TLB miss 10 ns, CPU time as much as itself. Of several
 * figures the one with the largest factor is named; where factors are equal, the one that stands
 * first in causes.c.
 *
 * System time, and with it CPU time, is mostly the price of something. Where one of them is the
 * figure, and faults or switches are at least doubled too and would account for its difference at
 * ten times their price, then those are named in its place.
 *
 * It is a hint: figures go together without one being the cause of the other.
 */

/*
 * Sets row->cause, on the heap, and adds it to row->text; leaves both alone where nothing explains
 * the gap. Needs results. Returns 0 or -ENOMEM.
 */
int cause_add(const struct report *report, struct verdict_row *row);

/* The causes of all verdicts below their heading; nothing where there is none. */
void causes_print(const struct sheet *sheet, const struct report *report);

#endif
