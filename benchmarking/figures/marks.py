"""Dumbbell rows before any pen draws them: their marks, their line over time and every text, made once.

The HTML pen (`rows`) and the SVG pen (`svg`) draw from the same `Rows`, so they cannot say different numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from benchmarking.figures.dumbbell import Drawn, History, Spark, drawn, in_year, is_number, reach, spark
from benchmarking.figures.reading import (
    has,
    histories_of,
    origin_said,
    references_of,
    told_headings,
    told_of,
    track_of,
    years_of,
)
from benchmarking.model import Indicator
from benchmarking.wording import Words, glossary

__all__ = ["Row", "Rows", "places", "profile"]

OLD_AFTER = 2
"""Values older than the newest by more years than this are said in words."""

KNOWN = ("women_higher", "men_higher")


@dataclass(frozen=True, slots=True)
class Row:
    """One dumbbell row. Texts are in the visitor's language and "" where there is nothing to say.

    `code` is what the row is about: an indicator's id or an organisation's code. `term` is the word of the
    glossary that explains the verdict. `old`: the year is not the newest. `unsure`: the gap is not known, and is drawn grey. `moves`: the change is
    otherwise than the country's.
    """

    code: str
    title: str
    base: str
    year: str
    old: bool
    notes: tuple[str, ...]
    mark: Drawn
    gap: str
    unit: str
    typical: str
    verdict: str
    how: str
    term: str
    spark: Spark | None
    change: str
    moves: bool
    unsure: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows under each other, with the sentence about them and the same numbers as a table.

    `headings` name the five columns: what, values, gap, verdict, years.
    """

    rows: tuple[Row, ...]
    headings: tuple[str, str, str, str, str]
    sentence: str
    table: pd.DataFrame = field(repr=False)


def profile(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    reference: pd.DataFrame | None,
    scale: pd.DataFrame,
    words: Words,
) -> Rows:
    """One organisation, one row per indicator; takes what `rows.profile_rows` takes."""
    return _rows(
        assessed,
        series,
        lambda row: indicators[row.indicator],
        lambda row, indicator: (row.indicator, words.text(indicator.short)),
        words("Nyckeltal"),
        references_of(reference),
        scale,
        words,
    )


def places(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    scale: pd.DataFrame,
    words: Words,
) -> Rows:
    """One indicator, one row per organisation, all on the same track; takes what `rows.place_rows` takes.

    The table names the organisation first.
    """
    track = track_of({row.indicator: row for row in scale.itertuples(index=False)}, indicator.id)
    histories = histories_of(series)
    for row in assessed.itertuples(index=False):
        own = histories.get((row.indicator, row.organisation), ())
        track = reach(row, own, indicator, track, None)
    found = _rows(
        assessed,
        series,
        lambda row: indicator,
        lambda row, _: (row.organisation, names.get(row.organisation, row.organisation)),
        words("Organisation"),
        {},
        scale,
        words,
        track,
    )
    told = found.table.copy()
    told.insert(0, words("Organisation"), [row.title for row in found.rows])
    return Rows(found.rows, found.headings, found.sentence, told)


def _rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicator_of: Callable[[Any], Indicator],
    title_of: Callable[[Any, Indicator], tuple[str, str]],
    first_heading: str,
    references: Mapping[tuple[str, int | None], tuple[float, float]],
    scale: pd.DataFrame,
    words: Words,
    common: tuple[float, float] | None = None,
) -> Rows:
    """Rows whatever each is about: `title_of` gives its code and name. `common` is a track for all of them."""
    tracks = {row.indicator: row for row in scale.itertuples(index=False)}
    span = years_of(series)
    histories = histories_of(series)
    rows: list[Row] = []
    told: list[dict[str, str]] = []
    for row in assessed.itertuples(index=False):
        indicator = indicator_of(row)
        own = histories.get((row.indicator, row.organisation), ())
        beside = references.get((row.indicator, row.year), references.get((row.indicator, None)))
        mark = drawn(row, own, indicator, common or track_of(tracks, row.indicator), beside, words)
        newest = getattr(tracks.get(row.indicator), "newest", None)
        rows.append(_row(row, own, indicator, mark, title_of(row, indicator), newest, span, words))
        told.append(told_of(row, indicator, mark, words))
    compared = assessed[assessed["verdict"] != "not_compared"]
    known = int((compared["basis"].notna() & compared["verdict"].isin(KNOWN)).sum())
    return Rows(
        rows=tuple(rows),
        headings=(
            first_heading,
            words("Värde för kvinnor och män"),
            words("Skillnad"),
            words("Bedömning"),
            words.year_range(*span) if span else words("Över tid"),
        ),
        sentence=words(
            "{known} av {all} skillnader är säkra, varaktiga eller räknade", known=known, all=len(compared)
        ),
        table=pd.DataFrame(told, columns=list(told_headings(words))),
    )


def _row(
    row: Any,
    own: History,
    indicator: Indicator,
    mark: Drawn,
    named: tuple[str, str],
    newest: object,
    span: tuple[int, int] | None,
    words: Words,
) -> Row:
    unsure = not has(row.basis)
    curve = spark(own, indicator, *span, words, unsure=unsure) if span else None
    old = is_number(newest) and is_number(row.year) and row.year < newest
    how = words.basis(row, indicator) if has(row.basis) else ""
    if row.verdict in ("cannot_tell", "not_compared"):
        how = words.reason(row, indicator)
    return Row(
        code=named[0],
        title=named[1],
        base=words.text(indicator.base),
        year=str(int(row.year)) if is_number(row.year) else "",
        old=old,
        notes=_notes(row, own, words, very_old=old and newest - row.year > OLD_AFTER),
        mark=mark,
        gap=words.gap(indicator, row.gap) if is_number(row.gap) else "",
        unit=words.gap_unit(indicator),
        typical=words("typiskt {gap}", gap=words.gap(indicator, row.typical))
        if is_number(row.typical)
        else "",
        verdict=words.verdict(row, indicator),
        how=how,
        term=glossary.term_of(row, indicator),
        spark=curve,
        change=words.change(row) if curve else "",
        moves=row.change_verdict in ("wider", "narrower"),
        unsure=unsure,
    )


def _notes(row: Any, own: Sequence[Any], words: Words, *, very_old: bool) -> tuple[str, ...]:
    notes = [words("de senaste siffrorna är från {year}", year=int(row.year))] if very_old else []
    whose = origin_said(in_year(own, row.year), words)
    return (*notes, whose) if whose else tuple(notes)
