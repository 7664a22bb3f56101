"""The HTML pen for dumbbell rows down a page: one organisation's indicators, or one indicator's places.

Hue says sex, the line says how sure. A mark's place on its track is its place in Sweden.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarking.figures import marks
from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import figure, sparkline
from benchmarking.figures.marks import Row, Rows
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.figures.reading import Link
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["legend", "place_rows", "profile_rows"]


def legend(words: Words, reference_label: str | None = None) -> str:
    """One line of HTML that explains the marks; with the reference where a figure has one."""
    lines = [
        ("bm-solid", words("Säker eller räknad"), ("saker", "raknad")),
        ("bm-dashed", words("Varaktig"), ("varaktig",)),
        ("bm-dotted", words("Ingen säker skillnad"), ("ingen-saker",)),
        ("bm-none", words("Går inte att avgöra"), ("avgors-inte",)),
    ]
    items = [
        tag("li", tag("span", class_="bm-key bm-women"), words("Kvinnor")),
        tag("li", tag("span", class_="bm-key bm-men"), words("Män")),
        *(
            tag(
                "li",
                tag("span", class_=f"bm-stroke {name}"),
                tag("span", text, class_="bm-term", title=" ".join(words.meaning(term) for term in terms)),
            )
            for name, text, terms in lines
        ),
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
    explained: Link | None = None,
    reference_label: str = "",
    headings: bool = True,
) -> Described:
    """One organisation, one dumbbell row per indicator, in the order of `assessed`.

    `assessed` holds rows of `gaps.assess` for one organisation, `series` the rows of `gaps.by_year`
    for the same one, `reference` those of `medians` (or None), `scale` those of `scale`. With
    `explained` each gap is a link to its card. The sentence counts the gaps that are known among
    these rows.
    """
    described = marks.profile(assessed, series, indicators, reference, scale, words)
    return _down(described, words, href, reference_label, headings, explained)


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
    described = marks.places(assessed, series, indicator, names, scale, words)
    return _down(described, words, href, "", headings)


def _down(
    described: Rows,
    words: Words,
    href: Link,
    reference_label: str,
    headings: bool,
    explained: Link | None = None,
) -> Described:
    """Rows under each other, whatever each is about."""
    head = tag(
        "div",
        *(tag("div", heading, role="columnheader") for heading in described.headings),
        role="row",
        class_="bm-head" if headings else "bm-head bm-unseen",
    )
    lines = [_row(row, words, href, reference_label, explained) for row in described.rows]
    rows = tag("div", head, *lines, role="table", aria_label=described.sentence, class_="bm-rows")
    return Described(sentence=described.sentence, table=described.table, html=tag("div", rows, class_="bm"))


def _row(row: Row, words: Words, href: Link, reference_label: str, explained: Link | None) -> Markup:
    gap = (
        joined(
            explained_number(row.gap, explained and explained(row.code), words, class_="bm-gap"),
            tag("span", " ", row.unit, class_="bm-unit"),
        )
        if row.gap
        else None
    )
    return tag(
        "div",
        tag("div", *_title(row, href), role="rowheader", class_="bm-what"),
        tag("div", figure(row.mark, words, reference_label), role="cell", class_="bm-drawn"),
        tag(
            "div",
            gap,
            tag("span", row.typical, class_="bm-small", title=words.meaning("typiskt"))
            if row.typical
            else None,
            role="cell",
            class_="bm-much",
        ),
        tag(
            "div",
            tag("span", row.verdict, class_="bm-says"),
            tag("span", row.how, class_="bm-small") if row.how else None,
            role="cell",
            title=words.meaning(row.term) if row.term else None,
            class_="bm-verdict",
        ),
        tag(
            "div",
            sparkline(row.spark) if row.spark else None,
            tag("span", row.change, class_="bm-small bm-moves" if row.moves else "bm-small")
            if row.change
            else None,
            role="cell",
            class_="bm-over-time",
        ),
        role="row",
        class_="bm-row bm-unsure" if row.unsure else "bm-row",
    )


def explained_number(number: str, href: str | None, words: Words, class_: str) -> Markup:
    """A number that leads to its card, where there is an address of one."""
    if not href:
        return tag("span", number, class_=class_)
    label = words("{number}, förklara siffran", number=number)
    return tag("a", number, href=href, aria_label=label, class_=class_)


def _title(row: Row, href: Link) -> list[Markup]:
    year = tag("span", row.year, class_="bm-year" if row.old else None) if row.year else None
    return [
        tag("a", row.title, href=href(row.code), class_="bm-title"),
        tag("span", row.base, ", " if year else None, year, class_="bm-small"),
        *(tag("span", note, class_="bm-small bm-note") for note in row.notes),
    ]
