"""The HTML pen for a beeswarm: every organisation of a kind as a dot along one axis, packed so that none hides another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from benchmarking import statistics
from benchmarking.figures import letters
from benchmarking.figures.described import Described
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.places import (
    Axis,
    Box,
    Value,
    axis,
    drawn_labels,
    labelled,
    said,
    said_with_unit,
    usual_year,
    values,
    year_note,
)
from benchmarking.figures.reading import Shown
from benchmarking.model import Indicator, OrganisationKind, Shape
from benchmarking.wording import Words

__all__ = ["beeswarm", "packed", "places_table"]

DOT, OWN_DOT = 6.8, 11.0
SPACE = 0.8
"""Px between two dots."""

EDGE = 30.0
"""Px above and below the swarm, for the words at the lines."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One of the widths (px) that the swarm is packed for; the stylesheet shows the widest that fits."""

    name: str
    width: float
    height: float
    most_labels: int


# The stylesheet (`places_style`) has the same widths and heights.
FORMS = (
    _Form("a", 1040, 216, 8),
    _Form("b", 800, 216, 8),
    _Form("c", 560, 200, 5),
    _Form("d", 284, 184, 3),
)


@dataclass(frozen=True, slots=True)
class _Swarm:
    """The swarm before it is drawn: one entry per organisation in each tuple, smallest value first.

    `wanted` are those to point out, as places in the tuples, the most important first.
    """

    indicator: Indicator
    value: Value
    words: Words = field(repr=False)
    across: Axis
    numbers: tuple[float, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    median: float
    equality: float | None
    wanted: tuple[int, ...]
    own: frozenset[int]

    @property
    def places(self) -> list[float]:
        """In per cent of the axis."""
        return [self.across.place(number) for number in self.numbers]

    def said(self, at: int) -> str:
        """An organisation with its number, and its year where that is not the others'."""
        number = said(self.indicator, self.value, self.numbers[at], self.words)
        return f"{self.names[at]} {number}{self.notes[at]}"


def beeswarm(
    assessed: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    shown: Sequence[Shown],
    words: Words,
    *,
    value: Value = Value.GAP,
) -> Described:
    """Every organisation's newest value on one axis, the median dashed and equality in ink.

    `assessed` holds rows of `gaps.assess` for one indicator and one kind of organisation, `names` their
    names by code; `shown` are pointed out in ink, the most important first: at most eight have a label, and
    three on a phone. The sentence says the median, from
    where to where, and where those with a label lie. The table has a row for each organisation, those without a
    value too. Without any value the sentence says so and there is no drawing.
    """
    rows = values(assessed, value)
    table = places_table(assessed, indicator, names, words)
    if rows.empty:
        return Described(sentence=words("Inga värden att visa."), table=table)
    swarm = _swarm(rows, indicator, value, names, shown, words)
    sentence = _sentence(swarm, OrganisationKind(rows["kind"].iloc[0]))
    return Described(sentence=sentence, table=table, html=_drawn(swarm, sentence))


def packed(across: Sequence[float], radii: Sequence[float]) -> list[float]:
    """How far up (−) or down (+) each of some discs must move so that no two overlap.

    Middles in order from the left, each with its radius. Each disc takes the free spot nearest to the
    middle, above and below by turns where both are as near. The same every time.
    """
    x, r = np.asarray(across, dtype=float), np.asarray(radii, dtype=float)
    y = np.zeros(len(x))
    widest = r.max(initial=0.0)
    first = 0
    for at in range(len(x)):
        while x[at] - x[first] >= 2 * widest:
            first += 1
        near_x, near_y, apart = x[first:at], y[first:at], r[first:at] + r[at]
        if not len(near_x):
            continue
        reach = np.sqrt(np.maximum(apart**2 - (x[at] - near_x) ** 2, 0.0))
        spots = np.concatenate([[0.0], near_y + reach, near_y - reach])
        far = (near_x[None, :] - x[at]) ** 2 + (near_y[None, :] - spots[:, None]) ** 2
        free = spots[(far >= apart**2 * (1 - 1e-9)).all(axis=1)]
        turn = 1.0 if at % 2 else -1.0
        y[at] = min(free, key=lambda spot, turn=turn: (round(abs(spot), 6), -turn * spot))
    return y.tolist()


def _swarm(
    rows: pd.DataFrame,
    indicator: Indicator,
    value: Value,
    names: Mapping[str, str],
    shown: Sequence[Shown],
    words: Words,
) -> _Swarm:
    numbers = rows["value"].tolist()
    codes = rows["organisation"].tolist()
    place_of = {code: at for at, code in enumerate(codes)}
    marked = [one for one in shown if one.code in place_of]
    equality = _equality(indicator, value)
    usual = usual_year(rows)
    return _Swarm(
        indicator=indicator,
        value=value,
        words=words,
        across=axis(numbers, words, also=equality if value is Value.GAP else None),
        numbers=tuple(numbers),
        names=tuple(names.get(code, code) for code in codes),
        notes=tuple(year_note(row, usual) for row in rows.itertuples(index=False)),
        median=float(statistics.median(numbers)),
        equality=equality,
        wanted=tuple(place_of[one.code] for one in marked),
        own=frozenset(place_of[one.code] for one in marked if one.own),
    )


def _equality(indicator: Indicator, value: Value) -> float | None:
    if value is Value.GAP:
        return 0.0
    if indicator.shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE):
        return 50.0
    return indicator.equality_point if indicator.shape is Shape.WOMENS_RELATIVE else None


