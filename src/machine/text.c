/* SPDX-License-Identifier: MIT */
#include "machine/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int text_set(char **to, const char *from)
{
	*to = NULL;
	if (!from || !*from)
		return 0;
	*to = strdup(from);
	if (!*to)
		return -ENOMEM;
	for (char *p = *to; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	return 0;
}

int text_format(char **to, const char *format, ...)
{
	char *text = NULL;
	va_list list;
	int length, error;

	va_start(list, format);
	length = vasprintf(&text, format, list);
	va_end(list);
	*to = NULL;
	if (length < 0)
		return -ENOMEM;
	error = text_set(to, text);
	free(text);
	return error;
}

bool text_starts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

bool text_listed(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(text, list[i]))
			return true;
	return false;
}

bool text_plain(const char *text, const char *extra)
{
	if (!*text)
		return false;
	for (const char *p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(extra, *p))
			return false;
	return true;
}

int textset_add(struct textset *set, const char *text)
{
	char **texts, *copy;
	size_t at = 0;
	int error;

	if (!text || !*text)
		return 0;
	while (at < set->nr && strcmp(set->texts[at], text) < 0)
		at++;
	if (at < set->nr && !strcmp(set->texts[at], text))
		return 0;
	error = text_set(&copy, text);
	if (error)
		return error;
	texts = reallocarray(set->texts, set->nr + 1, sizeof(*texts));
	if (!texts) {
		free(copy);
		return -ENOMEM;
	}
	memmove(texts + at + 1, texts + at, (set->nr - at) * sizeof(*texts));
	texts[at] = copy;
	set->texts = texts;
	set->nr++;
	return 0;
}

int textset_join(const struct textset *set, const char *separator, char **to)
{
	size_t size = 1;
	char *end;

	*to = NULL;
	if (!set->nr)
		return 0;
	for (size_t i = 0; i < set->nr; i++)
		size += strlen(set->texts[i]) + strlen(separator);
	end = *to = malloc(size);
	if (!end)
		return -ENOMEM;
	for (size_t i = 0; i < set->nr; i++)
		end = stpcpy(stpcpy(end, i ? separator : ""), set->texts[i]);
	return 0;
}

void textset_release(struct textset *set)
{
	for (size_t i = 0; i < set->nr; i++)
		free(set->texts[i]);
	free(set->texts);
	*set = (struct textset){ 0 };
}
