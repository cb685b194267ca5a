/* SPDX-License-Identifier: MIT */
#include "report/shapes.h"

#include "measure/histogram.h"
#include "report/fields.h"
#include "report/model.h"
#include "report/roster.h"

_Static_assert(sizeof(enum mode) == sizeof(unsigned), "words are read and written as unsigned");
_Static_assert(sizeof(struct lap_count) == 2 * sizeof(uint64_t), "laps are pairs");

/* In the order of their enums. */
const char *const class_words[] = { "cpu", "memory", "io", "sync", "ipc", "spawn", NULL };
const char *const mode_words[] = { "seq", "threads", "procs", "hybrid", NULL };
static const char *const split_words[] = { "static", "dynamic", NULL };
static const char *const status_words[] = { "ok", "failed", "skipped", NULL };
static const char *const counted_words[] = { "none", "user", "all", NULL };
const char *const hybrid_words[] = { "none", "inconclusive", "equivalent", "best", NULL };
const char *const verdict_words[] = { "none", "inconclusive", "equivalent", "threads", "procs",
	NULL };

static const struct field setting_fields[] = {
	TEXT("name", setting, name, NEEDED),
	I64("value", setting, value, NEEDED),
	{ 0 },
};
static const struct shape setting_shape = { "setting", sizeof(struct setting), setting_fields };

static const struct field cell_fields[] = {
	TEXT("cell", cell, cell, NEEDED),
	TEXT("workload", cell, workload, NEEDED),
	WORD("class", cell, class, enum workload_class, class_words, NEEDED),
	UNSIGNED("workload_version", cell, workload_version),
	MAP("params", cell, params, nr_params, setting, setting_shape),
	WORD("mode", cell, mode, enum mode, mode_words, NEEDED),
	UNSIGNED("procs", cell, procs, NEEDED),
	UNSIGNED("threads", cell, threads, NEEDED),
	UNSIGNED("workers", cell, workers, NEEDED),
	BOOL("twin", cell, twin),
	TEXT("placement", cell, placement, NEEDED),
	U64("ops", cell, ops),
	TEXT("unit", cell, unit, NEEDED),
	U64("op_bytes", cell, op_bytes),
	TEXT("latency", cell, latency),
	U64("lap_every", cell, lap_every),
	{ 0 },
};
const struct shape cell_shape = { "cell", sizeof(struct cell), cell_fields };

static const struct field order_fields[] = {
	UNSIGNED("protocol", order, protocol, NEEDED),
	OBJECT("cell", order, cell, cell, cell_shape, NEEDED),
	WORD("schedule", order, split, enum split, split_words),
	ARRAY("bind", FIELD_INTS, order, bind, nr_bind, int),
	U64("timeout_ns", order, timeout_ns),
	I64("parent_pid", order, parent_pid, NEEDED),
	TEXT("dir", order, dir, NEEDED),
	BOOL("counters", order, counters),
	U64("input_bytes", order, input_bytes),
	{ 0 },
};
const struct shape order_shape = { "order", sizeof(struct order), order_fields };

static const struct field memory_fields[] = {
	U64("pss_bytes", memory, pss_bytes),
	U64("pss_anon_bytes", memory, pss_anon_bytes),
	U64("pss_shmem_bytes", memory, pss_shmem_bytes),
	U64("pss_file_bytes", memory, pss_file_bytes),
	U64("rss_bytes", memory, rss_bytes),
	U64("uss_bytes", memory, uss_bytes),
	U64("page_table_bytes", memory, page_table_bytes),
	U64("peak_rss_bytes", memory, peak_rss_bytes),
	{ 0 },
};
static const struct shape memory_shape = { "memory", sizeof(struct memory), memory_fields };

static const struct field counters_fields[] = {
	U64("cycles", counters, cycles),
	U64("instructions", counters, instructions),
	U64("cache_misses", counters, cache_misses),
	U64("dtlb_misses", counters, dtlb_misses),
	WORD("counted", counters, counted, enum counted, counted_words),
	{ 0 },
};
static const struct shape counters_shape = { "counters", sizeof(struct counters), counters_fields };

