/* SPDX-License-Identifier: MIT */
#include "report/plain.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "report/bytes.h"

#define MOST_ENTRIES (1u << 20)
#define MOST_DIGITS 15

struct plain {
	const char *at, *end;
};

static bool read_object(struct plain *plain, const struct shape *shape, void *object);

/* The next byte that is no white space; NUL at the end. */
static char next(struct plain *plain)
{
	while (plain->at < plain->end && bytes_is_space(*plain->at))
		plain->at++;
	return plain->at < plain->end ? *plain->at : '\0';
}

static bool step(struct plain *plain, char byte)
{
	bool is_next = next(plain) == byte;

	plain->at += is_next;
	return is_next;
}

static bool step_word(struct plain *plain, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(plain->end - plain->at) < length || memcmp(plain->at, word, length) != 0)
		return false;
	plain->at += length;
	return true;
}

/* A text without escapes: what is between its quotes. */
static bool read_text(struct plain *plain, const char **text, size_t *length)
{
	if (!step(plain, '"'))
		return false;
	*text = plain->at;
	while (plain->at < plain->end && *plain->at != '"' && *plain->at != '\\')
		plain->at++;
	*length = (size_t)(plain->at - *text);
	return step(plain, '"');
}

static bool read_number(struct plain *plain, const struct field *field, uint64_t *member)
{
	const char *start = plain->at;
	uint64_t value = 0;

	while (plain->at < plain->end && *plain->at >= '0' && *plain->at <= '9' &&
		plain->at - start < MOST_DIGITS)
		value = value * 10 + (uint64_t)(*plain->at++ - '0');
	if (plain->at == start || (field->max && value > field->max))
		return false;
	*member = value;
	return next(plain) == ',' || next(plain) == '}';
}

static bool read_bool(struct plain *plain, bool *member)
{
	*member = next(plain) == 't';
	return step_word(plain, *member ? "true" : "false");
}

static bool read_word(struct plain *plain, const struct field *field, unsigned *member)
{
	const char *text;
	size_t length;

	if (!read_text(plain, &text, &length))
		return false;
	for (*member = 0; field->words[*member]; ++*member) {
		if (bytes_are(field->words[*member], text, length))
			return true;
	}
	return false;
}

/* Null leaves a member as it is, which is cleared. */
static bool read_member(struct plain *plain, const struct field *field, void *object, bool *is_null)
{
	void *member = (char *)object + field->offset;

	*is_null = next(plain) == 'n';
	if (*is_null)
		return step_word(plain, "null");
	switch (field->kind) {
	case FIELD_U64:
		return read_number(plain, field, member);
	case FIELD_BOOL:
		return read_bool(plain, member);
	case FIELD_WORD:
		return read_word(plain, field, member);
	case FIELD_OBJECT:
		return read_object(plain, field->shape, member);
	default:
		return false;
	}
}

/* From a field on, since keys mostly come in the order of the shape; NULL where it has none such. */
static const struct field *find(
	const struct shape *shape, const struct field *from, const char *key, size_t length)
{
	for (const struct field *field = from; field->key; field++) {
		if (bytes_are(field->key, key, length))
			return field;
	}
	for (const struct field *field = shape->fields; field != from; field++) {
		if (bytes_are(field->key, key, length))
			return field;
	}
	return NULL;
}

static bool has_required(const struct shape *shape, uint64_t seen)
{
	for (size_t i = 0; shape->fields[i].key; i++) {
		if (shape->fields[i].required && !(seen >> i & 1))
			return false;
	}
	return true;
}

/* Into an object that is cleared. */
static bool read_object(struct plain *plain, const struct shape *shape, void *object)
{
	const struct field *field = shape->fields;
	uint64_t met = 0, seen = 0;

	if (!step(plain, '{'))
		return false;
	if (step(plain, '}'))
		return has_required(shape, 0);
	do {
		const char *key;
		size_t length;
		uint64_t bit;
		bool is_null;

		if (!read_text(plain, &key, &length) || !step(plain, ':'))
			return false;
		field = find(shape, field, key, length);
		if (!field || !read_member(plain, field, object, &is_null))
			return false;
		bit = UINT64_C(1) << (field++ - shape->fields);
		if (met & bit)
			return false;
		met |= bit;
		seen |= is_null ? 0 : bit;
	} while (step(plain, ','));
	return step(plain, '}') && has_required(shape, seen);
}

/* Entries as far as they have been read. */
struct entries {
	const struct shape *shape;
	void *cleared; /* what one is before it is read */
	char *list;
	size_t nr, room;
};

/* A further entry, cleared; NULL without memory. */
static void *add(struct entries *entries)
{
	size_t size = entries->shape->size;
	char *grown;

	if (entries->nr == entries->room) {
		size_t room = entries->room ? 2 * entries->room : 64;

		grown = reallocarray(entries->list, room, size);
		if (!grown)
			return NULL;
		entries->list = grown;
		entries->room = room;
	}
	return memcpy(entries->list + entries->nr++ * size, entries->cleared, size);
}

static int read_list(struct plain *plain, struct entries *entries)
{
	if (!step(plain, '['))
		return -EINVAL;
	if (next(plain) != ']') {
		do {
			void *entry;

			if (entries->nr == MOST_ENTRIES)
				return -EINVAL;
			entry = add(entries);
			if (!entry)
				return -ENOMEM;
			if (!read_object(plain, entries->shape, entry))
				return -EINVAL;
		} while (step(plain, ','));
	}
	return step(plain, ']') && !next(plain) ? 0 : -EINVAL;
}

int plain_list(
	const struct shape *shape, const char *text, size_t length, void **entries, size_t *nr)
{
	struct plain plain = { text, text + length };
	struct entries all = { .shape = shape, .cleared = calloc(1, shape->size) };
	int error = -ENOMEM;

	if (all.cleared) {
		shape_clear(shape, all.cleared);
		error = read_list(&plain, &all);
	}
	free(all.cleared);
	if (error)
		free(all.list);
	*entries = error ? NULL : all.list;
	*nr = error ? 0 : all.nr;
	return error;
}
