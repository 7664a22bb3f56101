"""What the figures of one indicator over many places share: which value, on which axis, with which labels.

`beeswarm`, `bars`, `scatter`, `maps` and `matrix` draw from rows of `gaps.assess` for one kind of organisation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarking.figures import letters
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import Markup, tag
from benchmarking.gaps import GapVerdict
from benchmarking.model import Indicator, Role, Shape
from benchmarking.wording import Words

__all__ = [
    "KNOWN",
    "Axis",
    "Box",
    "Label",
    "Value",
    "axis",
    "drawn_labels",
    "labelled",
    "said",
    "said_with_unit",
    "values",
]

KNOWN = (GapVerdict.WOMEN_HIGHER.value, GapVerdict.MEN_HIGHER.value)
"""Verdicts that say who has more. Only such gaps are filled with a sex's hue."""

LABEL_SIZE = 13.5
LABEL_HEIGHT = 18.0


class Value(StrEnum):
    """Which of an indicator's numbers a figure of many places shows."""

    GAP = "gap"
    WOMEN = "women"
    MEN = "men"

    @classmethod
    def of(cls, indicator: Indicator) -> tuple[Value, ...]:
        """Those that say something of their own: men's value follows from women's where there is one value.

        Background has no gap to speak of.
        """
        both = indicator.shape in (Shape.BY_SEX, Shape.PAIR)
        gap = () if indicator.role is Role.BACKGROUND else (cls.GAP,)
        return (*gap, cls.WOMEN, cls.MEN) if both else (*gap, cls.WOMEN)


def values(rows: pd.DataFrame, value: Value) -> pd.DataFrame:
    """The rows that have the value, smallest first and ties by code, with a float column `value` added."""
    found = rows.assign(value=rows[value.value].astype(float))
    found = found[found["value"].notna()]
    return found.sort_values(["value", "organisation"], kind="stable")


def said(indicator: Indicator, value: Value, number: float, words: Words) -> str:
    """A number of the kind as text without its unit: a gap with its sign."""
    return words.gap(indicator, number) if value is Value.GAP else words.bare(indicator, number)


def said_with_unit(indicator: Indicator, value: Value, number: float, words: Words) -> str:
    """The same with its unit: "−7,2 procentenheter", "84,1 %"."""
    if value is not Value.GAP:
        return words.value(indicator, number)
    unit = words.gap_unit(indicator)
    return f"{words.gap(indicator, number)} {unit}" if unit else words.gap(indicator, number)


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with round numbers between and their texts."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    def place(self, number: float) -> float:
        """Where a number stands, in per cent of the axis."""
        return 100 * (number - self.low) / (self.high - self.low)


def axis(
    numbers: Sequence[float],
    words: Words,
    *,
    also: float | None = None,
    most_ticks: int = 6,
    room: float = 0.04,
) -> Axis:
    """An axis for some numbers (at least one), reaching `also` too, with `room` as a share of it at both ends.

    Ticks are multiples of 1, 2 or 5 times a power of ten, at most `most_ticks` of them.
    """
    ends = [*numbers, *([also] if also is not None else [])]
    low, high = min(ends), max(ends)
    if high <= low:
        low, high = low - 1, high + 1
    step = _step((high - low) / max(most_ticks - 1, 1))
    margin = room * (high - low)
    low, high = low - margin, high + margin
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = tuple(step * at for at in range(first, last + 1))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Axis(low, high, ticks, tuple(words.number(tick, decimals) for tick in ticks))