static const struct field noise_fields[] = {
	U64("steal_ns", noise, steal_ns),
	U64("foreign_ns", noise, foreign_ns),
	U64("psi_cpu_ns", noise, psi_cpu_ns),
	U64("psi_io_ns", noise, psi_io_ns),
	U64("psi_memory_ns", noise, psi_memory_ns),
	U64("throttled_ns", noise, throttled_ns),
	U64("frequency_khz", noise, frequency_khz),
	U64("canary_ns", noise, canary_ns),
	{ 0 },
};
static const struct shape noise_shape = { "noise", sizeof(struct noise), noise_fields };

static const struct field finding_fields[] = {
	TEXT("name", finding, name, NEEDED),
	U64("value", finding, value),
	{ 0 },
};
static const struct shape finding_shape = { "finding", sizeof(struct finding), finding_fields };

static const struct field worker_fields[] = {
	U64("work_ns", worker_figures, work_ns),
	U64("ops", worker_figures, ops),
	I64("pu", worker_figures, pu),
	I64("bound_pu", worker_figures, bound_pu),
	{ 0 },
};
static const struct shape worker_shape = { "worker", sizeof(struct worker_figures), worker_fields };

static const struct field trial_fields[] = {
	U64("trial", trial, trial),
	U64("round", trial, round),
	U64("cell", trial, cell),
	BOOL("warmup", trial, warmup),
	WORD("status", trial, status, enum status, status_words, NEEDED),
	TEXT("reason", trial, reason),
	HEX64("digest", trial, digest),
	U64("spawn_ns", trial, spawn_ns),
	U64("ready_ns", trial, ready_ns),
	U64("work_ns", trial, work_ns),
	U64("reap_ns", trial, reap_ns),
	U64("total_ns", trial, total_ns),
	U64("start_skew_ns", trial, start_skew_ns),
	U64("end_skew_ns", trial, end_skew_ns),
	U64("gate_ns", trial, gate_ns),
	U64("setup_ns", trial, setup_ns),
	U64("overhead_ns", trial, overhead_ns),
	U64("cpu_ns", trial, usage.cpu_ns),
	U64("cpu_user_ns", trial, usage.cpu_user_ns),
	U64("cpu_sys_ns", trial, usage.cpu_sys_ns),
	U64("ctx_voluntary", trial, usage.ctx_voluntary),
	U64("ctx_involuntary", trial, usage.ctx_involuntary),
	U64("faults_minor", trial, usage.faults_minor),
	U64("faults_major", trial, usage.faults_major),
	OBJECT("counters", trial, counters, counters, counters_shape),
	OBJECT("memory", trial, memory, memory, memory_shape),
	OBJECT("noise", trial, noise, noise, noise_shape),
	MAP("findings", trial, findings, nr_findings, finding, finding_shape),
	LIST("workers", trial, workers, nr_workers, worker_figures, worker_shape),
	ARRAY("laps", FIELD_PAIRS, trial, laps, nr_laps, struct lap_count,
		.max = HISTOGRAM_BUCKETS - 1),
	{ 0 },
};
const struct shape trial_shape = { "trial", sizeof(struct trial), trial_fields };

static const struct field cache_fields[] = {
	UNSIGNED("level", cache, level),
	TEXT("type", cache, type, NEEDED),
	FIELD("size_bytes", FIELD_U64, cache, size_bytes, unsigned long long),
	UNSIGNED("line_bytes", cache, line_bytes),
	UNSIGNED("count", cache, count),
	UNSIGNED("pus", cache, pus),
	{ 0 },
};
static const struct shape cache_shape = { "cache", sizeof(struct cache), cache_fields };

