/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_PRESCRIPTION_H
#define DOCTOR_PRESCRIPTION_H

#include "doctor/checkup.h"
#include "report/sheet.h"

/*
 * A checkup for people, in plain UTF-8 without colour, at most 100 columns wide but for commands,
 * which are never broken. In two parts, since the A/A trial between them takes seconds: a line a
 * check with its mark first, and under it what it does to numbers, what to do and how to undo it;
 * then the A/A trial and the conclusion. Errors stay with out.
 */
void prescription_checks(const struct sheet *sheet, const struct checkup *checkup);
void prescription_end(const struct sheet *sheet, const struct checkup *checkup);

#endif
