"""The HTML pen for what a publication moves: women's and men's value before and after, on one small track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import Markup, tag
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["before_after"]

ARROW = "\u2192"
MARGIN = 4.0
"""Per cent of the track that stays free at each end, so that no mark is cut."""

SERIES = (("women", "K"), ("men", "M"), ("total", "T"))


def before_after(
    moves: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], words: Words
) -> Described:
    """One indicator's moves (rows of `changes.largest`), one block for each organisation.

    An open mark is what is published, a filled one the draft's; a figure without an earlier one has
    the filled one alone. The sentence names the first, which moves most. ValueError without rows.
    """
    rows = list(moves.itertuples(index=False))
    if not rows:
        raise ValueError("no moves to draw")
    ends = _ends(rows)
    blocks: list[Markup] = []
    table = []
    for row in rows:
        name = names.get(row.organisation, row.organisation)
        years = _years(row)
        lines = [line for one in SERIES if (line := _line(row, *one, indicator, ends, words)) is not None]
        blocks.append(
            tag(
                "div",
                tag("p", tag("b", name), f" {years}", class_="page-move-name"),
                *lines,
                class_="page-move",
            )
        )
        for field, letter in SERIES:
            after, before = getattr(row, field), getattr(row, f"{field}_before")
            if is_number(after):
                table.append(
                    {
                        words("Organisation"): name,
                        words("År"): years,
                        words("Kön"): words.sex(letter),
                        words("Förut"): words.bare(indicator, before, beside=[after])
                        if is_number(before)
                        else "",
                        words("I utkastet"): words.bare(indicator, after, beside=[before]),
                    }
                )
    sentence = _sentence(rows[0], indicator, names, words)
    heading = tag(
        "p", tag("b", words.text(indicator.short)), f", {words.text(indicator.base)}", class_="page-move-what"
    )
    html = tag("div", heading, *blocks, class_="page-moves", role="group", aria_label=sentence)
    return Described(sentence=sentence, table=pd.DataFrame(table), html=html)


def _line(
    row: Any, field: str, letter: str, indicator: Indicator, ends: tuple[float, float], words: Words
) -> Markup | None:
    after, before = getattr(row, field), getattr(row, f"{field}_before")
    if not is_number(after):
        return None
    marks = []
    to = _place(after, ends)
    numbers = words.bare(indicator, after, beside=[before])
    if is_number(before):
        at = _place(before, ends)
        left, wide = min(at, to), abs(to - at)
        marks.append(tag("i", class_="page-move-path", style=f"left:{left:.1f}%;width:{wide:.1f}%"))
        marks.append(tag("i", class_="page-move-from", style=f"left:{at:.1f}%"))
        numbers = f"{words.bare(indicator, before, beside=[after])} {ARROW} {numbers}"
    marks.append(tag("i", class_="page-move-to", style=f"left:{to:.1f}%"))
    return tag(
        "div",
        tag("span", words.sex(letter), class_="page-move-sex"),
        tag("span", *marks, class_="page-move-track", aria_hidden="true"),
        tag("span", numbers, class_="page-move-numbers"),
        class_=f"page-move-line page-move-{field}",
    )


def _ends(rows: Sequence[Any]) -> tuple[float, float]:
    values = [
        value
        for row in rows
        for field, _ in SERIES
        for value in (getattr(row, field), getattr(row, f"{field}_before"))
        if is_number(value)
    ]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _place(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return MARGIN + (100 - 2 * MARGIN) * (value - low) / (high - low)


def _years(row: Any) -> str:
    if not is_number(row.before_year) or int(row.before_year) == int(row.year):
        return str(int(row.year))
    return f"{int(row.before_year)} {ARROW} {int(row.year)}"


def _sentence(row: Any, indicator: Indicator, names: Mapping[str, str], words: Words) -> str:
    """Who moves most, and how: the figures of the first block."""
    parts = []
    for field, letter in SERIES:
        after, before = getattr(row, field), getattr(row, f"{field}_before")
        if is_number(after) and is_number(before):
            parts.append(
                words(
                    "{sex} från {before} till {after}",
                    sex=words.sex(letter),
                    before=words.bare(indicator, before, beside=[after]),
                    after=words.bare(indicator, after, beside=[before]),
                )
            )
    name = names.get(row.organisation, row.organisation)
    what = words.text(indicator.short)
    if not parts:
        return words("{indicator} i {name}: nytt värde.", indicator=what, name=name)
    return words("{indicator} i {name}: {moves}.", indicator=what, name=name, moves=words.joined(parts))