static const struct field cpu_fields[] = {
	TEXT("vendor", machine_cpu, vendor),
	TEXT("model", machine_cpu, model),
	TEXT("family", machine_cpu, family),
	TEXT("stepping", machine_cpu, stepping),
	TEXT("microcode", machine_cpu, microcode),
	UNSIGNED("packages", machine_cpu, counts.packages),
	UNSIGNED("cores", machine_cpu, counts.cores),
	UNSIGNED("pus", machine_cpu, counts.pus),
	UNSIGNED("usable_pus", machine_cpu, counts.usable_pus),
	UNSIGNED("smt", machine_cpu, counts.smt),
	UNSIGNED("numa_nodes", machine_cpu, counts.numa_nodes),
	LIST("caches", machine_cpu, caches, nr_caches, cache, cache_shape),
	TEXT("topology", machine_cpu, topology),
	{ 0 },
};
static const struct shape cpu_shape = { "cpu", sizeof(struct machine_cpu), cpu_fields };

/* The cpuset stands with the limits in a report, and beside them in the struct. */
static const struct field limits_fields[] = {
	DOUBLE("cpu_quota", machine, limits.cpu_quota),
	TEXT("cpuset", machine, cpuset),
	U64("memory_limit_bytes", machine, limits.memory_limit_bytes),
	U64("pids_max", machine, limits.pids_max),
	U64("nproc", machine, limits.nproc),
	U64("nofile", machine, limits.nofile),
	{ 0 },
};
static const struct shape limits_shape = { "limits", sizeof(struct machine), limits_fields };

static const struct field power_fields[] = {
	TEXT("driver", machine_power, driver),
	TEXT("governor", machine_power, governor),
	TEXT("boost", machine_power, boost),
	TEXT("epp", machine_power, epp),
	U64("min_khz", machine_power, min_khz),
	U64("max_khz", machine_power, max_khz),
	{ 0 },
};
static const struct shape power_shape = { "power", sizeof(struct machine_power), power_fields };

static const struct field kernel_fields[] = {
	TEXT("release", machine_kernel, release),
	TEXT("arch", machine_kernel, arch),
	TEXT("distribution", machine_kernel, distribution),
	TEXT("parameters", machine_kernel, parameters),
	TEXT("mitigations", machine_kernel, mitigations),
	TEXT("preempt", machine_kernel, preempt),
	TEXT("clocksource", machine_kernel, clocksource),
	TEXT("overcommit", machine_kernel, overcommit),
	TEXT("aslr", machine_kernel, aslr),
	{ 0 },
};
static const struct shape kernel_shape = { "kernel", sizeof(struct machine_kernel), kernel_fields };

static const struct field thp_fields[] = {
	TEXT("enabled", machine_thp, enabled),
	TEXT("defrag", machine_thp, defrag),
	TEXT("shmem_enabled", machine_thp, shmem_enabled),
	{ 0 },
};
static const struct shape thp_shape = { "thp", sizeof(struct machine_thp), thp_fields };

static const struct field storage_fields[] = {
	TEXT("fs", machine_storage, fs),
	TEXT("options", machine_storage, options),
	TEXT("device", machine_storage, device),
	TEXT("scheduler", machine_storage, scheduler),
	TEXT("rotational", machine_storage, rotational),
	U64("free_bytes", machine_storage, free_bytes),
	{ 0 },
};
static const struct shape storage_shape = { "storage", sizeof(struct machine_storage),
	storage_fields };

static const struct field build_fields[] = {
	TEXT("compiler", machine_build, compiler),
	TEXT("cflags", machine_build, cflags),
	TEXT("hwloc", machine_build, hwloc),
	TEXT("cjson", machine_build, cjson),
	TEXT("sanitizer", machine_build, sanitizer),
	{ 0 },
};
static const struct shape build_shape = { "build", sizeof(struct machine_build), build_fields };

static const struct field clock_fields[] = {
	TEXT("name", machine_clock, name),
	U64("resolution_ns", machine_clock, resolution_ns),
	U64("read_ns", machine_clock, read_ns),
	{ 0 },
};
static const struct shape clock_shape = { "clock", sizeof(struct machine_clock), clock_fields };

