/* SPDX-License-Identifier: MIT */
"use strict";

/*
 * What the page is of. An entry is one report, with its trials by columns as page/excerpt.h has
 * them. A work is what the entries have of one workload with its parameters: its rows, one for each
 * cell of each entry, its verdicts, its hybrids and its sweeps. A hybrid has its teams with their rows,
 * and of them the least, which is undefined where a trial failed.
 */

const CLASSES = ["cpu", "memory", "io", "sync", "ipc", "spawn"];
const MODES = ["seq", "threads", "procs", "hybrid"];

function median(values) {
	const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;

	if (!sorted.length)
		return null;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/* [trial, value, trial, value, …] as an array with the values at the trials, null elsewhere. */
function spread(pairs, length) {
	const values = new Array(length).fill(null);

	for (let i = 0; i < pairs.length; i += 2)
		values[pairs[i]] = pairs[i + 1];
	return values;
}

/* The times that enter the figures of each cell: those of the measured rounds. */
function samplesOf(entry) {
	const samples = entry.report.cells.map(() => []);

	for (let i = 0; i < entry.work_ns.length; i += 2) {
		const trial = entry.work_ns[i], cell = entry.trials[2 * trial];

		if (entry.trials[2 * trial + 1])
			samples[cell].push(entry.work_ns[i + 1]);
	}
	return samples;
}

/* All of a cell's name but the mode at its end, and that mode. */
function splitName(name) {
	const at = name.lastIndexOf(" ");

	return at < 0 ? [name, name] : [name.slice(0, at), name.slice(at + 1)];
}

function workOf(works, name) {
	if (!works.has(name))
		works.set(name, { name, rows: [], verdicts: [], hybrids: [], sweeps: [] });
	return works.get(name);
}

/* One whose teams are not known, of a report that somebody wrote by hand, is not shown. */
function addHybrid(works, entry, hybrid, teams) {
	if (!teams.length)
		return;
	const rows = teams.map(team => ({ ...team, row: entry.rows[team.cell] }));
	const [name] = splitName(rows[0].row.cell.cell);
	const find = cell => rows.find(team => team.cell === cell);

	workOf(works, name).hybrids.push({ ...hybrid, entry, teams: rows,
		least: find(hybrid.best_cell), nearest: find(hybrid.next_cell) });
}

function addEntry(works, entry) {
	const { cells, results, verdicts, hybrids, sweeps } = entry.report, samples = samplesOf(entry);

	entry.rows = cells.map((cell, i) => {
		const [name, label] = splitName(cell.cell);
		const row = { entry, cell, label, result: results[i], samples: samples[i] };

		workOf(works, name).rows.push(row);
		return row;
	});
	hybrids.forEach((hybrid, i) => addHybrid(works, entry, hybrid, entry.shapes[i].teams));
	for (const verdict of verdicts) {
		const [name] = splitName(cells[verdict.threads_cell].cell);

		workOf(works, name).verdicts.push(
			{ entry, twin: cells[verdict.procs_cell].twin, ...verdict });
	}
	for (const sweep of sweeps)
		workOf(works, sweep.workload).sweeps.push({ entry, ...sweep });
}

/*
 * A cell's ops are found anew by each run, so that times of two reports are of different work;
 * then what is compared is the time per op.
 */
function settle(work, i) {
	const measured = work.rows.filter(isMeasured);

	work.id = `work-${i}`;
	work.class = work.rows.length ? work.rows[0].cell.class : "";
	work.unit = work.rows.length ? work.rows[0].cell.unit : "";
	work.perOp = new Set(measured.map(row => row.cell.ops)).size > 1;
	work.versions = new Set(work.rows.map(row => row.cell.workload_version));
	return work;
}

function readData() {
	const entries = JSON.parse(byId("data").textContent).reports, works = new Map();

	entries.forEach((entry, i) => {
		entry.index = i;
		entry.several = entries.length > 1;
		addEntry(works, entry);
	});
	/* A sweep without a cell is of a report that somebody wrote by hand: there is nothing to show. */
	return { entries, works: [...works.values()].filter(work => work.rows.length).map(settle) };
}

/* Whether there is a figure of it: it was neither skipped nor failed throughout. */
const isMeasured = row => isKnown(row.result.work_ns.median);

/* "threads:2", and whose it is where there are several. */
function rowLabel(row) {
	return clean(row.entry.several ? `${row.entry.name} · ${row.label}` : row.label);
}

function sayVerdict({ verdict, twin, entry, text }) {
	const margin = formatPercent(entry.report.config.margin);

	switch (verdict) {
	case "threads": return "threads";
	case "procs": return twin ? "threads'" : "processes";
	case "equivalent": return `no difference past ${margin}`;
	case "inconclusive": return `cannot tell within ${margin}`;
	default: return text;
	}
}
