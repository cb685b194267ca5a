/* SPDX-License-Identifier: MIT */
#include "report/place.h"

#include <stdio.h>
#include <string.h>

const char *place_quote(const char *text, char quoted[QUOTE_SIZE])
{
	size_t i;

	for (i = 0; text[i] && i < QUOTE_SIZE - 1; i++)
		quoted[i] = text[i];
	quoted[i] = '\0';
	for (size_t j = 0; j < i; j++)
		if (quoted[j] < ' ' || quoted[j] > '~')
			quoted[j] = '?';
	if (text[i])
		memcpy(quoted + i - 3, "...", 3);
	return quoted;
}

/* Returns how much of text is used. */
static size_t append(const struct place *place, char *text, size_t size)
{
	size_t used = place->up ? append(place->up, text, size) : 0;
	char quoted[QUOTE_SIZE];

	if (used >= size)
		return used;
	if (place->key)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "." : "",
			place_quote(place->key, quoted));
	else
		used += (size_t)snprintf(text + used, size - used, "[%zu]", place->index);
	return used;
}

void place_text(const struct place *place, const char *name, char text[PLACE_SIZE])
{
	if (place)
		append(place, text, PLACE_SIZE);
	else
		snprintf(text, PLACE_SIZE, "%s", name);
}
