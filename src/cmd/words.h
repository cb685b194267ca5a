/* SPDX-License-Identifier: MIT */
#ifndef CMD_WORDS_H
#define CMD_WORDS_H

/*
 * An argument of a run as its report keeps it: the value of --output or --dir without its
 * directories, since reports travel and names of home folders must not. before is the argument in
 * front of it, "" for the first. The caller's to free; NULL without memory.
 */
char *word_for_report(const char *argument, const char *before);

#endif
