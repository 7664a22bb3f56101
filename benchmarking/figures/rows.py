"""The HTML pen for dumbbell rows down a page: one organisation's indicators, or one indicator's places.

Hue says sex, the line says how sure. A mark's place on its track is its place in Sweden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import Drawn, History, drawn, figure, in_year, is_number, sparkline
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.figures.reading import (
    Link,
    has,
    histories_of,
    references_of,
    told_headings,
    told_of,
    track_of,
    years_of,
)
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["legend", "place_rows", "profile_rows"]

OLD_AFTER = 2
"""Values older than the newest by more years than this are said in words."""

KNOWN = ("women_higher", "men_higher")


def legend(words: Words, reference_label: str | None = None) -> str:
    """One line of HTML that explains the marks; with the reference where a figure has one."""
    lines = [
        ("bm-solid", words("Säker eller räknad")),
        ("bm-dashed", words("Varaktig")),
        ("bm-dotted", words("Ingen säker skillnad")),
        ("bm-none", words("Går inte att avgöra")),
    ]
    items = [
        tag("li", tag("span", class_="bm-key bm-women"), words("Kvinnor")),
        tag("li", tag("span", class_="bm-key bm-men"), words("Män")),
        *(tag("li", tag("span", class_=f"bm-stroke {name}"), text) for name, text in lines),
    ]
    if reference_label:
        key = tag(
            "span",
            tag("span", class_="bm-ref-line", style="left:0%;width:100%"),
            tag("span", class_="bm-ref bm-women", style="left:0%"),
            tag("span", class_="bm-ref bm-men", style="left:100%"),
            class_="bm-ref-key",
        )
        items.append(tag("li", key, reference_label))
    return tag(
        "div", tag("ul", *items, class_="bm-legend", aria_label=words("Teckenförklaring")), class_="bm"
    )


def profile_rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    reference: pd.DataFrame | None,
    scale: pd.DataFrame,
    words: Words,
    href: Link,
    *,
    reference_label: str = "",
    headings: bool = True,
) -> Described:
    """One organisation, one dumbbell row per indicator, in the order of `assessed`.

    `assessed` holds rows of `gaps.assess` for one organisation, `series` the rows of `gaps.by_year`
    for the same one, `reference` those of `medians` (or None), `scale` those of `scale`. The sentence
    counts the gaps that are known among these rows.
    """
    return _down(
        assessed,
        series,
        lambda row: indicators[row.indicator],
        lambda row, indicator: (words.text(indicator.short), href(row.indicator)),
        words("Nyckeltal"),
        references_of(reference),
        scale,
        words,
        reference_label,
        headings,
    )


def place_rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    scale: pd.DataFrame,
    words: Words,
    href: Link,
    *,
    headings: bool = True,
) -> Described:
    """One indicator, one dumbbell row per organisation, in the order of `assessed`.

    As `profile_rows`, but each row is titled by its organisation: `names` by code, `href` from the
    code. The table names the organisation first.
    """
    drawn_rows = _down(
        assessed,
        series,
        lambda row: indicator,
        lambda row, _: (names.get(row.organisation, row.organisation), href(row.organisation)),
        words("Organisation"),
        {},
        scale,
        words,
        "",
        headings,
    )
    told = drawn_rows.table.copy()
    told.insert(0, words("Organisation"), [names.get(code, code) for code in assessed["organisation"]])
    return replace(drawn_rows, table=told)


def _down(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicator_of: Callable[[Any], Indicator],
    title_of: Callable[[Any, Indicator], tuple[str, str]],
    first_heading: str,
    references: Mapping[tuple[str, int | None], tuple[float, float]],
    scale: pd.DataFrame,
    words: Words,
    reference_label: str,
    headings: bool,
) -> Described:
    """Rows under each other, whatever each is about: `title_of` gives its name and address."""
    tracks = {row.indicator: row for row in scale.itertuples(index=False)}
    span = years_of(series)
    histories = histories_of(series)
    cells: list[Markup] = []
    told: list[dict[str, str]] = []
    for row in assessed.itertuples(index=False):
        indicator = indicator_of(row)
        own = histories.get((row.indicator, row.organisation), ())
        beside = references.get((row.indicator, row.year), references.get((row.indicator, None)))
        mark = drawn(row, own, indicator, track_of(tracks, row.indicator), beside, words)
        title = _title(row, indicator, own, words, title_of(row, indicator), tracks)
        cells.append(_row(row, own, indicator, mark, title, span, words, reference_label))
        told.append(told_of(row, indicator, mark, words))
    compared = assessed[assessed["verdict"] != "not_compared"]
    known = int((compared["basis"].notna() & compared["verdict"].isin(KNOWN)).sum())
    sentence = words(
        "{known} av {all} skillnader är säkra, varaktiga eller räknade", known=known, all=len(compared)
    )
    head = tag(
        "div",
        tag("div", first_heading, role="columnheader"),
        tag("div", words("Värde för kvinnor och män"), role="columnheader"),
        tag("div", words("Skillnad"), role="columnheader"),
        tag("div", words("Bedömning"), role="columnheader"),
        tag("div", words.year_range(*span) if span else words("Över tid"), role="columnheader"),
        role="row",
        class_="bm-head" if headings else "bm-head bm-unseen",
    )
    rows = tag("div", head, *cells, role="table", aria_label=sentence, class_="bm-rows")
    table = pd.DataFrame(told, columns=list(told_headings(words)))
    return Described(sentence=sentence, table=table, html=tag("div", rows, class_="bm"))


def _row(
    row: Any,
    own: History,
    indicator: Indicator,
    mark: Drawn,
    title: list[Markup],
    span: tuple[int, int] | None,
    words: Words,
    reference_label: str,
) -> Markup:
    unsure = "" if has(row.basis) else " bm-unsure"
    unit = tag("span", " ", words.gap_unit(indicator), class_="bm-unit")
    typical = (
        words("typiskt {gap}", gap=words.gap(indicator, row.typical)) if is_number(row.typical) else None
    )
    gap = (
        joined(tag("span", words.gap(indicator, row.gap), class_="bm-gap"), unit)
        if is_number(row.gap)
        else None
    )
    first, last = span or (0, 0)
    spark = sparkline(own, indicator, first, last, words, unsure=bool(unsure)) if span else None
    change = words.change(row) if spark else ""
    moves = " bm-moves" if row.change_verdict in ("wider", "narrower") else ""
    return tag(
        "div",
        tag("div", *title, role="rowheader", class_="bm-what"),
        tag("div", figure(mark, words, reference_label), role="cell", class_="bm-drawn"),
        tag(
            "div",
            gap,
            tag("span", typical, class_="bm-small") if typical else None,
            role="cell",
            class_="bm-much",
        ),
        tag("div", *_verdict(row, indicator, words), role="cell", class_="bm-verdict"),
        tag(
            "div",
            spark,
            tag("span", change, class_=f"bm-small{moves}") if change else None,
            role="cell",
            class_="bm-over-time",
        ),
        role="row",
        class_=f"bm-row{unsure}",
    )


def _title(
    row: Any,
    indicator: Indicator,
    own: History,
    words: Words,
    named: tuple[str, str],
    tracks: Mapping[str, Any],
) -> list[Markup]:
    newest = getattr(tracks.get(row.indicator), "newest", None)
    old = is_number(newest) and is_number(row.year) and row.year < newest
    year = tag("span", str(int(row.year)), class_="bm-year" if old else None) if is_number(row.year) else None
    parts = [
        tag("a", named[0], href=named[1], class_="bm-title"),
        tag("span", words.text(indicator.base), ", " if year else None, year, class_="bm-small"),
    ]
    if old and newest - row.year > OLD_AFTER:
        said = words("de senaste siffrorna är från {year}", year=int(row.year))
        parts.append(tag("span", said, class_="bm-small bm-note"))
    now = in_year(own, row.year)
    if getattr(now, "origin", None) == "network":
        parts.append(tag("span", words("nätverkets egen siffra"), class_="bm-small bm-note"))
    elif getattr(now, "also_network", False):
        parts.append(tag("span", words("nätverkets egen uppgift skiljer sig"), class_="bm-small bm-note"))
    return parts


def _verdict(row: Any, indicator: Indicator, words: Words) -> list[Markup]:
    how = words.basis(row, indicator) if has(row.basis) else ""
    if row.verdict in ("cannot_tell", "not_compared"):
        how = words.reason(row, indicator)
    return [
        tag("span", words.verdict(row, indicator), class_="bm-says"),
        *([tag("span", how, class_="bm-small")] if how else []),
    ]
