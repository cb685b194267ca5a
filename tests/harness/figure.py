# SPDX-License-Identifier: MIT
"""A figure of the harness's benchmark, and what it is held against."""
from sample import interval, median, summary


class Target:
    """A bound on `of`: the ratio, or ours. Where there is an interval the whole of it must lie within,
    and where there can be none (whole: the value is a sum over a whole run) the value."""

    def __init__(self, of, most=None, least=None, whole=False):
        self.of, self.most, self.least, self.whole = of, most, least, whole

    def judge(self, values):
        ends = (median(values),) * 2 if self.whole else interval(values)
        if not ends:
            return "few"
        low, high = ends
        if self.most is not None:
            return "met" if high <= self.most else "missed" if low > self.most else "open"
        return "met" if low >= self.least else "missed" if high < self.least else "open"

    def as_json(self):
        return {"of": self.of, "at_most": self.most, "at_least": self.least}


class Figure:
    """One line. Ours and theirs are lists of values in the unit; the ratios, ours over theirs, are of
    pairs taken side by side. What could not be measured has a reason, and no values."""

    def __init__(self, section, name, unit="ns", target=None, peer=None):
        self.section, self.name, self.unit = section, name, unit
        self.target, self.peer, self.reason = target, peer, None
        self.ours, self.theirs, self.ratios = [], [], []
        self.lost = 0  # pairs of which one side failed

    def pair(self, ours, theirs):
        self.ours.append(ours)
        self.theirs.append(theirs)
        if theirs > 0:
            self.ratios.append(ours / theirs)

    def absent(self, reason):
        self.ours, self.theirs, self.ratios = [], [], []
        self.reason = reason
        return self

    def judged(self):
        return self.ratios if self.target and self.target.of == "ratio" else self.ours

    def outcome(self):
        """met, missed; open: the interval reaches over the target; few: too few values for an
        interval; none: there is no target; absent: nothing was measured, see the reason."""
        if self.reason:
            return "absent"
        if not self.target:
            return "none"
        return self.target.judge(self.judged())

    def as_json(self):
        def summed(values):
            return dict(summary(values), samples=values) if values else None

        return {
            "section": self.section,
            "figure": self.name,
            "unit": self.unit,
            "peer": self.peer,
            "ours": summed(self.ours),
            "theirs": summed(self.theirs),
            "ratio": summed(self.ratios),
            "lost": self.lost,
            "target": self.target.as_json() if self.target else None,
            "outcome": self.outcome(),
            "reason": self.reason,
        }
