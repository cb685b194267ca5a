/* SPDX-License-Identifier: MIT */
#include "report/reader.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/strict.h"

/* Keys of an object that are held against each other one by one. */
#define FEW_KEYS 32

int reader_refuse(const struct reader *reader, const struct place *place, const char *format, ...)
{
	char where[PLACE_SIZE];
	size_t used;
	va_list arguments;

	place_text(place, reader->root, where);
	used = (size_t)snprintf(
		reader->trouble->text, sizeof(reader->trouble->text), "%s: ", where);
	va_start(arguments, format);
	vsnprintf(reader->trouble->text + used, sizeof(reader->trouble->text) - used, format,
		arguments);
	va_end(arguments);
	return -EINVAL;
}

/* The key that stands twice in an object of few keys, or NULL. Without room or order: there are
 * thousands of such objects in a report. */
static const char *find_twice(const cJSON *object)
{
	for (const cJSON *child = object->child; child; child = child->next) {
		for (const cJSON *before = object->child; before != child; before = before->next) {
			if (before->string[0] == child->string[0] &&
				!strcmp(before->string, child->string))
				return child->string;
		}
	}
	return NULL;
}

static int find_twice_of_many(const cJSON *object, size_t nr, const char **twice)
{
	const char **keys = malloc(nr * sizeof(*keys));

	if (!keys)
		return -ENOMEM;
	nr = 0;
	for (const cJSON *child = object->child; child; child = child->next)
		keys[nr++] = child->string;
	*twice = strict_twice(keys, nr);
	free(keys);
	return 0;
}

static int check_keys(const struct reader *reader, const struct place *place, const cJSON *object)
{
	const char *twice = NULL;
	char quoted[QUOTE_SIZE];
	size_t nr = 0;
	int error = 0;

	for (const cJSON *child = object->child; child; child = child->next)
		nr++;
	if (nr <= FEW_KEYS)
		twice = find_twice(object);
	else
		error = find_twice_of_many(object, nr, &twice);
	if (error)
		return error;
	return twice ? reader_refuse(reader, place, "\"%s\" twice", place_quote(twice, quoted)) : 0;
}

/* What must hold in every corner of the document, known to a shape or not. */
static int check_item(const struct reader *reader, const struct place *place, const cJSON *item)
{
	struct place inner = { .up = place };
	int error = 0;

	if (cJSON_IsNumber(item) && !isfinite(item->valuedouble))
		return reader_refuse(reader, place, "a number too large");
	if (cJSON_IsObject(item))
		error = check_keys(reader, place, item);
	for (const cJSON *child = item->child; child && !error; child = child->next) {
		inner.key = child->string;
		error = check_item(reader, &inner, child);
		inner.index++;
	}
	return error;
}

static int refuse_text(
	struct json_trouble *trouble, const char *text, const char *at, const char *fault)
{
	const char *line = text;
	size_t lines = 1;

	for (const char *c = text; c < at; c++) {
		if (*c == '\n') {
			line = c + 1;
			lines++;
		}
	}
	snprintf(trouble->text, sizeof(trouble->text), "not JSON at line %zu, byte %zu: %s", lines,
		(size_t)(at - line) + 1, fault);
	return -EINVAL;
}

/*
 * Why a text that is ended by a NUL, and holds no other, is not JSON, and *at where; NULL where it is.
 * *item is the caller's to delete. NULL with errno ENOMEM speaks of memory alone.
 */
static const char *find_fault(const char *text, cJSON **item, const char **at)
{
	/* cJSON does not tell a fault from a lack of memory; the allocator does. */
	errno = 0;
	*at = text;
	*item = cJSON_ParseWithOpts(text, at, 0);
	if (!*item)
		return **at ? "something else belongs here" : "the end comes too early";
	*at += strspn(*at, " \t\n\r");
	return **at ? "something follows the end" : NULL;
}

static int parse(const struct reader *reader, const char *text, cJSON **item)
{
	const char *at, *fault = find_fault(text, item, &at);

	if (!*item && errno == ENOMEM)
		return -ENOMEM;
	return fault ? refuse_text(reader->trouble, text, at, fault) : 0;
}

/* Whether what stands before a fault of the strict kind could be the beginning of JSON, else refuses it. */
static int check_beginning(const struct reader *reader, const char *text)
{
	cJSON *item = NULL;
	const char *at, *fault = find_fault(text, &item, &at);

	cJSON_Delete(item);
	return *at ? refuse_text(reader->trouble, text, at, fault) : 0;
}

static char *copy_text(const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

int reader_parse(const struct reader *reader, const char *text, size_t length, cJSON **item)
{
	size_t token, at;
	const char *fault = strict_fault(text, length, &token, &at);
	char *copy = copy_text(text, fault ? token : length);
	int error;

	*item = NULL;
	if (!copy)
		return -ENOMEM;
	if (fault) {
		error = check_beginning(reader, copy);
		error = error ? error : refuse_text(reader->trouble, text, text + at, fault);
	} else {
		error = parse(reader, copy, item);
		error = error ? error : check_item(reader, NULL, *item);
	}
	free(copy);
	return error;
}
