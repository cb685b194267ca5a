/* SPDX-License-Identifier: MIT */
"use strict";

/* What each chart of a work shows, as configurations of Chart.js. */

const SHAPES = ["circle", "triangle", "rect", "rectRot", "star"];
const DASHES = [[], [4, 3], [1, 3]];
const BAR_HEIGHT = 34;

/* With as many colours as there are shapes, no two of 25 reports have both alike. */
function shapeOf({ index }) {
	return SHAPES[(index + Math.floor(index / SHAPES.length)) % SHAPES.length];
}

/* A star is all stroke, the others are all fill. */
function dotOf(entry, hue) {
	const pointStyle = shapeOf(entry), borderWidth = pointStyle === "star" ? 1 : 0;

	return { pointStyle, borderWidth, backgroundColor: hue, borderColor: hue };
}

/* Samples lie side by side by the golden ratio, which never puts two near each other. */
function jitter(nth) {
	return ((nth * 0.618034) % 1 - 0.5) * 0.5;
}

function rowHeight(rows) {
	return 64 + BAR_HEIGHT * rows.length;
}

function timesOf(row, perOp) {
	const ops = perOp ? row.cell.ops || NaN : 1;
	const { median: middle, ci_low, ci_high } = row.result.work_ns;

	return {
		samples: row.samples.map(ns => ns / ops),
		middle: isKnown(middle) ? middle / ops : null,
		interval: isKnown(ci_low, ci_high) ? [ci_low / ops, ci_high / ops] : null,
	};
}

/* The axis that names rows, from the top down, each in the colour of its mode. */
function rowAxis(rows) {
	const length = window.innerWidth < 600 ? 18 : 34;

	return {
		min: -0.5, max: rows.length - 0.5, reverse: true, grid: { display: false },
		afterBuildTicks: axis => { axis.ticks = rows.map((row, i) => ({ value: i })); },
		ticks: {
			autoSkip: false,
			color: rows.map(row => colour(row.cell.mode)),
			callback: value => rows[value] ? shorten(rowLabel(rows[value]), length) : "",
		},
	};
}

/* The bar begins at from, in the unit that factor makes. */
function rowDatasets(row, i, times, factor, from = 0) {
	const at = x => ({ x: x / factor, y: i });
	const line = { showLine: true, pointRadius: 0, pointHitRadius: 0, silent: true };

	return [
		{ label: `${rowLabel(row)}: trials`,
			...dotOf(row.entry, colour(row.cell.mode, 0.75)), pointRadius: 2.5, order: 1,
			data: times.samples.map((ns, nth) => ({ x: ns / factor, y: i + jitter(nth) })) },
		times.middle !== null && { ...line, label: `${rowLabel(row)}: bar`, order: 3,
			borderColor: colour(row.cell.mode, 0.16), borderWidth: 20,
			data: [{ x: from, y: i }, at(times.middle)] },
		times.interval && { ...line, label: `${rowLabel(row)}: 95 % interval`, order: 2,
			borderColor: colour(row.cell.mode, 0.5), borderWidth: 6, data: times.interval.map(at) },
		times.middle !== null && { label: `${rowLabel(row)}: median`, order: 0,
			pointStyle: "line", rotation: 90, pointRadius: 10, borderWidth: 2.5,
			borderColor: colour("ink"), data: [at(times.middle)] },
	].filter(Boolean);
}

/* Of a chart of rows of samples: each dot tells its value in words, what is silent nothing. */
function samplePlugins(say) {
	return {
		legend: { display: false },
		tooltip: {
			filter: item => !item.dataset.silent,
			callbacks: { label: item => `${clean(item.dataset.label)} ${say(item.parsed.x)}` },
		},
	};
}

function timePlot(work, rows) {
	const times = rows.map(row => timesOf(row, work.perOp));
	const most = Math.max(1, ...times.flatMap(({ samples }) => samples).filter(Number.isFinite));
	const [factor, unit] = unitFor(TIMES, most);

	return {
		type: "scatter",
		data: { datasets: rows.flatMap((row, i) => rowDatasets(row, i, times[i], factor)) },
		options: {
			plugins: samplePlugins(x => formatTime(x * factor)),
			scales: {
				x: { beginAtZero: true, title: { display: true, text: unit } },
				y: rowAxis(rows),
			},
		},
	};
}

/* ---- Scaling ---- */

