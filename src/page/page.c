/* SPDX-License-Identifier: MIT */
#include "page/page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "page/asset.h"
#include "page/excerpt.h"
#include "page/markup.h"
#include "page/plain.h"

struct contents {
	const struct page_report *reports;
	size_t nr;
	const char *json;
};

static void put_title(FILE *out, const struct contents *contents)
{
	for (size_t i = 0; i < contents->nr; i++) {
		fputs(i ? ", " : "", out);
		markup_text(out, contents->reports[i].name);
	}
}

static void put_plain(FILE *out, const struct contents *contents)
{
	for (size_t i = 0; i < contents->nr; i++)
		plain_print(out, &contents->reports[i]);
}

static void put_data(FILE *out, const struct contents *contents)
{
	markup_json(out, contents->json);
}

/* What is made of the reports; any other name is a file's. */
static const struct made {
	const char *name;
	void (*put)(FILE *out, const struct contents *contents);
} mades[] = {
	{ "title", put_title },
	{ "verdicts", put_plain },
	{ "data", put_data },
};

/* Returns 0, or -EDOM where page.html asks for what is not there. */
static int put(FILE *out, const char *name, size_t length, const struct contents *contents)
{
	const struct asset *asset = asset_find(name, length);

	for (size_t i = 0; i < sizeof(mades) / sizeof(mades[0]); i++) {
		if (strlen(mades[i].name) == length && !memcmp(mades[i].name, name, length)) {
			mades[i].put(out, contents);
			return 0;
		}
	}
	if (!asset)
		return -EDOM;
	fwrite(asset->begin, 1, (size_t)(asset->end - asset->begin), out);
	return 0;
}

static int put_frame(FILE *out, const struct contents *contents)
{
	static const char open[] = "<!-- put ", close[] = " -->";
	const struct asset *frame = asset_find("page.html", strlen("page.html"));
	const char *rest = frame->begin;
	int error = 0;

	/* Behind the last byte of a file stands a NUL. */
	for (const char *mark; !error && (mark = strstr(rest, open));) {
		const char *name = mark + strlen(open), *end = strstr(name, close);

		if (!end)
			return -EDOM;
		fwrite(rest, 1, (size_t)(mark - rest), out);
		error = put(out, name, (size_t)(end - name), contents);
		rest = end + strlen(close);
	}
	fputs(rest, out);
	return error;
}

int page_make(const struct page_report *reports, size_t nr, char **text)
{
	char *json = excerpt_write(reports, nr);
	const struct contents contents = { reports, nr, json };
	size_t size;
	FILE *out;
	int error;

	if (!json)
		return -errno;
	out = open_memstream(text, &size);
	if (!out) {
		free(json);
		return -ENOMEM;
	}
	error = put_frame(out, &contents);
	if (ferror(out))
		error = -ENOMEM;
	if (fclose(out) && !error)
		error = -ENOMEM;
	free(json);
	if (error)
		free(*text);
	return error;
}
