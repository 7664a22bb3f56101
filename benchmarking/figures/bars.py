"""The HTML pen for ranked bars: some organisations' gaps from equality, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.figures.places import KNOWN, Axis, axis, usual_year, year_note
from benchmarking.figures.reading import Link, Shown
from benchmarking.gaps import Basis, GapVerdict
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["bars"]

Ranks = Mapping[str, tuple[int, int, int]]
"""By code: between which places an organisation lies (low, high), and of how many."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """One organisation's bar: its gap, the interval if there is one, and what is said beside it.

    `limits` are the process limits of its years, drawn dashed: not an interval of this year's gap.
    """

    code: str
    name: str
    gap: float | None
    ends: tuple[float, float] | None
    limits: bool
    known: bool
    text: str
    says: str
    own: bool


def bars(
    assessed: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    href: Link,
    *,
    explained: Callable[[str, int], str] | None = None,
    ranks: Ranks | None = None,
) -> Described:
    """One bar per organisation from equality, the gap with most for women first, those without one last.

    `assessed` holds rows of `gaps.assess` for one indicator and one kind; the organisations are best
    2 to 40. A bar has the 99 % interval of a gap with counts, or the process limits of a yearly one,
    dashed. The own one stands in ink; what is not certain in a lighter grey, and is said to be. A name leads to
    `href` of its code, a number to `explained` of code and year. The sentence counts those that are
    known and names the ends; the table adds the range of places where `ranks` has one.
    """
    rows = {row.organisation: row for row in assessed.itertuples(index=False)}
    found = [rows[one.code] for one in organisations if one.code in rows]
    usual = usual_year(pd.DataFrame({"year": [row.year for row in found]})) if found else 0
    listed = [_bar(one, rows.get(one.code), indicator, usual, words) for one in organisations]
    listed.sort(key=lambda bar: (bar.gap is None, -(bar.gap or 0.0)))
    sentence = _sentence(listed, words)
    table = _table(listed, rows, indicator, ranks or {}, words)
    if _nobody_knows(listed, rows):
        # Said once above instead of at every bar.
        listed = [replace(bar, says="") if bar.gap is not None else bar for bar in listed]
        sentence = f"{sentence} {words('Ingen av dem går att avgöra.')}"
    if not any(bar.gap is not None for bar in listed):
        return Described(sentence=sentence, table=table)
    ends = [number for bar in listed for number in (bar.gap, *(bar.ends or ())) if number is not None]
    across = axis(ends, words, also=0.0, most_ticks=5)
    lines = [_drawn(bar, across, rows, words, href, explained) for bar in listed]
    foot = tag(
        "div",
        tag("span"),
        tag(
            "div",
            *(
                tag(
                    "span",
                    words("Lika") if tick == 0 else text,
                    class_="bm-tick-text",
                    style=f"left:{across.place(tick):.2f}%",
                )
                for tick, text in zip(across.ticks, across.texts, strict=True)
            ),
            class_="bm-axis",
        ),
        class_="bm-bar-row bm-bar-foot",
        aria_hidden="true",
    )
    ranked = tag("div", *lines, role="list", aria_label=sentence)
    return Described(
        sentence=sentence,
        table=table,
        html=tag("div", tag("div", ranked, foot, class_="bm-bars"), class_="bm"),
    )


def _nobody_knows(listed: Sequence[_Bar], rows: Mapping[str, Any]) -> bool:
    """Whether there are several gaps, and none of them can be told."""
    having = [bar for bar in listed if bar.gap is not None]
    return len(having) > 1 and all(rows[bar.code].verdict == GapVerdict.CANNOT_TELL.value for bar in having)


def _bar(one: Shown, row: Any, indicator: Indicator, usual: int, words: Words) -> _Bar:
    if row is None or not is_number(row.gap):
        why = words("uppgift saknas") if row is None else words.reason(row, indicator)
        return _Bar(one.code, one.name, None, None, False, False, "", why, one.own)
    verdict = GapVerdict(row.verdict)
    ends, limits = None, False
    if is_number(row.low):
        ends = (float(row.low), float(row.high))
    elif is_number(row.limit_low):
        ends, limits = (float(row.limit_low), float(row.limit_high)), True
    says = "" if verdict.value in KNOWN else words.verdict(row, indicator)
    if verdict is GapVerdict.NO_CERTAIN:
        says = words("ingen säker")
    name = f"{one.name}{year_note(row, usual)}"
    known = row.basis is not None
    return _Bar(
        one.code, name, float(row.gap), ends, limits, known, words.gap(indicator, row.gap), says, one.own
    )


def _drawn(
    bar: _Bar,
    across: Axis,
    rows: Mapping[str, Any],
    words: Words,
    href: Link,
    explained: Callable[[str, int], str] | None,
) -> Markup:
    name = tag("a", bar.name, href=href(bar.code), class_="bm-bar-name")
    row = {"role": "listitem", "data_row": bar.name}
    if bar.gap is None:
        said = tag("span", bar.says, class_="bm-bar-says")
        return tag("div", name, tag("div", class_="bm-bar-track"), said, **row, class_="bm-bar-row")
    zero = across.place(0.0)
    parts = [
        tag("span", class_="bm-upright", style=f"left:{across.place(tick):.2f}%") for tick in across.ticks
    ]
    left, right = sorted((zero, across.place(bar.gap)))
    parts.append(tag("span", class_="bm-bar", style=f"left:{left:.2f}%;width:{right - left:.2f}%"))
    parts.append(tag("span", class_="bm-upright bm-equal", style=f"left:{zero:.2f}%"))
    if bar.ends:
        low, high = (across.place(end) for end in bar.ends)
        style = f"left:{low:.2f}%;width:{high - low:.2f}%"
        kind = "bm-interval bm-of-years" if bar.limits else "bm-interval"
        parts.append(tag("span", class_=kind, style=style))
    number: Markup | str = bar.text
    if explained is not None:
        number = tag("a", bar.text, href=explained(bar.code, int(rows[bar.code].year)))
    kind = "bm-bar-row" + (" bm-own-bar" if bar.own else "") + ("" if bar.known else " bm-unsure")
    value = joined(
        tag("span", number, class_="bm-bar-number"),
        tag("span", " ", bar.says, class_="bm-bar-says") if bar.says else None,
    )
    return tag(
        "div",
        name,
        tag("div", *parts, class_="bm-bar-track", aria_hidden="true"),
        tag("span", value, class_="bm-bar-value"),
        **row,
        class_=kind,
    )


def _sentence(listed: Sequence[_Bar], words: Words) -> str:
    having = [bar for bar in listed if bar.gap is not None]
    if not having:
        return words("Inga värden att visa.")
    if len(having) == 1:
        return words("{name} har skillnaden {gap}.", name=having[0].name, gap=having[0].text)
    known = sum(bar.known for bar in having)
    if not known:
        return words(
            "Skillnaderna går från {first} i {first_name} till {last} i {last_name}.",
            first=having[0].text,
            first_name=having[0].name,
            last=having[-1].text,
            last_name=having[-1].name,
        )
    return words(
        "{known} av {n} skillnader är säkra, varaktiga eller räknade. De går från {first} i {first_name} till {last} i {last_name}.",
        known=known,
        n=len(having),
        first=having[0].text,
        first_name=having[0].name,
        last=having[-1].text,
        last_name=having[-1].name,
    )


def _table(
    listed: Sequence[_Bar], rows: Mapping[str, Any], indicator: Indicator, ranks: Ranks, words: Words
) -> pd.DataFrame:
    headings = [
        *(words("Kommun eller region"), words("År"), words("Skillnad"), words("Lägst"), words("Högst")),
        *(words("Bedömning"), words("Plats"), words("Grund")),
    ]
    cells = []
    for bar in listed:
        row = rows.get(bar.code)
        low, high = bar.ends or (math.nan, math.nan)
        rank = ranks.get(bar.code)
        cells.append(
            (
                bar.name,
                "" if row is None else str(int(row.year)),
                bar.text,
                words.gap(indicator, low) if bar.ends else "",
                words.gap(indicator, high) if bar.ends else "",
                bar.says if row is None else words.verdict(row, indicator),
                words("{low} till {high} av {of}", low=rank[0], high=rank[1], of=rank[2]) if rank else "",
                _basis(row, bar, indicator, words),
            )
        )
    return pd.DataFrame(cells, columns=headings)


def _basis(row: Any, bar: _Bar, indicator: Indicator, words: Words) -> str:
    """How the gap is known, or why it is not; whose limits the ends are."""
    if row is None:
        return ""
    if isinstance(row.basis, str) and row.basis == Basis.CERTAIN.value:
        return words("Säker")
    told = words.reason(row, indicator) or words.basis(row, indicator)
    if bar.limits:
        return words("{basis} (årens gränser)", basis=told or words("Ingen säker skillnad"))
    return told
