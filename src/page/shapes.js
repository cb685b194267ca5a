/* SPDX-License-Identifier: MIT */
"use strict";

/* Which P x T, of the works that were measured in several shapes: words, a table of all rows, and for
 * a card the table and the chart of all teams. */

/* As report/hybrids.c has it in the table of show. */
function sayShape({ verdict, least, entry, text }) {
	const margin = formatPercent(entry.report.config.margin);

	switch (verdict) {
	case "best": return least.row.label;
	case "equivalent": return `no difference past ${margin}`;
	case "inconclusive": return `cannot tell within ${margin}`;
	default: return text;
	}
}

const sayTeam = team => team ? team.row.label : "-";
const shapeVerdict = hybrid =>
	element("span", { class: `verdict verdict-${hybrid.verdict}` }, sayShape(hybrid));

function shapeChip(hybrid) {
	const whose = hybrid.entry.several ? `${shorten(hybrid.entry.name, 14)}, ` : "";

	return element("span", { class: `verdict verdict-${hybrid.verdict}` },
		element("span", { class: "chip-count" },
			`${whose}shape of ${count(hybrid.workers, "worker", "workers")}: `),
		hybrid.verdict === "none" ? "no verdict" : sayShape(hybrid));
}

function shapeSentence(hybrid) {
	const whose = hybrid.entry.several ? `${hybrid.entry.name}, ` : "";

	return element("li", {}, element("b", {},
		`${whose}shape of ${count(hybrid.workers, "worker", "workers")}: `), hybrid.text);
}

/* ---- All rows ---- */

function shapeRow(work, hybrid, scale, several) {
	return [cardLink(work), String(hybrid.workers), several ? hybrid.entry.name : null,
		String(hybrid.rivals + 1), sayTeam(hybrid.least), sayTeam(hybrid.nearest),
		formatRatioInterval(hybrid.ratio, hybrid.ci_low, hybrid.ci_high), strip(hybrid, scale),
		shapeVerdict(hybrid)].filter(cell => cell !== null);
}

/* The works in their order, those that the filter leaves out not among them. */
function showShapes({ entries, works: all }, works) {
	const several = entries.length > 1, some = all.some(work => work.hybrids.length);
	const scale = stripScale(works.flatMap(work => work.hybrids));
	const columns = [{ head: "workload" }, { head: "workers", number: true },
		several ? { head: "report", name: true } : null,
		{ head: "teams", number: true, minor: true },
		{ head: "least", minor: true }, { head: "nearest", minor: true }, { head: "takes [CI]", minor: true },
		{ head: stripHead(scale, "the nearest faster", "the least faster") }, { head: "best" }]
		.filter(Boolean);
	const rows = works.flatMap(work => work.hybrids.map(hybrid =>
		shapeRow(work, hybrid, scale, several)));

	byId("shapes").hidden = !some;
	document.querySelector("nav a[href='#shapes']").hidden = !some;
	byId("shape-list").replaceChildren(rows.length
		? table({ id: "shape-table", kind: "verdict-table", columns, rows,
			caption: "Teams of as many workers, processes x threads" })
		: element("p", { class: "notice" }, "There are no shapes to compare here."));
}

/* ---- In a card ---- */

/* [{ hybrid, team }], those that were measured, in the modes that are shown. */
function teamsOf(work, modes) {
	return work.hybrids.flatMap(hybrid => hybrid.teams
		.filter(({ row }) => isMeasured(row) && isShown(row, modes))
		.map(team => ({ hybrid, team })));
}

const rivalsOf = (work, modes) => teamsOf(work, modes).filter(({ team }) => isKnown(team.ratio));

function sayRatio({ hybrid, team }) {
	return team === hybrid.least ? "the least"
		: formatRatioInterval(team.ratio, team.ci_low, team.ci_high);
}

function shapeTable(work, teams) {
	const columns = [{ head: "shape", name: true }, { head: "workers", number: true },
		{ head: "time [95 % CI]" }, { head: "takes [CI]" }, { head: "PSS", number: true },
		{ head: "page tables", number: true }, { head: "best" }];
	const told = new Set();

	return table({ id: `${work.id}-shapes`, columns,
		caption: `Shapes of ${work.name}; takes: over the least, within rounds`,
		rows: teams.map(({ hybrid, team }) => {
			const { row } = team, { work_ns: { median: middle, ci_low, ci_high }, memory } = row.result;
			const isFirst = !told.has(hybrid);

			told.add(hybrid);
			return [rowLabel(row), String(hybrid.workers), formatTimeInterval(middle, ci_low, ci_high),
				sayRatio({ hybrid, team }), formatBytes(memory.pss_bytes),
				formatBytes(memory.page_table_bytes), isFirst ? shapeVerdict(hybrid) : ""];
		}) });
}

/* Times of a cell by round, of those that enter its figures. */
function timesByRound({ trials, work_ns }, cell) {
	const times = new Map();

	for (let i = 0; i < work_ns.length; i += 2) {
		const trial = work_ns[i], round = trials[2 * trial + 1];

		if (trials[2 * trial] === cell && round)
			times.set(round, work_ns[i + 1]);
	}
	return times;
}

/* What a team takes over the least: round by round, the median, the interval. */
function ratiosOf({ hybrid: { entry, least }, team }) {
	const base = timesByRound(entry, least.cell);

	return {
		samples: [...timesByRound(entry, team.cell)].filter(([round]) => base.has(round))
			.map(([round, ns]) => ns / base.get(round)),
		middle: team.ratio,
		interval: isKnown(team.ci_low, team.ci_high) ? [team.ci_low, team.ci_high] : null,
	};
}

/* A line from the top to the bottom of so many rows. */
function upright(x, nr, dash) {
	return { label: "line", showLine: true, pointRadius: 0, pointHitRadius: 0, silent: true, order: 4,
		borderColor: colour("faint"), borderWidth: 1, borderDash: dash,
		data: [{ x, y: -0.5 }, { x, y: nr - 0.5 }] };
}

function shapePlot(rivals) {
	const rows = rivals.map(({ hybrid, team }) =>
		({ ...team.row, label: `${team.row.label} over ${hybrid.least.row.label}` }));
	const margin = rivals[0].hybrid.entry.report.config.margin || 0;

	return {
		type: "scatter",
		data: { datasets: [
			...rows.flatMap((row, i) => rowDatasets(row, i, ratiosOf(rivals[i]), 1, 1)),
			upright(1, rows.length, []), upright(1 + margin, rows.length, [3, 3]),
		] },
		options: {
			plugins: samplePlugins(formatRatio),
			scales: {
				x: { suggestedMin: 0.9, suggestedMax: 1.1, title: { display: true,
					text: "over the least; dashed: the margin" } },
				y: rowAxis(rows),
			},
		},
	};
}
