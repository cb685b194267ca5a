/* SPDX-License-Identifier: MIT */
"use strict";

/*
 * Charts are made when they come into view, since a page may have some hundred, and made again when
 * the colours or the filter change. Without Chart.js there are none, and the tables say it all.
 */

const LEAST_VERSION = 3;
const charts = new Map(); /* canvas: what makes its configuration */

function whyNoCharts() {
	if (typeof Chart === "undefined")
		return "This page has no charts: Chart.js was not there when parallax was built (Debian " +
			"and Ubuntu have it as libjs-chart.js). The tables hold the same figures.";
	if (parseInt(Chart.version, 10) < LEAST_VERSION)
		return `This page has no charts: Chart.js ${Chart.version} is too old for them. ` +
			"The tables hold the same figures.";
	return null;
}

const noCharts = whyNoCharts();

/* A colour of page.css as it is now. */
function colour(name, alpha = 1) {
	const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

	return alpha === 1 ? value : value + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

function dress() {
	Chart.defaults.animation = false;
	Chart.defaults.maintainAspectRatio = false;
	Chart.defaults.color = colour("faint");
	Chart.defaults.borderColor = colour("line");
	Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
	Chart.defaults.font.size = 11;
	Chart.defaults.plugins.legend.position = "bottom";
	Chart.defaults.plugins.legend.labels.boxWidth = 10;
	Chart.defaults.plugins.legend.labels.boxHeight = 10;
	Chart.defaults.plugins.tooltip.displayColors = false;
}

function makeChart(canvas) {
	const made = Chart.getChart(canvas);

	if (made)
		made.destroy();
	dress();
	new Chart(canvas, charts.get(canvas)());
}

const seen = noCharts ? null : new IntersectionObserver(entries => {
	for (const { isIntersecting, target } of entries) {
		if (isIntersecting && !Chart.getChart(target))
			makeChart(target);
	}
}, { rootMargin: "300px" });

/*
 * A figure with a title and a chart so many pixels high, for which build makes the configuration;
 * describedBy is the id of the table with the same figures. null where there are no charts.
 */
function chartFigure({ title, height, describedBy, build }) {
	if (noCharts)
		return null;
	const canvas = element("canvas",
		{ role: "img", "aria-label": title, "aria-describedby": describedBy });
	const frame = element("div", { class: "chart" }, canvas);

	frame.style.height = `${height}px`;
	charts.set(canvas, build);
	seen.observe(canvas);
	return element("figure", {}, element("figcaption", {}, title), frame);
}

/* Makes those again that have been made. */
function refreshCharts() {
	for (const canvas of charts.keys()) {
		if (Chart.getChart(canvas))
			makeChart(canvas);
	}
}

/* Makes those that can be seen, for a printer, who does not scroll. */
function completeCharts() {
	for (const canvas of charts.keys()) {
		if (canvas.offsetParent && !Chart.getChart(canvas))
			makeChart(canvas);
	}
}

/* Forgets the charts inside an element that is about to go. */
function dropCharts(parent) {
	for (const canvas of parent.querySelectorAll("canvas")) {
		seen.unobserve(canvas);
		Chart.getChart(canvas)?.destroy();
		charts.delete(canvas);
	}
}
