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

/* Each build_ returns a new item, or NULL with errno EDOM or ENOMEM. */
static cJSON *build_object(const struct shape *shape, const void *object);

static cJSON *out_of_domain(void)
{
	errno = EDOM;
	return NULL;
}

static cJSON *build_integer(int64_t value)
{
	char text[24];

	if (value >= (int64_t)STRICT_INEXACT || value <= -(int64_t)STRICT_INEXACT)
		return out_of_domain();
	snprintf(text, sizeof(text), "%" PRId64, value);
	return cJSON_CreateRaw(text);
}

static cJSON *build_figure(uint64_t value)
{
	if (value == FIGURE_NONE)
		return cJSON_CreateNull();
	return build_integer(value < INT64_MAX ? (int64_t)value : INT64_MAX);
}

/* The shortest of the texts that give the same double back. */
static cJSON *build_double(double value)
{
	char text[32];

	if (isnan(value))
		return cJSON_CreateNull();
	if (isinf(value))
		return out_of_domain();
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return cJSON_CreateRaw(text);
}

static cJSON *build_text(const char *text)
{
	char *repaired;
	cJSON *item;

	if (!text)
		return cJSON_CreateNull();
	repaired = strict_repair(text);
	item = repaired ? cJSON_CreateString(repaired) : NULL;
	free(repaired);
	return item;
}

static cJSON *build_hex64(uint64_t value)
{
	char text[17];

	if (value == FIGURE_NONE)
		return cJSON_CreateNull();
	snprintf(text, sizeof(text), "%016" PRIx64, value);
	return cJSON_CreateString(text);
}

static cJSON *build_word(const struct field *field, unsigned value)
{
	for (unsigned i = 0; field->words[i]; i++)
		if (i == value)
			return cJSON_CreateString(field->words[i]);
	return out_of_domain();
}

/* As one text, since an item for each of these many numbers would take a hundred bytes. */
static cJSON *build_numbers(const struct field *field, const void *object)
{
	const void *entries = shape_pointer(field, object);
	size_t nr = shape_count(field, object), size;
	char *text = NULL;
	cJSON *item = NULL;
	FILE *out;

	if (field->kind == FIELD_PAIRS)
		for (size_t i = 0; i < 2 * nr; i++)
			if (((const uint64_t *)entries)[i] >= (uint64_t)STRICT_INEXACT)
				return out_of_domain();
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	putc('[', out);
	if (field->kind == FIELD_PAIRS)
		for (size_t i = 0; i < 2 * nr; i++)
			fprintf(out, "%s%" PRIu64, i ? "," : "", ((const uint64_t *)entries)[i]);
	else
		for (size_t i = 0; i < nr; i++)
			fprintf(out, "%s%d", i ? "," : "", ((const int *)entries)[i]);
	putc(']', out);
	if (!fclose(out))
		item = cJSON_CreateRaw(text);
	free(text);
	return item;
}

/* A tree of all entries takes ten times the memory of their text. */
#define MANY_ENTRIES 64

/* Writes one entry of a list of objects. Returns 0, or -1 with errno. */
static int print_entry(FILE *out, const struct shape *shape, const void *entry)
{
	cJSON *item = build_object(shape, entry);
	char *text = item ? cJSON_PrintUnformatted(item) : NULL;
	int error = text && fputs(text, out) >= 0 ? 0 : -1;

	cJSON_Delete(item);
	free(text);
	return error;
}

/* A long list as one text, of which only one entry at a time is a tree. */
static cJSON *build_long_list(const struct field *field, const void *object)
{
	const char *entries = shape_pointer(field, object);
	size_t nr = shape_count(field, object), size;
	cJSON *item = NULL;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	int error = out ? 0 : -1;

	for (size_t i = 0; i < nr && !error; i++) {
		putc(i ? ',' : '[', out);
		error = print_entry(out, field->shape, entries + i * field->shape->size);
	}
	if (!error)
		putc(']', out);
	if (out && !fclose(out) && !error)
		item = cJSON_CreateRaw(text);
	free(text);
	return item;
}

static cJSON *build_list(const struct field *field, const void *object)
{
	const char *entries = shape_pointer(field, object);
	size_t nr = shape_count(field, object);
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < nr; i++) {
		const char *text = field->kind == FIELD_TEXTS ? ((char *const *)entries)[i] : NULL;
		cJSON *entry;

		if (field->kind == FIELD_TEXTS)
			entry = text ? build_text(text) : out_of_domain();
		else if (field->kind == FIELD_DOUBLES)
			entry = build_double(((const double *)entries)[i]);
		else
			entry = build_object(field->shape, entries + i * field->shape->size);
		if (!entry) {
			cJSON_Delete(list);
			return NULL;
		}
		cJSON_AddItemToArray(list, entry);
	}
	return list;
}

