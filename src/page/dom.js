/* SPDX-License-Identifier: MIT */
"use strict";

/* Elements. Whatever a report holds becomes text here and nowhere else: no markup is ever parsed. */

/* What format_hidden() in report/format.c has. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function clean(text) {
	return String(text).replace(UNSEEN, "?");
}

/* A text no longer than so many characters, for the axes of charts. */
function shorten(text, length) {
	const letters = Array.from(clean(text));

	return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : letters.join("");
}

/* Texts among the children become text; null leaves a child out. */
function fill(parent, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== null && value !== false)
			parent.setAttribute(name, value === true ? "" : clean(value));
	}
	for (const child of children.flat(Infinity)) {
		if (child instanceof Node)
			parent.append(child);
		else if (child !== null && child !== undefined)
			parent.append(clean(child));
	}
	return parent;
}

function element(tag, attributes = {}, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

function drawing(tag, attributes = {}, ...children) {
	return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/*
 * A table of columns [{head, number, name, minor}] and rows of texts or elements; the first of each
 * row is its head. Names that somebody gave may be long. A telephone leaves minor columns out. It
 * scrolls sideways by itself, and by keyboard, where the screen is narrow.
 */
function table({ id = null, kind = null, caption, columns, rows }) {
	const kindOf = column =>
		["number", "name", "minor"].filter(kind => column[kind]).join(" ") || null;
	const heads = columns.map(column =>
		element("th", { scope: "col", class: kindOf(column) }, column.head));
	const body = rows.map(row => element("tr", {}, row.map((value, i) =>
		element(i ? "td" : "th", {
			scope: i ? null : "row",
			class: kindOf(columns[i]),
		}, value))));

	return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
		element("table", { id, class: kind },
			element("caption", {}, caption),
			element("thead", {}, element("tr", {}, heads)),
			element("tbody", {}, body)));
}

function byId(id) {
	return document.getElementById(id);
}
