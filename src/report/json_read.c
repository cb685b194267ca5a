/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/place.h"
#include "report/reader.h"
#include "report/strict.h"

#define MAX_ENTRIES (1u << 20)

/* Each read_ returns 0, -EINVAL with its trouble told, or -ENOMEM. */

static int refuse_item(const struct reader *reader, const struct place *place, const char *wanted,
	const cJSON *item)
{
	if (cJSON_IsNumber(item))
		return reader_refuse(
			reader, place, "expected %s, not %.17g", wanted, item->valuedouble);
	return reader_refuse(reader, place, "expected %s, not %s", wanted,
		cJSON_IsString(item)   ? "a string"
		: cJSON_IsArray(item)  ? "a list"
		: cJSON_IsObject(item) ? "an object"
		: cJSON_IsNull(item)   ? "null"
		: cJSON_IsTrue(item)   ? "true"
				       : "false");
}

static int read_object(const struct reader *reader, const struct place *place,
	const struct shape *shape, const cJSON *item, void *object);
static int read_field(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *object);

static double integer_max(const struct field *field)
{
	double max = field->kind == FIELD_UNSIGNED ? (double)UINT_MAX
		     : field->kind == FIELD_INTS   ? (double)INT_MAX
						   : STRICT_INEXACT - 1;

	return field->max ? fmin(max, (double)field->max) : max;
}

static int read_integer(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *member)
{
	int is_signed = field->kind == FIELD_I64 || field->kind == FIELD_INTS;
	double value = item->valuedouble, max = integer_max(field), min = is_signed ? -max : 0;
	int64_t number;

	if (!cJSON_IsNumber(item) || value != trunc(value) || (value < 0 && !is_signed))
		return refuse_item(
			reader, place, is_signed ? "an integer" : "a non-negative integer", item);
	if (value < min || value > max)
		return reader_refuse(reader, place,
			"expected an integer from %.0f to %.0f, not %.17g", min, max, value);
	number = (int64_t)value;
	if (field->kind == FIELD_UNSIGNED)
		*(unsigned *)member = (unsigned)number;
	else if (field->kind == FIELD_INTS)
		*(int *)member = (int)number;
	else if (field->kind == FIELD_SIZE)
		*(size_t *)member = (size_t)number;
	else
		memcpy(member, &number, sizeof(number));
	return 0;
}

static int read_text(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *member)
{
	const char *text = item->valuestring;
	char quoted[QUOTE_SIZE], *copy;

	if (!cJSON_IsString(item))
		return refuse_item(reader, place, "a string", item);
	if (field->kind == FIELD_TEXT) {
		copy = strdup(text);
		if (!copy)
			return -ENOMEM;
		memcpy(member, &copy, sizeof(copy));
		return 0;
	}
	if (field->kind == FIELD_HEX64) {
		if (strspn(text, "0123456789abcdef") != 16 || text[16])
			return reader_refuse(reader, place,
				"expected 16 lower-case hex digits, not \"%s\"",
				place_quote(text, quoted));
		*(uint64_t *)member = strtoull(text, NULL, 16);
		return 0;
	}
	for (unsigned i = 0; field->words[i]; i++) {
		if (!strcmp(field->words[i], text)) {
			*(unsigned *)member = i;
			return 0;
		}
	}
	return reader_refuse(reader, place, "unknown word \"%s\"", place_quote(text, quoted));
}

/* One entry takes so much; one number, where they come in pairs. */
static size_t entry_size(const struct field *field)
{
	switch (field->kind) {
	case FIELD_INTS:
		return sizeof(int);
	case FIELD_DOUBLES:
		return sizeof(double);
	case FIELD_PAIRS:
		return sizeof(uint64_t);
	case FIELD_TEXTS:
		return sizeof(char *);
	default:
		return field->shape->size;
	}
}

/* Hands the object a list of as many empty entries as the item has, so that releasing the object
 * frees them, however far reading comes. */
static int make_entries(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *object)
{
	void *entries = NULL;
	size_t nr = 0;

	for (const cJSON *child = item->child; child; child = child->next)
		nr++;
	if (nr > MAX_ENTRIES)
		return reader_refuse(reader, place, "expected at most %u entries", MAX_ENTRIES);
	if (field->kind == FIELD_PAIRS && nr % 2)
		return reader_refuse(
			reader, place, "expected pairs of numbers, not %zu numbers", nr);
	if (nr) {
		entries = calloc(nr, entry_size(field));
		if (!entries)
			return -ENOMEM;
	}
	if (field->kind == FIELD_PAIRS)
		nr /= 2;
	memcpy((char *)object + field->offset, &entries, sizeof(entries));
	memcpy((char *)object + field->nr_offset, &nr, sizeof(nr));
	return 0;
}

