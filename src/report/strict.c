/* SPDX-License-Identifier: MIT */
#include "report/strict.h"

#include <stdlib.h>
#include <string.h>
#include "report/bytes.h"

size_t strict_utf8(const char *text, size_t length)
{
	const unsigned char *byte = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xbf;
	size_t size;

	if (!length)
		return 0;
	if (byte[0] < 0x80)
		return 1;
	if (byte[0] < 0xc2 || byte[0] > 0xf4)
		return 0;
	size = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
	if (length < size)
		return 0;
	if (byte[0] == 0xe0)
		low = 0xa0;
	else if (byte[0] == 0xed)
		high = 0x9f;
	else if (byte[0] == 0xf0)
		low = 0x90;
	else if (byte[0] == 0xf4)
		high = 0x8f;
	if (byte[1] < low || byte[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

char *strict_repair(const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t length = strlen(text), used = 0;
	char *copy = malloc(3 * length + 1);

	if (!copy)
		return NULL;
	while (length) {
		size_t size = strict_utf8(text, length);
		size_t taken = size ? size : 1;

		memcpy(copy + used, size ? text : replacement, size ? size : 3);
		used += size ? size : 3;
		text += taken;
		length -= taken;
	}
	copy[used] = '\0';
	return copy;
}

static int is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Surrogates, which come in pairs, are left to cJSON. */
static const char *escape_fault(struct strict_scan *scan)
{
	const char *at = scan->at;

	if (scan->end - at < 2)
		return "a text that does not end";
	scan->at += 2;
	if (at[1] != 'u')
		return memchr("\"\\/bfnrt", at[1], 8) ? NULL : "an unknown escape in a text";
	if (scan->end - at < 6)
		return "a text that does not end";
	for (int i = 2; i < 6; i++)
		if (!is_hex(at[i]))
			return "an escape without four hex digits";
	scan->at += 4;
	return memcmp(at + 2, "0000", 4) ? NULL : "a NUL in a text";
}

static const char *text_fault(struct strict_scan *scan)
{
	scan->at++;
	while ((scan->at = bytes_plain(scan->at, scan->end)) < scan->end && *scan->at != '"') {
		const char *fault;
		size_t size;

		if (*scan->at == '\\') {
			fault = escape_fault(scan);
			if (fault)
				return fault;
			continue;
		}
		if ((unsigned char)*scan->at < 0x20)
			return "a control character in a text";
		size = strict_utf8(scan->at, (size_t)(scan->end - scan->at));
		if (!size)
			return "bytes that are not UTF-8";
		scan->at += size;
	}
	if (scan->at == scan->end)
		return "a text that does not end";
	scan->at++;
	return NULL;
}

/* Steps over digits; whether there was one. */
static int skip_digits(struct strict_scan *scan)
{
	const char *start = scan->at;

	scan->at = bytes_digits(start, scan->end);
	return scan->at > start;
}

static int is_next(const struct strict_scan *scan, char a, char b)
{
	return scan->at < scan->end && (*scan->at == a || *scan->at == b);
}

static const char *number_fault(struct strict_scan *scan)
{
	static const char fault[] = "a number that is not written as JSON has it";
	const char *start = scan->at, *first;

	scan->at += *scan->at == '-';
	first = scan->at;
	if (!skip_digits(scan) || (*first == '0' && scan->at - first > 1))
		return fault;
	if (is_next(scan, '.', '.')) {
		scan->at++;
		if (!skip_digits(scan))
			return fault;
	}
	if (is_next(scan, 'e', 'E')) {
		scan->at++;
		scan->at += is_next(scan, '+', '-');
		if (!skip_digits(scan))
			return fault;
	}
	return scan->at - start > STRICT_MAX_NUMBER ? "a number of more than 63 characters" : NULL;
}

const char *strict_token(struct strict_scan *scan)
{
	char c = *scan->at;

	if (c == '"')
		return text_fault(scan);
	if (c == '-' || (c >= '0' && c <= '9'))
		return number_fault(scan);
	if ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r')
		return "a control character";
	if (c == '[' || c == '{') {
		if (++scan->depth > STRICT_MAX_DEPTH)
			return "more than 64 levels";
	} else if ((c == ']' || c == '}') && scan->depth) {
		scan->depth--;
	}
	if ((c == '[' || c == '{' || c == ',') && ++scan->nr_values > STRICT_MAX_VALUES)
		return "more than 8388608 values";
	scan->at++;
	return NULL;
}

const char *strict_fault(const char *text, size_t length, size_t *token, size_t *at)
{
	struct strict_scan scan = { .at = text, .end = text + length };
	const char *fault = NULL;

	*token = 0;
	while (!fault && scan.at < scan.end) {
		*token = (size_t)(scan.at - text);
		fault = strict_token(&scan);
	}
	*at = (size_t)(scan.at - text);
	return fault;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *strict_twice(const char **keys, size_t nr)
{
	qsort(keys, nr, sizeof(*keys), by_text);
	for (size_t i = 1; i < nr; i++)
		if (!strcmp(keys[i - 1], keys[i]))
			return keys[i];
	return NULL;
}

locale_t strict_point_begin(void)
{
	locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);

	return plain ? uselocale(plain) : (locale_t)0;
}

void strict_point_end(locale_t before)
{
	freelocale(uselocale(before));
}
