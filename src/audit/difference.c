/* SPDX-License-Identifier: MIT */
#include "audit/difference.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "measure/figure.h"
#include "report/place.h"

/* A share that comes to nothing is off by what its parts were rounded by. */
#define ABSOLUTE 1e-15

/* Of a text, and how much of that stands before its first difference. */
#define SHOWN_BYTES 60
#define SHOWN_BEFORE 20

static void tell(const struct differ *differ, const struct place *place, const char *first,
	const char *second)
{
	char where[PLACE_SIZE];

	place_text(place, "report", where);
	differ->tell(differ->context, &(struct difference){ where, first, second });
}

static uint64_t figure_of(const void *member)
{
	uint64_t figure;

	memcpy(&figure, member, sizeof(figure));
	return figure;
}

/* ---- Texts ---- */

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void show_text(const char *text, size_t from, char value[DIFFERENCE_VALUE_SIZE])
{
	size_t length;

	if (!text) {
		snprintf(value, DIFFERENCE_VALUE_SIZE, "null");
		return;
	}
	length = strnlen(text + from, SHOWN_BYTES + 1);
	if (length > SHOWN_BYTES) {
		length = SHOWN_BYTES;
		while (length && continues(text[from + length]))
			length--;
	}
	snprintf(value, DIFFERENCE_VALUE_SIZE, "\"%s%.*s%s\"", from ? "..." : "", (int)length,
		text + from, text[from + length] ? "..." : "");
}

static void compare_texts(const struct differ *differ, const struct place *place, const char *first,
	const char *second)
{
	char values[2][DIFFERENCE_VALUE_SIZE];
	size_t from = 0;

	if (first == second || (first && second && !strcmp(first, second)))
		return;
	if (differ->figures_only)
		return;
	while (first && second && first[from] == second[from])
		from++;
	from = from > SHOWN_BEFORE ? from - SHOWN_BEFORE : 0;
	while (from && continues(first[from]))
		from--;
	show_text(first, from, values[0]);
	show_text(second, from, values[1]);
	tell(differ, place, values[0], values[1]);
}

/* ---- Numbers and words ---- */

static bool same_doubles(double first, double second)
{
	double apart = fabs(first - second);

	if (!isfinite(first) || !isfinite(second))
		return first == second || (isnan(first) && isnan(second));
	return apart <= ABSOLUTE || apart <= DIFFERENCE_RELATIVE * fmax(fabs(first), fabs(second));
}

/* All kinds but texts, as a double where that says all, which it does below 2^53. */
static double value_of(const struct field *field, const void *member)
{
	switch (field->kind) {
	case FIELD_U64:
		return figure_of(member) == FIGURE_NONE ? NAN : (double)figure_of(member);
	case FIELD_I64:
		return (double)*(const int64_t *)member;
	case FIELD_SIZE:
		return (double)*(const size_t *)member;
	case FIELD_DOUBLE:
		return *(const double *)member;
	case FIELD_BOOL:
		return *(const bool *)member;
	default:
		return *(const unsigned *)member;
	}
}

static void show_value(
	const struct field *field, const void *member, char value[DIFFERENCE_VALUE_SIZE])
{
	double number = field->kind == FIELD_HEX64 ? 0 : value_of(field, member);

	if (field->kind == FIELD_HEX64)
		snprintf(value, DIFFERENCE_VALUE_SIZE, "\"%016" PRIx64 "\"", figure_of(member));
	else if (field->kind == FIELD_WORD)
		snprintf(value, DIFFERENCE_VALUE_SIZE, "\"%s\"",
			field->words[*(const unsigned *)member]);
	else if (field->kind == FIELD_BOOL)
		snprintf(value, DIFFERENCE_VALUE_SIZE, number != 0 ? "true" : "false");
	else if (isnan(number))
		snprintf(value, DIFFERENCE_VALUE_SIZE, "null");
	else
		snprintf(value, DIFFERENCE_VALUE_SIZE,
			field->kind == FIELD_DOUBLE ? "%.12g" : "%.0f", number);
}

