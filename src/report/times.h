/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TIMES_H
#define REPORT_TIMES_H

#include "report/sieve.h"

/* What report_read_times() takes of a report: report/file.h says what that is. */
extern const struct sieve_key times_keys[];

#endif