static const struct field machine_fields[] = {
	TEXT("hw_id", machine, hw_id, NEEDED),
	TEXT("env_id", machine, env_id, NEEDED),
	DOUBLE("effective_cpus", machine, effective_cpus),
	U64("memory_bytes", machine, memory_bytes),
	TEXT("virtualization", machine, virtualization),
	TEXT("libc", machine, libc),
	TEXT("allocator", machine, allocator),
	OBJECT("cpu", machine, cpu, machine_cpu, cpu_shape),
	{ .key = "limits", .kind = FIELD_OBJECT, .shape = &limits_shape },
	OBJECT("power", machine, power, machine_power, power_shape),
	OBJECT("kernel", machine, kernel, machine_kernel, kernel_shape),
	OBJECT("thp", machine, thp, machine_thp, thp_shape),
	OBJECT("storage", machine, storage, machine_storage, storage_shape),
	OBJECT("build", machine, build, machine_build, build_shape),
	OBJECT("clock", machine, clock, machine_clock, clock_shape),
	{ 0 },
};
const struct shape machine_shape = { "machine", sizeof(struct machine), machine_fields };

static const struct field tool_fields[] = {
	TEXT("name", tool, name, NEEDED),
	TEXT("version", tool, version, NEEDED),
	TEXT("commit", tool, commit),
	BOOL("dirty", tool, dirty),
	{ 0 },
};
static const struct shape tool_shape = { "tool", sizeof(struct tool), tool_fields };

static const struct field config_fields[] = {
	ARRAY("argv", FIELD_TEXTS, config, argv, nr_argv, char *),
	TEXT("seed", config, seed, NEEDED),
	U64("budget_ns", config, budget_ns),
	U64("rounds_min", config, rounds_min),
	U64("rounds_max", config, rounds_max),
	DOUBLE("target_ci", config, target_ci),
	DOUBLE("margin", config, margin),
	TEXT("scaling", config, scaling, NEEDED),
	TEXT("schedule", config, schedule, NEEDED),
	TEXT("placement", config, placement, NEEDED),
	U64("timeout_ns", config, timeout_ns),
	TEXT("stop_rule", config, stop_rule),
	TEXT("stop_reason", config, stop_reason),
	U64("resumed", config, resumed),
	BOOL("shared", config, shared),
	{ 0 },
};
static const struct shape config_shape = { "config", sizeof(struct config), config_fields };

static const struct field method_fields[] = {
	TEXT("name", method, name, NEEDED),
	TEXT("text", method, text, NEEDED),
	{ 0 },
};
static const struct shape method_shape = { "method", sizeof(struct method), method_fields };

static const struct field warning_fields[] = {
	TEXT("code", warning, code, NEEDED),
	TEXT("text", warning, text, NEEDED),
	TEXT("advice", warning, advice, NEEDED),
	{ 0 },
};
static const struct shape warning_shape = { "warning", sizeof(struct warning), warning_fields };

static const struct field rate_fields[] = {
	DOUBLE("median", rate, median),
	DOUBLE("ci_low", rate, ci_low),
	DOUBLE("ci_high", rate, ci_high),
	{ 0 },
};
static const struct shape rate_shape = { "rate", sizeof(struct rate), rate_fields };

static const struct field summary_fields[] = {
	SIZE("n", summary, n),
	DOUBLE("median", summary, median),
	DOUBLE("ci_low", summary, ci_low),
	DOUBLE("ci_high", summary, ci_high),
	DOUBLE("min", summary, min),
	DOUBLE("max", summary, max),
	DOUBLE("mean", summary, mean),
	DOUBLE("stdev", summary, stdev),
	DOUBLE("mad", summary, mad),
	DOUBLE("q1", summary, q1),
	DOUBLE("q3", summary, q3),
	{ 0 },
};
static const struct shape summary_shape = { "summary", sizeof(struct summary), summary_fields };

