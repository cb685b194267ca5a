/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_COUNSEL_H
#define ADVICE_COUNSEL_H

#include "advice/advice.h"
#include "report/sheet.h"

/*
 * Says an advice to people: the choices counted; class by class what its workloads have in common,
 * a line of choice and evidence for each, and what a line has no room for; worker counts; and what
 * has to be known beside it. report is the one that the advice was made of. Returns 0, or -EIO when
 * the sheet took no more.
 */
int counsel_print(
	const struct sheet *sheet, const struct report *report, const struct advice *advice);

#endif
