/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SHAPE_H
#define REPORT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A shape says which member of a struct is which key of a JSON object. One table serves for
 * writing, for reading and for freeing, so that the three cannot disagree.
 */
enum field_kind {
	FIELD_U64,      /* uint64_t; FIGURE_NONE is null; below 2^53 */
	FIELD_I64,      /* int64_t, within 2^53 */
	FIELD_UNSIGNED, /* unsigned */
	FIELD_SIZE,     /* size_t */
	FIELD_DOUBLE,   /* double; NaN is null; never infinite */
	FIELD_BOOL,     /* bool */
	FIELD_TEXT,     /* char *, heap; NULL is null */
	FIELD_HEX64,    /* uint64_t as text of 16 lower-case hex digits; FIGURE_NONE is null */
	FIELD_WORD,     /* an enum of an int's size, as one of .words, in the enum's order from 0 */
	FIELD_OBJECT,   /* a struct inside this one, of .shape */
	FIELD_OPTIONAL, /* the same, but null while its first field, a text, is NULL */
	FIELD_LIST,     /* a heap array of structs of .shape, its length at .nr_offset (size_t) */
	FIELD_TEXTS,    /* a heap array of heap strings, none of them NULL, its length likewise */
	FIELD_INTS,     /* a heap array of int, its length likewise */
	FIELD_DOUBLES,  /* a heap array of double, its length likewise; NaN is null */
	FIELD_PAIRS,    /* a heap array of structs of two uint64_t, its length likewise: written
			   as one flat list, [a0, b0, a1, b1] */
	FIELD_MAP,      /* a heap array of structs of .shape, its length likewise, whose first field
			   (a text, never NULL) gives the key and whose second the value: written as
			   one object */
};

struct field {
	const char *key;
	enum field_kind kind;
	bool required; /* reading fails where it is absent or null; otherwise it becomes null, or 0
			  or false where the kind has no null */
	size_t offset, nr_offset;
	uint64_t max; /* the largest number that reading allows, in pairs the largest first one;
			 0 for the kind's own limit */
	const struct shape *shape;
	const char *const *words; /* ended by NULL */
	/* Called now and then while a long list is written, which may give memory back; or NULL. */
	void (*rest)(const void *object);
};

/*
 * A shape may stand for part of a struct: its size and offsets are then the whole struct's, and
 * the field that holds it has offset 0.
 */
struct shape {
	const char *name;           /* for messages */
	size_t size;                /* of the struct */
	const struct field *fields; /* at most 64, ended by an entry without a key */
};

/* Makes an object, whose bytes are all zero, null in every member that can be. */
void shape_clear(const struct shape *shape, void *object);

/* Frees what the members hold; what they point to is then invalid. */
void shape_release(const struct shape *shape, void *object);

/* The pointer and the length of a list. */
void *shape_pointer(const struct field *field, const void *object);
size_t shape_count(const struct field *field, const void *object);

#endif
