/* SPDX-License-Identifier: MIT */
#include "doctor/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"
#include "report/format.h"
#include "report/setting.h"

#define MIB ((uint64_t)1 << 20)
#define DISK_WARN (256 * MIB)
#define DISK_NOTE (2048 * MIB)

/* One read takes 20 to 50 ns from user space, and several times that as a system call. */
#define READ_NOTE_NS 150
#define READ_WARN_NS 1000
#define RESOLUTION_NOTE_NS 1000

#define FILES_WARN 256
#define FILES_NOTE 1024

/* Processes beside the workers: the leader, services, what the person runs besides. */
#define PROCESSES_BESIDE 64

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* Whether words, separated by blanks, hold word. */
static bool offers(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; at && *at; at += strspn(at, " ")) {
		size_t item = strcspn(at, " ");

		if (item == length && !strncmp(at, word, length))
			return true;
		at += item;
	}
	return false;
}

static void look_clocksource(const struct patient *patient, struct look *look)
{
	static const char *const slow[] = { "hpet", "acpi_pm", "jiffies", "refined-jiffies",
		"pit" };
	const char *source = patient->machine->kernel.clocksource;

	if (!source) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.48s", source);
	for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
		if (strcmp(source, slow[i]) != 0)
			continue;
		look_judge(look, JUDGEMENT_WARN,
			"The kernel has fallen back to a slow clock: each latency that is taken costs "
			"a system call, or more.");
		if (!offers(patient->condition->clocksources, "tsc")) {
			look_advise(look,
				"sudo dmesg | grep -i -e tsc -e clocksource    says why tsc "
				"is not offered");
			continue;
		}
		look_advise(look, "echo tsc | sudo tee " CLOCKSOURCE);
		if (offers(patient->condition->clocksources, source))
			look_undo(look, "echo %.48s | sudo tee " CLOCKSOURCE, source);
	}
}

static void look_clock(const struct patient *patient, struct look *look)
{
	const struct machine_clock *clock = &patient->machine->clock;

	if (clock->resolution_ns == FIGURE_NONE || clock->read_ns == FIGURE_NONE) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "resolution %" PRIu64 " ns, a read takes %" PRIu64 " ns",
		clock->resolution_ns, clock->read_ns);
	if (clock->read_ns < READ_NOTE_NS && clock->resolution_ns < RESOLUTION_NOTE_NS)
		return;
	look_judge(look, clock->read_ns < READ_WARN_NS ? JUDGEMENT_NOTE : JUDGEMENT_WARN,
		"Latencies of single ops hold that much of the clock itself; times of whole trials "
		"do not suffer.");
}

static const char *limit_text(char text[FORMAT_SIZE], uint64_t limit)
{
	if (limit == FIGURE_NONE)
		return "no limit";
	snprintf(text, FORMAT_SIZE, "%" PRIu64, limit);
	return text;
}

static void look_processes(const struct patient *patient, struct look *look)
{
	const struct limits *limits = &patient->machine->limits;
	uint64_t needed = 2 * (uint64_t)patient->machine->cpu.counts.usable_pus + PROCESSES_BESIDE;
	char user[FORMAT_SIZE], group[FORMAT_SIZE];

	look_see(look, JUDGEMENT_OK, "%.24s for the user, %.24s for the control group",
		limit_text(user, limits->nproc), limit_text(group, limits->pids_max));
	if (limits->nproc >= needed && limits->pids_max >= needed)
		return;
	look_judge(look, JUDGEMENT_WARN,
		"Threads and processes count alike, with all that runs already: creating workers may "
		"fail.");
	if (limits->pids_max < needed) {
		look_advise(look, "docker update --pids-limit=4096 NAME    for a container\n"
				  "sudo systemctl set-property --runtime UNIT TasksMax=4096");
		look_undo(look,
			"docker update --pids-limit=%.24s NAME\n"
			"sudo systemctl set-property --runtime UNIT TasksMax=%.24s",
			group, group);
	} else {
		look_advise(look, "ulimit -Su 4096    in this shell");
		look_undo(look, "ulimit -Su %.24s", user);
	}
}

static void look_files(const struct patient *patient, struct look *look)
{
	uint64_t nofile = patient->machine->limits.nofile;
	char text[FORMAT_SIZE];

	look_see(look, JUDGEMENT_OK, "%s for a process", limit_text(text, nofile));
	if (nofile >= FILES_NOTE)
		return;
	look_judge(look, nofile < FILES_WARN ? JUDGEMENT_WARN : JUDGEMENT_NOTE,
		"Threads share one table of files where processes have one each: with many workers "
		"threads alone may run out.");
	look_advise(look, "ulimit -Sn 4096    in this shell");
	look_undo(look, "ulimit -Sn %s", text);
}

static bool is_memory(const char *fs)
{
	return fs && (!strcmp(fs, "tmpfs") || !strcmp(fs, "ramfs"));
}