static int read_entry(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *entry)
{
	static const struct field text = { .kind = FIELD_TEXT };
	static const struct field number = { .kind = FIELD_DOUBLE };
	const struct field first = { .kind = FIELD_U64, .max = field->max };
	const struct field second = { .kind = FIELD_U64 };
	char *key;

	switch (field->kind) {
	case FIELD_TEXTS:
		return read_text(reader, place, &text, item, entry);
	case FIELD_PAIRS:
		return read_integer(
			reader, place, place->index % 2 ? &second : &first, item, entry);
	case FIELD_INTS:
		return read_integer(reader, place, field, item, entry);
	case FIELD_DOUBLES:
		*(double *)entry = NAN;
		return read_field(reader, place, &number, item, entry);
	case FIELD_MAP:
		key = strdup(item->string);
		if (!key)
			return -ENOMEM;
		memcpy((char *)entry + field->shape->fields[0].offset, &key, sizeof(key));
		shape_clear(field->shape, entry);
		if (field->shape->fields[1].required && cJSON_IsNull(item))
			return reader_refuse(reader, place, "missing");
		return read_field(reader, place, &field->shape->fields[1], item, entry);
	default:
		return read_object(reader, place, field->shape, item, entry);
	}
}

static int read_entries(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *object)
{
	struct place inner = { .up = place };
	char *entry;
	int error;

	if (field->kind == FIELD_MAP ? !cJSON_IsObject(item) : !cJSON_IsArray(item))
		return refuse_item(
			reader, place, field->kind == FIELD_MAP ? "an object" : "a list", item);
	error = make_entries(reader, place, field, item, object);
	entry = shape_pointer(field, object);
	for (const cJSON *child = item->child; child && !error; child = child->next) {
		inner.key = child->string;
		error = read_entry(reader, &inner, field, child, entry);
		entry += entry_size(field);
		inner.index++;
	}
	return error;
}

/* Null is what the object was cleared to. */
static int read_field(const struct reader *reader, const struct place *place,
	const struct field *field, const cJSON *item, void *object)
{
	void *member = (char *)object + field->offset;

	if (cJSON_IsNull(item))
		return 0;
	switch (field->kind) {
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_UNSIGNED:
	case FIELD_SIZE:
		return read_integer(reader, place, field, item, member);
	case FIELD_DOUBLE:
		if (!cJSON_IsNumber(item))
			return refuse_item(reader, place, "a number", item);
		*(double *)member = item->valuedouble;
		return 0;
	case FIELD_BOOL:
		if (!cJSON_IsBool(item))
			return refuse_item(reader, place, "true or false", item);
		*(bool *)member = cJSON_IsTrue(item);
		return 0;
	case FIELD_TEXT:
	case FIELD_HEX64:
	case FIELD_WORD:
		return read_text(reader, place, field, item, member);
	case FIELD_OBJECT:
	case FIELD_OPTIONAL:
		return read_object(reader, place, field->shape, item, member);
	default:
		return read_entries(reader, place, field, item, object);
	}
}

/* Keys mostly come in the order of the shape, so the search goes on from the last one found. */
static const struct field *find_field(
	const struct shape *shape, const struct field *from, const char *key)
{
	for (const struct field *field = from; field->key; field++)
		if (!strcmp(field->key, key))
			return field;
	for (const struct field *field = shape->fields; field != from; field++)
		if (!strcmp(field->key, key))
			return field;
	return NULL;
}

static int read_object(const struct reader *reader, const struct place *place,
	const struct shape *shape, const cJSON *item, void *object)
{
	const struct field *from = shape->fields, *field;
	struct place inner = { .up = place };
	uint64_t seen = 0;
	int error;

	if (!cJSON_IsObject(item))
		return refuse_item(reader, place, "an object", item);
	shape_clear(shape, object);
	for (const cJSON *child = item->child; child; child = child->next) {
		field = find_field(shape, from, child->string);
		if (!field)
			continue;
		inner.key = child->string;
		error = read_field(reader, &inner, field, child, object);
		if (error)
			return error;
		if (!cJSON_IsNull(child))
			seen |= UINT64_C(1) << (field - shape->fields);
		from = field + 1;
	}
	for (field = shape->fields; field->key; field++) {
		inner.key = field->key;
		if (field->required && !(seen >> (field - shape->fields) & 1))
			return reader_refuse(reader, &inner, "missing");
	}
	return 0;
}

int json_read(const struct shape *shape, const char *text, size_t length, void *object,
	struct json_trouble *trouble)
{
	const struct reader reader = { .root = shape->name, .trouble = trouble };
	locale_t before = strict_point_begin();
	cJSON *item = NULL;
	int error = -ENOMEM;

	memset(object, 0, shape->size);
	if (before) {
		error = reader_parse(&reader, text, length, &item);
		if (!error)
			error = read_object(&reader, NULL, shape, item, object);
		cJSON_Delete(item);
		strict_point_end(before);
	}
	if (error)
		json_release(shape, object);
	if (error == -ENOMEM)
		snprintf(trouble->text, sizeof(trouble->text), "out of memory");
	return error;
}

void json_release(const struct shape *shape, void *object)
{
	shape_release(shape, object);
	memset(object, 0, shape->size);
}
