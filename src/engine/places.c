/* SPDX-License-Identifier: MIT */
#include "engine/places.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/nearest.h"
#include "engine/words.h"

static bool is_list(const char *words)
{
	return *words >= '0' && *words <= '9';
}

/* The PUs in their order as "0,2,4-7"; the caller's to free. */
static char *write_list(const int *pus, size_t nr)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0, end; i < nr; i = end) {
		for (end = i + 1; end < nr && pus[end] == pus[end - 1] + 1; end++)
			;
		fprintf(out, "%s%d", i ? "," : "", pus[i]);
		if (end > i + 1)
			fprintf(out, "-%d", pus[end - 1]);
	}
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* What a list holds so far, and which PUs of it cannot be had. */
struct taking {
	struct places *places;
	const struct topology *topology;
	bool seen[PLACEMENT_MOST_PUS];
	int unusable[PLACEMENT_MOST_PUS];
	size_t nr_unusable;
};

static int take(struct taking *taking, unsigned low, unsigned high, char *message)
{
	struct places *places = taking->places;

	for (unsigned pu = low; pu <= high; pu++) {
		if (taking->seen[pu])
			return words_refuse(message, "--placement: PU %u is listed twice", pu);
		taking->seen[pu] = true;
		if (!topology_has(taking->topology, pu))
			taking->unusable[taking->nr_unusable++] = (int)pu;
		places->pus[places->nr++] = (int)pu;
	}
	return 0;
}

static int refuse_unusable(const struct taking *taking, char *message)
{
	char *wanted = write_list(taking->unusable, taking->nr_unusable);
	char *usable = topology_usable_list(taking->topology);
	int error = -ENOMEM;

	if (wanted && usable)
		error = words_refuse(message,
			"--placement: PU%s %.60s may not be used here; those that may: %.100s",
			taking->nr_unusable > 1 ? "s" : "", wanted, usable);
	free(wanted);
	free(usable);
	return error;
}

static int read_list(struct taking *taking, const char *words, char *message)
{
	struct places *places = taking->places;
	unsigned low, high;
	int error = 0;

	places->pus = calloc(PLACEMENT_MOST_PUS, sizeof(*places->pus));
	if (!places->pus)
		return -ENOMEM;
	for (const char *rest = words; !error && *rest;) {
		rest = placement_item(rest, &low, &high);
		if (!rest)
			return words_refuse(message,
				"--placement: '%.60s' is no list of PUs; write it as in 0,2,4-7",
				words);
		error = take(taking, low, high, message);
	}
	if (!error && taking->nr_unusable)
		error = refuse_unusable(taking, message);
	if (error)
		return error;
	places->text = write_list(places->pus, places->nr);
	return places->text ? 0 : -ENOMEM;
}

static int refuse_word(const char *word, char *message)
{
	struct nearest nearest = nearest_to(word);
	char hint[NEAREST_HINT_SIZE];

	for (int placement = PLACEMENT_NONE; placement < PLACEMENT_LIST; placement++)
		nearest_offer(&nearest, placement_name((enum placement)placement));
	return words_refuse(message, "--placement: unknown value '%.40s'%s (or PUs, as in 0,2,4-7)",
		word, nearest_hint(&nearest, "it is none, compact, scatter or numa", hint));
}

int places_read(
	const char *words, const struct topology *topology, struct places *places, char *message)
{
	struct taking *taking;
	int error;

	*places = (struct places){ .placement = PLACEMENT_LIST };
	if (!is_list(words)) {
		if (placement_parse(words, &places->placement))
			return refuse_word(words, message);
		places->text = strdup(words);
		return places->text ? 0 : -ENOMEM;
	}
	taking = calloc(1, sizeof(*taking));
	if (!taking)
		return -ENOMEM;
	taking->places = places;
	taking->topology = topology;
	error = read_list(taking, words, message);
	free(taking);
	return error;
}

void places_release(struct places *places)
{
	free(places->pus);
	free(places->text);
	memset(places, 0, sizeof(*places));
}

void places_assign(const struct places *places, const struct topology *topology, unsigned procs,
	unsigned threads, int *pus)
{
	size_t workers = (size_t)procs * threads;

	if (places->placement != PLACEMENT_LIST) {
		topology_place(topology, places->placement, procs, threads, pus);
		return;
	}
	for (size_t i = 0; i < workers; i++)
		pus[i] = places->pus[i % places->nr];
}
