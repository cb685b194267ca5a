/* SPDX-License-Identifier: MIT */
#ifndef REPORT_ANSWERS_H
#define REPORT_ANSWERS_H

#include "report/model.h"
#include "report/sheet.h"

/*
 * The verdicts for people: a row each, with a mark by which decided ones are found among the others
 * ("*" threads or processes, "=" no difference, "?" cannot tell, "-" none), and how many there are
 * of each. Nothing where there is no verdict. Errors stay with out.
 */
void answers_print(const struct sheet *sheet, const struct report *report);

#endif
