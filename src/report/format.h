/* SPDX-License-Identifier: MIT */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include <stdint.h>

/*
 * Numbers for people: three significant digits and a unit that keeps them below a thousand (bytes: below 1024). Each
 * writes into text, which must hold FORMAT_SIZE bytes, and returns it; what is unknown (NaN, or
 * FIGURE_NONE) becomes "-". Text is UTF-8. Never depends on the locale.
 */
#define FORMAT_SIZE 72

char *format_time(char *text, double ns);       /* "251 ms", "1.23 µs" */
char *format_bytes(char *text, uint64_t bytes); /* "12.3 MiB" */
char *format_rate(char *text, double per_s);    /* "1.20M" */
char *format_ratio(char *text, double ratio);   /* "1.98" */

/*
 * With an interval in the unit of the value, "251 ms [249, 255]"; without one when it is unknown.
 * A ratio below 10 has three digits behind the point; a speedup two, and below 0.01 it says so.
 */
char *format_time_interval(char *text, double ns, double low, double high);
char *format_ratio_interval(char *text, double ratio, double low, double high);
char *format_speedup(char *text, double speedup, double low, double high);

/* How many columns a UTF-8 text takes, each character being one. */
unsigned format_columns(const char *text);

/*
 * How many bytes at the beginning of a text must not be printed as they are, since they could move a
 * cursor or turn the order of what is seen round: a control character of ASCII or of the C1 set, a
 * separator of lines or paragraphs, a mark of direction. 0 for any other beginning.
 */
unsigned format_hidden(const char *text);

#endif
