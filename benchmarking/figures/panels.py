"""Lines over years before any pen draws them: curves in data units, what is said of them, and where labels fit.

The plotly pen (`chart`) and the SVG pen (`svg`) draw from the same `Lines`, so they cannot show different numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from benchmarking.wording import Words

__all__ = [
    "LABEL",
    "LABEL_APART",
    "NOTE_LINE",
    "Band",
    "Curve",
    "Lines",
    "Mark",
    "Note",
    "Panel",
    "end_label",
    "end_text",
    "length",
    "level_place",
    "notes_above",
    "spread",
    "tick_years",
    "value_at",
    "wanted_range",
]

LABEL = 13
LABEL_APART = 17.0
"""Px between the middles of two labels at line ends; 13 px letters then never touch."""

NOTE_LINE = 16
WIDE_PANEL = 500.0


@dataclass(frozen=True, slots=True)
class Band:
    """A round in a trend: from and to as years with fraction (2019.1), and the words over it.

    `short` is said instead where a panel is narrow, such as "omgång 2019". `members` are the codes of those
    it is about, none for everybody; a panel of one of them says `alone` ("Deltar"), and other panels lack it.
    """

    starts: float
    ends: float
    label: str
    short: str = ""
    members: tuple[str, ...] = ()
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its name, (year, value) points and their texts. `parts` are the points that begin anew after a break."""

    label: str
    points: tuple[tuple[int, float], ...]
    texts: tuple[str, ...]
    colour: str
    text_colour: str
    width: float
    symbol: str | None = None
    strong: bool = True
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright tick on a line, with a flag above the panel: when, as a year with fraction, and on whose line.

    A commitment is a filled tick at the day it was made, its due meeting a `hollow` one. `curve` is the line's
    name.
    """

    at: float
    curve: str
    flag: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves on one pair of axes, under a title ("" for none); `code` is whose they are, "" for several."""

    title: str
    curves: tuple[Curve, ...]
    code: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Panels on common axes, with the sentence about them and the same numbers as a table.

    `bands` are rounds, `breaks` the first years of new measures, `level` a value drawn as a line in
    ink, with its name. `across` puts panels beside each other, else they are stacked.
    """

    panels: tuple[Panel, ...]
    bands: tuple[Band, ...]
    breaks: tuple[int, ...]
    level: tuple[float, str] | None
    across: bool
    sentence: str
    table: pd.DataFrame = field(repr=False)
    marks: tuple[Mark, ...] = ()

    def marks_in(self, panel: Panel) -> list[tuple[Mark, float]]:
        """The marks on a panel's lines, and the value each stands at: on the line, or at its nearer end."""
        found = []
        for mark in self.marks:
            for curve in panel.curves:
                if curve.label == mark.curve:
                    found.append((mark, value_at(curve, mark.at)))
        return found

    def bands_in(self, panel: Panel) -> tuple[Band, ...]:
        """The bands of one panel: all of them where several organisations share it, else its own."""
        if not panel.code:
            return self.bands
        return tuple(
            replace(band, label=band.alone or band.label, short=band.alone or band.short)
            for band in self.bands
            if not band.members or panel.code in band.members
        )

    @property
    def curves(self) -> list[Curve]:
        return [curve for panel in self.panels for curve in panel.curves]

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year of any curve or mark. ValueError where there is no curve."""
        years = [year for curve in self.curves for year, _ in curve.points]
        years += [edge for mark in self.marks for edge in (int(mark.at), math.ceil(mark.at))]
        return min(years), max(years)

    @property
    def ends(self) -> tuple[float, float]:
        """Where the axis of values begins and ends. ValueError without curves."""
        values = [value for curve in self.curves for _, value in curve.points]
        return wanted_range(values, self.level[0] if self.level else None)


@dataclass(frozen=True, slots=True)
class Note:
    """What is said above a panel: at a year, in lines, lifted `level` lines from below."""

    year: float
    lines: tuple[str, ...]
    level: int


def value_at(curve: Curve, at: float) -> float:
    """What a line shows at a time between its years; before and after them, its first or last value."""
    earlier = [point for point in curve.points if point[0] <= at]
    later = [point for point in curve.points if point[0] >= at]
    if not earlier or not later:
        return (earlier or later)[-1 if earlier else 0][1]
    (year0, value0), (year1, value1) = earlier[-1], later[0]
    return value0 if year0 == year1 else value0 + (at - year0) / (year1 - year0) * (value1 - value0)


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near the wanted ones as can be, at least `apart` from each other, within low and high.

    In the order given. Where they do not fit between low and high they overflow evenly at both ends.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    blocks: list[list[float]] = []
    for rank, at in enumerate(order):
        blocks.append([wanted[at] - rank * apart, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, n = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * n) / (blocks[-1][1] + n), blocks[-1][1] + n]
    level = [mean for mean, n in blocks for _ in range(int(n))]
    room = high - low - (len(wanted) - 1) * apart
    bottom, top = (low, low + room) if room >= 0 else (low + room / 2, low + room / 2)
    places = [0.0] * len(wanted)
    for rank, at in enumerate(order):
        places[at] = min(max(level[rank], bottom), top) + rank * apart
    return places


def end_text(panel: Panel, curve: Curve) -> str:
    """A line's name and last value; the value only where the panel has the name as its title."""
    return curve.texts[-1] if curve.label == panel.title else f"{curve.label} {curve.texts[-1]}"


