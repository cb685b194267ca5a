/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * A report for people, without colour or cursor movement, as plain text at most 100 columns wide:
 * what was measured on what, a line a cell, what failed or was skipped and why, what else was seen
 * of cells; then, where a terminal's last screen is, the verdicts with their causes and the warnings.
 * Sections without content are not there. Texts that came from a file are shown with their control
 * characters replaced. Returns 0, or -EIO when out took no more.
 */
int table_print(const struct sheet *sheet, const struct report *report);

#endif
