# SPDX-License-Identifier: MIT
"""Figures as a table of 100 columns."""
import textwrap

from sample import interval, median

WIDTH = 100
SCALES = {
    "ns": ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")),
    "bytes": ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B")),
    "bytes_per_s": ((2**30, "GiB/s"), (2**20, "MiB/s"), (1, "B/s")),
}
OUTCOMES = {
    "met": "met",
    "missed": "MISSED",
    "open": "open",
    "few": "few",
    "none": "-",
    "absent": "",
}
HEADS = ("figure", "ours", "theirs", "ratio", "n", "target", "state")


def number(value):
    """Three digits, but never an exponent."""
    if value == 0:
        return "0"
    size = abs(value)
    return f"{value:.{0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3}f}"


def quantity(value, unit):
    if unit == "share":
        return f"{100 * value:.1f} %"
    for scale, name in SCALES[unit]:
        if abs(value) >= scale or scale == 1:
            return f"{number(value / scale)} {name}"
    return f"{value}"


def with_ends(values, show):
    """The unit once, where all three have the same: 2.91 ms [2.84, 3.02]."""
    ends = interval(values)
    text = show(median(values))
    if not ends:
        return text
    units = {show(value).partition(" ")[2] for value in (median(values), *ends)}
    shown = [show(end).partition(" ")[0] if len(units) == 1 else show(end) for end in ends]
    return f"{text} [{', '.join(shown)}]"


def ratio(value):
    return f"{value:.3f}" if value < 100 else f"{value:.0f}"


def bound(figure):
    target = figure.target
    if not target:
        return "-"
    sign, value = ("≤", target.most) if target.most is not None else ("≥", target.least)
    if target.of == "ratio":
        return f"{sign} {value:g}"
    return f"{sign} {quantity(value, figure.unit)}"


def row(figure):
    if figure.reason:
        return figure.name, figure.reason
    ours = quantity(median(figure.ours), figure.unit)
    # A figure with nothing beside it has its own interval.
    if not figure.ratios:
        ours = with_ends(figure.ours, lambda value: quantity(value, figure.unit))
    return (
        figure.name,
        ours,
        quantity(median(figure.theirs), figure.unit) if figure.theirs else "-",
        with_ends(figure.ratios, ratio) if figure.ratios else "-",
        f"{len(figure.ours)}/{len(figure.ours) + figure.lost}" if figure.lost else str(len(figure.ours)),
        bound(figure),
        OUTCOMES[figure.outcome()],
    )


def lines_of(title, notes, figures):
    """A section: its title, its table, and what it takes to read it. A note is about a figure of some
    name, and left out where there is none, or about all of them."""
    rows = [HEADS] + [row(figure) for figure in figures]
    full = [cells for cells in rows if len(cells) == len(HEADS)]
    widths = [max(len(cells[i]) for cells in full) for i in range(len(HEADS))]
    lines = [title]
    for cells in rows:
        text = " ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths)).rstrip()
        if len(cells) < len(HEADS):
            text = f"{cells[0]:<{widths[0]}} {cells[1]}"
        lines += textwrap.wrap(text, WIDTH, subsequent_indent=" " * 4, drop_whitespace=False)
    for about, text in notes:
        if not about or any(about in figure.name for figure in figures):
            note = f"{about}: {text}" if about else text
            lines += textwrap.wrap(note, WIDTH, subsequent_indent="  ")
    return [line.rstrip() for line in lines]


def legend():
    return "\n".join(
        textwrap.wrap(
            "ours, theirs: medians. ratio: ours over theirs, the median of pairs taken by turns, with a "
            "95 % interval whatever the distribution. n: values, of so many pairs where a program failed. "
            "met, MISSED: the whole interval lies within the target, or past it; open: it reaches over it; "
            "few: below 6 there is none.",
            WIDTH,
        )
    )
