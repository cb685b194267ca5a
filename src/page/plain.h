/* SPDX-License-Identifier: MIT */
#ifndef PAGE_PLAIN_H
#define PAGE_PLAIN_H

#include <stdio.h>
#include "page/page.h"

/*
 * The verdicts of each report, and which shape was best, as tables of HTML, and what was not measured: what the page says
 * where scripts do not run. Errors stay with out.
 */
void plain_print(FILE *out, const struct page_report *page);

#endif