def _step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class Box:
    """An area in px from the left and the top that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """A text set off from its mark: both in px, the text by its middle."""

    text: str
    at: tuple[float, float]
    middle: tuple[float, float]
    strong: bool


_AWAY = (20.0, 32.0, 46.0, 62.0, 80.0)
_ASIDE = (0.0, 34.0, -34.0, 58.0, -58.0, 90.0, -90.0)


def labelled(
    wanted: Sequence[tuple[str, float, float, bool]],
    dots: Sequence[tuple[float, float]],
    size: tuple[float, float],
    radius: float,
    taken: Sequence[Box] = (),
    avoided: Sequence[Box] = (),
) -> list[Label]:
    """Where labels (text, x and y of their mark, strong) stand in an area so wide and high, first come first served.

    Each as near its mark as can be without covering another label, what is `taken` or, if that can be,
    a dot or what is better `avoided`. Everything in px; the same every time.
    """
    placed: list[Label] = []
    boxes = list(taken)
    marks = np.asarray(dots, dtype=float).reshape(-1, 2)
    for text, x, y, strong in wanted:
        half = letters.width(text, LABEL_SIZE, 600) / 2 + 3
        best: tuple[float, float, float] | None = None
        for away in _AWAY:
            for side in (-1, 1):
                for aside in _ASIDE:
                    middle_x = min(max(x + aside, half), size[0] - half)
                    middle_y = y + side * away
                    box = _around(middle_x, middle_y, half)
                    if box.top < 0 or box.bottom > size[1]:
                        continue
                    covers = int(
                        (
                            (np.abs(marks[:, 0] - middle_x) < half + radius)
                            & (np.abs(marks[:, 1] - middle_y) < LABEL_HEIGHT / 2 + radius)
                        ).sum()
                    )
                    hits = sum(box.meets(other) for other in boxes)
                    crossed = _crossed((x, y), (middle_x, middle_y), marks, radius)
                    struck = sum(box.meets(other) for other in avoided)
                    cost = (
                        1000.0 * hits
                        + 40.0 * (covers + struck)
                        + 12.0 * crossed
                        + away
                        + 0.4 * abs(middle_x - x)
                    )
                    if best is None or cost < best[0]:
                        best = cost, middle_x, middle_y
        _, middle_x, middle_y = best or (0.0, x, y)
        boxes.append(_around(middle_x, middle_y, half))
        placed.append(Label(text, (x, y), (middle_x, middle_y), strong))
    return placed


def _crossed(
    start: tuple[float, float], end: tuple[float, float], marks: NDArray[np.float64], radius: float
) -> int:
    """How many dots a line from mark to label strikes, the mark's own left out."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y) or 1.0
    across, down = marks[:, 0] - start[0], marks[:, 1] - start[1]
    way, aside = (across * x + down * y) / length, np.abs(across * y - down * x) / length
    return int(((way > radius) & (way < length) & (aside < radius)).sum())


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - LABEL_HEIGHT / 2, x + half, y + LABEL_HEIGHT / 2)


def drawn_labels(labels: Sequence[Label], size: tuple[float, float], gap: float) -> list[Markup]:
    """Labels as HTML within an area planned so wide and high, with lines to `gap` px from the middle of their marks.

    Everything in per cent, so that labels keep to their marks where the area is larger.
    """
    drawn = []
    for label in labels:
        (x, y), (to_x, to_y) = label.at, label.middle
        up = to_y < y
        start, end = (to_y + LABEL_HEIGHT / 2 - 1, y - gap) if up else (y + gap, to_y - LABEL_HEIGHT / 2 + 1)
        if end - start > 2:
            # A line from corner to corner of the box between the two; it stretches as the box does.
            left, right = sorted((x, to_x))
            slanted = right - left > 2
            falls = (to_x < x) == up
            kind = ("bm-falls" if falls else "bm-rises") if slanted else "bm-plumb"
            style = (
                f"left:{_percent(left if slanted else x, size[0])};"
                f"top:{_percent(start, size[1])};height:{_percent(end - start, size[1])}"
            )
            if slanted:
                style += f";width:{_percent(right - left, size[0])}"
            drawn.append(tag("span", class_=f"bm-leader {kind}", style=style))
        drawn.append(
            tag(
                "span",
                label.text,
                class_="bm-label-at bm-strong" if label.strong else "bm-label-at",
                style=f"left:{_percent(to_x, size[0])};top:{_percent(to_y, size[1])}",
            )
        )
    return drawn


def _percent(length: float, whole: float) -> str:
    return f"{round(100 * length / whole, 2):g}%"


def year_note(row: Any, usual: int) -> str:
    """ " (2021)" for a row that is older than the others; "" for the rest."""
    return f" ({int(row.year)})" if is_number(row.year) and int(row.year) != usual else ""


def usual_year(rows: pd.DataFrame) -> int:
    """The year that most rows have, the latest of those that are equally common. ValueError without rows."""
    counts = rows["year"].value_counts()
    return int(max(year for year, count in counts.items() if count == counts.max()))
