/* SPDX-License-Identifier: MIT */
#include "machine/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "machine/nodes.h"

/* 2.0 had another name for it, 2.9 deprecates that one. */
#if HWLOC_API_VERSION < 0x00020100
#define INCLUDE_DISALLOWED HWLOC_TOPOLOGY_FLAG_WHOLE_SYSTEM
#else
#define INCLUDE_DISALLOWED HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED
#endif

/* What nobody here asks for, and reading CPUID on every PU in turn, which moves the caller about.
 */
#if HWLOC_API_VERSION >= 0x00020800
#define SKIPPED                                                                       \
	(HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING | HWLOC_TOPOLOGY_FLAG_NO_DISTANCES | \
		HWLOC_TOPOLOGY_FLAG_NO_MEMATTRS)
#else
#define SKIPPED 0
#endif

struct topology {
	hwloc_topology_t hwloc;
	hwloc_bitmap_t usable;
	size_t nr;
	int *compact, *scatter; /* the usable PUs in the order of each policy */
	struct nodes nodes;
};

static int failure(void)
{
	return errno ? -errno : -EINVAL;
}

static int discover(const char *synthetic, hwloc_topology_t *hwloc)
{
	errno = 0;
	if (hwloc_topology_init(hwloc)) {
		*hwloc = NULL;
		return failure();
	}
	if (hwloc_topology_set_flags(*hwloc, INCLUDE_DISALLOWED | SKIPPED) ||
		hwloc_topology_set_io_types_filter(*hwloc, HWLOC_TYPE_FILTER_KEEP_NONE) ||
		hwloc_topology_set_type_filter(
			*hwloc, HWLOC_OBJ_MISC, HWLOC_TYPE_FILTER_KEEP_NONE) ||
		hwloc_topology_set_icache_types_filter(*hwloc, HWLOC_TYPE_FILTER_KEEP_ALL) ||
		(synthetic && hwloc_topology_set_synthetic(*hwloc, synthetic)) ||
		hwloc_topology_load(*hwloc))
		return failure();
	return 0;
}

/*
 * For a topology that is not this system's, hwloc calls the thread bound to all of it. A sandbox
 * may show PUs that have nothing in common with the affinity mask: all of them are usable then.
 */
static int find_usable(struct topology *topology)
{
	hwloc_const_bitmap_t all = hwloc_topology_get_topology_cpuset(topology->hwloc);
	hwloc_const_bitmap_t allowed = hwloc_topology_get_allowed_cpuset(topology->hwloc);
	hwloc_bitmap_t usable = hwloc_bitmap_alloc();
	int weight;

	topology->usable = usable;
	if (!usable)
		return -ENOMEM;
	if (hwloc_get_cpubind(topology->hwloc, usable, HWLOC_CPUBIND_THREAD) ||
		!hwloc_bitmap_intersects(usable, all))
		hwloc_bitmap_copy(usable, all);
	hwloc_bitmap_and(usable, usable, all);
	if (hwloc_bitmap_intersects(usable, allowed))
		hwloc_bitmap_and(usable, usable, allowed);
	weight = hwloc_bitmap_weight(usable);
	topology->nr = weight > 0 ? (size_t)weight : 0;
	return topology->nr ? 0 : -ENODEV;
}

#if HWLOC_API_VERSION >= 0x00020400
/* hwloc ranks kinds of cores where it can: the more efficiency, the faster. */
static unsigned slowness_of(hwloc_topology_t hwloc, hwloc_obj_t pu)
{
	int kind = hwloc_cpukinds_get_by_cpuset(hwloc, pu->cpuset, 0), nr, efficiency;

	nr = hwloc_cpukinds_get_nr(hwloc, 0);
	if (kind < 0 ||
		hwloc_cpukinds_get_info(hwloc, (unsigned)kind, NULL, &efficiency, NULL, NULL, 0) ||
		efficiency < 0 || efficiency >= nr)
		return 0;
	return (unsigned)(nr - 1 - efficiency);
}
#else
static unsigned slowness_of(hwloc_topology_t hwloc, hwloc_obj_t pu)
{
	(void)hwloc, (void)pu;
	return 0;
}
#endif

/*
 * Which node of the usable PUs so far one belongs to, or the next number. PUs with the same memory
 * near are of one, whatever it is made of: fast and slow memory, some of it the whole machine's.
 */
static unsigned node_of(hwloc_obj_t pu, hwloc_const_nodeset_t *known, unsigned *nr)
{
	unsigned node = 0;

	while (node < *nr && !hwloc_bitmap_isequal(known[node], pu->nodeset))
		node++;
	if (node == *nr)
		known[(*nr)++] = pu->nodeset;
	return node;
}

