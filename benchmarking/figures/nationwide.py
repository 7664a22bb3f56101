"""The trend of all places of a kind: the median, where the middle eight tenths lie, and some of them by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from benchmarking import statistics
from benchmarking.figures import chart
from benchmarking.figures.described import Described, Drawing
from benchmarking.figures.dumbbell import parted
from benchmarking.figures.panels import Curve, Lines, Panel, wanted_range
from benchmarking.figures.places import Value, said, said_with_unit
from benchmarking.figures.reading import Shown
from benchmarking.figures.tokens import Theme, tokens
from benchmarking.figures.trend import marks_of
from benchmarking.gaps import FEWEST_PLACES
from benchmarking.meetings import Commitment
from benchmarking.model import Indicator, OrganisationKind
from benchmarking.wording import Words

__all__ = ["nationwide_trend"]

LOW, HIGH = 0.1, 0.9
"""The band holds the middle eight tenths of the places."""

COLUMN = {Value.GAP: "gap", Value.WOMEN: "women_shown", Value.MEN: "men_shown"}
"""Where `gaps.by_year` has each value."""

MARKS = ("square", "triangle-up", "triangle-down", "pentagon", "star", "hexagon", "cross", "x")

OWN, OTHER, MEDIAN = 2.6, 2.0, 1.8


@dataclass(frozen=True, slots=True)
class _Middle:
    """The places of one year: their median and the ends of the band, and how many they are."""

    year: int
    low: float
    median: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class _Banded(Lines):
    """Lines whose axis reaches the band too."""

    middles: tuple[_Middle, ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        numbers = [value for curve in self.curves for _, value in curve.points]
        numbers += [end for middle in self.middles for end in (middle.low, middle.high)]
        return wanted_range(numbers, self.level[0] if self.level else None)


def nationwide_trend(
    series: pd.DataFrame,
    indicator: Indicator,
    kind: OrganisationKind,
    organisations: Sequence[Shown],
    words: Words,
    *,
    value: Value = Value.GAP,
    commitments: Sequence[Commitment] = (),
    theme: Theme = "light",
    narrow: bool = False,
) -> Described:
    """The gap, women's or men's value over years: median and 10th–90th percentile of a kind, and some places.

    `series` holds the rows of `gaps.by_year` for one indicator. Years with fewer than five places of the
    kind are left out, and nothing is joined across a break in the measure. `narrow` has a panel for
    each place under the other. The sentence tells the median's way since the last break. The table has
    years down; band, median, number of places and each place across. Without values the figure is empty.
    """
    here = series[(series["kind"] == kind.value) & series[COLUMN[value]].notna()]
    middles = _middles(here, COLUMN[value])
    colour = tokens(theme)
    curves = []
    for place, one in enumerate(organisations):
        rows = here[here["organisation"] == one.code].sort_values("year")
        points = tuple(zip(rows["year"].astype(int), rows[COLUMN[value]].astype(float), strict=True))
        if points:
            width = OWN if one.own else OTHER
            mark = MARKS[place % len(MARKS)]
            curves.append(
                _curve(one.name, points, indicator, value, words, colour.ink, colour.ink, width, mark)
            )
    median = None
    if middles:
        points = tuple((middle.year, middle.median) for middle in middles)
        median = _curve(
            words("Median"), points, indicator, value, words, colour.other, colour.muted, MEDIAN, None
        )
    drawn = {curve.label for curve in curves}
    marks, told = marks_of(
        commitments if value is Value.GAP else (),
        indicator,
        {one.code: one.name for one in organisations if one.name in drawn},
        words,
    )
    lines = _Banded(
        panels=_panels(curves, median, narrow),
        bands=(),
        breaks=_breaks(indicator, [*curves, *([median] if median else [])]),
        level=(0.0, words("Lika för kvinnor och män")) if value is Value.GAP else None,
        across=False,
        sentence=" ".join([_sentence(middles, indicator, kind, value, words), *told]),
        table=_table(middles, curves, indicator, value, words),
        middles=middles,
        marks=marks,
    )
    figure = chart.draw(lines, theme=theme, words=words)
    if middles:
        figure = _with_band(figure, middles, len(lines.panels), indicator, value, colour.line, words)
    return Described(sentence=lines.sentence, table=lines.table, figure=figure)


def _middles(rows: pd.DataFrame, column: str) -> tuple[_Middle, ...]:
    found = []
    for year, numbers in rows.groupby("year")[column]:
        if len(numbers) >= FEWEST_PLACES:
            low, median, high = (float(statistics.quantile(numbers, share)) for share in (LOW, 0.5, HIGH))
            found.append(_Middle(int(year), low, median, high, len(numbers)))
    return tuple(found)


def _curve(
    name: str,
    points: tuple[tuple[int, float], ...],
    indicator: Indicator,
    value: Value,
    words: Words,
    colour: str,
    text_colour: str,
    width: float,
    symbol: str | None,
) -> Curve:
    return Curve(
        label=name,
        points=points,
        texts=tuple(said(indicator, value, number, words) for _, number in points),
        colour=colour,
        text_colour=text_colour,
        width=width,
        symbol=symbol,
        strong=symbol is not None,
        parts=tuple(
            at for at in range(1, len(points)) if parted(points[at - 1][0], points[at][0], indicator)
        ),
    )


def _panels(curves: Sequence[Curve], median: Curve | None, narrow: bool) -> tuple[Panel, ...]:
    grey = (median,) if median else ()
    if narrow and curves:
        return tuple(Panel(curve.label, (curve, *grey)) for curve in curves)
    together = (*curves, *grey)
    return (Panel("", together),) if together else ()


def _breaks(indicator: Indicator, curves: Sequence[Curve]) -> tuple[int, ...]:
    years = [year for curve in curves for year, _ in curve.points]
    return tuple(at for at in indicator.breaks if years and min(years) < at <= max(years))


def _with_band(
    figure: Drawing,
    middles: Sequence[_Middle],
    panels: int,
    indicator: Indicator,
    value: Value,
    colour: str,
    words: Words,
) -> Drawing:
    """The band under the lines of each panel, in as many pieces as the measure has."""
    pieces: list[list[_Middle]] = []
    for middle in middles:
        if not pieces or parted(pieces[-1][-1].year, middle.year, indicator):
            pieces.append([])
        pieces[-1].append(middle)
    filled = []
    for at in range(panels):
        number = "" if at == 0 else str(at + 1)
        for piece in pieces:
            years = [middle.year for middle in piece]
            filled.append(
                go.Scatter(
                    x=[*years, *reversed(years)],
                    y=[*(middle.high for middle in piece), *(middle.low for middle in reversed(piece))],
                    xaxis=f"x{number}",
                    yaxis=f"y{number}",
                    mode="lines",
                    fill="toself",
                    fillcolor=colour,
                    opacity=0.55,
                    line={"width": 0},
                    hoverinfo="skip",
                    showlegend=False,
                    name=words("de mittersta åtta tiondelarna"),
                )
            )
    return Drawing(data=[*filled, *figure.data], layout=figure.layout)


def _sentence(
    middles: Sequence[_Middle], indicator: Indicator, kind: OrganisationKind, value: Value, words: Words
) -> str:
    if not middles:
        return words("Inga värden att visa.")
    last = middles[-1]
    first = next(
        middle for middle in middles if not any(middle.year < at <= last.year for at in indicator.breaks)
    )
    kinds = words.organisation_kind(kind, 2)
    latest = said_with_unit(indicator, value, last.median, words)
    if first.year == last.year:
        told = words("Medianen bland {kinds} är {last} {year}.", kinds=kinds, last=latest, year=last.year)
    else:
        told = words(
            "Medianen bland {kinds} gick från {first} ({first_year}) till {last} ({year}).",
            kinds=kinds,
            first=said(indicator, value, first.median, words),
            first_year=first.year,
            last=latest,
            year=last.year,
        )
    band = words(
        "Åtta av tio ligger mellan {low} och {high}.",
        low=said(indicator, value, last.low, words),
        high=said(indicator, value, last.high, words),
    )
    return f"{told} {band}"


def _table(
    middles: Sequence[_Middle], curves: Sequence[Curve], indicator: Indicator, value: Value, words: Words
) -> pd.DataFrame:
    by_year = {middle.year: middle for middle in middles}
    years = sorted({*by_year, *(year for curve in curves for year, _ in curve.points)})
    columns: dict[str, list[str]] = {words("År"): [str(year) for year in years]}
    for heading, name in (
        (words("Median"), "median"),
        (words("10:e percentilen"), "low"),
        (words("90:e percentilen"), "high"),
    ):
        columns[heading] = [
            said(indicator, value, getattr(by_year[year], name), words) if year in by_year else ""
            for year in years
        ]
    columns[words("Antal")] = [str(by_year[year].n) if year in by_year else "" for year in years]
    for curve in curves:
        told = dict(zip((year for year, _ in curve.points), curve.texts, strict=True))
        columns[curve.label] = [told.get(year, "") for year in years]
    return pd.DataFrame(columns)
