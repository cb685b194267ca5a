/* SPDX-License-Identifier: MIT */
"use strict";

/* A card for each work: verdicts, charts, and a table of what the charts show. */

const cards = []; /* { work, card, charts, table } in the order of the works */

function isShown(row, modes) {
	return !modes.size || modes.has(row.cell.mode);
}

function chip(verdict) {
	const whose = verdict.entry.several ? `${shorten(verdict.entry.name, 14)}, ` : "";

	return element("span", { class: `verdict verdict-${verdict.verdict}` },
		element("span", { class: "chip-count" },
			`${whose}${count(verdict.workers, "worker", "workers")}: `),
		verdict.verdict === "none" ? "no verdict" : sayVerdict(verdict));
}

function columnsFor(work) {
	const memory = key => row => formatBytes(row.result.memory[key]);
	const time = ({ result: { work_ns: { median: middle, ci_low, ci_high } } }) =>
		formatTimeInterval(middle, ci_low, ci_high);
	const speedup = ({ result: { speedup: { value, ci_low, ci_high } } }) =>
		formatSpeedup(value, ci_low, ci_high);
	const spawn = ({ cell, result }) =>
		cell.mode === "seq" ? "-" : formatTime(result.spawn_ns.median);

	return [
		{ head: "mode", name: true, value: row => rowLabel(row) },
		{ head: "trials", number: true, value: row => String(row.result.work_ns.n) },
		{ head: "time [95 % CI]", value: time },
		work.perOp && { head: "per op", number: true,
			value: row => formatTime(timesOf(row, true).middle) },
		{ head: "speedup [95 % CI]", value: speedup },
		{ head: "ops/s", number: true, value: row => formatRate(row.result.ops_per_s.median) },
		{ head: "with spawn", number: true, value: row => formatTime(row.result.total_ns.median) },
		{ head: "spawn", number: true, value: spawn },
		{ head: "pays from", number: true, value: row => formatTime(row.result.break_even_ns.value) },
		{ head: "PSS", number: true, value: memory("pss_bytes") },
		...PARTS.map(([, key, head]) => ({ head, number: true, value: memory(key) })),
	].filter(Boolean);
}

function rowTable(work, rows) {
	const columns = columnsFor(work);

	return table({ id: `${work.id}-table`, caption: `Figures of ${work.name}`, columns,
		rows: rows.map(row => columns.map(column => column.value(row))) });
}

function latencyTable(work, rows) {
	const columns = [{ head: "mode", name: true }, { head: "ops", number: true },
		...QUANTILES.map(([, head]) => ({ head, number: true }))];

	return table({ id: `${work.id}-latencies`, columns,
		caption: `Latencies of ${work.name}; - where too few were taken for it`,
		rows: rows.map(row => [rowLabel(row), String(row.result.latency_ns.count ?? "-"),
			...QUANTILES.map(([key]) => formatTime(row.result.latency_ns[key]))]) });
}

/* The charts of a work, for the modes that are shown. */
function chartsOf(work, modes) {
	const rows = work.rows.filter(row => isMeasured(row) && isShown(row, modes));
	const sweeps = work.sweeps.filter(({ counts, mode }) =>
		counts >= 2 && (!modes.size || modes.has(mode)));
	const rivals = rivalsOf(work, modes);
	const remembered = rows.filter(hasMemory), late = rows.filter(hasLatency);
	const figures = [];
	const add = (title, height, build, table = "table") => figures.push(
		chartFigure({ title, height, describedBy: `${work.id}-${table}`, build }));

	if (rows.length)
		add(`${work.perOp ? "Time per op" : "Time of the work"}, ${work.name}`, rowHeight(rows),
			() => timePlot(work, rows));
	if (sweeps.length)
		add(`Scaling, ${work.name}`, 280, () => scalingPlot(work, sweeps));
	if (rivals.length)
		add(`Shapes, over the least, ${work.name}`, rowHeight(rivals), () => shapePlot(rivals),
			"shapes");
	if (remembered.length)
		add(`Memory by part, ${work.name}`, rowHeight(remembered) + 24,
			() => memoryPlot(work, remembered));
	if (late.length)
		add(`Latency, ${work.name}`, 260, () => latencyPlot(work, late), "latencies");
	return figures.filter(Boolean);
}

function sentence(verdict) {
	const whose = verdict.entry.several ? `${verdict.entry.name}, ` : "";

	return element("li", {},
		element("b", {}, `${whose}${count(verdict.workers, "worker", "workers")}: `), verdict.text);
}