function throughput({ gamma_per_s, alpha, beta }, n) {
	return gamma_per_s * n / (1 + alpha * (n - 1) + beta * n * (n - 1));
}

/* The law is drawn over the counts that it was fitted to: it says nothing of others. */
function fittedLine(sweep, rows) {
	const usable = sweep.entry.report.machine.cpu.usable_pus || Infinity;
	const counts = rows.map(row => row.cell.workers)
		.filter(count => count <= usable || rows[0].cell.class === "io");
	const first = Math.min(...counts), last = Math.max(...counts);

	return Array.from({ length: 33 }, (_, i) => first + (last - first) * i / 32)
		.map(n => ({ x: n, y: throughput(sweep, n) }));
}

/* A ring around a dot shows both, where threads and processes are equally fast. */
function markOf(mode) {
	const hue = colour(mode);

	return mode === "procs"
		? { pointRadius: 6.5, pointBorderWidth: 1.5, borderColor: hue,
			backgroundColor: colour(mode, 0), order: 1 }
		: { pointRadius: 4, borderColor: hue, backgroundColor: hue, order: 0 };
}

function sweepDatasets(work, sweep) {
	const rows = work.rows.filter(row => row.entry === sweep.entry &&
		row.cell.mode === sweep.mode && !row.cell.twin && isKnown(row.result.ops_per_s.median))
		.sort((a, b) => a.cell.workers - b.cell.workers);
	const hue = colour(sweep.mode);
	const whose = sweep.entry.several ? ` · ${shorten(sweep.entry.name, 18)}` : "";
	const point = ({ cell }, y) => ({ x: cell.workers, y });

	if (!rows.length)
		return [];
	return [
		{ label: `${sweep.mode}${whose}`, pointStyle: shapeOf(sweep.entry), ...markOf(sweep.mode),
			data: rows.map(row => point(row, row.result.ops_per_s.median)) },
		...rows.filter(row => isKnown(row.result.ops_per_s.ci_low, row.result.ops_per_s.ci_high))
			.map(row => ({ label: "95 % interval", silent: true, showLine: true, pointRadius: 0,
				pointHitRadius: 0, borderColor: colour(sweep.mode, 0.5), order: 2,
				borderWidth: sweep.mode === "procs" ? 6 : 2,
				data: [point(row, row.result.ops_per_s.ci_low),
					point(row, row.result.ops_per_s.ci_high)] })),
		isKnown(sweep.gamma_per_s, sweep.alpha, sweep.beta) && {
			label: `fitted to ${sweep.mode}${whose}`, showLine: true, pointRadius: 0,
			pointHitRadius: 0, pointStyle: "line",
			borderColor: hue, borderWidth: 1.5, order: 2,
			data: fittedLine(sweep, rows) },
	].filter(Boolean);
}

/* As many times the throughput of one as there are workers: of seq, else of one worker. */
function idealDataset(work, entry, most) {
	const one = work.rows.find(row => row.entry === entry && row.cell.workers === 1 &&
		isKnown(row.result.ops_per_s.median));
	const whose = entry.several ? ` · ${shorten(entry.name, 18)}` : "";

	return one && { label: `ideal, from ${one.label}${whose}`, showLine: true, pointRadius: 0,
		pointHitRadius: 0, pointStyle: "line", borderColor: colour("faint"), borderWidth: 1.2,
		borderDash: [5, 4], order: 3,
		data: [1, most].map(n => ({ x: n, y: n * one.result.ops_per_s.median })) };
}

/* A line as it is drawn, dashes too, which Chart.js takes from a point that has none. */
function sweepLabels(chart) {
	return Chart.defaults.plugins.legend.labels.generateLabels(chart).map(item =>
		({ ...item, lineDash: chart.data.datasets[item.datasetIndex].borderDash }));
}