/* Fills the seats in hwloc's logical order, which keeps the PUs of a core together. */
static int take_seats(const struct topology *topology, struct seat *seats)
{
	hwloc_const_nodeset_t *known = calloc(topology->nr, sizeof(*known));
	hwloc_obj_t pu = NULL, core, package, last = NULL;
	unsigned nr = 0, sibling = 0, nr_nodes = 0;

	if (!known)
		return -ENOMEM;
	while ((pu = hwloc_get_next_obj_by_type(topology->hwloc, HWLOC_OBJ_PU, pu))) {
		if (!hwloc_bitmap_isset(topology->usable, pu->os_index) || nr == topology->nr)
			continue;
		core = hwloc_get_ancestor_obj_by_type(topology->hwloc, HWLOC_OBJ_CORE, pu);
		package = hwloc_get_ancestor_obj_by_type(topology->hwloc, HWLOC_OBJ_PACKAGE, pu);
		sibling = core && core == last ? sibling + 1 : 0;
		last = core;
		seats[nr++] = (struct seat){
			.pu = (int)pu->os_index,
			.package = package ? package->logical_index : 0,
			.node = node_of(pu, known, &nr_nodes),
			.sibling = sibling,
			.slowness = slowness_of(topology->hwloc, pu),
		};
	}
	free(known);
	return 0;
}

/* The PUs of seats that a policy has put in order; the seats stay as they were. */
static int put_in_order(const struct seat *seats, size_t nr,
	int (*policy)(struct seat *seats, size_t nr), int **pus)
{
	struct seat *copy = calloc(nr, sizeof(*copy));
	int error = -ENOMEM;

	*pus = calloc(nr, sizeof(**pus));
	if (copy && *pus) {
		memcpy(copy, seats, nr * sizeof(*copy));
		error = policy(copy, nr);
		for (size_t i = 0; i < nr; i++)
			(*pus)[i] = copy[i].pu;
	}
	free(copy);
	return error;
}

static int order(struct topology *topology)
{
	size_t nr = topology->nr;
	struct seat *seats = calloc(nr, sizeof(*seats));
	int error = seats ? take_seats(topology, seats) : -ENOMEM;

	error = error ? error : put_in_order(seats, nr, placement_compact, &topology->compact);
	error = error ? error : put_in_order(seats, nr, placement_scatter, &topology->scatter);
	error = error ? error : placement_numa(seats, nr);
	error = error ? error : nodes_init(&topology->nodes, seats, nr);
	free(seats);
	return error;
}

int topology_load(const char *synthetic, struct topology **topology)
{
	struct topology *loaded = calloc(1, sizeof(*loaded));
	int error;

	*topology = NULL;
	if (!loaded)
		return -ENOMEM;
	error = discover(synthetic, &loaded->hwloc);
	if (!error)
		error = find_usable(loaded);
	if (!error)
		error = order(loaded);
	if (error)
		topology_free(loaded);
	else
		*topology = loaded;
	return error;
}

void topology_free(struct topology *topology)
{
	if (!topology)
		return;
	free(topology->compact);
	free(topology->scatter);
	nodes_release(&topology->nodes);
	hwloc_bitmap_free(topology->usable);
	if (topology->hwloc)
		hwloc_topology_destroy(topology->hwloc);
	free(topology);
}

unsigned topology_usable(const struct topology *topology)
{
	return (unsigned)topology->nr;
}

void topology_place(const struct topology *topology, enum placement placement, unsigned procs,
	unsigned threads, int *pus)
{
	const int *seats = placement == PLACEMENT_SCATTER ? topology->scatter : topology->compact;
	size_t nr = (size_t)procs * threads;

	if (placement == PLACEMENT_NUMA) {
		nodes_place(&topology->nodes, procs, threads, pus);
		return;
	}
	for (size_t i = 0; i < nr; i++)
		pus[i] = placement == PLACEMENT_NONE ? -1 : seats[i % topology->nr];
}

bool topology_has(const struct topology *topology, unsigned pu)
{
	return hwloc_bitmap_isset(topology->usable, pu);
}

/* A virtual machine may hide a level; the machine still has one of it. */
static unsigned count(hwloc_topology_t hwloc, hwloc_obj_type_t type, unsigned otherwise)
{
	int nr = hwloc_get_nbobjs_by_type(hwloc, type);

	return nr > 0 ? (unsigned)nr : otherwise;
}

