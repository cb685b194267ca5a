/* SPDX-License-Identifier: MIT */
"use strict";

/* Warnings by code, each with its advice once and whom it concerns; and what each figure is. */

const CELLS_TOLD = 3;

/* Of each code and each of its advices: { code, advice, lines: [text] }. */
function warningsOf({ report }) {
	const found = new Map();
	const add = ({ code, text, advice }, whom) => {
		const key = `${code} ${advice}`;

		if (!found.has(key))
			found.set(key, { code, advice, lines: [] });
		found.get(key).lines.push(whom ? `${whom}: ${text}` : text);
	};

	for (const warning of report.warnings)
		add(warning, null);
	for (const result of report.results) {
		for (const warning of result.warnings)
			add(warning, report.cells[result.cell].cell);
	}
	return [...found.values()];
}

const items = lines => element("ul", {}, lines.map(line => element("li", {}, line)));

function makeWarning({ code, advice, lines }) {
	const rest = lines.slice(CELLS_TOLD);

	return element("div", { class: "warning" },
		element("h4", {}, element("code", {}, code), " ", advice),
		items(lines.slice(0, CELLS_TOLD)),
		rest.length ? element("details", {},
			element("summary", {}, `and ${rest.length} more`), items(rest)) : null);
}

function unmeasured({ report }) {
	return report.results.filter(({ status }) => status !== "ok")
		.map(result => `${result.status} ${report.cells[result.cell].cell}: ${result.reason ?? "-"}`);
}

function makeWarnings(entry) {
	const codes = warningsOf(entry), missing = unmeasured(entry);

	return element("div", {},
		entry.several ? element("h3", {}, entry.name) : null,
		codes.length ? codes.map(makeWarning) : element("p", {}, "None."),
		missing.length ? [element("h4", {}, "Not measured, or failed"), items(missing)] : null);
}

function showWarnings({ entries }) {
	byId("warning-list").replaceChildren(...entries.map(makeWarnings));
}

function showMethods({ entries }) {
	const methods = new Map(entries.flatMap(({ report }) => Object.entries(report.methods)));

	byId("method-list").replaceChildren(element("dl", {}, [...methods].map(([name, text]) =>
		[element("dt", {}, element("code", {}, name)), element("dd", {}, text)])));
}
