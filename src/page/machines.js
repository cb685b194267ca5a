/* SPDX-License-Identifier: MIT */
"use strict";

/* The machines, and what was asked of them, side by side; what differs is marked. */

function sayCaches(caches) {
	return caches.map(({ level, type, count: nr, size_bytes }) =>
		`L${level} ${type} ${nr} × ${formatBytes(size_bytes)}`).join(", ");
}

function say(...values) {
	return values.filter(value => value !== null && value !== "").join(" ") || "-";
}

/* What the kernel does something about; the many others it lists are not affected. */
function sayMitigations(text) {
	const all = (text ?? "").split("; ");
	const taken = all.filter(item => item && !item.endsWith("=Not affected"));
	const rest = text ? all.length - taken.length : 0;

	return [...taken, rest ? `${rest} others not affected` : null].filter(Boolean).join("; ") || "-";
}

function sayLimit(limit, format) {
	return isKnown(limit) ? format(limit) : "none";
}

function count(nr, one, many) {
	return `${nr} ${nr === 1 ? one : many}`;
}

const FACTS = [
	["label", r => say(r.label)],
	["processor", r => say(r.machine.cpu.model)],
	["CPUs", r => [`${r.machine.cpu.usable_pus} usable of ${r.machine.cpu.pus}`,
		count(r.machine.cpu.cores, "core", "cores"),
		count(r.machine.cpu.packages, "package", "packages"),
		count(r.machine.cpu.numa_nodes, "NUMA node", "NUMA nodes")].join(", ")],
	["effective CPUs", r => formatRatio(r.machine.effective_cpus)],
	["caches", r => sayCaches(r.machine.cpu.caches) || "-"],
	["memory", r => formatBytes(r.machine.memory_bytes)],
	["virtualization", r => say(r.machine.virtualization)],
	["CPU quota", r => sayLimit(r.machine.limits.cpu_quota, formatRatio)],
	["memory limit", r => sayLimit(r.machine.limits.memory_limit_bytes, formatBytes)],
	["power", r => say(r.machine.power.driver, r.machine.power.governor, r.machine.power.epp)],
	["kernel", r => say(r.machine.kernel.release, r.machine.kernel.arch, r.machine.kernel.preempt)],
	["distribution", r => say(r.machine.kernel.distribution)],
	["kernel parameters", r => say(r.machine.kernel.parameters)],
	["mitigations", r => sayMitigations(r.machine.kernel.mitigations)],
	["huge pages", r => say(r.machine.thp.enabled)],
	["storage", r => say(r.machine.storage.fs, r.machine.storage.device, r.machine.storage.options)],
	["libc, allocator", r => say(r.machine.libc, r.machine.allocator)],
	["compiler", r => say(r.machine.build.compiler, r.machine.build.cflags)],
	["sanitizer", r => say(r.machine.build.sanitizer)],
	["hw_id", r => r.machine.hw_id],
	["env_id", r => r.machine.env_id],
	["parallax", r => say(r.tool.version, r.tool.commit, r.tool.dirty ? "(changed)" : null)],
	["started", r => say(r.started)],
	["took", r => formatTime(r.duration_ns)],
	["command", r => r.config.argv.join(" ") || "-"],
	["scaling, split", r => say(r.config.scaling, r.config.schedule)],
	["placement", r => say(r.config.placement)],
	["seed", r => say(r.config.seed)],
	["stopped by", r => say(r.config.stop_rule, r.config.stop_reason && `(${r.config.stop_reason})`)],
];

function showMachines({ entries }) {
	const rows = FACTS.map(([name, get]) => {
		const values = entries.map(entry => get(entry.report)), differ = new Set(values).size > 1;

		return [name, ...values.map(value => differ ? element("mark", {}, value) : value)];
	});

	byId("machine-table").replaceChildren(table({ id: "machine-facts",
		caption: entries.length > 1 ? "What differs is marked" : "The machine and the run",
		columns: [{ head: "fact" }, ...entries.map(entry => ({ head: entry.name }))],
		rows }));
	byId("machine-facts").style.setProperty("--reports", entries.length);
}

/* ---- What stands at the top ---- */

function tally(entry) {
	const of = kind => entry.report.verdicts.filter(({ verdict }) => verdict === kind).length;

	return `For threads ${of("threads")}, for processes ${of("procs")}, ` +
		`no difference ${of("equivalent")}, cannot tell ${of("inconclusive")}` +
		(of("none") ? `, no verdict ${of("none")}` : "");
}

function makeHead(entry) {
	const { report } = entry, { machine, cells } = report;
	const works = new Set(cells.map(cell => splitName(cell.cell)[0]));

	return element("section", { class: "head" },
		element("h2", {}, entry.name),
		report.complete ? null : element("p", { class: "notice" }, "INCOMPLETE: it was interrupted."),
		element("p", {}, say(machine.cpu.model), " · ",
			`${machine.cpu.usable_pus} usable of ${machine.cpu.pus} CPUs, effectively `,
			formatRatio(machine.effective_cpus), " when it began · ", formatBytes(machine.memory_bytes),
			" · ", say(machine.virtualization), " · Linux ", say(machine.kernel.release)),
		element("p", {}, count(works.size, "workload", "workloads"), ", ",
			count(cells.length, "cell", "cells"), ", ",
			count(entry.trials.length / 2, "trial", "trials"),
			` in ${formatTime(report.duration_ns)}, begun ${say(report.started)}`),
		report.verdicts.length ? element("p", {}, tally(entry)) : null);
}

function showHeads({ entries }) {
	byId("heads").replaceChildren(...entries.map(makeHead));
}
