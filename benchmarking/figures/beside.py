"""The HTML pen for a comparison: up to eight organisations beside each other, on common tracks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import Drawn, History, drawn, figure, in_year, is_number
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.reading import (
    Link,
    Shown,
    has,
    histories_of,
    origin_said,
    references_of,
    told_headings,
    told_of,
    track_of,
)
from benchmarking.figures.rows import explained_number
from benchmarking.model import Indicator
from benchmarking.wording import Words, glossary

__all__ = ["compare_rows"]

MOST_BESIDE = 8
ROOMY = 4
"""So many organisations leave room for numbers at the sides of the marks; more put them below."""

CLOSE_ROOMY, CLOSE_DENSE = 7.0, 15.0
"""Marks 13 px wide meet at these shares of the shorter tracks of a comparison."""


def compare_rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    organisations: Sequence[Shown],
    indicators: Mapping[str, Indicator],
    scale: pd.DataFrame,
    words: Words,
    href: Link,
    *,
    order: Sequence[str] | None = None,
    headings: bool = True,
    reference: pd.DataFrame | None = None,
    reference_said: Callable[[Any], str] | None = None,
    explained: Callable[[str, str, int], str] | None = None,
) -> Described:
    """Up to eight organisations side by side, one row per indicator, all on the row's own track.

    `assessed` and `series` are rows of `gaps.assess` and `gaps.by_year` for these organisations,
    `order` the indicators to show (else in the order of `assessed`). `reference` (rows of `means`,
    `medians` or `evenest`) stands as a small grey dumbbell under each, and in words under the
    indicator's name; `reference_said` names what one of its rows is. With `explained` (from indicator,
    organisation and year) each gap is a link to its card. The sentence says how many indicators and who.
    ValueError for more than eight organisations.
    """
    if len(organisations) > MOST_BESIDE:
        raise ValueError(f"{len(organisations)} organisations do not fit beside each other; {MOST_BESIDE} do")
    roomy = len(organisations) <= ROOMY
    close_below = CLOSE_ROOMY if roomy else CLOSE_DENSE
    tracks = {row.indicator: row for row in scale.itertuples(index=False)}
    rows_by_key = {(row.indicator, row.organisation): row for row in assessed.itertuples(index=False)}
    shown_ids = list(order) if order is not None else list(dict.fromkeys(assessed["indicator"]))
    ours = series["organisation"].isin([one.code for one in organisations])
    histories = histories_of(series[ours & series["year"].isin(set(assessed["year"]))])
    beside = references_of(reference)
    against = (
        {(row.indicator, row.year): row for row in reference.itertuples(index=False)}
        if reference is not None
        else {}
    )
    told: list[dict[str, str]] = []
    lines: list[Markup] = []
    for indicator_id in shown_ids:
        indicator = indicators[indicator_id]
        present = [
            rows_by_key[indicator_id, one.code]
            for one in organisations
            if (indicator_id, one.code) in rows_by_key
        ]
        references = [beside.get((indicator_id, row.year)) for row in present]
        track = _common(track_of(tracks, indicator_id), present, references)
        years = [int(row.year) for row in present if is_number(row.year)]
        newest = max(years, default=None)
        cells = []
        held: tuple[str, str] | None = None
        for one in organisations:
            row = rows_by_key.get((indicator_id, one.code))
            own = histories.get((indicator_id, one.code), ())
            mark = None
            if row is not None:
                mark = drawn(row, own, indicator, track, beside.get((indicator_id, row.year)), words)
                held = mark.reference_text if row.year == newest else held
            card = explained(indicator_id, one.code, int(row.year)) if explained and row is not None else None
            cells.append(_compare_cell(one, row, own, indicator, mark, newest, words, close_below, card))
            told.append(_compared(one, row, indicator, mark, words))
        held_against = _held_against(against.get((indicator_id, newest)), held, words, reference_said)
        base = tag(
            "span",
            words.text(indicator.base),
            f", {newest}" if newest is not None else None,
            class_="bm-small",
        )
        unit = words.gap_unit(indicator)
        gap_in = tag("span", words("Skillnad: {unit}", unit=unit), class_="bm-small") if unit else None
        title = tag("a", words.text(indicator.short), href=href(indicator_id), class_="bm-title")
        lines.append(
            tag(
                "div",
                tag("div", title, base, gap_in, held_against, role="rowheader", class_="bm-what"),
                *cells,
                role="row",
                class_="bm-row",
            )
        )
    names = words.joined([one.name for one in organisations])
    sentence = words.plural(
        "{n} nyckeltal för {names}", "{n} nyckeltal för {names}", len(shown_ids), names=names
    )
    head = tag(
        "div",
        tag("div", words("Nyckeltal"), role="columnheader"),
        *(
            tag(
                "div",
                tag("span", one.name, class_="bm-name"),
                tag("span", one.note, class_="bm-small") if one.note else None,
                role="columnheader",
            )
            for one in organisations
        ),
        role="row",
        class_="bm-head" if headings else "bm-head bm-unseen",
    )
    dense = ("" if roomy else " bm-dense") + (" bm-against" if beside else "")
    body = tag(
        "div",
        head,
        *lines,
        role="table",
        aria_label=sentence,
        class_=f"bm-beside{dense}",
        style=f"--bm-n:{len(organisations)}",
    )
    headings_told = [words("Organisation"), *told_headings(words)]
    return Described(
        sentence=sentence, table=pd.DataFrame(told, columns=headings_told), html=tag("div", body, class_="bm")
    )


def _compare_cell(
    one: Shown,
    row: Any,
    own: History,
    indicator: Indicator,
    mark: Drawn | None,
    newest: int | None,
    words: Words,
    close_below: float,
    card: str | None,
) -> Markup:
    name = tag("span", one.name, class_="bm-who")
    if row is None or mark is None:
        return tag(
            "div",
            name,
            tag("span", _absent(one, indicator, words), class_="bm-small"),
            role="cell",
            class_="bm-cell",
        )
    said = _lowered(words.verdict(row, indicator))
    basis = {"counted": words("räknat"), "certain": words("säker"), "lasting": words("varaktig")}.get(
        str(row.basis) if has(row.basis) else ""
    )
    if row.verdict in ("cannot_tell", "not_compared"):
        basis = _lowered(words.reason(row, indicator))
    said = f"{said}, {basis}" if basis else said
    year = int(row.year) if is_number(row.year) and newest is not None and row.year < newest else None
    whose = origin_said(in_year(own, row.year), words)
    text = tag(
        "span",
        explained_number(words.gap(indicator, row.gap), card, words, class_="bm-gap")
        if is_number(row.gap)
        else None,
        " ",
        tag("span", said, title=words.meaning(glossary.term_of(row, indicator))),
        tag("span", f", {year}", class_="bm-year") if year else None,
        tag("span", f", {whose}", class_="bm-year") if whose else None,
        class_="bm-small",
    )
    unsure = "" if has(row.basis) else " bm-unsure"
    return tag(
        "div", name, figure(mark, words, "", close_below), text, role="cell", class_=f"bm-cell{unsure}"
    )


def _held_against(
    row: Any, texts: tuple[str, str] | None, words: Words, said: Callable[[Any], str] | None
) -> Markup | None:
    """The reference of the row's newest year in words, with its numbers; None where it has no value then."""
    if row is None or texts is None or said is None:
        return None
    text = words("{reference}: kvinnor {women}, män {men}", reference=said(row), women=texts[0], men=texts[1])
    return tag("span", text, class_="bm-small bm-held")


def _absent(one: Shown, indicator: Indicator, words: Words) -> str:
    if one.kind is not None and str(one.kind) not in {str(kind) for kind in indicator.applies_to}:
        return words("jämförs inte: olika slag av organisation")
    return words("inget värde, orsak okänd")


def _compared(one: Shown, row: Any, indicator: Indicator, mark: Drawn | None, words: Words) -> dict[str, str]:
    told = {words("Organisation"): one.name}
    if row is None or mark is None:
        names = told_headings(words)
        empty = dict.fromkeys(names, "")
        empty[names[0]] = words.text(indicator.short)
        empty[names[1]] = words.text(indicator.base)
        empty[names[9]] = _absent(one, indicator, words)
        return told | empty
    return told | told_of(row, indicator, mark, words)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _common(
    track: tuple[float, float] | None,
    rows: Sequence[Any],
    references: Sequence[tuple[float, float] | None],
) -> tuple[float, float] | None:
    """The track widened to every value beside each other, so that all stand on the same one."""
    values = [value for row in rows for value in (row.women, row.men) if is_number(value)]
    ends = [*(track or ()), *values, *(value for one in references if one for value in one)]
    return (min(ends), max(ends)) if ends else None