static void compare_values(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second)
{
	char values[2][DIFFERENCE_VALUE_SIZE];
	bool same, lacks;

	if (field->kind == FIELD_HEX64) {
		same = figure_of(first) == figure_of(second);
		lacks = figure_of(first) == FIGURE_NONE;
	} else {
		double a = value_of(field, first), b = value_of(field, second);

		same = field->kind == FIELD_DOUBLE ? same_doubles(a, b)
						   : a == b || (isnan(a) && isnan(b));
		/* Only a kind that has no null reads as 0 what was not there. */
		lacks = isnan(a) ||
			(a == 0 && field->kind != FIELD_U64 && field->kind != FIELD_DOUBLE);
	}
	if (same || (lacks && differ->figures_only))
		return;
	show_value(field, first, values[0]);
	show_value(field, second, values[1]);
	tell(differ, place, values[0], values[1]);
}

/* ---- Structs and lists ---- */

static void compare_object(const struct differ *differ, const struct place *place,
	const struct shape *shape, const void *first, const void *second);
static void compare_field(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second);

static void compare_optional(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second)
{
	bool has_first = shape_pointer(field->shape->fields, first);
	bool has_second = shape_pointer(field->shape->fields, second);

	if (has_first && has_second)
		compare_object(differ, place, field->shape, first, second);
	else if (has_first != has_second && (has_first || !differ->figures_only))
		tell(differ, place, has_first ? "an object" : "null",
			has_second ? "an object" : "null");
}

/* Entries of a map stand at their keys, all others at their numbers. */
static void compare_entries(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second)
{
	const struct field *key = field->kind == FIELD_MAP ? field->shape->fields : NULL;
	const char *a = shape_pointer(field, first), *b = shape_pointer(field, second);

	for (size_t i = 0; i < shape_count(field, first); i++) {
		struct place inner = { place, key ? shape_pointer(key, a) : NULL, i };

		if (key) {
			compare_field(differ, &inner, key, a, b);
			compare_field(differ, &inner, key + 1, a, b);
		} else {
			compare_object(differ, &inner, field->shape, a, b);
		}
		a += field->shape->size;
		b += field->shape->size;
	}
}

static void compare_lists(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second)
{
	size_t nr_first = shape_count(field, first), nr_second = shape_count(field, second);
	char values[2][DIFFERENCE_VALUE_SIZE];

	if (shape_pointer(field, first) == shape_pointer(field, second))
		return;
	if (differ->figures_only && (!nr_first || !strcmp(field->key, "warnings")))
		return;
	if (nr_first == nr_second) {
		compare_entries(differ, place, field, first, second);
		return;
	}
	snprintf(values[0], sizeof(values[0]), "a list of %zu", nr_first);
	snprintf(values[1], sizeof(values[1]), "a list of %zu", nr_second);
	tell(differ, place, values[0], values[1]);
}

static void compare_field(const struct differ *differ, const struct place *place,
	const struct field *field, const void *first, const void *second)
{
	const void *a = (const char *)first + field->offset;
	const void *b = (const char *)second + field->offset;

	switch (field->kind) {
	case FIELD_TEXT:
		compare_texts(
			differ, place, shape_pointer(field, first), shape_pointer(field, second));
		break;
	case FIELD_OBJECT:
		compare_object(differ, place, field->shape, a, b);
		break;
	case FIELD_OPTIONAL:
		compare_optional(differ, place, field, a, b);
		break;
	case FIELD_LIST:
	case FIELD_MAP:
		compare_lists(differ, place, field, first, second);
		break;
	case FIELD_TEXTS:
	case FIELD_INTS:
	case FIELD_PAIRS:
		break;
	default:
		compare_values(differ, place, field, a, b);
	}
}

static void compare_object(const struct differ *differ, const struct place *place,
	const struct shape *shape, const void *first, const void *second)
{
	for (const struct field *field = shape->fields; field->key; field++) {
		struct place inner = { place, field->key, 0 };

		compare_field(differ, &inner, field, first, second);
	}
}

void difference_each(const struct differ *differ, const struct shape *shape, const void *first,
	const void *second)
{
	compare_object(differ, NULL, shape, first, second);
}
