/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <string.h>

/*
 * In the place of libFuzzer, where the compiler has none: gives a target every file of the folders
 * that are named, and the first half of every file. Options, which are libFuzzer's, are passed over.
 */
#define MOST_BYTES ((size_t)1 << 20)

static void give(const uint8_t *data, size_t size)
{
	/* A block of just that size, so that a sanitizer sees what reads past it. */
	uint8_t *copy = malloc(size ? size : 1);

	FUZZ_HOLD(copy);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int replay_file(const char *folder, const char *name)
{
	static uint8_t data[MOST_BYTES];
	char path[4096];
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (!file) {
		perror(path);
		return -1;
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	give(data, size);
	give(data, size / 2);
	return 0;
}

/* How many files there were; -1 after a word on stderr. */
static int replay_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	int nr = 0;

	if (!folder) {
		perror(path);
		return -1;
	}
	while (nr >= 0 && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			nr = replay_file(path, entry->d_name) ? -1 : nr + 1;
	}
	closedir(folder);
	return nr;
}

int main(int argc, char **argv)
{
	int total = 0;

	for (int i = 1; i < argc; i++) {
		int nr = argv[i][0] == '-' ? 0 : replay_folder(argv[i]);

		if (nr < 0)
			return EXIT_FAILURE;
		total += nr;
	}
	/* libFuzzer's own words, to where they are seen whatever a target did to stderr. */
	dprintf(2, "Done %d runs of the corpus\n", 2 * total);
	return total ? EXIT_SUCCESS : EXIT_FAILURE;
}