static cJSON *build_field(const struct field *field, const void *object);

/* Returns 0, or -1 with errno. */
static int add_entry(cJSON *map, const char *key, cJSON *item)
{
	char *repaired = key ? strict_repair(key) : NULL;

	if (item && repaired)
		cJSON_AddItemToObject(map, repaired, item);
	free(repaired);
	/* What the call returns where the key cannot be copied depends on the version. */
	if (item && item->string)
		return 0;
	cJSON_Delete(item);
	if (!key)
		errno = EDOM;
	return -1;
}

/* A key twice would make a document that no strict reader takes. */
static int check_map(const cJSON *map, size_t nr)
{
	const char **keys = malloc((nr + 1) * sizeof(*keys)), *twice;
	size_t i = 0;

	if (!keys)
		return -1;
	for (const cJSON *entry = map->child; entry; entry = entry->next)
		keys[i++] = entry->string;
	twice = strict_twice(keys, nr);
	free(keys);
	if (twice)
		errno = EDOM;
	return twice ? -1 : 0;
}

static cJSON *build_map(const struct field *field, const void *object)
{
	const struct field *key = field->shape->fields, *value = key + 1;
	const char *entry = shape_pointer(field, object);
	size_t nr = shape_count(field, object);
	cJSON *map = cJSON_CreateObject();
	int error = map ? 0 : -1;

	for (size_t i = 0; i < nr && !error; i++) {
		error = add_entry(map, shape_pointer(key, entry), build_field(value, entry));
		entry += field->shape->size;
	}
	if (!error)
		error = check_map(map, nr);
	if (error) {
		cJSON_Delete(map);
		map = NULL;
	}
	return map;
}

static cJSON *build_field(const struct field *field, const void *object)
{
	const void *member = (const char *)object + field->offset;
	uint64_t figure;

	switch (field->kind) {
	case FIELD_U64:
		memcpy(&figure, member, sizeof(figure));
		return build_figure(figure);
	case FIELD_I64:
		return build_integer(*(const int64_t *)member);
	case FIELD_UNSIGNED:
		return build_integer(*(const unsigned *)member);
	case FIELD_SIZE:
		return build_figure(*(const size_t *)member);
	case FIELD_DOUBLE:
		return build_double(*(const double *)member);
	case FIELD_BOOL:
		return cJSON_CreateBool(*(const bool *)member);
	case FIELD_TEXT:
		return build_text(shape_pointer(field, object));
	case FIELD_HEX64:
		return build_hex64(*(const uint64_t *)member);
	case FIELD_WORD:
		return build_word(field, *(const unsigned *)member);
	case FIELD_OPTIONAL:
		if (!shape_pointer(field->shape->fields, member))
			return cJSON_CreateNull();
		return build_object(field->shape, member);
	case FIELD_OBJECT:
		return build_object(field->shape, member);
	case FIELD_LIST:
		return shape_count(field, object) < MANY_ENTRIES ? build_list(field, object)
								 : build_long_list(field, object);
	case FIELD_TEXTS:
	case FIELD_DOUBLES:
		return build_list(field, object);
	case FIELD_INTS:
	case FIELD_PAIRS:
		return build_numbers(field, object);
	case FIELD_MAP:
		return build_map(field, object);
	}
	return out_of_domain();
}

static cJSON *build_object(const struct shape *shape, const void *object)
{
	cJSON *item = cJSON_CreateObject();

	for (const struct field *field = shape->fields; item && field->key; field++) {
		cJSON *member = build_field(field, object);

		if (!member) {
			cJSON_Delete(item);
			return NULL;
		}
		cJSON_AddItemToObjectCS(item, field->key, member);
	}
	return item;
}

char *json_write(const struct shape *shape, const void *object, enum json_form form)
{
	locale_t before = strict_point_begin();
	char *text = NULL;
	cJSON *item;
	int error;

	if (!before)
		return NULL;
	errno = 0;
	item = build_object(shape, object);
	if (item)
		text = cJSON_PrintUnformatted(item);
	error = errno == EDOM ? EDOM : ENOMEM;
	cJSON_Delete(item);
	strict_point_end(before);
	if (!text)
		errno = error;
	return text && form == JSON_PRETTY ? layout_spread(text) : text;
}
