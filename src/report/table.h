/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * A report for people, in plain UTF-8 without colour or cursor movement, at most 100 columns wide
 * unless names make it wider: what was measured on what, a line a cell, what failed or was
 * skipped and why, the verdicts, the warnings. Texts that came from a file are shown with their
 * control characters replaced. Returns 0, or -EIO when out took no more.
 */
int table_print(const struct sheet *sheet, const struct report *report);

#endif
