/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/figure.h"
#include "report/layout.h"
#include "report/strict.h"

/*
 * Straight to the stream, since a tree of all values takes twenty times the memory of their text;
 * cJSON is asked for texts alone, how they are quoted and escaped.
 */
struct writer {
	struct layout layout;
	int error; /* the first one: what has been written is of no use */
};

static void put_object(struct writer *writer, const struct shape *shape, const void *object);

static void fail(struct writer *writer, int error)
{
	if (!writer->error)
		writer->error = error;
}

static void put_null(struct writer *writer)
{
	fputs("null", writer->layout.out);
}

static void put_integer(struct writer *writer, int64_t value)
{
	if (value >= (int64_t)STRICT_INEXACT || value <= -(int64_t)STRICT_INEXACT)
		fail(writer, -EDOM);
	else
		fprintf(writer->layout.out, "%" PRId64, value);
}

static void put_figure(struct writer *writer, uint64_t value)
{
	if (value == FIGURE_NONE)
		put_null(writer);
	else
		put_integer(writer, value < INT64_MAX ? (int64_t)value : INT64_MAX);
}

/* The shortest of the texts that give the same double back. */
static void put_double(struct writer *writer, double value)
{
	char text[32];

	if (isnan(value)) {
		put_null(writer);
		return;
	}
	if (isinf(value)) {
		fail(writer, -EDOM);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	fputs(text, writer->layout.out);
}

/* Of UTF-8. */
static void put_quoted(struct writer *writer, const char *text)
{
	cJSON *item = cJSON_CreateStringReference(text);
	char *quoted = item ? cJSON_PrintUnformatted(item) : NULL;

	if (quoted)
		fputs(quoted, writer->layout.out);
	else
		fail(writer, -ENOMEM);
	free(quoted);
	cJSON_Delete(item);
}

static void put_text(struct writer *writer, const char *text)
{
	char *repaired = text ? strict_repair(text) : NULL;

	if (repaired)
		put_quoted(writer, repaired);
	else if (text)
		fail(writer, -ENOMEM);
	else
		put_null(writer);
	free(repaired);
}

static void put_hex64(struct writer *writer, uint64_t value)
{
	if (value == FIGURE_NONE)
		put_null(writer);
	else
		fprintf(writer->layout.out, "\"%016" PRIx64 "\"", value);
}

static void put_word(struct writer *writer, const struct field *field, unsigned value)
{
	for (unsigned i = 0; field->words[i]; i++) {
		if (i != value)
			continue;
		put_quoted(writer, field->words[i]);
		return;
	}
	fail(writer, -EDOM);
}

static void put_pair(struct writer *writer, const uint64_t pair[2])
{
	for (int i = 0; i < 2; i++) {
		layout_next(&writer->layout);
		if (pair[i] >= (uint64_t)STRICT_INEXACT)
			fail(writer, -EDOM);
		else
			fprintf(writer->layout.out, "%" PRIu64, pair[i]);
	}
}

static void put_entry(
	struct writer *writer, const struct field *field, const void *entries, size_t i)
{
	if (field->kind == FIELD_PAIRS) {
		put_pair(writer, (const uint64_t *)entries + 2 * i);
		return;
	}
	layout_next(&writer->layout);
	if (field->kind == FIELD_LIST)
		put_object(writer, field->shape, (const char *)entries + i * field->shape->size);
	else if (field->kind == FIELD_DOUBLES)
		put_double(writer, ((const double *)entries)[i]);
	else if (field->kind == FIELD_INTS)
		put_integer(writer, ((const int *)entries)[i]);
	else if (((char *const *)entries)[i])
		put_text(writer, ((char *const *)entries)[i]);
	else
		fail(writer, -EDOM);
}

/* Of a list whose field says how to rest. */
#define REST_EVERY 64

static void put_list(struct writer *writer, const struct field *field, const void *object)
{
	const void *entries = shape_pointer(field, object);
	size_t nr = shape_count(field, object);

	layout_open(&writer->layout, '[', nr && field->kind == FIELD_LIST);
	for (size_t i = 0; i < nr && !writer->error; i++) {
		put_entry(writer, field, entries, i);
		if (field->rest && i % REST_EVERY == REST_EVERY - 1)
			field->rest(object);
	}
	layout_close(&writer->layout, ']');
}

static void put_field(struct writer *writer, const struct field *field, const void *object);

static void put_entries(
	struct writer *writer, const struct field *field, const void *object, const char **keys)
{
	const struct field *value = field->shape->fields + 1;
	const char *entry = shape_pointer(field, object);
	size_t nr = shape_count(field, object);

	layout_open(&writer->layout, '{', nr);
	for (size_t i = 0; i < nr && !writer->error; i++) {
		layout_next(&writer->layout);
		put_quoted(writer, keys[i]);
		layout_colon(&writer->layout);
		put_field(writer, value, entry + i * field->shape->size);
	}
	layout_close(&writer->layout, '}');
}

/* A key twice would make a document that no strict reader takes. */
static void put_map(struct writer *writer, const struct field *field, const void *object)
{
	const char *entry = shape_pointer(field, object);
	size_t nr = shape_count(field, object);
	char **keys = calloc(nr + 1, sizeof(*keys));

	if (!keys)
		fail(writer, -ENOMEM);
	for (size_t i = 0; i < nr && !writer->error; i++) {
		const char *key =
			shape_pointer(field->shape->fields, entry + i * field->shape->size);

		keys[i] = key ? strict_repair(key) : NULL;
		if (!keys[i])
			fail(writer, key ? -ENOMEM : -EDOM);
	}
	if (!writer->error)
		put_entries(writer, field, object, (const char **)keys);
	if (!writer->error && strict_twice((const char **)keys, nr))
		fail(writer, -EDOM);
	for (size_t i = 0; keys && i < nr; i++)
		free(keys[i]);
	free(keys);
}

static void put_number(struct writer *writer, const struct field *field, const void *member)
{
	uint64_t figure;

	if (field->kind == FIELD_U64) {
		memcpy(&figure, member, sizeof(figure));
		put_figure(writer, figure);
	} else if (field->kind == FIELD_I64) {
		put_integer(writer, *(const int64_t *)member);
	} else if (field->kind == FIELD_UNSIGNED) {
		put_integer(writer, *(const unsigned *)member);
	} else if (field->kind == FIELD_SIZE) {
		put_figure(writer, *(const size_t *)member);
	} else {
		put_double(writer, *(const double *)member);
	}
}

static void put_field(struct writer *writer, const struct field *field, const void *object)
{
	const void *member = (const char *)object + field->offset;
	FILE *out = writer->layout.out;

	switch (field->kind) {
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_UNSIGNED:
	case FIELD_SIZE:
	case FIELD_DOUBLE:
		put_number(writer, field, member);
		return;
	case FIELD_BOOL:
		fputs(*(const bool *)member ? "true" : "false", out);
		return;
	case FIELD_TEXT:
		put_text(writer, shape_pointer(field, object));
		return;
	case FIELD_HEX64:
		put_hex64(writer, *(const uint64_t *)member);
		return;
	case FIELD_WORD:
		put_word(writer, field, *(const unsigned *)member);
		return;
	case FIELD_OPTIONAL:
		if (!shape_pointer(field->shape->fields, member)) {
			put_null(writer);
			return;
		}
		put_object(writer, field->shape, member);
		return;
	case FIELD_OBJECT:
		put_object(writer, field->shape, member);
		return;
	case FIELD_LIST:
	case FIELD_TEXTS:
	case FIELD_INTS:
	case FIELD_DOUBLES:
	case FIELD_PAIRS:
		put_list(writer, field, object);
		return;
	case FIELD_MAP:
		put_map(writer, field, object);
		return;
	}
	fail(writer, -EDOM);
}

static void put_object(struct writer *writer, const struct shape *shape, const void *object)
{
	layout_open(&writer->layout, '{', true);
	for (const struct field *field = shape->fields; field->key && !writer->error; field++) {
		layout_next(&writer->layout);
		fprintf(writer->layout.out, "\"%s\"", field->key);
		layout_colon(&writer->layout);
		put_field(writer, field, object);
	}
	layout_close(&writer->layout, '}');
}

int json_print(FILE *out, const struct shape *shape, const void *object, enum json_form form)
{
	locale_t before = strict_point_begin();
	struct writer writer = { .error = 0 };

	if (!before)
		return -ENOMEM;
	layout_begin(&writer.layout, out, form == JSON_PRETTY);
	put_object(&writer, shape, object);
	layout_end(&writer.layout);
	strict_point_end(before);
	return writer.error ? writer.error : ferror(out) ? -EIO : 0;
}

char *json_write(const struct shape *shape, const void *object, enum json_form form)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int error = out ? json_print(out, shape, object, form) : -ENOMEM;

	if (out && fclose(out) && !error)
		error = -ENOMEM;
	if (error) {
		free(text);
		text = NULL;
		errno = error == -EDOM ? EDOM : ENOMEM;
	}
	return text;
}
