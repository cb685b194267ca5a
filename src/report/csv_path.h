/* SPDX-License-Identifier: MIT */
#ifndef REPORT_CSV_PATH_H
#define REPORT_CSV_PATH_H

#include "report/csv.h"
#include "report/shape.h"

/*
 * Members of structs as fields of CSV, found by the path of their keys from a shape on:
 * "memory.pss_bytes". Maps become "name=value;name=value", of lists of objects the first text of each
 * stands between blanks.
 */

/* The name of a column: the path, joined by "_", behind a prefix. */
void csv_path_name(struct csv *csv, const char *prefix, const char *path);

/*
 * The member that a path leads to; empty where the object, or one on the way, is null. Returns 0,
 * -ENOMEM, or -EINVAL for a path that the shape does not have or a member that is no field.
 */
int csv_path(struct csv *csv, const struct shape *shape, const void *object, const char *path);

#endif
