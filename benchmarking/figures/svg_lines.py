"""The SVG pen for lines over years: panels on common axes, labels at line ends, as in the plotly pen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarking.figures import letters
from benchmarking.figures.drawing import circle, line, px, rect, symbol, text
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.panels import (
    LABEL,
    LABEL_APART,
    NOTE_LINE,
    Curve,
    Lines,
    Mark,
    Panel,
    end_label,
    level_place,
    notes_above,
    spread,
    tick_years,
)
from benchmarking.figures.tokens import LIGHT
from benchmarking.wording import Words

__all__ = ["draw_lines"]

SINGLE_HEIGHT, BESIDE_HEIGHT, STACKED_HEIGHT = 290.0, 200.0, 150.0
ROW_LIMIT = 4
NARROWEST = 250.0
"""A panel narrower than this has no room for its labels, and goes on to the next row."""
YEARS_BELOW = 26.0
BETWEEN = 24.0
END_SIZE = 5.0
"""Radius of the mark at a line's end; a lone point has a smaller dot."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where one panel stands on the sheet, and what its axes hold."""

    left: float
    top: float
    width: float
    height: float
    years: tuple[int, int]
    ends: tuple[float, float]

    def x(self, year: float) -> float:
        first, last = self.years
        return self.left + 8 + (self.width - 16) * (year - first) / max(last - first, 1)

    def y(self, value: float) -> float:
        low, high = self.ends
        return self.top + self.height * (high - value) / (high - low)


