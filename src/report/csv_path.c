/* SPDX-License-Identifier: MIT */
#include "report/csv_path.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

void csv_path_name(struct csv *csv, const char *prefix, const char *path)
{
	char name[64], *point;

	snprintf(name, sizeof(name), "%s%s", prefix, path);
	while ((point = strchr(name, '.')))
		*point = '_';
	csv_text(csv, name);
}

/* A map or a list as one text. The values of both maps are whole numbers. */
static char *join(const struct field *field, const void *object)
{
	const struct field *inner = field->shape->fields;
	const char *entry = shape_pointer(field, object);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < shape_count(field, object); i++, entry += field->shape->size) {
		const char *name = *(char *const *)(const void *)(entry + inner[0].offset);
		const void *value = entry + inner[1].offset;

		if (field->kind == FIELD_LIST)
			fprintf(out, "%s%s", i ? " " : "", name);
		else if (inner[1].kind == FIELD_I64)
			fprintf(out, "%s%s=%" PRId64, i ? ";" : "", name, *(const int64_t *)value);
		else if (*(const uint64_t *)value == FIGURE_NONE)
			fprintf(out, "%s%s=", i ? ";" : "", name);
		else
			fprintf(out, "%s%s=%" PRIu64, i ? ";" : "", name, *(const uint64_t *)value);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int put_joined(struct csv *csv, const struct field *field, const void *object)
{
	char *text = join(field, object);

	csv_text(csv, text && *text ? text : NULL);
	free(text);
	return text ? 0 : -ENOMEM;
}

static int put_member(struct csv *csv, const struct field *field, const void *object)
{
	const void *member = (const char *)object + field->offset;

	switch (field->kind) {
	case FIELD_U64:
		csv_figure(csv, *(const uint64_t *)member);
		return 0;
	case FIELD_UNSIGNED:
		csv_figure(csv, *(const unsigned *)member);
		return 0;
	case FIELD_SIZE:
		csv_figure(csv, *(const size_t *)member);
		return 0;
	case FIELD_DOUBLE:
		csv_number(csv, *(const double *)member);
		return 0;
	case FIELD_BOOL:
		csv_text(csv, *(const bool *)member ? "true" : "false");
		return 0;
	case FIELD_WORD:
		csv_text(csv, field->words[*(const unsigned *)member]);
		return 0;
	case FIELD_TEXT:
		csv_text(csv, *(char *const *)member);
		return 0;
	case FIELD_MAP:
	case FIELD_LIST:
		return put_joined(csv, field, object);
	default:
		return -EINVAL;
	}
}

int csv_path(struct csv *csv, const struct shape *shape, const void *object, const char *path)
{
	size_t length = strcspn(path, ".");
	const struct field *field = shape->fields;
	const char *inner = object;

	while (field->key && (strncmp(field->key, path, length) != 0 || field->key[length]))
		field++;
	if (!field->key)
		return -EINVAL;
	if (!object) {
		csv_text(csv, NULL);
		return 0;
	}
	if (!path[length])
		return put_member(csv, field, object);
	inner += field->offset;
	if (field->kind == FIELD_OPTIONAL &&
		!*(char *const *)(const void *)(inner + field->shape->fields[0].offset))
		inner = NULL;
	return csv_path(csv, field->shape, inner, path + length + 1);
}
