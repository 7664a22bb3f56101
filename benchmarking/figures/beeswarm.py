"""The HTML pen for a beeswarm: every organisation of a kind as a dot along one axis, packed so that none hides another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
APART = 7.6
"""Px between the middles of two dots."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One of the widths (px) that the swarm is packed for; the stylesheet shows the widest that fits."""

    name: str
    width: float
    height: float
    most_labels: int


# The stylesheet of `places_style` has the same widths and heights.
FORMS = (
    _Form("a", 1040, 216, 8),
    _Form("b", 800, 216, 8),
    _Form("c", 560, 200, 5),
    _Form("d", 284, 164, 3),
)


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
    names by code; `shown` are pointed out, the most important first: the own one in ink (all of them,
    where none is), at most eight with a label and three on a phone. The sentence says the median, from
    where to where, and where those lie. The table has a row for each organisation, those without a
    value too. Without any value the sentence says so and there is no drawing.
    """
    rows = values(assessed, value)
    table = places_table(assessed, indicator, names, words)
    if rows.empty:
        return Described(sentence=words("Inga värden att visa."), table=table)
    numbers = rows["value"].to_numpy(float)
    median = float(statistics.median(numbers))
    kind = OrganisationKind(rows["kind"].iloc[0])
    equality = _equality(indicator, value)
    marked = [one for one in shown if one.code in set(rows["organisation"])]
    sentence = _sentence(rows, indicator, value, median, kind, marked, words)
    across = axis(numbers.tolist(), words, also=equality if value is Value.GAP else None)
    html = _drawn(rows, indicator, value, median, equality, across, names, marked, sentence, words)
    return Described(sentence=sentence, table=table, html=html)


def packed(across: Sequence[float], apart: float) -> list[float]:
    """How far up (−) or down (+) each of some places must move so that no two are nearer than `apart`.

    Places in order from the left; each takes the free spot nearest to the middle, above and below by
    turns where both are as near. The same every time.
    """
    x = np.asarray(across, dtype=float)
    y = np.zeros(len(x))
    first = 0
    for at in range(len(x)):
        while x[at] - x[first] >= apart:
            first += 1
        near_x, near_y = x[first:at], y[first:at]
        if not len(near_x):
            continue
        reach = np.sqrt(np.maximum(apart**2 - (x[at] - near_x) ** 2, 0.0))
        spots = np.concatenate([[0.0], near_y + reach, near_y - reach])
        far = (near_x[None, :] - x[at]) ** 2 + (near_y[None, :] - spots[:, None]) ** 2
        free = spots[(far >= apart**2 * (1 - 1e-9)).all(axis=1)]
        turn = 1.0 if at % 2 else -1.0
        # Of two spots as near the middle, the one whose turn it is.
        y[at] = min(free, key=lambda spot: (round(abs(spot), 6), -turn * spot))
    return y.tolist()


def _equality(indicator: Indicator, value: Value) -> float | None:
    if value is Value.GAP:
        return 0.0
    if indicator.shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE):
        return 50.0
    return indicator.equality_point if indicator.shape is Shape.WOMENS_RELATIVE else None


def _sentence(
    rows: pd.DataFrame,
    indicator: Indicator,
    value: Value,
    median: float,
    kind: OrganisationKind,
    marked: Sequence[Shown],
    words: Words,
) -> str:
    whose = {
        Value.GAP: words("Skillnaden"),
        Value.WOMEN: words("Kvinnors värde"),
        Value.MEN: words("Mäns värde"),
    }[value]
    told = words(
        "{what} är i mitten {median} bland {n} {kinds}, från {low} till {high}.",
        what=whose,
        median=said_with_unit(indicator, value, median, words),
        n=len(rows),
        kinds=words.organisation_kind(kind, len(rows)),
        low=said(indicator, value, float(rows["value"].iloc[0]), words),
        high=said(indicator, value, float(rows["value"].iloc[-1]), words),
    )
    by_code = {row.organisation: row for row in rows.itertuples(index=False)}
    usual = usual_year(rows)
    own = [
        f"{one.name} {said(indicator, value, by_code[one.code].value, words)}{year_note(by_code[one.code], usual)}"
        for one in marked
    ]
    return f"{told} {words.joined(own)}." if own else told


def _drawn(
    rows: pd.DataFrame,
    indicator: Indicator,
    value: Value,
    median: float,
    equality: float | None,
    across: Axis,
    names: Mapping[str, str],
    marked: Sequence[Shown],
    sentence: str,
    words: Words,
) -> str:
    places = [across.place(number) for number in rows["value"]]
    codes = rows["organisation"].tolist()
    lifts = {form.name: _lifts(places, form) for form in FORMS}
    ours = {one.code: rank for rank, one in enumerate(marked)}
    anyone_own = any(one.own for one in marked)
    strong = {one.code for one in marked if one.own or not anyone_own}
    usual = usual_year(rows)
    dots = []
    for at, row in enumerate(rows.itertuples(index=False)):
        lifted = ";".join(f"--{form.name}:{lifts[form.name][at]:.1f}px" for form in FORMS)
        name = "bm-dot bm-in-ink" if row.organisation in strong else "bm-dot"
        text = (
            f"{names.get(row.organisation, row.organisation)} "
            f"{said(indicator, value, row.value, words)}{year_note(row, usual)}"
        )
        dots.append(tag("i", class_=name, style=f"left:{places[at]:.2f}%;{lifted}", title=text))
    lines: list[Markup] = [
        tag("span", class_="bm-upright", style=f"left:{across.place(tick):.2f}%") for tick in across.ticks
    ]
    if equality is not None and across.low <= equality <= across.high:
        lines.append(tag("span", class_="bm-upright bm-equal", style=f"left:{across.place(equality):.2f}%"))
    lines.append(tag("span", class_="bm-upright bm-median", style=f"left:{across.place(median):.2f}%"))
    wanted = sorted((code for code in codes if code in ours), key=ours.__getitem__)
    said_of = dict(zip(codes, rows["value"], strict=True))
    forms = [
        _form(form, across, places, codes, lifts[form.name], wanted, said_of, strong, marked, median, equality)
        | {"of": (indicator, value, words)}
        for form in FORMS
    ]
    labels = [_labels(**form) for form in forms]
    ticks = [
        tag("span", text, class_="bm-tick-text", style=f"left:{across.place(tick):.2f}%")
        for tick, text in zip(across.ticks, across.texts, strict=True)
    ]
    sex = {Value.GAP: "", Value.WOMEN: " bm-of-women", Value.MEN: " bm-of-men"}[value]
    ground = tag("div", *lines, *dots, *labels, class_="bm-swarm-ground")
    under = tag("div", *ticks, class_="bm-axis")
    swarm = tag("div", ground, under, class_=f"bm-swarm{sex}", role="img", aria_label=sentence)
    return tag("div", swarm, class_="bm")


def _lifts(places: Sequence[float], form: _Form) -> list[float]:
    lifts = packed([place * form.width / 100 for place in places], APART)
    room = form.height / 2 - 30
    highest = max(abs(lift) for lift in lifts)
    # A swarm higher than its ground is pressed together: dots then overlap, but none leaves the figure.
    return lifts if highest <= room else [lift * room / highest for lift in lifts]


def _form(
    form: _Form,
    across: Axis,
    places: Sequence[float],
    codes: Sequence[str],
    lifts: Sequence[float],
    wanted: Sequence[str],
    said_of: Mapping[str, float],
    strong: set[str],
    marked: Sequence[Shown],
    median: float,
    equality: float | None,
) -> dict[str, Any]:
    spots = {
        code: (place * form.width / 100, form.height / 2 + lift)
        for code, place, lift in zip(codes, places, lifts, strict=True)
    }
    named = {one.code: one.name for one in marked}
    return {
        "form": form,
        "across": across,
        "spots": spots,
        "wanted": [(named[code], said_of[code], code in strong, code) for code in wanted[: form.most_labels]],
        "median": median,
        "equality": equality,
    }


def _labels(
    form: _Form,
    across: Axis,
    spots: Mapping[str, tuple[float, float]],
    wanted: Sequence[tuple[str, float, bool, str]],
    median: float,
    equality: float | None,
    of: tuple[Indicator, Value, Words],
) -> Markup:
    """The labels of one form: the median below, equality above, and those pointed out."""
    indicator, value, words = of
    fixed, taken = [], []
    texts = [
        (words("Median {value}", value=said(indicator, value, median, words)), median, form.height - 9.0)
    ]
    if equality is not None and across.low <= equality <= across.high:
        texts.append((words("Lika"), equality, 9.0))
    for text, number, top in texts:
        half = letters.width(text, 13.0) / 2 + 4
        middle = min(max(across.place(number) * form.width / 100, half), form.width - half)
        taken.append(Box(middle - half, top - 9, middle + half, top + 9))
        fixed.append(
            tag(
                "span",
                text,
                class_="bm-label-at bm-quiet",
                style=f"left:{100 * middle / form.width:.2f}%;top:{top:g}px",
            )
        )
    asked = [
        (f"{name} {said(indicator, value, number, words)}", *spots[code], is_strong)
        for name, number, is_strong, code in wanted
    ]
    placed = labelled(asked, list(spots.values()), (form.width, form.height), DOT / 2, taken)
    drawn = drawn_labels(placed, (form.width, form.height), OWN_DOT / 2 + 1)
    return tag("div", *fixed, *drawn, class_=f"bm-form-{form.name}")


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
