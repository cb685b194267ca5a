/* SPDX-License-Identifier: MIT */
#include "machine/software.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "machine/build.h"
#include "machine/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool starts_with_any(const char *word, const char *const *prefixes, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (text_starts(word, prefixes[i]))
			return true;
	return false;
}

/* -DNDEBUG and -D_FORTIFY_SOURCE=2 move numbers; -DOWNER=somebody is nobody's business. */
static bool is_harmless_definition(const char *word)
{
	const char *value = strchr(word, '=');

	return !value || (value[1] && strspn(value + 1, "0123456789") == strlen(value + 1));
}

static bool flag_allowed(const char *word, const char *before)
{
	static const char *const arguments_follow[] = { "--param", "-mllvm", "-target", "-z" };
	static const char *const paths[] = { "-I", "-L", "-B", "-T", "-o", "-include", "-imacros",
		"-isystem", "-iquote", "-idirafter", "-isysroot", "--sysroot", "-specs" };

	if (strpbrk(word, "/~\\@\"'"))
		return false;
	if (word[0] != '-')
		return before && text_listed(before, arguments_follow, COUNT(arguments_follow));
	if (text_starts(word, "-D"))
		return word[2] && is_harmless_definition(word);
	return !starts_with_any(word, paths, COUNT(paths));
}

int software_flags(const char *flags, char **text)
{
	char *copy = strdup(flags), *kept = calloc(1, strlen(flags) + 2), *rest, *word;
	const char *before = NULL;
	int error = -ENOMEM;

	*text = NULL;
	if (!copy || !kept)
		goto out;
	for (word = strtok_r(copy, " \t\n", &rest); word; word = strtok_r(NULL, " \t\n", &rest)) {
		if (flag_allowed(word, before)) {
			strcat(kept, *kept ? " " : "");
			strcat(kept, word);
		}
		before = word;
	}
	error = text_set(text, kept);
out:
	free(copy);
	free(kept);
	return error;
}

int software_build(const char *hwloc, struct machine_build *made)
{
	int error;

	*made = (struct machine_build){ 0 };
	error = text_set(&made->compiler, build.compiler);
	if (!error)
		error = software_flags(build.cflags, &made->cflags);
	if (!error)
		error = text_set(&made->hwloc, hwloc);
	if (!error)
		error = text_set(&made->cjson, build.cjson);
	if (!error)
		error = text_set(&made->sanitizer, build.sanitizer);
	return error;
}

int software_libc(char **text)
{
#ifdef __GLIBC__
	return text_format(text, "glibc %s", gnu_get_libc_version());
#else
	return text_set(text, NULL);
#endif
}

int software_allocator(const char *preload, const char *sanitizer, char **text)
{
	static const char *const names[] = { "malloc", "hoard", "scudo", "mesh" };
	static const char *const owners[] = { "address", "thread", "memory" };
	char *copy = strdup(preload ? preload : ""), *rest, *library;
	int error;

	*text = NULL;
	if (!copy)
		return -ENOMEM;
	for (library = strtok_r(copy, ": ", &rest); library;
		library = strtok_r(NULL, ": ", &rest)) {
		const char *slash = strrchr(library, '/'), *name = slash ? slash + 1 : library;

		for (size_t i = 0; i < COUNT(names); i++) {
			if (!strstr(name, names[i]))
				continue;
			error = text_set(text, name);
			free(copy);
			return error;
		}
	}
	free(copy);
	for (size_t i = 0; i < COUNT(owners); i++)
		if (strstr(sanitizer, owners[i]))
			return text_set(text, "sanitizer");
#ifdef __GLIBC__
	return text_set(text, "glibc malloc");
#else
	return 0;
#endif
}
