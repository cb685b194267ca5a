/* SPDX-License-Identifier: MIT */
"use strict";

/* The noise ledger over time: one chart for each kind of disturbance, and a table of the same. */

/* Each as a share, trial by trial; the axis reaches at least from low to high. */
const DISTURBANCES = [
	{ key: "canary_ns", name: "canary", low: 0.9, high: 1.1,
		title: "Canary: a fixed piece of arithmetic before each trial, over its median",
		share: (entry, values) => {
			const middle = median(values.filter(value => isKnown(value)));

			return value => value / middle;
		} },
	{ key: "steal_ns", name: "steal", low: 0, high: 0.02,
		title: "Steal: CPU time that the hypervisor kept, of all CPUs' time",
		share: entry => (value, work) => value / (work * entry.report.machine.cpu.pus) },
	{ key: "foreign_ns", name: "others", low: 0, high: 0.02,
		title: "Others: CPU time that other programs took, of the usable CPUs' time",
		share: entry => (value, work) => value / (work * entry.report.machine.cpu.usable_pus) },
	{ key: "psi_cpu_ns", name: "waiting", low: 0, high: 0.02,
		title: "Waiting: somebody waited for a CPU, the team's own too, of the work's time",
		share: () => (value, work) => value / work },
	{ key: "throttled_ns", name: "throttled", low: 0, high: 0.02,
		title: "Throttled: held back by a quota, of the work's time",
		share: () => (value, work) => value / work },
];

/* [{ x: trial, y: share }] */
function pointsOf(entry, { key, share }) {
	const length = entry.trials.length / 2, values = spread(entry[key], length);
	const work = spread(entry.work_ns, length), toShare = share(entry, values);

	return values.map((value, x) => ({ x, y: value }))
		.filter(({ x, y }) => isKnown(y) && work[x] > 0)
		.map(({ x, y }) => ({ x, y: toShare(y, work[x]) }))
		.filter(({ y }) => Number.isFinite(y));
}

function noisePlot({ low, high }, lists, entries) {
	const length = Math.max(...entries.map(entry => entry.trials.length / 2));

	return {
		type: "scatter",
		data: { datasets: entries.map((entry, i) => ({ label: shorten(entry.name, 24), data: lists[i],
			pointRadius: 1.6,
			...dotOf(entry, colour(`report-${entry.index % 5}`, 0.7)) })) },
		options: {
			events: [], parsing: false, normalized: true,
			plugins: { legend: { display: entries.length > 1, labels: { usePointStyle: true } } },
			scales: {
				x: { min: 0, max: length, title: { display: true, text: "trial" },
					ticks: { precision: 0 } },
				y: { suggestedMin: low, suggestedMax: high,
					ticks: { maxTicksLimit: 5, callback: formatPercent } },
			},
		},
	};
}

function quantile(sorted, share) {
	const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));

	return sorted.length ? sorted[at] : null;
}

function ledgerRow(entry, disturbance, points) {
	const sorted = points.map(({ y }) => y).sort((a, b) => a - b);

	return [disturbance.name, entry.name, String(points.length), formatPercent(median(sorted)),
		formatPercent(quantile(sorted, 0.95)), formatPercent(quantile(sorted, 1))];
}

function ledgerTable(entries, lists) {
	const columns = [{ head: "disturbance" }, { head: "report", name: true },
		{ head: "trials", number: true }, { head: "median", number: true }, { head: "95 % are below", number: true },
		{ head: "most", number: true }];
	const rows = DISTURBANCES.flatMap((disturbance, d) => entries.map((entry, i) =>
		ledgerRow(entry, disturbance, lists[d][i])));

	return table({ id: "ledger-table", columns, rows,
		caption: "Disturbances, as shares; - where the machine does not count it" });
}

function showNoise({ entries }) {
	const lists = DISTURBANCES.map(disturbance => entries.map(entry => pointsOf(entry, disturbance)));
	const figures = DISTURBANCES.map((disturbance, d) => {
		const { title } = disturbance;
		const whose = entries.filter((entry, i) => lists[d][i].length);
		const kept = lists[d].filter(list => list.length);

		if (!kept.length)
			return element("p", { class: "faint" }, `${title}: not counted here.`);
		return chartFigure({ title, height: whose.length > 1 ? 170 : 140, describedBy: "ledger-table",
			build: () => noisePlot(disturbance, kept, whose) });
	});

	byId("ledger").replaceChildren(...figures.filter(Boolean), ledgerTable(entries, lists));
}