/* What the law of scaling says; a mode that has none says why. */
function sweepSentence(sweep) {
	const whose = sweep.entry.several ? `${sweep.entry.name}, ` : "";
	const peak = isKnown(sweep.peak_workers)
		? `most throughput near ${formatRatio(sweep.peak_workers)} workers` : "no end seen";
	const law = isKnown(sweep.alpha, sweep.beta)
		? `fitted over ${sweep.counts} worker counts: contention ${formatPercent(sweep.alpha)}, ` +
			`coherency ${formatPercent(sweep.beta)}, ${peak}`
		: sweep.reason || "nothing is fitted";

	return element("li", {}, element("b", {}, `${whose}scaling of ${sweep.mode}: `), law);
}

/* What tell says of a row, "" for nothing; once for all the rows of which it is the same. */
function rowSentences(rows, head, tell) {
	const told = new Map();

	for (const row of rows) {
		const text = tell(row);

		if (text)
			told.set(text, [...told.get(text) ?? [], rowLabel(row)]);
	}
	return [...told].map(([text, labels]) =>
		element("li", {}, element("b", {}, `${head}: `), `${text} (${labels.join(", ")})`));
}

const sayReason = status => ({ result }) => result.status === status ? result.reason ?? "-" : "";
const sayFindings = ({ result }) => Object.entries(result.findings)
	.map(([name, value]) => `${name} ${value ?? "-"}`).join(", ");

/* By code; what each is and what can be done stands among all warnings. */
function rowWarnings(rows) {
	const codesOf = ({ result }) => result.warnings.map(({ code }) => code);
	const codes = new Set(rows.flatMap(codesOf));

	return [...codes].map(code =>
		rowSentences(rows, "warned", row => codesOf(row).includes(code) ? code : ""));
}

function cautions(work) {
	const several = work.rows[0].entry.several, lines = [];

	if (work.versions.size > 1)
		lines.push("The reports have different versions of this workload: " +
			"its times cannot be compared.");
	if (work.perOp)
		lines.push("Its cells did different numbers of ops, so the chart is of the time per op.");
	if (several && !work.verdicts.length)
		lines.push("No report has threads and processes at the same worker count.");
	return lines.map(line => element("li", {}, line));
}

function makeCard(work) {
	const chartsBox = element("div", { class: "charts" }), tableBox = element("div");
	const kinds = new Set(work.rows.map(row => row.result.latency_ns?.kind).filter(Boolean));
	const card = element("details", { id: work.id, class: "card" },
		element("summary", {},
			element("span", { class: "work-name" }, work.name),
			element("span", { class: "tag" }, work.class),
			element("span", { class: "chips" }, work.verdicts.map(chip),
				work.hybrids.map(shapeChip))),
		element("ul", { class: "sentences" },
			work.verdicts.map(sentence), work.hybrids.map(shapeSentence), work.sweeps.map(sweepSentence),
			rowSentences(work.rows, "skipped", sayReason("skipped")),
			rowSentences(work.rows, "failed", sayReason("failed")),
			rowSentences(work.rows, "found", sayFindings),
			rowWarnings(work.rows), cautions(work),
			[...kinds].map(kind => element("li", {}, element("b", {}, "latency: "), kind))),
		chartsBox, tableBox);

	return { work, card, chartsBox, tableBox };
}

/* What is in a card that is closed is not made, so that a page of many opens at once. */
function fillCard({ work, card, chartsBox, tableBox }, modes) {
	const rows = work.rows.filter(row => isMeasured(row) && isShown(row, modes));
	const late = rows.filter(hasLatency), teams = teamsOf(work, modes);

	dropCharts(chartsBox);
	chartsBox.replaceChildren(...(card.open ? chartsOf(work, modes) : []));
	tableBox.replaceChildren(...(rows.length && card.open ? [rowTable(work, rows)] : []),
		...(teams.length && card.open ? [shapeTable(work, teams)] : []),
		...(late.length && card.open ? [latencyTable(work, late)] : []));
}

function makeCards(works) {
	for (const work of works) {
		const made = makeCard(work);

		cards.push(made);
		made.card.addEventListener("toggle", () => fillCard(made, filter.modes));
	}
	byId("cards").replaceChildren(...cards.map(({ card }) => card));
}

/* The cards of these works, in their order, for these modes. */
function showCards(works, modes) {
	const order = new Map(works.map((work, i) => [work, i]));

	cards.sort((a, b) => (order.get(a.work) ?? Infinity) - (order.get(b.work) ?? Infinity));
	for (const made of cards) {
		made.card.hidden = !order.has(made.work);
		fillCard(made, modes);
	}
	byId("cards").append(...cards.map(({ card }) => card));
}
