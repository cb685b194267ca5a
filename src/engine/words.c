/* SPDX-License-Identifier: MIT */
#include "engine/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/request.h"

int words_each(const char *list, int (*use)(void *context, const char *word), void *context)
{
	char *copy = strdup(list), *rest = copy, *word;
	int error = copy ? 0 : -ENOMEM;

	while (!error && (word = strsep(&rest, ",")))
		error = use(context, word);
	free(copy);
	return error;
}

int words_refuse(char *message, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(message, REQUEST_MESSAGE_SIZE, format, args);
	va_end(args);
	return -EINVAL;
}