static void look_disk(const struct patient *patient, struct look *look)
{
	const struct machine_storage *storage = &patient->machine->storage;
	char room[FORMAT_SIZE];

	if (storage->free_bytes == FIGURE_NONE) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.16s free on %.24s%s%.24s",
		format_bytes(room, storage->free_bytes),
		storage->fs ? storage->fs : "a file system that is not readable here",
		storage->device ? ", device " : "", storage->device ? storage->device : "");
	if (storage->free_bytes < DISK_NOTE)
		look_judge(look, storage->free_bytes < DISK_WARN ? JUDGEMENT_WARN : JUDGEMENT_NOTE,
			"Workloads whose files need more than 80 % of what is free are skipped.");
	else if (is_memory(storage->fs))
		look_judge(look, JUDGEMENT_NOTE,
			"Files of trials lie in memory: workloads of class io say nothing of a disk.");
	else if (storage->device && !strcmp(storage->device, "network"))
		look_judge(look, JUDGEMENT_NOTE,
			"Files of trials lie across a network, whose delays come and go.");
	else
		return;
	look_advise(look, "parallax run --dir DIR    DIR being on a local disk with room");
}

static void look_aslr(const struct patient *patient, struct look *look)
{
	const char *aslr = patient->machine->kernel.aslr;
	bool off_here = patient->condition->aslr_off_here;

	if (!aslr) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%s",
		off_here             ? "off for this process"
		: !strcmp(aslr, "2") ? "on"
		: !strcmp(aslr, "1") ? "on, but for the heap"
		: !strcmp(aslr, "0") ? "off"
				     : "a setting unknown to parallax");
	if (!strcmp(aslr, "2") && !off_here)
		return;
	look_judge(look, JUDGEMENT_WARN,
		"Every trial gets the same layout of memory, so that the luck of one layout looks "
		"like a property of the code. Left on, it averages out.");
	if (off_here) {
		look_advise(look, "run parallax without setarch -R, and in no debugger");
		return;
	}
	look_advise(look, "echo 2 | sudo tee /proc/sys/kernel/randomize_va_space");
	look_undo(look, "echo %.8s | sudo tee /proc/sys/kernel/randomize_va_space", aslr);
}

static void look_counters(const struct patient *patient, struct look *look)
{
	const char *paranoid = patient->condition->perf_paranoid;
	int error = patient->condition->counters_error;
	char level[64] = "";

	if (paranoid)
		snprintf(level, sizeof(level), ", perf_event_paranoid %.8s", paranoid);
	if (!error) {
		look_see(look, JUDGEMENT_OK, "available%s", level);
		return;
	}
	look_see(look, JUDGEMENT_NOTE, "%s%s",
		error == EACCES || error == EPERM ? "not allowed" : "none to be had here", level);
	look_judge(look, JUDGEMENT_NOTE,
		"parallax does without; perf could not tell why a number is what it is.");
	if ((error != EACCES && error != EPERM) || !paranoid || atoi(paranoid) <= 2)
		return;
	look_advise(look, "sudo sysctl kernel.perf_event_paranoid=2");
	look_undo(look, "sudo sysctl kernel.perf_event_paranoid=%.8s", paranoid);
}

static void look_build(const struct patient *patient, struct look *look)
{
	const struct build *made = patient->made;

	look_see(look, JUDGEMENT_OK, "%.32s, %.60s", made->compiler,
		patient->machine->build.cflags ? patient->machine->build.cflags : "no flags");
	if (*made->sanitizer) {
		look_judge(look, JUDGEMENT_WARN,
			"Built with sanitizers: the times are not those of real programs.");
		look_advise(look, "make clean all    without SANITIZE=");
	} else if (!setting_optimised(patient->machine->build.cflags)) {
		look_judge(look, JUDGEMENT_WARN,
			"Built without optimisation: the times are not those of real programs.");
		look_advise(look, "make clean all CFLAGS='-O2 -g'");
	}
}

static void look_commit(const struct patient *patient, struct look *look)
{
	const struct build *made = patient->made;

	if (!*made->commit) {
		look_see(look, JUDGEMENT_OK, "%.24s, not built from a checkout", made->version);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.24s, %.40s%s", made->version, made->commit,
		made->dirty ? ", and changes" : "");
	if (!made->dirty)
		return;
	look_judge(look, JUDGEMENT_NOTE,
		"A report names the commit, and nobody can build from that alone what ran here.");
	look_advise(look, "git commit    and make");
}

const struct check system_checks[] = {
	{ "clock source", 55, look_clocksource },
	{ "clock", 12, look_clock },
	{ "processes", 45, look_processes },
	{ "open files", 35, look_files },
	{ "disk", 50, look_disk },
	{ "ASLR", 75, look_aslr },
	{ "hardware counts", 2, look_counters },
	{ "build", 100, look_build },
	{ "commit", 1, look_commit },
	{ .name = NULL },
};
