/* SPDX-License-Identifier: MIT */
"use strict";

/* Numbers for people, as report/format.c has them: three significant digits and a unit that keeps
 * them below a thousand. What is null is "-". */

const TIMES = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
const SIZES = [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]];
const RATES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];

function isKnown(...values) {
	return values.every(value => typeof value === "number");
}

/* The first unit of a table that makes a number with three digits at least 1. */
function unitFor(units, value) {
	return units.find(([factor]) => factor <= 1 || value >= factor * 0.9995);
}

/* Digits behind the point for three significant ones. */
function digitsOf(value) {
	const size = Math.abs(value);
	let nr = 0;

	for (let edge = 99.95; size < edge && nr < 6; edge /= 10)
		nr++;
	return size > 0 ? nr : 0;
}

/* A half goes to the even neighbour, as rint() has it, where toFixed() would round it up. */
function put(value, nr) {
	const scaled = value * 10 ** nr, below = Math.floor(scaled);
	const whole = scaled - below === 0.5 ? below + Math.abs(below % 2) : Math.round(scaled);

	return (whole / 10 ** nr).toFixed(nr);
}

function formatScaled(units, value, gap) {
	if (!isKnown(value))
		return "-";
	const [factor, unit] = unitFor(units, value);
	return put(value / factor, digitsOf(value / factor)) + (unit && gap + unit);
}

const formatTime = ns => formatScaled(TIMES, ns, " ");
const formatBytes = bytes => formatScaled(SIZES, bytes, " ");
const formatRate = perSecond => formatScaled(RATES, perSecond, "");
const formatRatio = ratio => formatScaled([[1, ""]], ratio, "");

/* The digits behind the point of a bound: past ten three at most, where the value is not. */
function boundDigits(bound, value, nr) {
	return value < 9.995 && bound >= 9.995 ? Math.min(nr, digitsOf(bound)) : nr;
}

function formatInterval(value, low, high, digits, unit) {
	const [middle, from, to] = [value, low, high].map(number =>
		put(number, boundDigits(number, value, digits)));

	return `${middle}${unit} [${from}, ${to}]`;
}

function formatTimeInterval(ns, low, high) {
	if (!isKnown(ns, low, high))
		return formatTime(ns);
	const [factor, unit] = unitFor(TIMES, ns);
	return formatInterval(ns / factor, low / factor, high / factor, digitsOf(ns / factor), " " + unit);
}

/* A ratio near 1 is read to the per mille, on both sides of 1. */
function formatRatioInterval(ratio, low, high) {
	if (!isKnown(ratio, low, high))
		return formatRatio(ratio);
	return formatInterval(ratio, low, high, ratio < 9.995 ? 3 : digitsOf(ratio), "");
}

function formatSpeedup(value, low, high) {
	if (isKnown(value) && value < 0.01)
		return "<0.01";
	if (!isKnown(value, low, high))
		return formatRatio(value);
	return formatInterval(value, low, high, value < 99.5 ? 2 : 0, "");
}

/* Without the zeros that a round number ends in, for axes: "2k" and not "2.00k". */
const trim = text => text.replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");

const formatPercent = share => isKnown(share) ? `${trim(formatRatio(share * 100))} %` : "-";
