/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SHAPES_H
#define REPORT_SHAPES_H

#include "report/shape.h"

/*
 * The shapes of the structs that travel: keys in snake_case, the unit in the key. What has been
 * read by them may be used without further checks where these say so: every text that a shape
 * requires is there, the buckets of laps are within measure/histogram.h's.
 */
extern const struct shape order_shape;   /* struct order: what a leader is told */
extern const struct shape trial_shape;   /* struct trial: what a leader answers, and trials[] */
extern const struct shape machine_shape; /* struct machine */
extern const struct shape report_shape;  /* struct report */
extern const struct shape cell_shape;    /* struct cell, and so on: what a report has lists of */
extern const struct shape result_shape;
extern const struct shape verdict_shape; /* struct verdict_row */

/* The words of enums that other tables have too, in their order; ended by NULL. */
extern const char *const class_words[], *const mode_words[], *const verdict_words[],
								     *const hybrid_words[];

#endif
