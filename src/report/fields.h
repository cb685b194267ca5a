/* SPDX-License-Identifier: MIT */
#ifndef REPORT_FIELDS_H
#define REPORT_FIELDS_H

#include "report/shape.h"

/*
 * The words in which tables of fields are written: U64("work_ns", trial, work_ns) is the member work_ns
 * of struct trial, under that key. For the files that hold such tables, and for no header.
 */

/* Where a member lies, if it is of the type that the kind of its field says; else an error. */
#define AT(struct_type, member, type) \
	_Generic(((struct struct_type *)0)->member, type : offsetof(struct struct_type, member))

/* What follows the member in a table goes into the field: .required = true, .max = 7. */
#define FIELD(key_, kind_, s, m, type, ...)                                       \
	{                                                                         \
		.key = key_, .kind = kind_, .offset = AT(s, m, type), __VA_ARGS__ \
	}
#define U64(key, s, m, ...) FIELD(key, FIELD_U64, s, m, uint64_t, __VA_ARGS__)
#define I64(key, s, m, ...) FIELD(key, FIELD_I64, s, m, int64_t, __VA_ARGS__)
#define UNSIGNED(key, s, m, ...) FIELD(key, FIELD_UNSIGNED, s, m, unsigned, __VA_ARGS__)
#define SIZE(key, s, m, ...) FIELD(key, FIELD_SIZE, s, m, size_t, __VA_ARGS__)
#define DOUBLE(key, s, m) FIELD(key, FIELD_DOUBLE, s, m, double)
#define BOOL(key, s, m) FIELD(key, FIELD_BOOL, s, m, bool)
#define TEXT(key, s, m, ...) FIELD(key, FIELD_TEXT, s, m, char *, __VA_ARGS__)
/* A text that the struct does not own. */
#define LENT(key, s, m) FIELD(key, FIELD_TEXT, s, m, const char *)
#define HEX64(key, s, m) FIELD(key, FIELD_HEX64, s, m, uint64_t)
#define WORD(key, s, m, type, table, ...) \
	FIELD(key, FIELD_WORD, s, m, type, .words = table, __VA_ARGS__)
#define OBJECT(key, s, m, type, inner, ...) \
	FIELD(key, FIELD_OBJECT, s, m, struct type, .shape = &inner, __VA_ARGS__)
#define ARRAY(key, kind, s, m, nr, type, ...) \
	FIELD(key, kind, s, m, type *, .nr_offset = AT(s, nr, size_t), __VA_ARGS__)
#define LIST(key, s, m, nr, type, inner) \
	ARRAY(key, FIELD_LIST, s, m, nr, struct type, .shape = &inner)
#define TEXTS(key, s, m, nr) ARRAY(key, FIELD_TEXTS, s, m, nr, char *, )
#define MAP(key, s, m, nr, type, inner) \
	ARRAY(key, FIELD_MAP, s, m, nr, struct type, .shape = &inner)
#define NEEDED .required = true

#endif
