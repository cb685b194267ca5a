/* SPDX-License-Identifier: MIT */
"use strict";

/* Which works are shown, for which modes, in which order. Where nothing is pressed, all are. */

const filter = { text: "", classes: new Set(), modes: new Set(), sort: "class" };

function isWanted(work) {
	const text = filter.text.trim().toLowerCase();

	return (!filter.classes.size || filter.classes.has(work.class)) &&
		(!text || work.name.toLowerCase().includes(text)) &&
		(!filter.modes.size || work.rows.some(row => filter.modes.has(row.cell.mode)));
}

/* The work's largest, so that what is pronounced comes first. */
const ratioOf = work => Math.max(-1, ...work.verdicts.map(({ ratio }) => ratio ?? -1));
const timeOf = work => Math.max(0, ...work.rows.map(row => row.result.work_ns.median ?? 0));

const VERDICT_ORDER = ["threads", "procs", "equivalent", "inconclusive", "none"];
const verdictOf = work => Math.min(VERDICT_ORDER.length,
	...work.verdicts.map(({ verdict }) => VERDICT_ORDER.indexOf(verdict)));

const byName = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

const ORDERS = {
	class: (a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) || byName(a, b),
	name: byName,
	ratio: (a, b) => ratioOf(b) - ratioOf(a) || byName(a, b),
	verdict: (a, b) => verdictOf(a) - verdictOf(b) || ratioOf(b) - ratioOf(a),
	time: (a, b) => timeOf(b) - timeOf(a) || byName(a, b),
};

function applyFilter(data) {
	const works = data.works.filter(isWanted).sort(ORDERS[filter.sort]);

	showOverview(data, works);
	showShapes(data, works);
	showCards(works, filter.modes);
	byId("count").textContent = `${works.length} of ${data.works.length}`;
	byId("none-found").hidden = works.length > 0;
}

/* A button for each of the words that occur, which takes its word in or out. */
function makeToggles(parent, words, chosen, change) {
	for (const word of words) {
		const button = element("button",
			{ type: "button", "aria-pressed": "false", class: `toggle toggle-${word}` }, word);

		button.addEventListener("click", () => {
			if (!chosen.delete(word))
				chosen.add(word);
			button.setAttribute("aria-pressed", chosen.has(word));
			change();
		});
		parent.append(button);
	}
	parent.hidden = words.length < 2;
}

function openAll() {
	const shown = cards.filter(({ card }) => !card.hidden);
	const open = shown.some(({ card }) => !card.open);

	for (const { card } of shown)
		card.open = open;
	byId("open-all").textContent = open ? "Close all" : "Open all";
}

function listenToFilters(data) {
	const change = () => applyFilter(data), rows = data.works.flatMap(work => work.rows);
	const has = (words, get) => words.filter(word => rows.some(row => get(row) === word));

	makeToggles(byId("classes"), has(CLASSES, row => row.cell.class), filter.classes, change);
	makeToggles(byId("modes"), has(MODES, row => row.cell.mode), filter.modes, change);
	byId("find").addEventListener("input", event => { filter.text = event.target.value; change(); });
	byId("sort").addEventListener("change", event => { filter.sort = event.target.value; change(); });
	byId("open-all").addEventListener("click", () => openAll());
	byId("filters").addEventListener("submit", event => event.preventDefault());
}
