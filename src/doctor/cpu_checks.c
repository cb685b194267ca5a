/* SPDX-License-Identifier: MIT */
#include "doctor/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu"
#define GOVERNOR CPU "/cpu*/cpufreq/scaling_governor"
#define INTEL_BOOST CPU "/intel_pstate/no_turbo"
#define OTHER_BOOST CPU "/cpufreq/boost"

/* Effective CPUs below this share of what there should be: the same as in warnings.c. */
#define EFFECTIVE_LEAST 0.85

/* Runnable programs a CPU. */
#define LOAD_NOTE 0.15
#define LOAD_WARN 0.5

/* Shares of CPU time stolen. */
#define STEAL_WARN 0.05 /* the window is of some fifty clock ticks */
#define STEAL_NOTE 0.01
#define STEAL_NOTE_BOOT 0.01

/* How much of a list of CPUs is shown, and up to what length one stands in a command, whole. */
#define LIST_SHOWN 50
#define LIST_TYPED 36

#define SHOW_LOAD "ps -eo pcpu,pid,comm --sort=-pcpu | head    and stop what stands on top"

static void look_usable(const struct patient *patient, struct look *look)
{
	const struct topology_counts *counts = &patient->machine->cpu.counts;
	const char *list = patient->machine->cpuset, *online = patient->condition->online;

	look_see(look, JUDGEMENT_OK, "%u of %u online: %.*s%s", counts->usable_pus, counts->pus,
		LIST_SHOWN, list ? list : "which is not readable here",
		list && strlen(list) > LIST_SHOWN ? "…" : "");
	if (counts->usable_pus == 1)
		look_judge(look, JUDGEMENT_WARN,
			"One worker runs at a time: threads and processes are never seen side by "
			"side.");
	else if (counts->usable_pus < counts->pus)
		look_judge(look, JUDGEMENT_NOTE,
			"An affinity mask or a cpuset keeps parallax from the others; what runs on "
			"those still shares caches and memory with it.");
	else
		return;
	if (counts->pus == 1) {
		look_advise(look, "measure on a machine with two CPUs or more");
		return;
	}
	if (!online || !list || strlen(online) > LIST_TYPED || strlen(list) > LIST_TYPED) {
		look_advise(look, "give this process all CPUs, where they were taken from it");
		return;
	}
	look_advise(look,
		"taskset -cp %s $$    for this shell\n"
		"docker update --cpuset-cpus=%s NAME    for a container",
		online, online);
	look_undo(look, "taskset -cp %s $$\ndocker update --cpuset-cpus=%s NAME", list, list);
}

static void look_effective(const struct patient *patient, struct look *look)
{
	const struct topology_counts *counts = &patient->machine->cpu.counts;
	double effective = patient->machine->effective_cpus, usable = counts->usable_pus;

	if (isnan(effective)) {
		look_see(look, JUDGEMENT_NOTE, "could not be measured");
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.2f of %u usable, measured just now", effective,
		counts->usable_pus);
	if (effective < EFFECTIVE_LEAST * usable) {
		bool siblings = counts->smt > 1 && effective >= EFFECTIVE_LEAST * counts->cores;

		look_judge(look, siblings ? JUDGEMENT_NOTE : JUDGEMENT_WARN,
			siblings
				? "As many as there are cores: two CPUs of one core share its units."
				: "All CPUs together did no more work than so many would; while it "
				  "stays so, no program here is faster than that.");
	} else {
		return;
	}
	look_advise(look, SHOW_LOAD
		"\n"
		"parallax doctor    again later: neighbours on the same host come and go\n"
		"ask the host for CPUs of your own, if it is a virtual machine");
}

static void look_quota(const struct patient *patient, struct look *look)
{
	double quota = patient->machine->limits.cpu_quota;
	unsigned usable = patient->machine->cpu.counts.usable_pus;

	if (isnan(quota)) {
		look_see(look, JUDGEMENT_OK, "none found");
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.2f CPUs' worth of time for %u usable CPUs", quota, usable);
	if (quota >= usable)
		return;
	look_judge(look, JUDGEMENT_WARN,
		"The control group's quota stops all workers for the rest of a period once it is "
		"used up, in the midst of a trial.");
	look_advise(look,
		"docker update --cpu-quota=-1 NAME    for a container\n"
		"sudo systemctl set-property --runtime UNIT CPUQuota=    for a systemd unit\n"
		"parallax run -n %.0f    to stay within it",
		fmax(1, floor(quota)));
	look_undo(look,
		"docker update --cpu-period=100000 --cpu-quota=%.0f NAME\n"
		"sudo systemctl set-property --runtime UNIT CPUQuota=%.0f%%",
		quota * 100000, quota * 100);
}

static void look_load(const struct patient *patient, struct look *look)
{
	double load = patient->condition->load, each;
	unsigned pus = patient->machine->cpu.counts.pus;

	if (isnan(load)) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.2f, mean of the last minute, on %u CPU%s", load, pus,
		pus == 1 ? "" : "s");
	each = load / pus;
	if (each < LOAD_NOTE)
		return;
	look_judge(look, each < LOAD_WARN ? JUDGEMENT_NOTE : JUDGEMENT_WARN,
		"Other programs want CPU time too, and the workers have to wait for them.");
	look_advise(look, SHOW_LOAD "\nparallax doctor    again a minute later: the mean lags");
	look_undo(look, "start it again");
}

