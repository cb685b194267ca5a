/* SPDX-License-Identifier: MIT */
#include "report/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/figure.h"

/* Copied, since a struct trial * may not be read through a void **. */
void *shape_pointer(const struct field *field, const void *object)
{
	void *pointer;

	memcpy(&pointer, (const char *)object + field->offset, sizeof(pointer));
	return pointer;
}

size_t shape_count(const struct field *field, const void *object)
{
	size_t nr;

	memcpy(&nr, (const char *)object + field->nr_offset, sizeof(nr));
	return nr;
}

void shape_clear(const struct shape *shape, void *object)
{
	static const uint64_t none = FIGURE_NONE;
	static const double nan = NAN;

	for (const struct field *field = shape->fields; field->key; field++) {
		char *member = (char *)object + field->offset;

		if (field->kind == FIELD_U64 || field->kind == FIELD_HEX64)
			memcpy(member, &none, sizeof(none));
		else if (field->kind == FIELD_DOUBLE)
			memcpy(member, &nan, sizeof(nan));
		else if (field->kind == FIELD_OBJECT || field->kind == FIELD_OPTIONAL)
			shape_clear(field->shape, member);
	}
}

static void release_list(const struct field *field, void *object)
{
	char *entries = shape_pointer(field, object);
	size_t nr = shape_count(field, object);

	for (size_t i = 0; i < nr; i++)
		shape_release(field->shape, entries + i * field->shape->size);
	free(entries);
}

static void release_texts(const struct field *field, void *object)
{
	char **texts = shape_pointer(field, object);
	size_t nr = shape_count(field, object);

	for (size_t i = 0; i < nr; i++)
		free(texts[i]);
	free(texts);
}

void shape_release(const struct shape *shape, void *object)
{
	for (const struct field *field = shape->fields; field->key; field++) {
		switch (field->kind) {
		case FIELD_TEXT:
		case FIELD_INTS:
		case FIELD_DOUBLES:
		case FIELD_PAIRS:
			free(shape_pointer(field, object));
			break;
		case FIELD_TEXTS:
			release_texts(field, object);
			break;
		case FIELD_LIST:
		case FIELD_MAP:
			release_list(field, object);
			break;
		case FIELD_OBJECT:
		case FIELD_OPTIONAL:
			shape_release(field->shape, (char *)object + field->offset);
			break;
		default:
			break;
		}
	}
}
