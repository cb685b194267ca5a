/* SPDX-License-Identifier: MIT */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stddef.h>
#include "report/model.h"

/*
 * One HTML page of one or several reports, which needs nothing but itself: no network, no other
 * file. page.html is its frame, in which a line <!-- put WHAT --> says what goes there: the style
 * and the scripts as they lie in this folder, Chart.js as it was when the program was built, and
 * what is made here of the reports: the verdicts as a plain table, for whoever has no scripts, and
 * an excerpt as JSON, of which the scripts make the rest. Whatever a report holds is text in it.
 */
struct page_report {
	const char *name; /* what to call it beside the others */
	const struct report *report;
};

/* The page as text, the caller's to free. Returns 0, -ENOMEM, or -EDOM for a bug of ours. */
int page_make(const struct page_report *reports, size_t nr, char **text);

#endif