static void look_steal(const struct patient *patient, struct look *look)
{
	double window = cpu_time_stolen(&patient->condition->window);
	double boot = cpu_time_stolen(&patient->condition->since_boot);

	if (isnan(window) && isnan(boot)) {
		look_unreadable(look);
		return;
	}
	if (isnan(window))
		look_see(look, JUDGEMENT_OK, "%.1f %% since boot", boot * 100);
	else
		look_see(look, JUDGEMENT_OK, "%.1f %% just now under full load, %.1f %% since boot",
			window * 100, boot * 100);
	if (window >= STEAL_WARN)
		look_judge(look, JUDGEMENT_WARN,
			"The hypervisor gives the CPUs to other machines while workers want them.");
	else if (window >= STEAL_NOTE || boot >= STEAL_NOTE_BOOT)
		look_judge(look, JUDGEMENT_NOTE,
			"The hypervisor has given the CPUs to other machines now and then; ratios "
			"are formed within rounds and stand it better than times do.");
	else
		return;
	look_advise(look, "measure at another hour, or on a machine whose CPUs are not shared\n"
			  "parallax run --rigorous    more rounds, narrower intervals");
}

static void advise_governor(const char *governor, struct look *look)
{
	const char *command = "echo performance | sudo tee " GOVERNOR;

	if (!strchr(governor, ',')) {
		look_advise(look, "%s", command);
		look_undo(look, "echo %.32s | sudo tee " GOVERNOR, governor);
		return;
	}
	look_advise(look, "grep . " GOVERNOR " >governors.txt\n%s", command);
	look_undo(look, "while IFS=: read -r file word; do echo $word | sudo tee $file; done "
			"<governors.txt");
}

static void look_governor(const struct patient *patient, struct look *look)
{
	const struct machine_power *power = &patient->machine->power;

	if (!power->governor) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.48s%s%.24s", power->governor, power->driver ? ", by " : "",
		power->driver ? power->driver : "");
	if (!strcmp(power->governor, "performance"))
		return;
	look_judge(look, JUDGEMENT_WARN,
		"The clock rate follows the load, so that times depend on what ran just before.");
	advise_governor(power->governor, look);
}

static void look_boost(const struct patient *patient, struct look *look)
{
	const struct machine_power *power = &patient->machine->power;
	/* intel_cpufreq is the same driver in its passive mode. */
	bool intel = power->driver && !strncmp(power->driver, "intel_", strlen("intel_"));

	if (!power->boost) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.16s", power->boost);
	if (strcmp(power->boost, "on") != 0)
		return;
	look_judge(look, JUDGEMENT_NOTE,
		"One worker alone runs at a higher clock rate than many together, and a hot machine "
		"slows down: speed-ups come out smaller. Threads against processes is not touched.");
	look_advise(
		look, "echo %d | sudo tee %s", intel ? 1 : 0, intel ? INTEL_BOOST : OTHER_BOOST);
	look_undo(look, "echo %d | sudo tee %s", intel ? 0 : 1, intel ? INTEL_BOOST : OTHER_BOOST);
}

static void look_siblings(const struct patient *patient, struct look *look)
{
	const struct topology_counts *counts = &patient->machine->cpu.counts;
	const char *control = patient->condition->smt_control;

	if (counts->smt < 2) {
		look_see(look, JUDGEMENT_OK, "off, or none: a CPU to each core");
		return;
	}
	look_see(look, JUDGEMENT_OK, "on: up to %u CPUs to a core, %u cores", counts->smt,
		counts->cores);
	look_judge(look, JUDGEMENT_NOTE,
		"With more workers than cores, some share one and run slower than the rest.");
	look_advise(look, "parallax run -n %u    a worker to a core%s", counts->cores,
		control && !strcmp(control, "on") ? "\necho off | sudo tee " CPU "/smt/control"
						  : "");
	if (control && !strcmp(control, "on"))
		look_undo(look, "echo on | sudo tee " CPU "/smt/control");
}

const struct check cpu_checks[] = {
	{ "usable CPUs", 92, look_usable },
	{ "effective CPUs", 85, look_effective },
	{ "CPU quota", 90, look_quota },
	{ "load", 95, look_load },
	{ "steal", 80, look_steal },
	{ "governor", 65, look_governor },
	{ "boost", 20, look_boost },
	{ "SMT siblings", 15, look_siblings },
	{ .name = NULL },
};