static const struct field speedup_fields[] = {
	U64("base_cell", speedup, base_cell),
	DOUBLE("base_median_ns", speedup, base_median_ns),
	DOUBLE("value", speedup, value),
	DOUBLE("ci_low", speedup, ci_low),
	DOUBLE("ci_high", speedup, ci_high),
	{ 0 },
};
static const struct shape speedup_shape = { "speedup", sizeof(struct speedup), speedup_fields };

static const struct field per_op_fields[] = {
	DOUBLE("cpu_ns", per_op, cpu_ns),
	DOUBLE("cpu_user_ns", per_op, cpu_user_ns),
	DOUBLE("cpu_sys_ns", per_op, cpu_sys_ns),
	DOUBLE("ctx_voluntary", per_op, ctx_voluntary),
	DOUBLE("ctx_involuntary", per_op, ctx_involuntary),
	DOUBLE("faults_minor", per_op, faults_minor),
	DOUBLE("faults_major", per_op, faults_major),
	DOUBLE("cycles", per_op, cycles),
	DOUBLE("instructions", per_op, instructions),
	DOUBLE("cache_misses", per_op, cache_misses),
	DOUBLE("dtlb_misses", per_op, dtlb_misses),
	WORD("counted", per_op, counted, enum counted, counted_words),
	{ 0 },
};
static const struct shape per_op_shape = { "per_op", sizeof(struct per_op), per_op_fields };

static const struct field break_even_fields[] = {
	DOUBLE("value", break_even, value),
	DOUBLE("ci_low", break_even, ci_low),
	DOUBLE("ci_high", break_even, ci_high),
	TEXT("reason", break_even, reason),
	{ 0 },
};
static const struct shape break_even_shape = { "break_even", sizeof(struct break_even),
	break_even_fields };

static const struct field latency_fields[] = {
	TEXT("kind", latency, kind),
	U64("count", latency, count),
	U64("p50", latency, p50),
	U64("p90", latency, p90),
	U64("p99", latency, p99),
	U64("p999", latency, p999),
	U64("max", latency, max),
	{ 0 },
};
static const struct shape latency_shape = { "latency", sizeof(struct latency), latency_fields };

static const struct field result_fields[] = {
	U64("cell", result, cell, NEEDED),
	WORD("status", result, status, enum status, status_words, NEEDED),
	TEXT("reason", result, reason),
	U64("failed", result, failed),
	OBJECT("work_ns", result, work_ns, summary, summary_shape),
	OBJECT("total_ns", result, total_ns, summary, summary_shape),
	OBJECT("spawn_ns", result, spawn_ns, summary, summary_shape),
	OBJECT("ready_ns", result, ready_ns, summary, summary_shape),
	OBJECT("reap_ns", result, reap_ns, summary, summary_shape),
	OBJECT("start_skew_ns", result, start_skew_ns, summary, summary_shape),
	OBJECT("ops_per_s", result, ops_per_s, rate, rate_shape),
	OBJECT("bytes_per_s", result, bytes_per_s, rate, rate_shape),
	OBJECT("speedup", result, speedup, speedup, speedup_shape),
	DOUBLE("efficiency", result, efficiency),
	OBJECT("break_even_ns", result, break_even_ns, break_even, break_even_shape),
	OBJECT("per_op", result, per_op, per_op, per_op_shape),
	OBJECT("memory", result, memory, memory, memory_shape),
	U64("worker_page_table_bytes", result, worker_page_table_bytes),
	FIELD("latency_ns", FIELD_OPTIONAL, result, latency, struct latency,
		.shape = &latency_shape),
	MAP("findings", result, findings, nr_findings, finding, finding_shape),
	LIST("warnings", result, warnings, nr_warnings, warning, warning_shape),
	{ 0 },
};
const struct shape result_shape = { "result", sizeof(struct result), result_fields };

