/* SPDX-License-Identifier: MIT */
"use strict";

/* The verdicts of all works as one table, with each ratio's interval drawn on a common scale. */

const STRIP_WIDTH = 260, STRIP_HEIGHT = 16;
const LOST_MOST = 10; /* cells without figures that are named in the place of verdicts */
const STRIP_MOST = 3; /* what lies beyond is an arrow at the edge, and can be read in its column */

/* The scale, in logarithms: a factor to the left is as long as the same to the right. */
function stripScale(verdicts) {
	const ratios = verdicts.flatMap(({ ratio, ci_low, ci_high }) => [ratio, ci_low, ci_high])
		.filter(value => value > 0).map(value => Math.max(value, 1 / value));
	const most = Math.min(STRIP_MOST, Math.max(1.5, ...ratios) * 1.1), span = 2 * Math.log(most);

	return { most, at: ratio => {
		const share = 0.5 + Math.log(Math.max(ratio, 1e-9)) / span;

		return STRIP_WIDTH * Math.min(1, Math.max(0, share));
	} };
}

/* 1 for what lies beyond the scale to the right, -1 to the left, 0 for what lies on it. */
const sideOf = (value, { most }) => value > most ? 1 : value < 1 / most ? -1 : 0;

/* An arrow at that edge. */
function stripArrow(side, hue, end) {
	const top = STRIP_HEIGHT / 2 - 5;

	return side > 0
		? drawing("path", { class: `strip-mark strip-right ${hue}`,
			d: `M${STRIP_WIDTH - 9} ${top}l8 5l-8 5${end}` })
		: drawing("path", { class: `strip-mark strip-left ${hue}`,
			d: `M9 ${top}l-8 5l8 5${end}` });
}

function stripRatio(ratio, scale) {
	const side = sideOf(ratio, scale), middle = STRIP_HEIGHT / 2;

	return side ? stripArrow(side, "strip-ratio", "z") : drawing("circle",
		{ class: "strip-mark strip-ratio", cx: scale.at(ratio), cy: middle, r: 3.5 });
}

/* A bound beyond the scale has an arrow, unless the ratio has that one already. */
function stripInterval({ ratio, ci_low, ci_high }, scale) {
	const middle = STRIP_HEIGHT / 2;
	const sides = [ci_low, ci_high].map(bound => sideOf(bound, scale))
		.filter(side => side && side !== sideOf(ratio, scale));

	return [drawing("line", { class: "strip-interval", x1: scale.at(ci_low),
		x2: scale.at(ci_high), y1: middle, y2: middle }),
	sides.map(side => stripArrow(side, "strip-beyond", ""))];
}

function strip(verdict, scale) {
	const { ratio, ci_low, ci_high, entry } = verdict;
	const margin = 1 + (entry.report.config.margin || 0), hue = `strip-${verdict.verdict}`;
	const from = scale.at(1 / margin), to = scale.at(margin);

	return drawing("svg", { class: `strip ${hue}`, viewBox: `0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`,
		preserveAspectRatio: "none", "aria-hidden": "true",
		width: STRIP_WIDTH, height: STRIP_HEIGHT },
	drawing("rect", { class: "strip-margin", x: from, width: to - from, y: 0, height: STRIP_HEIGHT }),
	drawing("line", { class: "strip-one", x1: scale.at(1), x2: scale.at(1), y1: 0, y2: STRIP_HEIGHT }),
	isKnown(ci_low, ci_high) ? stripInterval(verdict, scale) : null,
	isKnown(ratio) ? stripRatio(ratio, scale) : null);
}

/* left and right: what lies on these sides of 1. */
function stripHead({ most, at }, left, right) {
	const mark = [2, 1.25].find(factor => factor < most * 0.8), labels = [1, mark, 1 / mark];

	return element("span", { class: "strip-head" },
		element("span", { class: "strip-sides" },
			element("span", {}, `← ${left}`), element("span", {}, `${right} →`)),
		drawing("svg", { viewBox: `0 0 ${STRIP_WIDTH} 12`, width: STRIP_WIDTH, height: 12,
			"aria-hidden": "true" },
			labels.map(label => drawing("text", { x: at(label), y: 10, "text-anchor": "middle" },
				trim(formatRatio(label))))));
}

function cardLink(work) {
	const link = element("a", { href: `#${work.id}` }, work.name);

	link.addEventListener("click", () => { byId(work.id).open = true; });
	return link;
}

function verdictRow(work, verdict, scale, several) {
	return [cardLink(work), work.class, String(verdict.workers), several ? verdict.entry.name : null,
		formatRatioInterval(verdict.ratio, verdict.ci_low, verdict.ci_high), strip(verdict, scale),
		formatRatio(verdict.total_ratio), formatRatio(verdict.memory_ratio),
		element("span", { class: `verdict verdict-${verdict.verdict}` }, sayVerdict(verdict))]
		.filter(cell => cell !== null);
}

/* In the place of verdicts: what kept its work from having figures, so far as anything did. */
function noVerdicts(works) {
	const lost = works.flatMap(work => work.rows).filter(row => row.result.status !== "ok");

	const sayLost = ({ result, cell, entry }) => element("li", {}, element("b", {}, cell.cell),
		`${entry.several ? `, ${entry.name}` : ""}, ${result.status}: ${result.reason ?? "-"}`);

	return [element("p", { class: "notice" },
		`There is no pair of threads and processes to compare here${lost.length ? ". Of "
			+ `${count(lost.length, "cell", "cells")} there are no figures:` : "."}`),
	element("ul", { class: "sentences" }, lost.slice(0, LOST_MOST).map(sayLost),
		lost.length > LOST_MOST ? element("li", {},
			`and ${lost.length - LOST_MOST} more, below`) : null)];
}

/* The works in their order, those that the filter leaves out not among them. */
function showOverview({ entries }, works) {
	const several = entries.length > 1, verdicts = works.flatMap(work => work.verdicts);
	const scale = stripScale(verdicts);
	const columns = [{ head: "workload" }, { head: "class", minor: true },
		{ head: "workers", number: true }, several ? { head: "report", name: true } : null,
		{ head: "time [95 % CI]", minor: true },
		{ head: stripHead(scale, "processes faster", "threads faster") },
		{ head: "with spawn", number: true, minor: true },
		{ head: "PSS", number: true, minor: true }, { head: "verdict" }]
		.filter(Boolean);
	const rows = works.flatMap(work => work.verdicts.map(verdict =>
		verdictRow(work, verdict, scale, several)));

	byId("verdicts").replaceChildren(...rows.length
		? [table({ id: "verdict-table", kind: "verdict-table", columns, rows,
			caption: "Processes over threads" })]
		: noVerdicts(works));
}
