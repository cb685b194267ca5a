/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LINKS_H
#define REPORT_LINKS_H

#include "report/json.h"
#include "report/model.h"

/*
 * Whether the parts of a report that was read fit together, so that whoever uses it may index one
 * by what another says: report/file.h lists what holds afterwards. Pure. Returns 0, or -EINVAL with
 * *trouble telling the first that does not.
 */
int links_check(const struct report *report, struct json_trouble *trouble);

#endif
