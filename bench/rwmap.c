/* SPDX-License-Identifier: MIT */
/*
 * rwmap: lookups and rare updates of one hash map under a read-write lock.
 *
 * One op is one lookup of a key that looks random and is a pure function of the op's index: under
 * the read lock, or in `writes` percent of the ops under the write lock, which then raises the
 * entry's version. Each entry carries a stamp that its key and its version determine: an entry that
 * was read while it changed does not agree with itself, and is reported.
 *
 * Shared: the map, a table of 32 bytes an entry at most half full, and the process-shared rwlock,
 * alone in its cache line.
 *
 * The number does not show work beside the map, nor a lock for each part of it. Readers do not wait
 * for one another, but each writes to the lock's line when it comes and when it goes: with lookups
 * as short as these the lock's line is the bottleneck, not the map. The C library's default lock
 * prefers readers, so that a writer may wait long: with `writes` of 0 or of 100 there is only one
 * kind.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include "engine/sync.h"

/* Of a size that none straddles two cache lines. */
struct entry {
	_Alignas(32) uint64_t key; /* 0: nothing here */
	uint64_t version;          /* how often it was updated */
	uint64_t stamp;            /* mix64(key) + version */
};

struct map {
	_Alignas(SYNC_APART) pthread_rwlock_t lock;
	_Alignas(SYNC_APART) uint64_t nr_keys;
	uint64_t writes_percent;
	uint64_t mask; /* of entries: their number less 1 */
	_Alignas(SYNC_APART) struct entry entries[];
};

static uint64_t nr_entries(uint64_t nr_keys)
{
	uint64_t nr = 2;

	while (nr < 2 * nr_keys)
		nr *= 2;
	return nr;
}

static size_t map_size(const struct job *job)
{
	return sizeof(struct map) +
	       nr_entries((uint64_t)job_param(job, "keys")) * sizeof(struct entry);
}

static void map_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = map_size(job);
}

/* Where the key is, or the free entry where it would be. There always is a free one. */
static struct entry *find(struct map *map, uint64_t key)
{
	uint64_t i = mix64(key) & map->mask;

	while (map->entries[i].key && map->entries[i].key != key)
		i = (i + 1) & map->mask;
	return &map->entries[i];
}

static int map_setup(struct job *job)
{
	struct map *map = job_share(job, map_size(job));
	int error;

	if (!map)
		return -ENOMEM;
	job->data = map;
	map->nr_keys = (uint64_t)job_param(job, "keys");
	map->writes_percent = (uint64_t)job_param(job, "writes");
	map->mask = nr_entries(map->nr_keys) - 1;
	for (uint64_t key = 1; key <= map->nr_keys; key++)
		*find(map, key) = (struct entry){ key, 0, mix64(key) };
	error = sync_rwlock(&map->lock);
	return error ? job_error(job, -error, "making the map's rwlock") : 0;
}

static int map_open(struct worker *worker)
{
	worker_touch(worker->job->data, map_size(worker->job));
	return 0;
}

/* Of the random bits of an op the upper half says which key, the lower whether it is updated. */
static uint64_t key_of(const struct map *map, uint64_t random)
{
	return 1 + ((random >> 32) * map->nr_keys >> 32);
}

static int is_update(const struct map *map, uint64_t random)
{
	return ((random & UINT32_MAX) * 100 >> 32) < map->writes_percent;
}

/* The entry of a key as it was found, before the update if there is one. */
static struct entry look_up(struct map *map, uint64_t key)
{
	struct entry found;

	pthread_rwlock_rdlock(&map->lock);
	found = *find(map, key);
	pthread_rwlock_unlock(&map->lock);
	return found;
}

static struct entry update(struct map *map, uint64_t key)
{
	struct entry *entry, found;

	pthread_rwlock_wrlock(&map->lock);
	entry = find(map, key);
	found = *entry;
	entry->version = found.version + 1;
	entry->stamp = mix64(key) + found.version + 1;
	pthread_rwlock_unlock(&map->lock);
	return found;
}

/* Versions depend on who came first; what the digest sums up does not. */
static int map_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct map *map = worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t random = mix64(op), key = key_of(map, random);
		const struct entry found =
			is_update(map, random) ? update(map, key) : look_up(map, key);

		if (found.key != key || found.stamp != mix64(key) + found.version)
			return worker_error(
				worker, 0, "the entry of key %" PRIu64 " was torn or missing", key);
		digest += found.stamp - found.version;
	}
	worker->digest += digest;
	return 0;
}

/* Each key is in the map once, agrees with itself, and all updates are there. */
static int verify_entries(struct job *job, uint64_t nr_updates)
{
	struct map *map = job->data;
	uint64_t nr_found = 0, nr_versions = 0;

	for (uint64_t i = 0; i <= map->mask; i++) {
		const struct entry *entry = &map->entries[i];

		if (!entry->key)
			continue;
		if (find(map, entry->key) != entry ||
			entry->stamp != mix64(entry->key) + entry->version)
			return job_error(
				job, 0, "the entry of key %" PRIu64 " is not intact", entry->key);
		nr_found++;
		nr_versions += entry->version;
	}
	if (nr_found != map->nr_keys)
		return job_error(job, 0, "the map ended with %" PRIu64 " keys", nr_found);
	if (nr_versions != nr_updates)
		return job_error(job, 0, "the map holds %" PRIu64 " updates of %" PRIu64,
			nr_versions, nr_updates);
	return 0;
}

/* Every op in full: two nanoseconds each, which is little beside the op. */
static int map_verify(struct job *job)
{
	const struct map *map = job->data;
	uint64_t digest = 0, nr_updates = 0;

	for (uint64_t op = 0; op < job->ops; op++) {
		const uint64_t random = mix64(op);

		digest += mix64(key_of(map, random));
		nr_updates += (uint64_t)is_update(map, random);
	}
	if (digest != job->digest)
		return job_error(job, 0, "the entries found are not those asked for");
	return verify_entries(job, nr_updates);
}

static const struct param params[] = {
	{ "writes", 1, 0, 100, "percent of the ops that update an entry" },
	{ "keys", 65536, 1, 16777216, "how many keys the map holds" },
	{ .name = NULL },
};

const struct workload rwmap = {
	.name = "rwmap",
	.summary = "readers and writers: lookups and rare updates of one map under an rwlock",
	.op = "lookup",
	.shares = "One hash map and the process-shared rwlock that guards it.",
	.class = CLASS_SYNC,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = map_footprint,
	.setup = map_setup,
	.open = map_open,
	.work = map_work,
	.verify = map_verify,
};
