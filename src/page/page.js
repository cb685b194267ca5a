/* SPDX-License-Identifier: MIT */
"use strict";

/* From the data to the page. What stands in it for those without scripts goes. */

const FEW = 4; /* so many cards are open from the start */

function setTheme(theme) {
	document.documentElement.dataset.theme = theme;
	byId("theme").setAttribute("aria-pressed", theme === "dark");
	refreshCharts();
}

function listenToTheme() {
	const system = matchMedia("(prefers-color-scheme: dark)"), button = byId("theme");
	const now = () => document.documentElement.dataset.theme;

	setTheme(now());
	system.addEventListener("change", () => setTheme(system.matches ? "dark" : "light"));
	button.addEventListener("click", () => setTheme(now() === "dark" ? "light" : "dark"));
	button.hidden = false;
}

/* Paper is white, cannot be opened and does not scroll. */
function listenToPrinter() {
	let before = null;

	addEventListener("beforeprint", () => {
		const closed = [...document.querySelectorAll("#page details:not([open])")]
			.filter(item => !item.hidden);

		before = { theme: document.documentElement.dataset.theme, closed };
		for (const item of closed)
			item.open = true;
		for (const made of cards)
			fillCard(made, filter.modes);
		setTheme("light");
		completeCharts();
	});
	addEventListener("afterprint", () => {
		for (const item of before?.closed ?? [])
			item.open = false;
		setTheme(before?.theme ?? "light");
	});
}

function openLinked() {
	const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));

	if (target && target.matches("details.card"))
		target.open = true;
}

function begin() {
	const data = readData();

	byId("no-charts").textContent = noCharts ?? "";
	byId("no-charts").hidden = !noCharts;
	byId("chart-licence").hidden = typeof Chart === "undefined";
	showHeads(data);
	makeCards(data.works);
	listenToFilters(data);
	applyFilter(data);
	showMachines(data);
	showNoise(data);
	showWarnings(data);
	showMethods(data);
	if (cards.length <= FEW)
		openAll();
	listenToTheme();
	listenToPrinter();
	byId("plain").hidden = true;
	byId("page").hidden = false;
	byId("sections").hidden = false;
	openLinked();
	addEventListener("hashchange", openLinked);
}

begin();