def _sentence(swarm: _Swarm, kind: OrganisationKind) -> str:
    words, value = swarm.words, swarm.value
    said_of = {
        "n": len(swarm.numbers),
        "kinds": words.organisation_kind(kind, len(swarm.numbers)),
        "median": said_with_unit(swarm.indicator, value, swarm.median, words),
        "low": said(swarm.indicator, value, swarm.numbers[0], words),
        "high": said(swarm.indicator, value, swarm.numbers[-1], words),
    }
    if value is Value.GAP:
        told = words(
            "Medianen bland {n} {kinds} är {median}. Skillnaderna går från {low} till {high}.", **said_of
        )
    elif value is Value.WOMEN:
        told = words(
            "Medianen för kvinnor bland {n} {kinds} är {median}. Värdena går från {low} till {high}.",
            **said_of,
        )
    else:
        told = words(
            "Medianen för män bland {n} {kinds} är {median}. Värdena går från {low} till {high}.", **said_of
        )
    own = [swarm.said(at) for at in swarm.wanted[: FORMS[0].most_labels]]
    return f"{told} {words.joined(own)}." if own else told


def _drawn(swarm: _Swarm, sentence: str) -> str:
    places, across = swarm.places, swarm.across
    lifts = {form.name: _lifts(places, swarm.wanted, form) for form in FORMS}
    dots = []
    for at, place in enumerate(places):
        lifted = ";".join(f"--{name}:{lift[at]:.1f}px" for name, lift in lifts.items())
        name = "bm-dot bm-in-ink" if at in swarm.wanted else "bm-dot"
        style = f"left:{place:.2f}%;{lifted}"
        dots.append(tag("i", class_=name, style=style, title=swarm.said(at), data_row=swarm.names[at]))
    lines = [
        tag("span", class_="bm-upright", style=f"left:{across.place(tick):.2f}%") for tick in across.ticks
    ]
    if swarm.equality is not None and across.low <= swarm.equality <= across.high:
        at = across.place(swarm.equality)
        lines.append(tag("span", class_="bm-upright bm-equal", style=f"left:{at:.2f}%"))
    lines.append(tag("span", class_="bm-upright bm-median", style=f"left:{across.place(swarm.median):.2f}%"))
    ticks = [
        tag("span", text, class_="bm-tick-text", style=f"left:{across.place(tick):.2f}%")
        for tick, text in zip(across.ticks, across.texts, strict=True)
    ]
    labels = [_labels(swarm, form, lifts[form.name]) for form in FORMS]
    sex = {Value.GAP: "", Value.WOMEN: " bm-of-women", Value.MEN: " bm-of-men"}[swarm.value]
    ground = tag("div", *lines, *dots, *labels, class_="bm-swarm-ground")
    under = tag("div", *ticks, class_="bm-axis")
    return tag(
        "div",
        tag("div", ground, under, class_=f"bm-swarm{sex}", role="img", aria_label=sentence),
        class_="bm",
    )