function scalingPlot(work, sweeps) {
	const entries = [...new Set(sweeps.map(sweep => sweep.entry))];
	const swept = work.rows.filter(row => entries.includes(row.entry) && isMeasured(row));
	const counts = [...new Set(swept.map(row => row.cell.workers))].sort((a, b) => a - b);
	const most = counts[counts.length - 1];

	return {
		type: "scatter",
		data: { datasets: [
			...sweeps.flatMap(sweep => sweepDatasets(work, sweep)),
			...entries.map(entry => idealDataset(work, entry, most)).filter(Boolean),
		] },
		options: {
			plugins: {
				legend: { labels: { usePointStyle: true, generateLabels: sweepLabels,
					filter: (item, data) => !data.datasets[item.datasetIndex].silent } },
				tooltip: { filter: item => !item.dataset.silent, callbacks: { label: item =>
					`${item.dataset.label}, ${item.parsed.x}: ${formatRate(item.parsed.y)}/s` } },
			},
			scales: {
				x: { min: 0.5, max: most + 0.5, title: { display: true, text: "workers" },
					afterBuildTicks: axis => {
						axis.ticks = counts.map(value => ({ value }));
					},
					ticks: { callback: value => value } },
				y: { beginAtZero: true,
					title: { display: true, text: `${shorten(work.unit, 20)}s a second` },
					ticks: { callback: value => trim(formatRate(value)) } },
			},
		},
	};
}

/* ---- Memory ---- */

const PARTS = [["anon", "pss_anon_bytes", "private"], ["shmem", "pss_shmem_bytes", "shared"],
	["file", "pss_file_bytes", "files"], ["tables", "page_table_bytes", "page tables"]];

function hasMemory(row) {
	return PARTS.some(([, key]) => isKnown(row.result.memory[key]));
}

function memoryPlot(work, rows) {
	const totals = rows.map(row =>
		PARTS.reduce((sum, [, key]) => sum + (row.result.memory[key] || 0), 0));
	const [factor, unit] = unitFor(SIZES, Math.max(1, ...totals));

	return {
		type: "bar",
		data: {
			labels: rows.map(row => shorten(rowLabel(row), window.innerWidth < 600 ? 18 : 34)),
			datasets: PARTS.map(([name, key, label]) => ({ label, backgroundColor: colour(name),
				barThickness: 16,
				data: rows.map(row => isKnown(row.result.memory[key])
					? row.result.memory[key] / factor : null) })),
		},
		options: {
			indexAxis: "y",
			plugins: { tooltip: { callbacks: { label: item =>
				`${item.dataset.label}: ${formatBytes(item.parsed.x * factor)}` } } },
			scales: {
				x: { stacked: true, beginAtZero: true, title: { display: true, text: unit } },
				y: { stacked: true, grid: { display: false },
					ticks: { autoSkip: false, color: rows.map(row => colour(row.cell.mode)) } },
			},
		},
	};
}

/* ---- Latency ---- */

const QUANTILES = [["p50", "p50"], ["p90", "p90"], ["p99", "p99"], ["p999", "p99.9"], ["max", "max"]];

/* There is none where too few ops were timed for any quantile. */
function hasLatency({ result: { latency_ns } }) {
	return latency_ns !== null && QUANTILES.some(([key]) => latency_ns[key] > 0);
}

function isDecade(value) {
	return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}

/* Of the rows of a mode, which share its colour, no two of 15 look alike. */
function lateDatasets(rows) {
	const seen = new Map();

	return rows.map(row => {
		const hue = colour(row.cell.mode), nth = seen.get(row.cell.mode) ?? 0;

		seen.set(row.cell.mode, nth + 1);
		return { label: shorten(rowLabel(row), 28), borderColor: hue, backgroundColor: hue,
			pointStyle: SHAPES[nth % SHAPES.length], pointRadius: 3.5, borderWidth: 1.5,
			borderDash: DASHES[Math.floor(nth / SHAPES.length) % DASHES.length],
			data: QUANTILES.map(([key]) => row.result.latency_ns[key]) };
	});
}

function latencyPlot(work, rows) {
	const values = rows.flatMap(row => QUANTILES.map(([key]) => row.result.latency_ns[key]))
		.filter(value => value > 0);
	const isNarrow = Math.max(...values) / Math.min(...values) < 30;
	const isNamed = value => isDecade(value) || (isNarrow && /^[125]/.test(value.toExponential()));

	return {
		type: "line",
		data: {
			labels: QUANTILES.map(([, label]) => label),
			datasets: lateDatasets(rows),
		},
		options: {
			plugins: { legend: { labels: { usePointStyle: true } },
				tooltip: { callbacks: { label: item =>
					`${item.dataset.label}: ${formatTime(item.parsed.y)}` } } },
			scales: { y: { type: "logarithmic", ticks: {
				callback: value => isNamed(value) ? trim(formatTime(value)) : "" } } },
		},
	};
}