def draw_lines(
    lines: Lines, words: Words, left: float, top: float, width: float, ground: str
) -> tuple[list[Markup], float]:
    """The panels within `width` px from a corner, and where they end; nothing where there is no curve."""
    if not lines.curves:
        return [], top
    fitting = max(1, int(width // NARROWEST))
    columns = min(len(lines.panels), ROW_LIMIT, fitting) if lines.across else 1
    height = BESIDE_HEIGHT if columns > 1 else SINGLE_HEIGHT if len(lines.panels) == 1 else STACKED_HEIGHT
    last = lines.years[1]
    values = _ticks(lines.ends)
    signed = lines.level is not None and lines.level[0] == 0
    said = {value: _written(value, values, words, signed=signed) for value in values}
    axis = max(letters.width(tick, LABEL) for tick in said.values()) + 10
    names = max(
        letters.width(end_label(panel, curve, last), LABEL, 600)
        for panel in lines.panels
        for curve in panel.curves
    )
    step = (width - axis) / columns
    inner = max(step - names - 14 - (BETWEEN if columns > 1 else 0), 60.0)
    notes = [
        notes_above(lines.bands_in(panel), lines.breaks, words, lines.years, inner, lines.marks_in(panel))
        for panel in lines.panels
    ]
    titled = any(panel.title for panel in lines.panels)
    above = NOTE_LINE * max(
        (one.level + len(one.lines) for said_above in notes for one in said_above), default=0
    )
    above += 26 if titled else 8
    parts: list[Markup] = []
    for at, panel in enumerate(lines.panels):
        column, row = at % columns, at // columns
        frame = _Frame(
            left + axis + column * step,
            top + above + row * (height + above + YEARS_BELOW + 8),
            inner,
            height,
            lines.years,
            lines.ends,
        )
        if panel.title:
            parts.append(text(frame.left, frame.top - above + 14, panel.title, 14, weight=600))
        parts += _ground(lines, panel, frame, said if column == 0 else dict.fromkeys(values, ""))
        for note in notes[at]:
            for place, words_said in enumerate(reversed(note.lines)):
                baseline = frame.top - 5 - NOTE_LINE * (note.level + place)
                parts.append(text(frame.x(note.year), baseline, words_said, 12, LIGHT.muted))
        if lines.level is not None and at == 0:
            parts.append(_level_name(lines, panel, frame, lines.level, ground))
        for curve in sorted(panel.curves, key=lambda one: one.width):
            parts += _curve(curve, frame)
        for mark, value in lines.marks_in(panel):
            parts += _mark(mark, value, frame, ground)
        parts += _end_labels(panel, frame, ground)
    deep = math.ceil(len(lines.panels) / columns)
    return parts, top + deep * (height + above + YEARS_BELOW + 8)


def _ground(lines: Lines, panel: Panel, frame: _Frame, said: dict[float, str]) -> list[Markup]:
    """Bands, hairlines, axes and breaks: what the lines lie on."""
    first, last = frame.years
    right, bottom = frame.left + frame.width, frame.top + frame.height
    parts = []
    for band in lines.bands_in(panel):
        if band.ends > first and band.starts < last:
            begins, ends = frame.x(max(band.starts, first)), frame.x(min(band.ends, last))
            parts.append(rect(begins, frame.top, ends - begins, frame.height, LIGHT.band, "band"))
    for value, tick in said.items():
        height = frame.y(value)
        parts.append(line(frame.left, height, right, height, LIGHT.line, 1))
        if tick:
            parts.append(text(frame.left - 8, height + 4.5, tick, LABEL, LIGHT.muted, anchor="end"))
    for at in lines.breaks:
        upright = frame.x(at - 0.5)
        parts.append(
            line(upright, frame.top, upright, bottom, LIGHT.muted, 1.2, dash="1.5 3", class_="break")
        )
    parts.append(line(frame.left, bottom, right, bottom, LIGHT.other, 1))
    for year in tick_years(first, last):
        parts.append(line(frame.x(year), bottom, frame.x(year), bottom + 4, LIGHT.other, 1))
        parts.append(text(frame.x(year), bottom + 18, str(year), LABEL, LIGHT.muted, anchor="middle"))
    if lines.level is not None:
        height = frame.y(lines.level[0])
        parts.append(line(frame.left, height, right, height, LIGHT.ink, 1.2, class_="level"))
    return parts


def _mark(mark: Mark, value: float, frame: _Frame, ground: str) -> list[Markup]:
    """An upright tick on the line, hollow for a due meeting, and a hairline from it to its flag."""
    at, height = frame.x(mark.at), frame.y(value)
    parts = [
        line(at, height, at, frame.top, LIGHT.muted, 1),
        line(at, height - 10, at, height + 10, LIGHT.ink, 7 if mark.hollow else 4, class_="mark"),
    ]
    if mark.hollow:
        parts.append(line(at, height - 8, at, height + 8, ground, 3))
    return parts


def _level_name(lines: Lines, panel: Panel, frame: _Frame, level: tuple[float, str], ground: str) -> Markup:
    share, below = level_place(panel, level, frame.years, frame.ends, frame.width, frame.height)
    baseline = frame.y(level[0]) + (14 if below else -6)
    return text(frame.left + share * frame.width + 4, baseline, level[1], 12, LIGHT.muted, ground=ground)


def _curve(curve: Curve, frame: _Frame) -> list[Markup]:
    starts = {0, *curve.parts}
    steps, dots = [], []
    for at, (year, value) in enumerate(curve.points):
        steps.append(f"{'M' if at in starts else 'L'}{px(frame.x(year))} {px(frame.y(value))}")
        if at in starts and (at + 1 in starts or at + 1 == len(curve.points)):
            dots.append(circle(frame.x(year), frame.y(value), 3, curve.colour))
    path = tag(
        "path",
        d="".join(steps),
        fill="none",
        stroke=curve.colour,
        stroke_width=px(curve.width),
        stroke_linejoin="round",
        class_="curve",
    )
    year, value = curve.points[-1]
    end = (
        [symbol(curve.symbol, frame.x(year), frame.y(value), END_SIZE, curve.colour)] if curve.symbol else []
    )
    return [path, *dots, *end]


def _end_labels(panel: Panel, frame: _Frame, ground: str) -> list[Markup]:
    """Each line's name and last value right of the years, spread so that none touches another."""
    wanted = [frame.y(curve.points[-1][1]) for curve in panel.curves]
    places = spread(wanted, LABEL_APART, frame.top, frame.top + frame.height)
    x = frame.x(frame.years[1]) + 12
    return [
        text(
            x,
            place + 4.5,
            end_label(panel, curve, frame.years[1]),
            LABEL,
            curve.text_colour,
            weight=600 if curve.strong else 400,
            ground=ground,
            class_="end",
        )
        for curve, place in zip(panel.curves, places, strict=True)
    ]


def _ticks(ends: tuple[float, float]) -> list[float]:
    """Round values within the axis, three to six of them."""
    span = ends[1] - ends[0]
    size = 10.0 ** math.floor(math.log10(span / 5))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if span / (size * by) <= 5.5)
    first = math.ceil(ends[0] / step - 1e-9)
    return [round(at * step, 10) for at in range(first, math.floor(ends[1] / step + 1e-9) + 1)]


def _written(value: float, values: list[float], words: Words, *, signed: bool) -> str:
    decimals = next(
        places for places in (0, 1, 2, 3, 4) if all(abs(round(one, places) - one) < 1e-9 for one in values)
    )
    return words.signed(value, decimals) if signed else words.number(value, decimals)