def _lifts(places: Sequence[float], wanted: Sequence[int], form: _Form) -> list[float]:
    sizes = [OWN_DOT if at in wanted else DOT for at in range(len(places))]
    lifts = packed([place * form.width / 100 for place in places], [(size + SPACE) / 2 for size in sizes])
    room = form.height / 2 - EDGE
    highest = max(abs(lift) for lift in lifts)
    # A swarm higher than its ground is pressed together: dots then overlap, but none leaves the figure.
    return lifts if highest <= room else [lift * room / highest for lift in lifts]


def _labels(swarm: _Swarm, form: _Form, lifts: Sequence[float]) -> Markup:
    """The labels of one form: the median below, equality above, and those pointed out."""
    words, across = swarm.words, swarm.across
    fixed, taken, lines = [], [], []
    median = words("Median {value}", value=said(swarm.indicator, swarm.value, swarm.median, words))
    texts = [(median, swarm.median, form.height - 9.0)]
    if swarm.equality is not None and across.low <= swarm.equality <= across.high:
        texts.append((words("Lika"), swarm.equality, 9.0))
    for text, number, top in texts:
        half = letters.width(text, 13.0) / 2 + 4
        middle = min(max(across.place(number) * form.width / 100, half), form.width - half)
        taken.append(Box(middle - half, top - 9, middle + half, top + 9))
        left = 100 * middle / form.width
        fixed.append(
            tag("span", text, class_="bm-label-at bm-quiet", style=f"left:{left:.2f}%;top:{top:g}px")
        )
    for number in (swarm.median, swarm.equality):
        if number is not None:
            line = across.place(number) * form.width / 100
            lines.append(Box(line - 1, 0, line + 1, form.height))
    spots = [
        (place * form.width / 100, form.height / 2 + lift)
        for place, lift in zip(swarm.places, lifts, strict=True)
    ]
    wanted = [(swarm.said(at), *spots[at], at in swarm.own) for at in swarm.wanted[: form.most_labels]]
    size = (form.width, form.height)
    placed = labelled(wanted, spots, size, DOT / 2, taken, lines)
    return tag("div", *fixed, *drawn_labels(placed, size, OWN_DOT / 2 + 1), class_=f"bm-form-{form.name}")


def places_table(
    assessed: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], words: Words
) -> pd.DataFrame:
    """The same numbers as text, one row per organisation, in Swedish order of name.

    Headings are in the visitor's language: organisation, year, women, men, gap, low, high, verdict, basis.
    """
    headings = [
        *(words("Kommun eller region"), words("År"), words("Kvinnor"), words("Män"), words("Skillnad")),
        *(words("Lägst"), words("Högst"), words("Bedömning"), words("Grund")),
    ]

    def number(told: float) -> str:
        return words.bare(indicator, told) if math.isfinite(told) else ""

    def gap(told: float) -> str:
        return words.gap(indicator, told) if math.isfinite(told) else ""

    cells = [
        (
            names.get(row.organisation, row.organisation),
            str(int(row.year)),
            number(row.women),
            number(row.men),
            gap(row.gap),
            gap(row.low),
            gap(row.high),
            words.verdict(row, indicator),
            words.reason(row, indicator) or words.basis(row, indicator).partition(",")[0],
        )
        for row in assessed.itertuples(index=False)
    ]
    return pd.DataFrame(words.sorted(cells, key=lambda cell: cell[0]), columns=headings)
