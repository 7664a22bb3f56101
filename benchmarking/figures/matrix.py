"""The HTML pen for a matrix: organisations down, indicators across, each gap as a number on a fill by verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.figures.places import KNOWN
from benchmarking.figures.reading import Link, Shown
from benchmarking.figures.steps import gap_step
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["matrix"]

MISSING = "–"


def matrix(
    assessed: pd.DataFrame,
    organisations: Sequence[Shown],
    indicators: Sequence[Indicator],
    words: Words,
    *,
    place_href: Link,
    indicator_href: Link,
    explained: Callable[[str, str, int], str] | None = None,
) -> Described:
    """One row per organisation and one column per indicator, in the orders given; cells are signed gaps.

    `assessed` holds rows of `gaps.assess`. A known gap (certain, lasting, counted uneven) is bold on the hue
    of the sex that is higher, in four strengths: below notable, and from 1, 2 and 4 times notable. All
    else is plain on the page. The first column stays while the rest scrolls sideways. `explained` makes
    each number a link, from indicator, organisation and year; leave it out where cells are thousands.
    The sentence counts the cells and the known ones; `table` has the organisation first, then a column
    for each indicator, headed by its short title and id, with the numbers as text.
    """
    names = [words.text(indicator.short) for indicator in indicators]
    found = _cells(assessed, {indicator.id: indicator for indicator in indicators}, words)
    absent = Markup(f'<td aria-label="{escape(words("uppgift saknas"), quote=True)}">{MISSING}</td>')
    lines, cells, known, texts = [], 0, 0, []
    for one in organisations:
        drawn, row_texts = [], []
        for indicator in indicators:
            cell = found.get((one.code, indicator.id))
            if cell is None:
                drawn.append(absent)
                row_texts.append("")
                continue
            text, name, year, is_known = cell
            cells += 1
            known += is_known
            row_texts.append(text)
            inner = text
            if explained is not None:
                href = escape(explained(indicator.id, one.code, year), quote=True)
                inner = f'<a href="{href}">{text}</a>'
            drawn.append(Markup(f'<td class="{name}">{inner}</td>' if name else f"<td>{inner}</td>"))
        texts.append((one.name, *row_texts))
        head = tag("th", tag("a", one.name, href=place_href(one.code)), scope="row")
        own = ' class="bm-own-row"' if one.own else ""
        lines.append(Markup(f"<tr{own}>{head}{''.join(drawn)}</tr>"))
    sentence = words(
        "{known} av {n} skillnader är säkra, varaktiga eller räknade.",
        known=words.number(known),
        n=words.number(cells),
    )
    headings = tag(
        "tr",
        tag("th", words("Kommun eller region"), scope="col"),
        *(
            tag(
                "th",
                tag("a", name, href=indicator_href(indicator.id)),
                tag("span", words.gap_unit(indicator), class_="bm-small"),
                scope="col",
            )
            for name, indicator in zip(names, indicators, strict=True)
        ),
    )
    drawn_table = tag(
        "table",
        tag("caption", sentence, class_="bm-unseen"),
        tag("thead", headings),
        tag("tbody", joined(*lines)),
        class_="bm-matrix",
    )
    scroll = tag(
        "div", drawn_table, class_="bm-matrix-scroll", tabindex=0, role="region", aria_label=sentence
    )
    columns = [
        words("Kommun eller region"),
        *(f"{name} ({indicator.id})" for name, indicator in zip(names, indicators, strict=True)),
    ]
    return Described(
        sentence=sentence,
        table=pd.DataFrame(texts, columns=columns),
        html=tag("div", scroll, class_="bm"),
    )


def _cells(
    assessed: pd.DataFrame, indicators: dict[str, Indicator], words: Words
) -> dict[tuple[str, str], tuple[str, str, int, bool]]:
    """By organisation and indicator: the gap as text, the class of its fill ("" for none), its year, and whether it is known."""
    cells = {}
    said: dict[tuple[int, float], str] = {}
    columns = (
        assessed[name].tolist() for name in ("organisation", "indicator", "gap", "verdict", "year", "basis")
    )
    for organisation, code, gap, verdict, year, basis in zip(*columns, strict=True):
        indicator = indicators.get(code)
        if indicator is None or not is_number(gap):
            continue
        # Many gaps are the same, and writing a number takes most of the time. Only its decimals tell how.
        key = indicator.decimals, gap
        if key not in said:
            said[key] = words.gap(indicator, gap)
        name = ""
        if verdict in KNOWN:
            step = gap_step(gap, indicator.notable or float("inf"))
            name = f"bm-{'w' if gap > 0 else 'm'}{abs(step)}"
        cells[organisation, code] = said[key], name, int(year), basis is not None
    return cells