void topology_count(const struct topology *topology, struct topology_counts *counts)
{
	hwloc_topology_t hwloc = topology->hwloc;
	hwloc_obj_t core = NULL;

	counts->pus = count(hwloc, HWLOC_OBJ_PU, 1);
	counts->usable_pus = topology_usable(topology);
	counts->cores = count(hwloc, HWLOC_OBJ_CORE, counts->pus);
	counts->packages = count(hwloc, HWLOC_OBJ_PACKAGE, 1);
	counts->numa_nodes = count(hwloc, HWLOC_OBJ_NUMANODE, 1);
	counts->smt = 1;
	while ((core = hwloc_get_next_obj_by_type(hwloc, HWLOC_OBJ_CORE, core))) {
		int weight = hwloc_bitmap_weight(core->cpuset);

		if (weight > (int)counts->smt)
			counts->smt = (unsigned)weight;
	}
}

static const char *cache_type(hwloc_obj_cache_type_t type)
{
	if (type == HWLOC_OBJ_CACHE_UNIFIED)
		return "unified";
	return type == HWLOC_OBJ_CACHE_DATA ? "data" : "instruction";
}

static bool same_kind(const struct cache *a, const struct cache *b)
{
	return a->level == b->level && !strcmp(a->type, b->type) &&
	       a->size_bytes == b->size_bytes && a->line_bytes == b->line_bytes && a->pus == b->pus;
}

static int by_level(const void *a, const void *b)
{
	const struct cache *x = a, *y = b;
	int type = strcmp(x->type, y->type);

	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	if (type)
		return type;
	if (x->size_bytes != y->size_bytes)
		return x->size_bytes < y->size_bytes ? -1 : 1;
	if (x->pus != y->pus)
		return x->pus < y->pus ? -1 : 1;
	return (x->line_bytes > y->line_bytes) - (x->line_bytes < y->line_bytes);
}

static int add_cache(hwloc_obj_t object, struct cache **caches, size_t *nr)
{
	const union hwloc_obj_attr_u *attr = object->attr;
	struct cache *grown, cache = {
		.level = attr->cache.depth,
		.type = (char *)cache_type(attr->cache.type),
		.size_bytes = attr->cache.size,
		.line_bytes = attr->cache.linesize,
		.count = 1,
		.pus = (unsigned)hwloc_bitmap_weight(object->cpuset),
	};

	for (size_t i = 0; i < *nr; i++) {
		if (same_kind(*caches + i, &cache)) {
			(*caches)[i].count++;
			return 0;
		}
	}
	grown = reallocarray(*caches, *nr + 1, sizeof(**caches));
	if (!grown)
		return -ENOMEM;
	*caches = grown;
	cache.type = strdup(cache.type);
	if (!cache.type)
		return -ENOMEM;
	grown[(*nr)++] = cache;
	return 0;
}

int topology_caches(const struct topology *topology, struct cache **caches, size_t *nr)
{
	hwloc_topology_t hwloc = topology->hwloc;
	int error = 0;

	*caches = NULL;
	*nr = 0;
	for (int depth = 0; depth < hwloc_topology_get_depth(hwloc); depth++) {
		hwloc_obj_t object = NULL;

		if (!hwloc_obj_type_is_cache(hwloc_get_depth_type(hwloc, depth)))
			continue;
		while (!error && (object = hwloc_get_next_obj_by_depth(hwloc, depth, object)))
			error = add_cache(object, caches, nr);
	}
	if (error) {
		caches_free(*caches, *nr);
		*caches = NULL;
		*nr = 0;
	} else if (*nr) {
		qsort(*caches, *nr, sizeof(**caches), by_level);
	}
	return error;
}

void caches_free(struct cache *caches, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(caches[i].type);
	free(caches);
}

/* export_synthetic counts like snprintf. */
static char *export(hwloc_topology_t hwloc, unsigned long flags)
{
	char small[2], *text = NULL;
	int length = hwloc_topology_export_synthetic(hwloc, small, sizeof(small), flags);

	if (length > 0)
		text = malloc((size_t)length + 1);
	if (text && hwloc_topology_export_synthetic(hwloc, text, (size_t)length + 1, flags) < 0) {
		free(text);
		text = NULL;
	}
	return text;
}

char *topology_synthetic(const struct topology *topology)
{
	char *text = export(topology->hwloc, 0);

	if (!text)
		text = export(topology->hwloc, HWLOC_TOPOLOGY_EXPORT_SYNTHETIC_FLAG_IGNORE_MEMORY);
	return text;
}

char *topology_usable_list(const struct topology *topology)
{
	char *list = NULL;

	return hwloc_bitmap_list_asprintf(&list, topology->usable) < 0 ? NULL : list;
}

const char *topology_library(const struct topology *topology)
{
	hwloc_obj_t machine = hwloc_get_root_obj(topology->hwloc);
	const char *version = hwloc_obj_get_info_by_name(machine, "hwlocVersion");

	return version ? version : HWLOC_VERSION;
}
