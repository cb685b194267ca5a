/* SPDX-License-Identifier: MIT */
#ifndef PAGE_ASSET_H
#define PAGE_ASSET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The files of the page, put into the program by asset_files.S when it was built. Chart.js is
 * another project's: where none was there, or CHARTJS= was given to make, it is empty.
 */
struct asset {
	const char *name; /* "page.css" */
	const char *begin, *end;
};

/* The file of that name, the name being of length bytes; NULL where there is none. */
const struct asset *asset_find(const char *name, size_t length);

#endif