static const struct field verdict_fields[] = {
	TEXT("workload", verdict_row, workload, NEEDED),
	U64("workers", verdict_row, workers, NEEDED),
	U64("threads_cell", verdict_row, threads_cell, NEEDED),
	U64("procs_cell", verdict_row, procs_cell, NEEDED),
	U64("n", verdict_row, n),
	DOUBLE("ratio", verdict_row, ratio),
	DOUBLE("ci_low", verdict_row, ci_low),
	DOUBLE("ci_high", verdict_row, ci_high),
	DOUBLE("total_ratio", verdict_row, total_ratio),
	DOUBLE("memory_ratio", verdict_row, memory_ratio),
	WORD("verdict", verdict_row, verdict, enum verdict, verdict_words, NEEDED),
	TEXT("text", verdict_row, text, NEEDED),
	TEXT("cause", verdict_row, cause),
	{ 0 },
};
const struct shape verdict_shape = { "verdict", sizeof(struct verdict_row), verdict_fields };

static const struct field hybrid_fields[] = {
	TEXT("workload", hybrid_row, workload, NEEDED),
	U64("workers", hybrid_row, workers, NEEDED),
	U64("rivals", hybrid_row, rivals),
	U64("best_cell", hybrid_row, best_cell),
	U64("next_cell", hybrid_row, next_cell),
	U64("n", hybrid_row, n),
	DOUBLE("ratio", hybrid_row, ratio),
	DOUBLE("ci_low", hybrid_row, ci_low),
	DOUBLE("ci_high", hybrid_row, ci_high),
	WORD("verdict", hybrid_row, verdict, enum hybrid_verdict, hybrid_words, NEEDED),
	TEXT("text", hybrid_row, text, NEEDED),
	{ 0 },
};
static const struct shape hybrid_shape = { "hybrid", sizeof(struct hybrid_row), hybrid_fields };

static const struct field sweep_fields[] = {
	TEXT("workload", sweep_row, workload, NEEDED),
	WORD("mode", sweep_row, mode, enum mode, mode_words, NEEDED),
	U64("counts", sweep_row, counts),
	TEXT("reason", sweep_row, reason),
	DOUBLE("gamma_per_s", sweep_row, gamma),
	DOUBLE("alpha", sweep_row, alpha),
	DOUBLE("alpha_se", sweep_row, alpha_se),
	DOUBLE("beta", sweep_row, beta),
	DOUBLE("beta_se", sweep_row, beta_se),
	DOUBLE("residual_se_per_s", sweep_row, residual_se),
	DOUBLE("peak_workers", sweep_row, peak),
	DOUBLE("amdahl_serial", sweep_row, serial),
	{ 0 },
};
static const struct shape sweep_shape = { "sweep", sizeof(struct sweep_row), sweep_fields };

static void rest(const void *report)
{
	roster_rest(report);
}

static const struct field report_fields[] = {
	U64("schema_version", report, schema_version, NEEDED),
	BOOL("complete", report, complete),
	TEXT("started", report, started, NEEDED),
	U64("duration_ns", report, duration_ns),
	TEXT("label", report, label),
	OBJECT("tool", report, tool, tool, tool_shape, NEEDED),
	OBJECT("config", report, config, config, config_shape, NEEDED),
	OBJECT("machine", report, machine, machine, machine_shape, NEEDED),
	MAP("methods", report, methods, nr_methods, method, method_shape),
	LIST("cells", report, cells, nr_cells, cell, cell_shape),
	ARRAY("trials", FIELD_LIST, report, trials, nr_trials, struct trial, .shape = &trial_shape,
		.rest = rest),
	LIST("results", report, results, nr_results, result, result_shape),
	LIST("verdicts", report, verdicts, nr_verdicts, verdict_row, verdict_shape),
	LIST("hybrids", report, hybrids, nr_hybrids, hybrid_row, hybrid_shape),
	LIST("sweeps", report, sweeps, nr_sweeps, sweep_row, sweep_shape),
	LIST("warnings", report, warnings, nr_warnings, warning, warning_shape),
	{ 0 },
};
const struct shape report_shape = { "report", sizeof(struct report), report_fields };
