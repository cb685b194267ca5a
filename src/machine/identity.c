/* SPDX-License-Identifier: MIT */
#include "machine/identity.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "machine/build.h"
#include "machine/cpuinfo.h"
#include "machine/kernel.h"
#include "machine/power.h"
#include "machine/software.h"
#include "machine/storage.h"
#include "machine/sysfile.h"
#include "machine/text.h"
#include "machine/virtualization.h"
#include "measure/clock.h"
#include "measure/figure.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FNV_PRIME 0x100000001b3u
#define GIB (UINT64_C(1) << 30)

uint64_t machine_hash(uint64_t hash, const char *text)
{
	for (const char *p = text ? text : ""; *p; p++)
		hash = (hash ^ (unsigned char)*p) * FNV_PRIME;
	return (hash ^ '\n') * FNV_PRIME;
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return machine_hash(hash, text);
}

static uint64_t hash_cache(uint64_t hash, const struct cache *cache)
{
	char text[128];

	snprintf(text, sizeof(text), "L%u %s %llu %u %u %u", cache->level, cache->type,
		cache->size_bytes, cache->line_bytes, cache->count, cache->pus);
	return machine_hash(hash, text);
}

static uint64_t hash_hardware(const struct machine *machine)
{
	const struct machine_cpu *cpu = &machine->cpu;
	uint64_t hash = MACHINE_HASH_START, bytes = machine->memory_bytes;

	hash = machine_hash(hash, cpu->vendor);
	hash = machine_hash(hash, cpu->model);
	hash = machine_hash(hash, cpu->family);
	hash = machine_hash(hash, cpu->stepping);
	hash = hash_number(hash, cpu->counts.packages);
	hash = hash_number(hash, cpu->counts.cores);
	hash = hash_number(hash, cpu->counts.pus);
	hash = hash_number(hash, cpu->counts.numa_nodes);
	for (size_t i = 0; i < cpu->nr_caches; i++)
		hash = hash_cache(hash, cpu->caches + i);
	if (bytes == FIGURE_NONE)
		return machine_hash(hash, NULL);
	return hash_number(hash, bytes / GIB + (bytes % GIB >= GIB / 2));
}

static uint64_t hash_environment(const struct machine *machine)
{
	const char *const inputs[] = {
		machine->cpu.microcode,
		machine->kernel.release,
		machine->kernel.arch,
		machine->kernel.distribution,
		machine->kernel.parameters,
		machine->kernel.mitigations,
		machine->power.governor,
		machine->power.boost,
		machine->thp.enabled,
		machine->thp.shmem_enabled,
		machine->libc,
		machine->build.compiler,
		machine->build.cflags,
		machine->build.sanitizer,
		build.version,
	};
	uint64_t hash = MACHINE_HASH_START;

	for (size_t i = 0; i < COUNT(inputs); i++)
		hash = machine_hash(hash, inputs[i]);
	return hash;
}

int machine_identify(struct machine *machine)
{
	int error = text_format(&machine->hw_id, "%016" PRIx64, hash_hardware(machine));

	if (!error)
		error = text_format(&machine->env_id, "%016" PRIx64, hash_environment(machine));
	return error;
}

static int read_cpu(const char *root, const struct topology *topology, struct machine_cpu *cpu)
{
	int error = cpuinfo_read(root, cpu);

	topology_count(topology, &cpu->counts);
	cpu->topology = topology_synthetic(topology);
	return error ? error : topology_caches(topology, &cpu->caches, &cpu->nr_caches);
}

static int read_system(const char *root, const char *dir, struct machine *machine)
{
	struct utsname name;
	int error;

	if (uname(&name))
		name = (struct utsname){ 0 };
	error = virtualization_read(root, &machine->virtualization);
	if (!error)
		error = power_read(root, &machine->power);
	if (!error)
		error = kernel_read(root, &name, &machine->kernel);
	if (!error)
		error = kernel_read_thp(root, &machine->thp);
	return error ? error : storage_read(root, dir, &machine->storage);
}

static int read_software(const char *hwloc, struct machine *machine)
{
	int error = software_build(hwloc, &machine->build);

	if (!error)
		error = software_libc(&machine->libc);
	if (!error)
		error = software_allocator(
			getenv("LD_PRELOAD"), build.sanitizer, &machine->allocator);
	return error;
}

static int read_clock(struct machine_clock *clock)
{
	struct clock_facts facts;

	clock_describe(&facts);
	clock->resolution_ns = facts.resolution_ns;
	clock->read_ns = facts.read_ns;
	return text_set(&clock->name, facts.name);
}

int machine_read(const struct topology *topology, const char *dir, struct machine *machine)
{
	uint64_t total = sysfile_field("", "/proc/meminfo", "MemTotal:");
	int error;

	*machine = (struct machine){
		.effective_cpus = (double)NAN,
		.memory_bytes = total == FIGURE_NONE ? total : total * 1024,
		.cpuset = topology_usable_list(topology),
	};
	limits_read(&machine->limits);
	error = machine->cpuset ? read_cpu("", topology, &machine->cpu) : -ENOMEM;
	if (!error)
		error = read_system("", dir, machine);
	if (!error)
		error = read_software(topology_library(topology), machine);
	if (!error)
		error = read_clock(&machine->clock);
	if (!error)
		error = machine_identify(machine);
	if (error)
		machine_release(machine);
	return error;
}

/* Where the texts of a block are. */
#define TEXT(member) offsetof(struct machine, member)
static const size_t texts[] = {
	TEXT(hw_id),
	TEXT(env_id),
	TEXT(virtualization),
	TEXT(libc),
	TEXT(allocator),
	TEXT(cpuset),
	TEXT(clock.name),
	TEXT(cpu.vendor),
	TEXT(cpu.model),
	TEXT(cpu.family),
	TEXT(cpu.stepping),
	TEXT(cpu.microcode),
	TEXT(cpu.topology),
	TEXT(power.driver),
	TEXT(power.governor),
	TEXT(power.boost),
	TEXT(power.epp),
	TEXT(kernel.release),
	TEXT(kernel.arch),
	TEXT(kernel.distribution),
	TEXT(kernel.parameters),
	TEXT(kernel.mitigations),
	TEXT(kernel.preempt),
	TEXT(kernel.clocksource),
	TEXT(kernel.overcommit),
	TEXT(kernel.aslr),
	TEXT(thp.enabled),
	TEXT(thp.defrag),
	TEXT(thp.shmem_enabled),
	TEXT(storage.fs),
	TEXT(storage.options),
	TEXT(storage.device),
	TEXT(storage.scheduler),
	TEXT(storage.rotational),
	TEXT(build.compiler),
	TEXT(build.cflags),
	TEXT(build.hwloc),
	TEXT(build.cjson),
	TEXT(build.sanitizer),
};

void machine_release(struct machine *machine)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		free(*(char **)((char *)machine + texts[i]));
	caches_free(machine->cpu.caches, machine->cpu.nr_caches);
	*machine = (struct machine){ 0 };
}