def end_label(panel: Panel, curve: Curve, last: int) -> str:
    """`end_text`, and the year of a line that ends before the last one."""
    year = curve.points[-1][0]
    text = end_text(panel, curve)
    return text if year == last else f"{text} ({year})"


def length(text: str, strong: bool) -> float:
    """The px that a label may need, for planning room: no font is narrower than it looks here."""
    return len(text) * LABEL * (0.58 if strong else 0.54)


def notes_above(
    bands: Sequence[Band],
    breaks: Sequence[int],
    words: Words,
    years: tuple[int, int],
    width: float,
    marks: Sequence[tuple[Mark, float]] = (),
) -> tuple[Note, ...]:
    """What is said above a panel so wide, lifted where two would meet. Bands outside the years say nothing."""
    first, last = years
    per_year = width / max(last - first, 1)
    said = [
        (max(band.starts, first), band.label if width > WIDE_PANEL else band.short or band.label)
        for band in bands
        if band.ends > first and band.starts < last
    ]
    said += [(at - 0.5, words("nytt mått")) for at in breaks]
    said += [(mark.at, mark.flag) for mark, _ in marks]
    placed: list[tuple[float, float, Note]] = []
    for at, text in sorted(said):
        lines = _wrapped(text, 24 if width > WIDE_PANEL else 14)
        start = (at - first) * per_year
        end = start + max(length(line, False) for line in lines) + 10
        level = 0
        while any(
            s < end and start < e and note.level < level + len(lines) and level < note.level + len(note.lines)
            for s, e, note in placed
        ):
            level += 1
        placed.append((start, end, Note(at, tuple(lines), level)))
    return tuple(note for _, _, note in placed)


def _wrapped(text: str, limit: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def wanted_range(values: Sequence[float], level: float | None) -> tuple[float, float]:
    """The axis for some values: from zero where they reach at least halfway to it, and with room at the ends."""
    low, high = min(values), max(values)
    if level is not None:
        low, high = min(low, level), max(high, level)
    elif low >= 0 and low <= high / 2:
        low = 0.0
    room = ((high - low) or abs(high) or 1.0) * 0.08
    return (low if low == 0 and level is None else low - room), high + room


def tick_years(first: int, last: int) -> list[int]:
    """The years written under a panel, the last one always among them."""
    step = 1 if last - first < 5 else 2 if last - first < 8 else 4
    return sorted(range(last, first - 1, -step))


def level_place(
    panel: Panel,
    level: tuple[float, str],
    years: tuple[int, int],
    ends: tuple[float, float],
    width: float,
    height: float,
) -> tuple[float, bool]:
    """Where a level's name stands: its left end as a share of the width, and whether below its line.

    Where the fewest lines pass; at the left and above if all are equal. `width` and `height` are the panel's, in px.
    """
    scale = height / (ends[1] - ends[0])
    wide = length(level[1], False) / width
    path = [
        (
            (year0 + share * (year1 - year0) - years[0]) / max(years[1] - years[0], 1),
            value0 + share * (value1 - value0),
        )
        for curve in panel.curves
        for (year0, value0), (year1, value1) in pairwise(curve.points)
        for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    places = []
    for left in (0.0, 0.2, 0.4, 0.6, 0.75):
        for side in (1, -1):
            room = (ends[1] - level[0]) if side > 0 else (level[0] - ends[0])
            if left + wide > 1 and left > 0:
                continue
            struck = sum(
                left - 0.01 < across < left + wide + 0.01
                and -3 < side * (value - level[0]) * scale < NOTE_LINE + 3
                for across, value in path
            )
            places.append((struck + 1000 * (room * scale < NOTE_LINE), left, -side))
    _, left, below = min(places)
    return left, below > 0
