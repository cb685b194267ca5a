/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_IDENTITY_H
#define MACHINE_IDENTITY_H

#include <stdint.h>
#include <stdbool.h>
#include "machine/limits.h"
#include "machine/topology.h"

/*
 * The machine block of a report: an allow-list. Only what stands in these structs is ever read or
 * written. No host or user name, path, address, serial, machine id or container id is among it,
 * and kernel command line parameters only by name from a list, with their values.
 *
 * Texts are heap strings of printable ASCII, NULL (null in a report) where the machine does not
 * say; numbers that it does not say are FIGURE_NONE or NaN. machine_release frees them. Where CPUs
 * differ, a text holds what they have between them, sorted: a comma, in machine_cpu also a blank,
 * stands between. How each part is read is in the header of its reader: cpuinfo.h, power.h,
 * kernel.h, storage.h, virtualization.h, software.h.
 */
struct machine_cpu {
	char *vendor; /* "GenuineIntel" */
	char *model;  /* "model name" of /proc/cpuinfo */
	char *family; /* "6 model 85"; these are texts, since other architectures give codes */
	char *stepping;
	char *microcode;
	struct topology_counts counts;
	struct cache *caches;
	size_t nr_caches;
	char *topology; /* hwloc synthetic */
};

struct machine_power {
	char *driver;   /* cpufreq scaling_driver */
	char *governor; /* the set over all CPUs: "performance" or "performance,powersave" */
	char *boost;    /* "on", "off": intel_pstate/no_turbo or cpufreq/boost */
	char *epp;      /* energy_performance_preference, the set */
	uint64_t min_khz, max_khz; /* within which the governor may choose, over all CPUs */
};

struct machine_kernel {
	char *release;      /* "6.1.0-18-amd64" */
	char *arch;         /* "x86_64" */
	char *distribution; /* ID and VERSION_ID of os-release: "debian 12" */
	char *parameters;   /* those of the command line that are on the list, sorted */
	char *mitigations;  /* "meltdown=Mitigation: PTI; …": name=first clause, sorted by name */
	char *preempt;      /* "PREEMPT_DYNAMIC", "PREEMPT_RT", … or "none", from the version */
	char *clocksource;
	char *overcommit; /* vm.overcommit_memory */
	char *aslr;       /* kernel.randomize_va_space */
};

struct machine_thp {
	char *enabled; /* the word in brackets */
	char *defrag;
	char *shmem_enabled;
};

struct machine_storage {
	char *fs;         /* "ext4", "tmpfs", … of the directory where trials put files */
	char *options;    /* mount options that have no path in them */
	char *device;     /* "nvme", "virtio", "scsi", "network", …, "none": never the name */
	char *scheduler;  /* of the block device */
	char *rotational; /* "yes", "no" */
	uint64_t free_bytes;
};

struct machine_build {
	char *compiler, *cflags, *hwloc, *cjson, *sanitizer; /* sanitizer NULL in a plain build;
								cflags without paths */
};

struct machine_clock {
	char *name;
	uint64_t resolution_ns, read_ns;
};

struct machine {
	char *hw_id;           /* 16 hex digits over hw_id's inputs, see machine_read */
	char *env_id;          /* 16 hex digits over env_id's inputs */
	double effective_cpus; /* NaN until it has been measured; not part of an id */
	uint64_t memory_bytes; /* MemTotal */
	char *virtualization;  /* "none", "kvm", "xen", "docker", …: hypervisor and container */
	char *libc;            /* "glibc 2.36" */
	char *allocator;       /* "glibc malloc", or the base name of a preloaded one */
	struct machine_cpu cpu;
	struct limits limits;
	char *cpuset; /* the usable PUs, "0-3" */
	struct machine_power power;
	struct machine_kernel kernel;
	struct machine_thp thp;
	struct machine_storage storage;
	struct machine_build build;
	struct machine_clock clock;
};

/*
 * Reads the whole block; dir is where trials put files. What cannot be read stays unknown, so
 * there is no error but -ENOMEM, which leaves nothing to release. Takes milliseconds, prints
 * nothing.
 */
int machine_read(const struct topology *topology, const char *dir, struct machine *machine);

/* Frees every text and leaves none; a zeroed block is fine too. */
void machine_release(struct machine *machine);

/*
 * Fills in the two ids from the rest of the block, as machine_read does in the end; what they were
 * before is overwritten, not freed. Each is machine_hash over its inputs in the order given,
 * starting from MACHINE_HASH_START, an unknown one counting as the empty text, numbers in decimal.
 *
 * hw_id: vendor, model, family, stepping, packages, cores, PUs, NUMA nodes, each cache as "L2
 * unified 1048576 64 2 1" (type, size, line, count and PUs that share one) in the order of
 * cpu.caches, and memory_bytes rounded to the nearest GiB. It survives a reboot, a rename and a
 * change of kernel.
 *
 * env_id: microcode, kernel release, arch, distribution, parameters, mitigations, governor, boost,
 * thp.enabled, thp.shmem_enabled, libc, compiler, cflags, sanitizer and the version of parallax.
 * It changes when software or settings that move numbers change.
 */
int machine_identify(struct machine *machine);

/* FNV-1a, 64 bits, over text (NULL is the empty one) and a newline, carried on from hash. */
#define MACHINE_HASH_START 0xcbf29ce484222325u
uint64_t machine_hash(uint64_t hash, const char *text);

#endif
